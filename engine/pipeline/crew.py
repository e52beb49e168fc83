"""Work for this process, or for worker processes where there is enough of it.

Workers cost as much as rendering thousands of pages, so what is little is done here. What kills a worker would kill
this process, though: a build that died at such work leaves a mark, and the next one uses workers.
"""

import importlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from engine.pipeline.memory import UNLIMITED, Memory

if TYPE_CHECKING:
    from engine.pipeline.attempts import J
    from engine.pipeline.pool import Pool

# Of CPU. Two workers cost up to 0.2 s of it before their first page, since each looks at the whole snapshot: with less
# to do than this they cost more than the time that they save.
LITTLE_S = 0.5
MARK = "working"


class Crew:
    """A pool that is started when there is enough to do; until then jobs are done here, one after the other."""

    def __init__(
        self,
        open_pool: "Callable[[], Pool]",
        entry: str,
        argument: Any,
        state: str,
        *,
        memory: Memory = UNLIMITED,
        alone: bool = True,
    ) -> None:
        """`open_pool` is called when workers are needed.

        `alone`: whether this process may do work itself; `state` is the folder of the mark.
        """
        self.memory = memory
        self._open_pool = open_pool
        self._pool: Pool | None = None
        self._entry = entry
        self._argument = argument
        self._mark = os.path.join(state, MARK)
        self._alone = alone and not os.path.exists(self._mark)
        self._work: Callable[[Any], Any] | None = None
        self._told: list[Any] = []
        self._heard = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is not None:
            self._pool.close(at_once=kind is not None)
        if (close := getattr(self._work, "close", None)) is not None:
            close()
        with suppress(FileNotFoundError):
            os.unlink(self._mark)

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that are ready."""
        return self._pool.pids if self._pool is not None else []

    def start(self) -> None:
        """Begin to start the workers and come back: they load while the caller does other things."""
        self._workers()

    def _workers(self) -> "Pool":
        if self._pool is None:
            self._pool = self._open_pool()
            for message in self._told:
                self._pool.broadcast(message)
            self._pool.start()
        return self._pool

    def broadcast(self, message: Any) -> None:
        """Have everyone called with `message` before any later job."""
        self._told.append(message)
        if self._pool is not None:
            self._pool.broadcast(message)

    def run(
        self,
        jobs: "Iterable[J]",
        handle: "Callable[[J, Any], None]",
        *,
        on_lost: "Callable[[J, str], None]",
        cost_s: float,
        in_flight: int = 2,
        most: int = 0,
        meanwhile: "Callable[[], object]" = lambda: None,
    ) -> None:
        """Call `handle` once with each job and its result; `cost_s` is about what CPU all of it needs.

        See Pool.run for `on_lost`, `in_flight` and `most`, which matter to workers only, and for `meanwhile`.
        """
        if self._pool is not None or not self._alone or cost_s > LITTLE_S:
            self._workers().run(jobs, handle, on_lost=on_lost, in_flight=in_flight, most=most, meanwhile=meanwhile)
            return
        meanwhile()
        for job in jobs:
            handle(job, self._here(job))

    def _here(self, job: Any) -> Any:
        if self._work is None:
            from engine.pipeline.seat import Seat

            with open(self._mark, "xb"):
                pass
            module, _, name = self._entry.partition(":")
            self._work = getattr(importlib.import_module(module), name)(self._argument, Seat(0, 0))
        for message in self._told[self._heard :]:
            self._work(message)
        self._heard = len(self._told)
        return self._work(job)
