"""A state folder in which something is damaged -> work that begins again without anything of it.

What is used of the state folder is held to its digest first, wherever that is. All of it can be made again, so one file
that is damaged is reason enough to believe no other: a disk that has lost one may have lost more.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from engine.errors import DamagedError
from engine.pipeline.earlier import DAMAGED
from engine.pipeline.manifest import NAME as MANIFEST
from engine.pipeline.record import remove
from engine.pipeline.watch import Watch

Done = TypeVar("Done")


def unless_damaged(work: Callable[[str], Done], whole: str, watch: Watch) -> Done:
    """Return what `work` returns; when something of the state folder is damaged, that is said and all is made anew.

    `work` is called with why it should make everything, empty: it need not. With DAMAGED it uses nothing that was kept.
    """
    try:
        return work(whole)
    except DamagedError as error:
        damage = str(error)
    watch.warn(f"{damage}; nothing that earlier builds have kept is used: the catalog is read and the site made anew")
    return work(DAMAGED)


def forget(state: str) -> None:
    """Remove what a build would use, but for snapshots, which it deletes itself, and pictures, which are proven."""
    for name in (MANIFEST, "fingerprints"):
        remove(os.path.join(state, name))
    templates = os.path.join(state, "templates")
    with suppress(FileNotFoundError):
        for name in os.listdir(templates):
            remove(os.path.join(templates, name))
