"""Whole builds through the front door, without pictures: cold, all of it anew, and over what has not changed.

`per_second` counts pages of the fastest round; the stages in extra_info are those of the build that was checked.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import engine
from benchmarks.data import scratch, write_shop
from benchmarks.machine import facts
from engine.config.schema import ShopConfig


@pytest.fixture(scope="module", params=[100, 1000])
def shop(request: pytest.FixtureRequest) -> Iterator[tuple[ShopConfig, int]]:
    """A shop of the demo catalog and the number of its products; made before the clock starts."""
    folder = tempfile.mkdtemp(prefix="storeloom-bench-", dir=scratch())
    try:
        yield write_shop(Path(folder), request.param, pictures=1, width=64, mode="off"), request.param
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def checked(config: ShopConfig, products: int, **options: bool) -> engine.BuildReport:
    """Build, and hold the site to what the report says of it."""
    report = engine.build(config, **options)
    assert report.products.published == products
    pages = sum(len([name for name in names if name.endswith(".html")]) for _, _, names in os.walk(report.output))
    assert pages == sum(report.pages.values())
    return report


def note(benchmark: Any, report: engine.BuildReport, config: ShopConfig) -> None:
    """Write down what the figure stands for."""
    pages = sum(report.pages.values())
    stages = {stage.name: [round(stage.seconds, 3), round(stage.cpu_seconds, 3)] for stage in report.stages}
    benchmark.extra_info.update(
        facts(config.folder),
        pages=pages,
        bytes=report.bytes,
        stages=stages,
        per_second=round(pages / benchmark.stats.stats.min),
    )


@pytest.mark.benchmark(group="build")
def bench_cold(benchmark: Any, shop: tuple[ShopConfig, int]) -> None:
    """Build with no site, no snapshot and no compiled template."""
    config, products = shop
    report = checked(config, products)
    numbers = itertools.count()

    def forget() -> None:
        # Moved and not deleted: what the kernel still has to free would be counted as the build's.
        for name in (config.build.state, config.output.folder, "urls.ledger"):
            place = os.path.join(config.folder, name)
            if os.path.lexists(place):
                os.rename(place, os.path.join(config.folder, f"old-{next(numbers)}"))

    benchmark.pedantic(engine.build, args=(config,), setup=forget, rounds=3)
    note(benchmark, report, config)


@pytest.mark.benchmark(group="build")
def bench_full(benchmark: Any, shop: tuple[ShopConfig, int]) -> None:
    """Make all of a site anew over a snapshot that is thrown away."""
    config, products = shop
    report = checked(config, products, full=True)
    benchmark.pedantic(engine.build, args=(config,), kwargs={"full": True}, rounds=3)
    note(benchmark, report, config)


@pytest.mark.benchmark(group="build")
def bench_unchanged(benchmark: Any, shop: tuple[ShopConfig, int]) -> None:
    """Build once more when nothing has changed."""
    config, products = shop
    checked(config, products)
    report = checked(config, products)
    assert (report.changed, report.removed) == (0, 0)
    benchmark.pedantic(engine.build, args=(config,), rounds=3)
    note(benchmark, report, config)
