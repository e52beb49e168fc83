"""Stages of a build, each alone and in this process: products vetted, planned and made cards of, pages rendered.

A whole site is made once, before any clock starts; each benchmark does the jobs of one stage again, without the
transport to a worker. `per_second` is that of the fastest round.
"""

import shutil
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.data import scratch
from benchmarks.desk import Made, make
from benchmarks.machine import facts
from engine.pipeline.jobs import MakeCards, RenderLists, RenderProducts, RenderSingle, Vet, WriteFeed
from engine.plan.order import published
from engine.plan.plan import make_plan

PRODUCTS = 500
RANGES_ARE_READ = 16


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    """A site of the demo catalog without pictures, made before the clock starts."""
    folder = tempfile.mkdtemp(prefix="storeloom-bench-", dir=scratch())
    try:
        yield make(Path(folder), PRODUCTS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def note(benchmark: Any, made: Made, count: int, what: str) -> None:
    """Write down what the figure stands for."""
    per_second = round(count / benchmark.stats.stats.min)
    benchmark.extra_info.update(facts(made.staging), count=count, what=what, per_second=per_second)


def again_the_same(made: Made, kind: type) -> int:
    """Render again, hold each page to what it was, and return how many there are."""
    first = [(result.digests, result.sizes) for _, result in made.desk.done[kind]]
    assert [(result.digests, result.sizes) for result in made.desk.again(kind)] == first
    return sum(len(digests) for digests, _ in first) // 16


@pytest.mark.benchmark(group="stages")
def bench_vet(benchmark: Any, made: Made) -> None:
    """Read JSON Lines, decode and vet each document, write its record and make its row."""
    results = made.desk.again(Vet)
    assert len(results) >= RANGES_ARE_READ
    assert sum(len(result.index) for result in results) == 4 * PRODUCTS
    benchmark.pedantic(made.desk.again, args=(Vet,), rounds=5)
    note(benchmark, made, PRODUCTS, "products")


@pytest.mark.benchmark(group="stages")
def bench_plan(benchmark: Any, made: Made) -> None:
    """Plan the shop: slugs, lists, related products, siblings, redirects."""
    table = made.catalog.table
    arguments = (table, published(table), made.catalog.reference, [], made.config, b"")
    assert list(make_plan(*arguments).shown) == list(made.site.plan.shown)
    benchmark.pedantic(make_plan, args=arguments, rounds=10)
    note(benchmark, made, PRODUCTS, "products")


@pytest.mark.benchmark(group="stages")
def bench_cards(benchmark: Any, made: Made) -> None:
    """Make the card of each product and write it to the snapshot."""
    results = made.desk.again(MakeCards)
    assert [result.shown for result in results] == [result.shown for _, result in made.desk.done[MakeCards]]
    assert sum(len(result.shown) for result in results) == 16 * PRODUCTS
    benchmark.pedantic(made.desk.again, args=(MakeCards,), rounds=5)
    note(benchmark, made, PRODUCTS, "products")


@pytest.mark.benchmark(group="stages")
@pytest.mark.parametrize("kind", [RenderProducts, RenderLists, RenderSingle], ids=["products", "lists", "singles"])
def bench_render(benchmark: Any, made: Made, kind: type) -> None:
    """Render pages of one kind and write their files."""
    pages = again_the_same(made, kind)
    assert pages == PRODUCTS or kind is not RenderProducts
    benchmark.pedantic(made.desk.again, args=(kind,), rounds=5)
    note(benchmark, made, pages, "pages")
    benchmark.extra_info["bytes"] = sum(sum(array("I", result.sizes)) for _, result in made.desk.done[kind])


@pytest.mark.benchmark(group="stages")
def bench_feed(benchmark: Any, made: Made) -> None:
    """Write the feed over all products."""
    assert again_the_same(made, WriteFeed) == 1
    assert (made.staging / "feed.xml").read_bytes().count(b"<item>") == PRODUCTS
    benchmark.pedantic(made.desk.again, args=(WriteFeed,), rounds=5)
    note(benchmark, made, PRODUCTS, "products")
