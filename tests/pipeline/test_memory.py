"""A limit of memory -> how it is shared out, and what becomes of workers that need more than their share."""

import re
import resource
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.config.load import load
from engine.pipeline.memory import LEAST, MB, STACKS, Memory, group_limit, memory_of, share_out
from engine.pipeline.pool import Pool
from engine.telemetry.events import Event, Warned
from tests.pipeline.pool_entries import Numbers
from tests.shop.builder import product, run, write_shop

HUNGRY = "tests.pipeline.pool_entries:hungry"
MOST = 400 * MB


def test_without_a_limit_nothing_is_limited() -> None:
    assert share_out(0, 8, 1 << 40) == Memory(8)


@pytest.mark.parametrize("limit", [200, 400, 800, 1600, 6400])
@pytest.mark.parametrize("catalog", [0, 40 * MB, 200 * MB])
def test_all_together_hold_no_more_than_the_limit_unless_it_is_too_low(limit: int, catalog: int) -> None:
    memory = share_out(limit * MB, 8, catalog)
    assert 1 <= memory.encoders <= memory.workers <= 8
    if not memory.wanted:
        fixed = share_out(MB, 1, catalog).wanted - LEAST
        assert fixed + memory.workers * memory.worker <= limit * MB
    else:
        assert (memory.workers, memory.worker) == (1, LEAST)


def test_more_memory_never_means_fewer_workers() -> None:
    found = [share_out(limit * MB, 8, 40 * MB).workers for limit in range(64, 4096, 64)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (1, 8)


def test_the_least_limit_around_a_group_counts(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    own = tmp_path / "cgroup"
    own.write_text("9:cpu:/\n0::/a/b\n")
    assert group_limit(str(own), str(tmp_path)) == 0
    (tmp_path / "a/memory.max").write_text("1000\n")
    (tmp_path / "a/b/memory.max").write_text("max\n")
    assert group_limit(str(own), str(tmp_path)) == 1000
    (tmp_path / "a/b/memory.max").write_text("500\n")
    assert group_limit(str(own), str(tmp_path)) == 500


def test_where_there_is_no_group_there_is_no_limit(tmp_path: Path) -> None:
    assert group_limit(str(tmp_path / "none"), str(tmp_path)) == 0


def test_work_that_needs_too_much_is_cut_until_it_fits() -> None:
    got: list[int] = []
    lost: list[tuple[int, ...]] = []
    jobs = [Numbers((50,) * 16), Numbers((1, 2, 3)), Numbers((50, 500, 50))]
    with Pool(2, HUNGRY, MOST, preload=["tests.pipeline.pool_entries"]) as workers:
        workers.run(
            jobs,
            lambda _, result: got.extend(result),
            on_lost=lambda job, reason: lost.append((*job.numbers, len(reason) > 0)),
        )
    assert sorted(got) == [1, 2, 3, *[50] * 18]
    assert lost == [(500, True)]


def test_who_asked_is_not_limited_by_it() -> None:
    test_work_that_needs_too_much_is_cut_until_it_fits()
    assert resource.getrlimit(resource.RLIMIT_DATA)[0] == resource.RLIM_INFINITY


def test_only_so_many_are_at_work_as_were_asked_for() -> None:
    seen: list[int] = []
    with Pool(3, "tests.pipeline.pool_entries:square", preload=["tests.pipeline.pool_entries"]) as workers:
        workers.run(
            [Numbers((number,), "seat") for number in range(20)],
            lambda _, seat: seen.append(seat.index),
            on_lost=lambda *_: None,
            in_flight=1,
            most=1,
        )
    assert len(seen) == 20


@pytest.mark.parametrize("limit", [64, 300])
def test_a_build_with_little_memory_makes_the_same_site(tmp_path: Path, limit: int) -> None:
    for name, config in (("free", ""), ("bound", f"[limits]\nmemory_mb = {limit}")):
        write_shop(tmp_path / name, [product(f"P{number}") for number in range(30)], config=config)
    assert run(tmp_path / "bound", workers=2).files == run(tmp_path / "free", workers=2).files


def test_the_lower_of_setting_and_group_counts_and_threads_of_a_client_are_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shop(tmp_path, [product("Alma")], config="[limits]\nmemory_mb = 400")
    config = load(tmp_path, environment={})
    shared = share_out(400 * MB, 2, (tmp_path / "catalog/products.jsonl").stat().st_size)
    assert memory_of(config, 2) == replace(shared, source="limits.memory_mb")
    monkeypatch.setattr("engine.pipeline.memory.group_limit", lambda: 200 * MB)
    database = replace(config, catalog=replace(config.catalog, source="mongodb://127.0.0.1/optics"))
    memory = memory_of(database, 2)
    assert memory.worker == share_out(200 * MB, 2, 0).worker + STACKS
    assert (memory.limit, memory.source) == (200 * MB, "memory.max of this cgroup")


def test_a_limit_that_is_too_low_is_told_with_who_set_it_and_what_there_should_be(tmp_path: Path) -> None:
    write_shop(tmp_path, [product("Alma")], config="[limits]\nmemory_mb = 64")
    events: list[Event] = []
    run(tmp_path, listen=events.append)
    (told,) = (event.message for event in events if isinstance(event, Warned))
    assert re.match(r"limits\.memory_mb: expected \d+ MB at least for a catalog of this size, got 64; ", told)
