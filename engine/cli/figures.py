"""Figures of a build, and of one that is only asked about -> text for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.telemetry.report import BuildSummary

if TYPE_CHECKING:
    from engine.pipeline.forecast import Forecast

SHOWN = 3  # of what may be many, in a line


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
    yield "  changed        " + changes(build.changed, build.files, build.removed, build.whole)
    if build.remade and not build.whole:
        yield "  made again     " + "; ".join(f"{kind}: {_reasons(why)}" for kind, why in build.remade.items())
    yield from _counts("products", build.products)
    yield from _counts("pictures", build.pictures)
    for found in build.found:
        yield f"  {found.severity:<14} {found.count:,} x {found.code}"
    if build.slowest_page:
        yield f"  slowest        {build.slowest_page_seconds * 1000:.1f} ms: {build.slowest_page}"
    yield f"  site           {build.files:,} files, {size(build.bytes)}: {build.output}"


def changes(changed: int, files: int, removed: int, whole: str) -> str:
    """Return how much of a site has changed, and why when all of it was made."""
    if removed and not changed:
        text = f"{removed:,} removed, the {files:,} that are left are as they were"
    else:
        text = f"{changed:,} of {files:,} files" if changed else f"none of {files:,} files"
        text += f", {removed:,} removed" if removed else ""
    return f"{text}; all were made: {whole}" if whole else text


def forecast_lines(told: "Forecast") -> Iterator[str]:
    """Yield what a build would do."""
    made, gone, products = told.made, len(told.removed), told.products
    if told.cut_off:
        yield f"{told.shop}: a build was cut off while it published; the next one completes it first"
    if told.idle():
        yield f"{told.shop}: nothing has changed, {told.files:,} files stand"
        return
    yield f"{told.shop}: {made:,} of {told.files:,} files to make, {gone:,} to remove: {told.output}"
    shown = f"  products       {products.published:,} with a page"
    if told.whole:
        yield f"  everything     {told.whole}"
        yield shown
    else:
        yield f"{shown}: {products.added:,} added, {products.changed:,} changed, {products.removed:,} removed"
    for kind, why in told.remade.items():
        whole = f" of {told.pages[kind]:,}" if kind in told.pages else ""
        yield f"  {kind:<14} {sum(why.values()):,}{whole}: {_reasons(why)}"
    if told.pictures:
        yield f"  pictures       {told.pictures:,} to make"
    if gone:
        yield f"  to remove      {gone:,}: {_some(told.removed)}"
    if told.redirects:
        moves = [f"{one.source} to {one.target}" for one in told.redirects]
        yield f"  redirects      {len(moves):,} more: {_some(moves)}"
    yield "  nothing was written"


def _reasons(why: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in why.items())


def _some(names: Sequence[str]) -> str:
    left = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {left:,} more" if left > 0 else "")


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
