"""Stages of a build, each alone and in this process: products vetted, planned and composed, pages rendered.

A whole site is made once, before any clock starts; each benchmark does the jobs of one stage again, without the
transport to a worker. `per_second` is that of the fastest round.
"""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec import Struct

from benchmarks.data import scratch, write_shop
from benchmarks.machine import facts
from engine.config.schema import ShopConfig
from engine.content.entry import read_content
from engine.pipeline.jobs import Compose, RenderLists, RenderProducts, RenderSingle, Setup, Vet, WriteFeed
from engine.pipeline.pool import Pool
from engine.pipeline.reading import read_catalog
from engine.pipeline.seat import Seat
from engine.pipeline.site import Site, Sources, make_site
from engine.pipeline.watch import Watch
from engine.pipeline.worker import open_worker
from engine.plan.plan import make_plan
from engine.plan.urls import addresses
from engine.render.theme import load_theme
from engine.snapshot.folder import Snapshots
from engine.snapshot.ledger import Ledger
from engine.telemetry.events import ignore

PRODUCTS = 500
RANGES_ARE_READ = 16


class Desk:
    """What a pool is to a stage, with one worker that is this process."""

    def __init__(self, setup: Setup) -> None:
        self.work = open_worker(setup, Seat(0, 0))
        self.jobs: dict[type, list[Any]] = defaultdict(list)

    def broadcast(self, message: Any) -> None:
        self.work(message)

    def run(self, jobs: Iterable[Any], handle: Callable[[Any, Any], None], **_: Any) -> None:
        for job in jobs:
            self.jobs[type(job)].append(job)
            handle(job, self.work(job))

    def again(self, kind: type) -> list[Any]:
        """Do all jobs of a kind again and return what came of them."""
        return [self.work(job) for job in self.jobs[kind]]


class Made(Struct, frozen=True):
    """A site, and the desk that it was made at."""

    config: ShopConfig
    site: Site
    desk: Desk
    staging: Path


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    """A site of the demo catalog without pictures, made before the clock starts."""
    folder = tempfile.mkdtemp(prefix="storeloom-bench-", dir=scratch())
    try:
        config = write_shop(Path(folder), PRODUCTS, pictures=1, width=64, mode="off")
        state = os.path.join(folder, ".storeloom")
        snapshots = Snapshots(os.path.join(state, "snapshots"))
        fresh = snapshots.begin("bench")
        desk, watch = Desk(Setup(config, fresh, os.path.join(state, "pictures"))), Watch("bench", ignore)
        pool = cast(Pool, desk)
        theme, entries = load_theme(config, Path(state, "templates")), read_content(folder, addresses(config).link)
        snapshot, catalog = read_catalog(config, fresh, snapshots, pool, watch)
        staging = Path(folder, "staging")
        staging.mkdir()
        site = make_site(Sources(config, theme, entries, Ledger(), snapshot, catalog), str(staging), pool, watch)
        yield Made(config, site, desk, staging)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def note(benchmark: Any, made: Made, count: int, what: str) -> None:
    """Write down what the figure stands for."""
    per_second = round(count / benchmark.stats.stats.min)
    benchmark.extra_info.update(facts(made.staging), count=count, what=what, per_second=per_second)


@pytest.mark.benchmark(group="stages")
def bench_vet(benchmark: Any, made: Made) -> None:
    """Read JSON Lines, decode and vet each document, write its record and make its row."""
    results = made.desk.again(Vet)
    assert len(results) >= RANGES_ARE_READ
    assert (sum(result.read for result in results), sum(result.excluded for result in results)) == (PRODUCTS, 0)
    benchmark.pedantic(made.desk.again, args=(Vet,), rounds=5)
    note(benchmark, made, PRODUCTS, "products")


@pytest.mark.benchmark(group="stages")
def bench_plan(benchmark: Any, made: Made) -> None:
    """Plan the shop: slugs, lists, related products, siblings, redirects."""
    catalog = made.site.catalog
    arguments = (catalog.rows, catalog.reference, [], made.config, Ledger())
    assert make_plan(*arguments).routes == made.site.plan.routes
    benchmark.pedantic(make_plan, args=arguments, rounds=10)
    note(benchmark, made, PRODUCTS, "products")


@pytest.mark.benchmark(group="stages")
def bench_compose(benchmark: Any, made: Made) -> None:
    """Make view, head and card of each product and write them to the snapshot."""
    results = made.desk.again(Compose)
    assert sum(len(result.views) for result in results) == made.site.pages["product"]
    benchmark.pedantic(made.desk.again, args=(Compose,), rounds=5)
    note(benchmark, made, PRODUCTS, "products")


@pytest.mark.benchmark(group="stages")
@pytest.mark.parametrize("kind", [RenderProducts, RenderLists, RenderSingle], ids=["products", "lists", "singles"])
def bench_render(benchmark: Any, made: Made, kind: type) -> None:
    """Render pages of one kind and write their files."""
    results = made.desk.again(kind)
    files = [file for result in results for file in (result if isinstance(result, list) else [result])]
    known = {file.path: file.digest for file in made.site.files}
    assert {file.path: file.digest for file in files}.items() <= known.items()
    assert all((made.staging / file.path).read_bytes().endswith(b"</html>") for file in files)
    benchmark.pedantic(made.desk.again, args=(kind,), rounds=5)
    note(benchmark, made, len(files), "pages")
    benchmark.extra_info["bytes"] = sum(file.size for file in files)


@pytest.mark.benchmark(group="stages")
def bench_feed(benchmark: Any, made: Made) -> None:
    """Write the feed over all products."""
    (result,) = made.desk.again(WriteFeed)
    assert (made.staging / result.path).read_bytes().count(b"<item>") == PRODUCTS
    benchmark.pedantic(made.desk.again, args=(WriteFeed,), rounds=5)
    note(benchmark, made, PRODUCTS, "products")
