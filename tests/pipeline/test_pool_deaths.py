"""What a pool makes of the deaths of its workers, its nursery and its own process."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from engine.pipeline.lock import Lock
from engine.pipeline.pool import WorkersLostError
from tests.pipeline.pool_entries import Numbers, singles
from tests.pipeline.test_pool import pool, results


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def comes_true(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.005)
    return condition()


def test_workers_killed_at_random_moments_lose_and_double_nothing() -> None:
    rng, done = random.Random(5), threading.Event()
    got: list[int] = []
    lost: list[object] = []

    def kill() -> None:
        """Kill any worker at any moment, but no job as often as one that is given up."""
        killed_at = 0
        while not done.wait(rng.uniform(0, 0.02)):
            if len(got) >= killed_at + 10:
                killed_at = len(got)
                with suppress(ProcessLookupError, IndexError):
                    os.kill(rng.choice(running.pids), signal.SIGKILL)

    with pool() as running, ThreadPoolExecutor(1) as executor:
        killer = executor.submit(kill)
        running.run(
            singles(400, "sleep"), lambda job, _: got.append(job.numbers[0]), on_lost=lambda *job: lost.append(job)
        )
        done.set()
        killer.result()
    assert (sorted(got), lost) == (list(range(400)), [])


def test_a_job_whose_worker_dies_once_is_done_again(tmp_path: Path) -> None:
    with pool("once", argument=str(tmp_path)) as running:
        assert sorted(results(running, singles(8))) == list(range(8))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        ("kill", "its worker was killed by SIGKILL, 3 times"),
        ("exit", "its worker ended itself with exit code 7, 3 times"),
        ("hang", "its worker took longer than 0.1 s, 3 times"),
    ],
)
def test_an_item_that_kills_its_workers_is_found_in_its_job_and_given_up(act: str, reason: str) -> None:
    jobs = [Numbers(tuple(range(start, start + 8)), act, at=13) for start in range(0, 32, 8)]
    got: list[int] = []
    lost: list[tuple[tuple[int, ...], str]] = []
    with pool(job_timeout_s=0.1 if act == "hang" else None) as running:
        running.run(
            jobs, lambda job, _: got.extend(job.numbers), on_lost=lambda job, why: lost.append((job.numbers, why))
        )
    assert sorted(got) == [number for number in range(32) if number != 13]
    assert lost == [((13,), reason)]


def test_workers_that_never_finish_a_job_end_the_run() -> None:
    jobs = [Numbers((number,), "kill", at=number) for number in range(1000)]
    with pytest.raises(WorkersLostError, match=r"got 100 deaths in a row.*SIGKILL.*out of memory"), pool() as running:
        running.run(jobs, pytest.fail, on_lost=lambda *_: None)


def test_a_killed_nursery_is_replaced_with_its_workers() -> None:
    with pool() as running:
        results(running, singles(4))
        before = running.pids
        os.kill(parent_of(before[0]), signal.SIGKILL)
        assert sorted(results(running, singles(50, "sleep"))) == [[number * number] for number in range(50)]
        assert comes_true(lambda: not any(map(is_alive, before)))


def test_an_error_leaves_no_process_behind() -> None:
    with pytest.raises(KeyboardInterrupt), pool() as running:
        results(running, singles(4))
        pids = [*running.pids, parent_of(running.pids[0])]
        raise KeyboardInterrupt
    assert not any(map(is_alive, pids))


# No main guard: a fork server that imports the caller's program again would run this twice.
PROGRAM = """
import os, sys
from engine.pipeline.lock import Lock
from tests.pipeline.test_pool import pool
from tests.pipeline.pool_entries import Numbers, singles
with Lock(sys.argv[1], "site") as lock, pool(keep_open=[lock.fileno()]) as running:
    running.run(singles(4), lambda *_: None, on_lost=print)
    print("ready", *running.pids, flush=True)
    running.run([Numbers((number,), "hang", at=number) for number in range(2)], print, on_lost=print)
"""


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, -signal.SIGINT), (signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, -signal.SIGTERM)],
)
def test_a_program_that_is_ended_takes_its_busy_workers_with_it(tmp_path: Path, number: int, status: int) -> None:
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        word, *pids = program.stdout.readline().split()
        assert (word, len(pids)) == ("ready", 2)
        processes = [*map(int, pids), parent_of(int(pids[0]))]
        program.send_signal(number)
        assert program.wait(10) == status
    with Lock(tmp_path, "site", wait_s=10):
        assert not any(map(is_alive, processes[:2]))
    assert comes_true(lambda: not any(map(is_alive, processes)))
