"""Run by benchmarks/instructions.py inside of valgrind: does each piece of work once unseen, and once more counted.

A collection of garbage may come a little sooner or later than in another run: it is done before, and kept from
coming while something is counted.
"""

import ctypes
import gc
import os
import pickle
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct

from benchmarks.easel import Easel
from engine.config.schema import ShopConfig
from engine.pipeline.jobs import Know, Setup, Shelve, Show
from engine.pipeline.seat import Seat
from engine.pipeline.worker import open_worker
from engine.plan.order import published
from engine.plan.plan import make_plan
from engine.snapshot.columns import read_table
from engine.snapshot.folder import ROWS


class Work(Struct):
    """What is to be counted; all that it needs is made before, by a process that is not counted."""

    setup: Setup
    know: Know
    show: Show
    jobs: dict[str, tuple[list[Any], list[Any]]]  # name -> what is done unseen, and what is counted
    digests: dict[str, list[bytes]]  # name -> what counted jobs must come to
    machine: tuple[Any, Any]  # jobs whose pages the machine renders once more, views and files apart


def main(path: str, library: str) -> None:
    """Count all the work of a file; SystemExit when it does not come to what it should."""
    with open(path, "rb") as file:
        work: Work = pickle.load(file)
    counter = ctypes.PyDLL(library)
    do = open_worker(work.setup, Seat(0, 0))
    for message in (work.know, work.show, Shelve()):
        do(message)
    for name, (unseen, seen) in work.jobs.items():
        for job in unseen:
            do(job)
        results = _count(counter, name, partial(list, map(do, seen)))
        if name in work.digests and [result.digests for result in results] != work.digests[name]:
            raise SystemExit(f"instructions: {name}: not what the build has made of it")
    easels = [Easel(work.show) for _ in work.machine]
    for easel, job in zip(easels, work.machine, strict=True):
        easel.products(job)
    _count(counter, "machine", easels[1].machine)
    table = read_table(os.path.join(work.know.snapshot, ROWS))
    plan = _planner(table, work.know, work.setup.config)
    plan()
    _count(counter, "plan", plan)


def _planner(table: Any, know: Know, config: ShopConfig) -> Callable[[], Any]:
    return lambda: make_plan(table, published(table), know.reference, [], config, b"")


def _count(counter: ctypes.PyDLL, name: str, work: Callable[[], Any]) -> Any:
    gc.collect()
    gc.disable()
    counter.count()
    result = work()
    counter.counted(name.encode())
    gc.enable()
    return result


if __name__ == "__main__":
    main(*sys.argv[1:])
