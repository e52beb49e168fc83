"""Figures of a build -> text for people."""

from collections.abc import Iterator

from engine.telemetry.report import BuildSummary


def size(count: int) -> str:
    """Return a number of bytes: 812 B, 15.2 kB, 4.1 MB."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def rate(count: int, seconds: float) -> str:
    """Return how many a second."""
    return f"{count / seconds:,.0f}/s" if seconds > 0 else "-"


def summary_lines(build: BuildSummary) -> Iterator[str]:
    """Yield the summary of a build."""
    yield f"{build.shop}: {sum(build.pages.values()):,} pages in {build.seconds:.2f} s"
    yield from _stages(build)
    if build.pages:
        yield "  pages          " + ", ".join(f"{count:,} {kind}" for kind, count in build.pages.items())
    yield from _counts("products", build.products)
    yield from _counts("pictures", build.pictures)
    for found in build.found:
        yield f"  {found.severity:<14} {found.count:,} x {found.code}"
    if build.slowest_page:
        yield f"  slowest        {build.slowest_page_seconds * 1000:.1f} ms: {build.slowest_page}"
    yield f"  site           {build.files:,} files, {size(build.bytes)}: {build.output}"


def _stages(build: BuildSummary) -> Iterator[str]:
    if not build.stages:
        return
    yield f"  {'stage':<14} {'seconds':>9} {'cpu':>9} {'count':>10} {'a second':>10} {'bytes':>10}"
    for stage in build.stages:
        written = size(stage.bytes) if stage.bytes else "-"
        yield (
            f"  {stage.name:<14} {stage.seconds:>9.2f} {stage.cpu_seconds:>9.2f} {stage.count:>10,}"
            f" {rate(stage.count, stage.seconds).removesuffix('/s'):>10} {written:>10}"
        )


def _counts(name: str, counts: object) -> Iterator[str]:
    fields = getattr(counts, "__struct_fields__", ())
    said = [f"{getattr(counts, field):,} {field}" for field in fields if getattr(counts, field)]
    if said:
        yield f"  {name:<14} {', '.join(said)}"
