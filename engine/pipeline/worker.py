"""What runs in a worker process: jobs in, small answers out; files are read and written here and never sent."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from engine.catalog.source import Source
from engine.pipeline.jobs import (
    Compress,
    Encode,
    Know,
    MakeCards,
    RenderLists,
    RenderOutput,
    RenderProducts,
    RenderSingle,
    Setup,
    Shelve,
    Show,
    Vet,
    Vetted,
    WriteFeed,
    Written,
)
from engine.pipeline.memory import limit_data
from engine.pipeline.painter import Painter
from engine.pipeline.seat import Seat
from engine.snapshot.pack import PackWriter

IN_HALVES = Vet | MakeCards | RenderProducts | RenderLists


def open_worker(setup: Setup, seat: Seat) -> Callable[[Any], Any]:
    """Return the function that a worker calls with each job."""
    return Worker(setup, seat)


class Worker:
    """What one worker was told, and the packs that it writes to."""

    def __init__(self, setup: Setup, seat: Seat) -> None:
        self._setup = setup
        self._seat = seat
        self._writers: dict[tuple[str, str], PackWriter] = {}
        self._source: Source | None = None
        self._open = ExitStack()

    def __call__(self, job: Any) -> Any:
        if self._setup.memory and os.getpid() != self._setup.supervisor:
            limit_data(self._setup.memory if isinstance(job, IN_HALVES) else 0)
        return _DOING[type(job)](self, job)

    def close(self) -> None:
        """Let go of files and connections; a process that ends need not."""
        self._open.close()

    def _writer(self, folder: str, name: str) -> PackWriter:
        if (folder, name) not in self._writers:
            writer = PackWriter(folder, name, self._setup.first_pack + self._seat.number)
            self._writers[folder, name] = writer
            self._open.callback(writer.close)
        return self._writers[folder, name]

    def _know(self, message: Know) -> None:
        from engine.catalog.opening import open_source
        from engine.catalog.vetting import open_vetting
        from engine.pipeline.vetting import Known
        from engine.snapshot.columns import read_table
        from engine.snapshot.row import numbers

        if self._source is None:
            self._source = open_source(self._setup.config)
            self._open.callback(self._source.close)
        self._vetting = open_vetting(self._setup.config, message.reference, message.names)
        self._numbers = numbers(message.reference)
        self._known = Known(read_table(message.table)) if message.table else None
        self._records = message.snapshot

    def _vet(self, job: Vet) -> Vetted:
        from engine.pipeline.vetting import vet_range

        assert self._source is not None, "told before vetting"
        writer = self._writer(self._records, "records")
        return vet_range(self._source, self._vetting, job.range, self._known, self._numbers, writer)

    def _picture(self, job: Encode) -> Any:
        from engine.pipeline.encoding import encode

        return encode(job, self._setup)

    def _show(self, message: Show) -> None:
        self.painter = Painter(message, self._writer(message.snapshot, "cards"))
        self._open.callback(self.painter.close)

    def _compress(self, job: Compress) -> list[Written]:
        from engine.pipeline.compression import compress
        from engine.pipeline.files import write

        roots = (self.painter.staging, self.painter.site)
        return [write(roots[0], path, body) for path, body in compress(roots, job.files, self._setup.config)]


# Not in the worker: it would hold itself, and with it every mapped file, until cycles are collected.
_DOING: dict[type, Callable[[Worker, Any], Any]] = {
    Know: Worker._know,
    Vet: Worker._vet,
    Encode: Worker._picture,
    Show: Worker._show,
    MakeCards: lambda worker, job: worker.painter.cards(job),
    Shelve: lambda worker, _: worker.painter.shelve(),
    RenderProducts: lambda worker, job: worker.painter.products(job),
    RenderLists: lambda worker, job: worker.painter.lists(job),
    RenderSingle: lambda worker, job: worker.painter.single(job),
    RenderOutput: lambda worker, job: worker.painter.output(job),
    WriteFeed: lambda worker, job: worker.painter.feed(job),
    Compress: Worker._compress,
}
