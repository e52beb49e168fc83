"""The engine's own worker, but for one thing: it dies at what a test has named in a file of the shop's folder.

As a program it builds a shop so in its own process: python -m tests.pipeline.poison SHOP
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.catalog.opening import open_source
from engine.config.load import load
from engine.pipeline import build as stages
from engine.pipeline.jobs import Setup, Show, Vet
from engine.pipeline.seat import Seat
from engine.pipeline.worker import open_worker
from engine.snapshot.columns import read_table
from engine.snapshot.folder import ROWS

ENTRY = "tests.pipeline.poison:open_poisoned"  # whatever this module is called when it is run
FILE = "poison"  # the kind of job, and the text of a document or the id of a product that it dies at


def open_poisoned(setup: Setup, seat: Seat) -> Callable[[Any], Any]:
    """Return the function that a worker calls with each job."""
    kind, mark = Path(setup.config.folder, FILE).read_text().split()
    work = open_worker(setup, seat)
    source = open_source(setup.config)
    ids: list[str] = []

    def answer(job: Any) -> Any:
        if isinstance(job, Show):
            ids[:] = read_table(f"{job.snapshot}/{ROWS}").texts("product_id")
        if type(job).__name__ == kind:
            if isinstance(job, Vet):
                documents = (document for batch in source.read(job.range) for _, document in batch)
                is_poison = any(mark.encode() in document for document in documents if isinstance(document, bytes))
            else:
                is_poison = mark in {ids[row] for row in job.numbers()}
            if is_poison:
                os.kill(os.getpid(), signal.SIGKILL)
        return work(job)

    return answer


if __name__ == "__main__":
    stages.ENTRY = ENTRY
    stages.build(load(Path(sys.argv[1]), environment={}))
