"""Entries of the pools under test: a job in, what became of it in a worker out."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import ThemeError
from engine.pipeline.memory import limit_data
from engine.pipeline.seat import Seat


class Numbers(msgspec.Struct, frozen=True):
    """A job: some numbers, and what the worker does when it comes to `at`."""

    numbers: tuple[int, ...]
    act: str = ""
    at: int = -1

    def split(self) -> "list[Numbers] | None":
        if len(self.numbers) == 1:
            return None
        half = len(self.numbers) // 2
        return [msgspec.structs.replace(self, numbers=part) for part in (self.numbers[:half], self.numbers[half:])]


def singles(count: int, act: str = "", at: int = -1) -> list[Numbers]:
    return [Numbers((number,), act, at) for number in range(count)]


def square(_: Any, seat: Seat) -> Callable[[Any], Any]:
    told: list[Any] = []

    def answer(job: Any) -> Any:
        if not isinstance(job, Numbers):
            told.append(job)
            return None
        if job.at in job.numbers:
            _act(job.act)
        if job.act == "sleep":
            time.sleep(0.002)
        return {"seat": seat, "told": tuple(told)}.get(job.act, [number * number for number in job.numbers])

    return answer


def hungry(most: int, _: Seat) -> Callable[[Numbers], list[int]]:
    """Hold a megabyte for each one in the numbers of a job, all at once, where only `most` bytes may be held."""

    def answer(job: Numbers) -> list[int]:
        limit_data(most)
        held = [bytearray(number << 20) for number in job.numbers]
        return [len(one) >> 20 for one in held]

    return answer


def _act(act: str) -> None:
    if act == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif act == "exit":
        os._exit(7)
    elif act == "hang":
        time.sleep(60)
    elif act == "bug":
        raise ZeroDivisionError("a bug")
    elif act == "user":
        raise ThemeError("no such template")


def once(folder: str, _: Seat) -> Callable[[Any], Any]:
    """Die at each number the first time that it comes."""

    def answer(job: Numbers) -> int:
        seen = Path(folder, str(job.numbers[0]))
        if not seen.exists():
            seen.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return job.numbers[0]

    return answer


def dies_at_start(*_: Any) -> Callable[[Any], Any]:
    os._exit(3)


def fails_at_start(*_: Any) -> Callable[[Any], Any]:
    raise ThemeError("theme not there")


def large(*_: Any) -> Callable[[Any], Any]:
    return lambda job: job.act


def looks_around(*_: Any) -> Callable[[Any], Any]:
    """Tell an environment variable and how many sockets this process holds."""
    sockets = [name for name in open_files().values() if name.startswith("socket:")]
    about = (os.environ.get("MALLOC_ARENA_MAX"), len(sockets))
    return lambda _: about


def open_files() -> dict[int, str]:
    """Return what the file descriptors of this process lead to."""
    files = {}
    for fd in map(int, os.listdir("/proc/self/fd")):
        with suppress(FileNotFoundError):  # what has listed them
            files[fd] = os.readlink(f"/proc/self/fd/{fd}")
    return files
