"""Pools of real processes: what comes back, what is told to whom, and what ends a run."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from engine.errors import ThemeError
from engine.pipeline.pool import Pool, WorkerError, WorkersLostError
from tests.pipeline.pool_entries import Numbers, singles

ENTRIES = "tests.pipeline.pool_entries"


def pool(entry: str = "square", workers: int = 2, **options: Any) -> Pool:
    return Pool(workers, f"{ENTRIES}:{entry}", options.pop("argument", None), preload=[ENTRIES], **options)


def results(running: Pool, jobs: Any, **options: Any) -> list[Any]:
    got: list[Any] = []
    running.run(jobs, lambda _, result: got.append(result), on_lost=lambda *lost: pytest.fail(str(lost)), **options)
    return got


def test_each_job_comes_back_once_with_its_result() -> None:
    got = []
    with pool() as running:
        running.run(singles(100), lambda job, result: got.append((job.numbers[0], *result)), on_lost=pytest.fail)
    assert sorted(got) == [(number, number * number) for number in range(100)]


def test_a_pool_runs_again_and_runs_nothing() -> None:
    with pool() as running:
        assert sorted(results(running, singles(2))) == [[0], [1]]
        assert results(running, []) == []
        assert results(running, [Numbers((3,))], in_flight=1) == [[9]]


def test_a_pool_that_has_ended_says_so() -> None:
    with pool() as running:
        pass
    with pytest.raises(RuntimeError, match="has ended"):
        results(running, singles(1))


def test_jobs_are_pulled_only_as_workers_free_up() -> None:
    pulled = handled = most = 0

    def jobs() -> Iterator[Numbers]:
        nonlocal pulled
        for job in singles(200):
            pulled += 1
            yield job

    def handle(*_: object) -> None:
        nonlocal handled, most
        handled += 1
        most = max(most, pulled - handled)

    with pool() as running:
        running.run(jobs(), handle, on_lost=pytest.fail)
    assert handled == 200
    assert most < 2 * 2


def test_messages_larger_than_any_buffer_do_not_block() -> None:
    jobs = [Numbers((number,), "x" * 3_000_000) for number in range(6)]
    with pool("large") as running:
        assert results(running, jobs) == ["x" * 3_000_000] * 6


def test_what_is_done_meanwhile_is_done_once_while_all_workers_are_at_work() -> None:
    done: list[list[int]] = []
    with pool() as running:
        assert len(results(running, singles(100), meanwhile=lambda: done.append(running.pids))) == 100
        assert results(running, [], meanwhile=lambda: done.append([])) == []
    assert [len(pids) for pids in done] == [2, 0]


def test_an_error_meanwhile_ends_the_run() -> None:
    with pool() as running, pytest.raises(ZeroDivisionError):
        results(running, singles(100), meanwhile=lambda: 1 // 0)


def test_no_worker_is_overdue_because_nobody_heard_it() -> None:
    jobs = [Numbers((number,), "x" * 3_000_000) for number in range(6)]
    with pool("large", job_timeout_s=0.5) as running:
        before: list[int] = []

        def meanwhile() -> None:
            before.extend(running.pids)
            time.sleep(1)

        assert results(running, jobs, meanwhile=meanwhile) == ["x" * 3_000_000] * 6
        assert running.pids == before


def test_a_broadcast_reaches_all_workers_in_order_and_those_that_replace_them() -> None:
    with pool() as running:
        running.broadcast("plan")
        assert set(results(running, singles(20, "told"))) == {("plan",)}
        running.broadcast("more")
        running.run(singles(1, "kill", at=0), pytest.fail, on_lost=lambda *_: None)
        assert set(results(running, singles(20, "told"))) == {("plan", "more")}


def test_a_worker_knows_its_index_and_a_number_that_is_never_given_twice() -> None:
    with pool() as running:
        before = {(seat.index, seat.number) for seat in results(running, singles(50, "seat"))}
        running.run(singles(1, "kill", at=0), pytest.fail, on_lost=lambda *_: None)
        after = {(seat.index, seat.number) for seat in results(running, singles(50, "seat"))}
    assert before <= {(0, 0), (1, 1)}
    assert {index for index, _ in before | after} == {0, 1}
    assert max(number for _, number in after) == 4


def test_a_worker_has_its_environment_and_no_file_of_another() -> None:
    with pool("looks_around", environment={"MALLOC_ARENA_MAX": "2"}) as running:
        assert set(results(running, singles(10))) == {("2", 1)}


def test_two_pools_of_one_process_run_at_once() -> None:
    got: dict[str, list[Any]] = {}

    def one(name: str) -> None:
        with pool("looks_around", environment={"MALLOC_ARENA_MAX": name}) as running:
            got[name] = results(running, singles(50))

    threads = [threading.Thread(target=one, args=(name,)) for name in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {name: [(name, 1)] * 50 for name in ("1", "2")}


def test_a_bug_in_a_worker_is_raised_with_its_traceback_and_job() -> None:
    with (
        pytest.raises(WorkerError, match=r"(?s)Traceback.*in _act.*ZeroDivisionError: a bug.*numbers=\(7,\)"),
        pool() as running,
    ):
        results(running, singles(20, "bug", at=7))


def test_an_error_of_the_users_is_raised_as_itself() -> None:
    with pytest.raises(ThemeError, match="no such template") as caught, pool() as running:
        results(running, singles(20, "user", at=7))
    assert isinstance(caught.value.__cause__, WorkerError)


@pytest.mark.parametrize("where", ["handle", "jobs"])
def test_an_error_on_this_side_ends_the_run(where: str) -> None:
    def jobs() -> Iterator[Numbers]:
        yield from singles(10)
        if where == "jobs":
            raise LookupError("jobs")

    def handle(*_: object) -> None:
        if where == "handle":
            raise LookupError("handle")

    with pytest.raises(LookupError, match=where), pool() as running:
        running.run(jobs(), handle, on_lost=pytest.fail)


def test_a_module_that_cannot_be_preloaded_ends_the_run() -> None:
    with (
        pytest.raises(WorkerError, match=r"ModuleNotFoundError: No module named 'engine.absent'"),
        Pool(2, f"{ENTRIES}:square", preload=["engine.absent"]) as running,
    ):
        results(running, singles(1))


@pytest.mark.parametrize(
    ("entry", "error", "match"),
    [
        ("absent", WorkerError, "AttributeError.*'absent'"),
        ("fails_at_start", ThemeError, "theme not there"),
        ("dies_at_start", WorkersLostError, "6 of them while starting; the last one ended itself with exit code 3"),
    ],
)
def test_a_worker_that_cannot_start_ends_the_run(entry: str, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match), pool(entry) as running:
        results(running, singles(1))
