"""A process that builds again and again: it holds no more files than after its first build."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.config.load import load
from engine.pipeline.explain import explain
from engine.snapshot import columns
from tests.shop.builder import override, product, run, write_products, write_shop

FRAMES = [product(f"Frame {number}", {"price.base_price": 100 + number}) for number in range(14)]


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Without the collector of cycles, which comes when it likes."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def map_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Map every table, as those of large shops are: one that stays shows as a file that does."""
    monkeypatch.setattr(columns, "SMALL_BYTES", 0)


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("full", [False, True])
def test_builds_leave_no_file_open(tmp_path: Path, full: bool) -> None:
    write_shop(tmp_path, FRAMES)
    held = []
    for price in range(4):
        write_products(tmp_path, [override(FRAMES[0], {"price.base_price": price + 1}), *FRAMES[1:]])
        run(tmp_path, full=full)
        held.append(len(os.listdir("/proc/self/fd")))
    assert held == held[:1] * 4


@pytest.mark.usefixtures("no_collector")
def test_a_question_leaves_no_file_open(tmp_path: Path) -> None:
    write_shop(tmp_path, FRAMES)
    run(tmp_path)
    config, held = load(tmp_path, environment={}), []
    for path in ("/products/lind-frame-3/", "/categories/eyeglasses/") * 2:
        explain(path, config)
        held.append(len(os.listdir("/proc/self/fd")))
    assert held == held[:1] * 4
