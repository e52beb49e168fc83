"""Worker processes whose deaths lose nothing: jobs in, each job's result (or its loss) to a handler out.

Two jobs are in flight a worker, so that none waits for the supervisor; jobs are pulled from their iterator only as
workers free up. A worker answers in order, so a dead one died at the job that it owed first: that one is blamed.
"""

import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from signal import Signals
from typing import Any, NoReturn, Self

from engine.errors import EngineError
from engine.pipeline.attempts import Attempt, Attempts, J
from engine.pipeline.channel import Channel, pack
from engine.pipeline.nursery import Nursery, NurseryDiedError
from engine.pipeline.seat import OUT_OF_MEMORY, Failure, Ready, Seat

DEATHS_IN_A_ROW = 100  # a shard of 250 is halved eight times, at three deaths each, until its bad product stands alone
STARTS_A_WORKER = 3
_SILENT = 0


class WorkerError(RuntimeError):
    """A bug that showed in a worker: the message is its traceback there and the job, None when it was starting."""

    def __init__(self, text: str, job: object = None) -> None:
        super().__init__(text if job is None else f"{text.rstrip()}\nin a worker, at {str(job)[:500]}")
        self.job = job


class WorkersLostError(EngineError):
    """Workers die faster than they work."""


class _Worker:
    """A worker as seen from here; `owed` is what it has not answered yet, None for its start and broadcasts."""

    __slots__ = ("channel", "index", "is_overdue", "is_ready", "mask", "number", "owed", "pid", "since")

    def __init__(self, index: int, number: int, channel: Channel) -> None:
        self.index = index
        self.number = number
        self.channel = channel
        self.owed: deque[Attempt | None] = deque()
        self.since = 0.0
        self.mask = selectors.EVENT_READ
        self.pid = 0
        self.is_ready = False
        self.is_overdue = False

    def takes_another(self, in_flight: int) -> bool:
        if not self.is_ready or len(self.owed) >= in_flight:
            return False
        return not any(attempt is not None and attempt.is_alone for attempt in self.owed)


class Pool:
    """A fixed number of worker processes; none of its state is shared with another pool.

    `entry` is "module:function". In each worker it is called once, with `argument` and a Seat, and returns the function
    that is called with every job and every broadcast. `preload` names modules that are imported once for all workers;
    they must start no thread. `keep_open` are file descriptors (of a lock) that stay open until the last worker ends.
    """

    def __init__(
        self,
        workers: int,
        entry: str,
        argument: Any = None,
        *,
        environment: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        job_timeout_s: float | None = None,
        keep_open: Sequence[int] = (),
    ) -> None:
        self._size = workers
        self._entry = entry
        self._argument = argument
        self._environment = dict(environment or {})
        self._preload = tuple(preload)
        self._job_timeout_s = job_timeout_s
        self._keep_open = tuple(keep_open)
        self._workers: dict[int, _Worker] = {}
        self._broadcasts: list[bytes] = []
        self._next_number = 0
        self._failed_starts = 0
        self._deaths_in_a_row = 0

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:  # Ctrl-C between two workers: those that are there must not outlive this
            self.close(at_once=True)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(at_once=kind is not None)

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that are ready."""
        return [worker.pid for worker in self._workers.values() if worker.is_ready]

    def start(self) -> None:
        """Begin to start the workers and come back: they load while the caller does other things.

        A pool that has ended starts again, and its workers are told all that was ever broadcast.
        """
        if self._workers:
            return
        self._selector = selectors.DefaultSelector()
        self._failed_starts = self._deaths_in_a_row = 0
        self._nursery = Nursery(self._environment, self._preload, self._keep_open)
        self._selector.register(self._nursery.control, selectors.EVENT_READ)
        for index in range(self._size):
            self._seat(index)

    def broadcast(self, message: Any) -> None:
        """Have every worker called with `message` before any later job, those that replace a dead one too."""
        packed = pack(message)
        self._broadcasts.append(packed)
        for worker in self._workers.values():
            self._post(worker, packed, None)

    def run(
        self,
        jobs: Iterable[J],
        handle: Callable[[J, Any], None],
        *,
        on_lost: Callable[[J, str], None],
        in_flight: int = 2,
        most: int = 0,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """Call `handle` once with each job and its result, in the order in which they come.

        A job that kills its workers, or is over the time limit, again and again goes to `on_lost` with the reason. What
        a worker's function, `handle`, `on_lost` or the iterator raises ends the workers and is raised here. Take
        `in_flight=1` for jobs so long that the last ones should not queue behind each other, and `most` for those of
        which only so many may be at work at once. `meanwhile` is called once, when all workers have their first jobs.
        """
        if not self._workers:
            raise RuntimeError("this pool has not been started, or has ended")
        attempts = Attempts(jobs, on_lost)
        try:
            waits = True
            self._feed(attempts, in_flight, most)
            while any(worker.owed for worker in self._workers.values()):
                if waits and all(worker.is_ready for worker in self._workers.values()):
                    meanwhile()
                    waits = False
                    for worker in self._workers.values():  # nobody heard what they had to say
                        worker.since = time.monotonic()
                self._wait(attempts, handle)
                self._feed(attempts, in_flight, most)
            if waits:
                meanwhile()
        except BaseException:
            self.close(at_once=True)
            raise

    def close(self, *, at_once: bool = False) -> None:
        """End the workers and come back when they have ended."""
        if not self._workers:
            return
        for worker in self._workers.values():
            worker.channel.close()
        self._workers.clear()
        self._selector.close()
        self._nursery.close(at_once=at_once)

    def _seat(self, index: int) -> None:
        """Start a worker, the first or a replacement, and tell it all that the others were told."""
        number = self._next_number
        self._next_number += 1
        worker = _Worker(index, number, self._nursery.start(number))
        self._workers[index] = worker
        self._selector.register(worker.channel.socket, worker.mask, worker)
        self._post(worker, pack((self._entry, self._argument, Seat(index, number))), None)
        for packed in self._broadcasts:
            self._post(worker, packed, None)

    def _post(self, worker: _Worker, packed: bytes, attempt: Attempt | None) -> None:
        if not worker.owed:
            worker.since = time.monotonic()
        worker.owed.append(attempt)
        worker.channel.post(packed)
        self._watch(worker)

    def _watch(self, worker: _Worker) -> None:
        """Wake up when the socket has room for what is not sent yet."""
        mask = selectors.EVENT_READ | (selectors.EVENT_WRITE if worker.channel.has_unsent else 0)
        if worker.mask not in (_SILENT, mask):
            worker.mask = mask
            self._selector.modify(worker.channel.socket, mask, worker)

    def _silence(self, worker: _Worker) -> None:
        if worker.mask != _SILENT:
            self._selector.unregister(worker.channel.socket)
        worker.mask = _SILENT
        worker.is_ready = False

    def _feed(self, attempts: Attempts, in_flight: int, most: int) -> None:
        """Fill up the workers evenly: each gets its first job before any gets its second."""
        owed = sum(1 for worker in self._workers.values() for attempt in worker.owed if attempt is not None)
        for depth in range(1, in_flight + 1):
            for worker in self._workers.values():
                if worker.takes_another(depth) and not 0 < most <= owed:
                    attempt = attempts.take(is_idle=not worker.owed)
                    if attempt is not None:
                        owed += 1
                        self._post(worker, attempt.packed, attempt)

    def _wait(self, attempts: Attempts, handle: Callable[[Any, Any], None]) -> None:
        """Sleep until something happens, and deal with it: answers first, deaths after."""
        is_control_ready = False
        for key, events in self._selector.select(self._sleep_s()):
            worker: _Worker | None = key.data
            if worker is None:
                is_control_ready = True
                continue
            if events & selectors.EVENT_WRITE:
                worker.channel.flush()
                self._watch(worker)
            if events & selectors.EVENT_READ and not self._hear(worker, handle):
                # It closed its socket, so it is dead or as good as that; the nursery reports how it ended.
                self._silence(worker)
                self._nursery.kill(worker.number)
        if is_control_ready:
            self._count_the_dead(attempts, handle)
        self._kill_overdue()

    def _hear(self, worker: _Worker, handle: Callable[[Any, Any], None]) -> bool:
        """Deal with a worker's answers; return whether it is still there."""
        messages, is_open = worker.channel.drain()
        for message in messages:
            worker.since = time.monotonic()
            attempt = worker.owed.popleft()
            if isinstance(message, Failure):
                _raise(message, attempt)
            elif isinstance(message, Ready):
                worker.pid = message.pid
                worker.is_ready = True
            elif attempt is not None:
                self._failed_starts = self._deaths_in_a_row = 0
                handle(attempt.job, message.result)
        return is_open

    def _count_the_dead(self, attempts: Attempts, handle: Callable[[Any, Any], None]) -> None:
        try:
            dead = self._nursery.deaths()
        except NurseryDiedError as death:
            if death.text:
                raise WorkerError(death.text) from None
            # Its workers died with it, so all are seated again, in a nursery of their own.
            self._selector.unregister(self._nursery.control)
            self._nursery.close(at_once=True)
            self._nursery = Nursery(self._environment, self._preload, self._keep_open)
            self._selector.register(self._nursery.control, selectors.EVENT_READ)
            for worker in list(self._workers.values()):
                self._replace(worker, "died with its nursery", attempts, handle)
            return
        numbers = {worker.number: worker for worker in self._workers.values()}
        for number, status in dead:
            worker = numbers[number]
            cause = f"took longer than {self._job_timeout_s} s" if worker.is_overdue else _describe(status)
            self._replace(worker, cause, attempts, handle, is_short=status == OUT_OF_MEMORY)

    def _replace(
        self,
        worker: _Worker,
        cause: str,
        attempts: Attempts,
        handle: Callable[[Any, Any], None],
        *,
        is_short: bool = False,
    ) -> None:
        """Take what a dead worker still had to say, give back what it owed, and seat another in its place."""
        self._hear(worker, handle)
        self._silence(worker)
        worker.channel.close()
        self._deaths_in_a_row += 1
        if worker.owed:
            first = worker.owed.popleft()
            if first is None:
                self._failed_starts += 1
            else:
                attempts.blame(first, cause, is_costly=worker.is_overdue or is_short)
        for attempt in worker.owed:
            if attempt is not None:
                attempts.give_back(attempt)
        if self._failed_starts >= STARTS_A_WORKER * self._size or self._deaths_in_a_row >= DEATHS_IN_A_ROW:
            raise WorkersLostError(
                f"expected workers that finish jobs, got {self._deaths_in_a_row} deaths in a row, "
                f"{self._failed_starts} of them while starting; the last one {cause}. Often the machine is out of "
                "memory: give the build fewer workers, or the machine more memory"
            )
        self._seat(worker.index)

    def _sleep_s(self) -> float | None:
        if self._job_timeout_s is None:
            return None
        starts = [worker.since for worker in self._workers.values() if worker.owed and not worker.is_overdue]
        return max(0.0, min(starts) + self._job_timeout_s - time.monotonic()) if starts else None

    def _kill_overdue(self) -> None:
        if self._job_timeout_s is None:
            return
        limit = time.monotonic() - self._job_timeout_s
        for worker in self._workers.values():
            if worker.owed and worker.since < limit and not worker.is_overdue:
                worker.is_overdue = True
                self._nursery.kill(worker.number)


def _describe(status: int) -> str:
    if status == OUT_OF_MEMORY:
        return "needed more memory than a worker may hold"
    if status >= 0:
        return f"ended itself with exit code {status}"
    return f"was killed by {Signals(-status).name}" if -status in set(Signals) else f"was killed by signal {-status}"


def _raise(failure: Failure, attempt: Attempt | None) -> NoReturn:
    bug = WorkerError(failure.text, attempt.job if attempt else None)
    if failure.error is not None:
        raise failure.error from bug
    raise bug
