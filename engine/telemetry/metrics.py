"""Figures of finished builds -> a file in the Prometheus text form, for a node exporter to collect."""

from collections.abc import Iterator, Sequence

from engine.telemetry.report import BuildSummary

HELP = {
    "build_seconds": "Wall time of the build",
    "site_bytes": "Size of the site",
    "site_files": "Files of the site",
    "slowest_page_seconds": "Time to render and write the slowest page",
    "stage_seconds": "Wall time of a stage",
    "stage_cpu_seconds": "Processor time of a stage, workers included",
    "stage_items": "How much a stage worked on",
    "stage_bytes": "Bytes that a stage wrote",
    "pages": "Pages by kind",
    "products": "Products by what became of them",
    "pictures": "Distinct pictures by what became of them",
    "findings": "Findings by code and severity",
}


def write_metrics(builds: Sequence[BuildSummary], path: str) -> None:
    """Write the figures of the builds of one run; the file is replaced whole."""
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

    registry = CollectorRegistry()
    gauges: dict[str, Gauge] = {}
    for build in builds:
        for name, labels, value in _samples(build):
            if name not in gauges:
                gauges[name] = Gauge(f"storeloom_{name}", HELP[name], ["shop", *labels], registry=registry)
            gauges[name].labels(build.shop, *labels.values()).set(value)
    write_to_textfile(path, registry)


def _samples(build: BuildSummary) -> Iterator[tuple[str, dict[str, str], float]]:
    yield "build_seconds", {}, build.seconds
    yield "site_bytes", {}, build.bytes
    yield "site_files", {}, build.files
    yield "slowest_page_seconds", {}, build.slowest_page_seconds
    for stage in build.stages:
        yield "stage_seconds", {"stage": stage.name}, stage.seconds
        yield "stage_cpu_seconds", {"stage": stage.name}, stage.cpu_seconds
        yield "stage_items", {"stage": stage.name}, stage.count
        yield "stage_bytes", {"stage": stage.name}, stage.bytes
    for kind, count in build.pages.items():
        yield "pages", {"kind": kind}, count
    for outcome in build.products.__struct_fields__:
        yield "products", {"outcome": outcome}, getattr(build.products, outcome)
    for outcome in build.pictures.__struct_fields__:
        yield "pictures", {"outcome": outcome}, getattr(build.pictures, outcome)
    for found in build.found:
        yield "findings", {"code": found.code, "severity": found.severity}, found.count
