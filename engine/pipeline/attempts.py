"""The jobs of one run and what becomes of them when workers die: jobs and deaths in, the next attempt out."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, Self, TypeVar

from engine.pipeline.channel import pack

DEATHS = 3


class Job(Protocol):
    """What a worker's function is called with: pickled, and idempotent, since it is done again after a death."""

    def split(self) -> Sequence[Self] | None:
        """Return the same work in smaller jobs, or None when it is a single item."""


J = TypeVar("J", bound=Job)


class Attempt:
    """A job on its way through workers; `is_alone` when no other may be in its worker with it."""

    __slots__ = ("deaths", "is_alone", "job", "packed")

    def __init__(self, job: Any, *, is_alone: bool = False) -> None:
        self.job = job
        self.packed = pack(job)
        self.deaths = 0
        self.is_alone = is_alone


class Attempts:
    """Jobs are pulled from their iterator one by one; those that saw a death come back first."""

    def __init__(self, jobs: Iterable[J], on_lost: Callable[[J, str], None]) -> None:
        self._source = iter(jobs)
        self._on_lost: Callable[[Any, str], None] = on_lost
        self._again: deque[Attempt] = deque()
        self._suspects: deque[Attempt] = deque()

    def take(self, *, is_idle: bool) -> Attempt | None:
        """Return the next job for a worker; suspects only go to one that is idle."""
        if is_idle and self._suspects:
            return self._suspects.popleft()
        if self._again:
            return self._again.popleft()
        for job in self._source:
            return Attempt(job)
        return None

    def give_back(self, attempt: Attempt) -> None:
        """Take back a job that its worker had not begun when it died."""
        self._again.append(attempt)

    def blame(self, attempt: Attempt, cause: str, *, is_costly: bool) -> None:
        """Do the job that a worker died at again, alone; at the third death in smaller jobs, or not at all.

        A job that took too long or too much memory is cut at once: it would again, and each time costs the whole limit.
        """
        attempt.deaths += 1
        is_hopeless = attempt.deaths >= DEATHS
        if (is_hopeless or is_costly) and (pieces := attempt.job.split()):
            self._suspects.extend(Attempt(piece, is_alone=True) for piece in pieces)
        elif is_hopeless:
            self._on_lost(attempt.job, f"its worker {cause}, {attempt.deaths} times")
        else:
            attempt.is_alone = True
            self._suspects.append(attempt)
