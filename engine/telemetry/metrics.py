"""Figures of finished builds -> a file in the Prometheus text form, as the node exporter's textfile collector reads it."""

from collections.abc import Sequence

from engine.telemetry.report import BuildSummary

Row = tuple[tuple[str, ...], float]


def write_metrics(builds: Sequence[BuildSummary], path: str) -> None:
    """Write the figures of the builds of one run; the file is replaced whole."""
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

    registry = CollectorRegistry()
    for name, text, labels, rows in _series(builds):
        gauge = Gauge(f"storeloom_{name}", text, labels, registry=registry)
        for values, number in rows:
            gauge.labels(*values).set(number)
    write_to_textfile(path, registry)


def _series(builds: Sequence[BuildSummary]) -> list[tuple[str, str, tuple[str, ...], list[Row]]]:
    stages = [(build.shop, stage) for build in builds for stage in build.stages]
    by_stage = ("shop", "stage")
    outcomes = [
        ("products", "Products by outcome", [(build.shop, build.products) for build in builds]),
        ("pictures", "Distinct pictures by outcome", [(build.shop, build.pictures) for build in builds]),
    ]
    return [
        ("build_seconds", "Wall time of the build", ("shop",), [((b.shop,), b.seconds) for b in builds]),
        ("site_bytes", "Size of the site", ("shop",), [((b.shop,), b.bytes) for b in builds]),
        ("site_files", "Files of the site", ("shop",), [((b.shop,), b.files) for b in builds]),
        ("stage_seconds", "Wall time of a stage", by_stage, [((shop, s.name), s.seconds) for shop, s in stages]),
        ("stage_cpu_seconds", "CPU time of a stage", by_stage, [((shop, s.name), s.cpu_seconds) for shop, s in stages]),
        ("stage_items", "What a stage worked on", by_stage, [((shop, s.name), s.count) for shop, s in stages]),
        ("stage_bytes", "Bytes a stage wrote", by_stage, [((shop, s.name), s.bytes) for shop, s in stages]),
        ("pages", "Pages by kind", ("shop", "kind"), [((b.shop, k), n) for b in builds for k, n in b.pages.items()]),
        *(
            (
                name,
                text,
                ("shop", "outcome"),
                [((shop, f), getattr(counts, f)) for shop, counts in rows for f in counts.__struct_fields__],
            )
            for name, text, rows in outcomes
        ),
        (
            "findings",
            "Findings by code and severity",
            ("shop", "code", "severity"),
            [((b.shop, f.code, f.severity), f.count) for b in builds for f in b.found],
        ),
    ]
