"""The machine against stock Jinja2: pages of the shipped theme from views that are made before the clock starts.

With minifying off both must give the same bytes, else nothing is timed; what is timed is what a build runs.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.data import scratch
from benchmarks.desk import Made, make
from benchmarks.easel import Easel
from benchmarks.machine import facts
from engine.pipeline.jobs import RenderLists, RenderProducts, Show
from engine.render.programs import make_programs
from engine.render.theme import open_theme

PRODUCTS = 200
PAGES = 50
ROUNDS = 5
CALLS = 5


class Pair(Struct, frozen=True):
    """The same pages, by the machine and by Jinja2."""

    machine: Callable[[], int]
    jinja: Callable[[], int]
    pages: int


def jobs(made: Made) -> dict[str, RenderProducts | RenderLists]:
    """Return a job for each kind of page that is measured."""
    (products, _), *_ = made.desk.done[RenderProducts]
    lists = [part for job, _ in made.desk.done[RenderLists] for part in job.parts]
    return {"product": replace(products, rows=products.rows[: 4 * PAGES]), "list": RenderLists(tuple(lists[:PAGES]))}


def pairs(made: Made) -> dict[str, Pair]:
    """Return what renders the pages of each kind; SystemExit when the machine's bytes are not Jinja2's."""
    told: Show = made.desk.told[Show]
    theme, folder = open_theme(told.theme), made.staging.with_name("verbatim")
    verbatim = replace(told, programs=make_programs(theme, told.shop, told.styles, folder, minified=False))
    found = {}
    for kind, job in jobs(made).items():
        whole, machine, jinja = Easel(verbatim), Easel(told), Easel(told, stock=True)
        first, _, stock = (_paint(easel, job) for easel in (whole, machine, jinja))
        if first != stock:
            raise SystemExit(f"{kind} pages: the machine's bytes are not Jinja2's")
        found[kind] = Pair(machine.machine, jinja.jinja, len(stock) // 16)
    return found


def _paint(easel: Easel, job: RenderProducts | RenderLists) -> bytes:
    """Render pages as a build does and return their digests."""
    return (easel.products(job) if isinstance(job, RenderProducts) else easel.lists(job)).digests


def microseconds(made: Made) -> dict[str, tuple[float, float]]:
    """Return for each kind of page the CPU time of one, by the machine and by Jinja2, in turn and least of some."""
    found = {}
    for kind, pair in pairs(made).items():
        rounds = [(_cpu(pair.machine), _cpu(pair.jinja)) for _ in range(ROUNDS)]
        machine, jinja = (min(times) * 1e6 / pair.pages for times in zip(*rounds, strict=True))
        found[kind] = machine, jinja
    return found


def _cpu(render: Callable[[], int]) -> float:
    """Return the CPU time of the quickest of some calls: the first ones find in the caches what others have left."""
    spent = []
    for _ in range(CALLS):
        began = time.process_time()
        render()
        spent.append(time.process_time() - began)
    return min(spent)


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    """A site whose pictures are another service's."""
    folder = tempfile.mkdtemp(prefix="storeloom-bench-", dir=scratch())
    try:
        yield make(Path(folder), PRODUCTS, "external")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("by", ["machine", "jinja"])
@pytest.mark.parametrize("kind", ["product", "list"])
def bench_machine(benchmark: Any, made: Made, kind: str, by: str) -> None:
    """Render pages of one kind into memory."""
    pair = pairs(made)[kind]
    benchmark.group = f"machine: {kind} pages"
    size = benchmark.pedantic(getattr(pair, by), rounds=10)
    per_second = round(pair.pages / benchmark.stats.stats.min)
    benchmark.extra_info.update(facts(made.staging), count=pair.pages, bytes=size, per_second=per_second)
