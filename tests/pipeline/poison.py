"""The engine's own worker, but for one thing: it dies at what a test has named in a file of the shop's folder."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.catalog.opening import open_source
from engine.pipeline.jobs import Setup, Vet
from engine.pipeline.seat import Seat
from engine.pipeline.worker import open_worker

ENTRY = f"{__name__}:open_poisoned"
FILE = "poison"  # the kind of job, and the text of a document or the id of a product that it dies at


def open_poisoned(setup: Setup, seat: Seat) -> Callable[[Any], Any]:
    """Return the function that a worker calls with each job."""
    kind, mark = Path(setup.config.folder, FILE).read_text().split()
    work = open_worker(setup, seat)
    source = open_source(setup.config)

    def answer(job: Any) -> Any:
        if type(job).__name__ == kind:
            if isinstance(job, Vet):
                documents = (document for batch in source.read(job.range) for _, document in batch)
                is_poison = any(mark.encode() in document for document in documents if isinstance(document, bytes))
            else:
                is_poison = any(task.id == mark for task in job.tasks)
            if is_poison:
                os.kill(os.getpid(), signal.SIGKILL)
        return work(job)

    return answer
