"""The journal of a publication that was cut off -> the old site or the next one, and the manifest that belongs to it.

Files that were moved into the site one by one are followed by the rest. An exchange of trees that was done gets its
manifest; one that was not is given up. Where neither can be, because folders were moved, emptied or replaced since, the
manifest is forgotten: a build without one makes the whole site. All of it may be cut off and done again.
"""

import os
from contextlib import suppress

from engine.pipeline import journal
from engine.pipeline.changes import move_and_remove
from engine.pipeline.journal import MANIFEST, Changes, Manifest, TornError, Turn
from engine.pipeline.record import forget, identify, remember_less, remove
from engine.pipeline.staging import aside


class LostError(Exception):
    """What a journal speaks of is not there any more."""


def recover(state: str) -> None:
    """Bring a publication that was cut off to an end; nothing to do is the usual case."""
    try:
        begun = journal.pending(state)
        if begun is None:
            return
        if isinstance(begun, Changes):
            complete(begun, state)
        else:
            _settle(begun, state)
    except (LostError, TornError, OSError):
        give_up(state)


def complete(changes: Changes, state: str) -> None:
    """Roll a journal of changes forward; LostError if the folders are not those that it was written for."""
    folder, staging = journal.places(changes, state)
    if (_inode(folder), _inode(staging)) != (changes.site, changes.inode):
        raise LostError
    _check_held(folder, changes.holds)
    move_and_remove(changes, staging, folder)
    conclude(folder, state, changes.manifest)


def conclude(folder: str, state: str, manifest: Manifest | None) -> None:
    """Give a site that stands in its place its manifest and its identity, and end the journal."""
    if manifest is None:
        forget(state)
    else:
        _adopt(manifest, state)
        identify(folder, state)
    with suppress(OSError):  # the wider record is right too
        remember_less(folder, state)
    journal.end(state)


def give_up(state: str) -> None:
    """Have the next build make the whole site: what stands there is not known."""
    forget(state)
    remove(os.path.join(state, MANIFEST))
    remove(os.path.join(state, journal.NAME))


def _settle(turn: Turn, state: str) -> None:
    folder, staging = journal.places(turn, state)
    if _inode(folder) == turn.inode:
        _check_held(folder, turn.holds)
        conclude(folder, state, turn.manifest)
    elif _inode(staging) == turn.inode:
        waiting = aside(staging)
        if _inode(waiting) and not _inode(folder):
            os.rename(waiting, folder)
        if turn.manifest:
            remove(os.path.join(state, turn.manifest.name))
        journal.end(state)
    else:
        raise LostError


def _check_held(folder: str, names: list[str]) -> None:
    if not set(names) <= set(os.listdir(folder)):
        raise LostError


def _adopt(manifest: Manifest, state: str) -> None:
    path, final = os.path.join(state, manifest.name), os.path.join(state, MANIFEST)
    if _inode(path) == manifest.inode:
        os.replace(path, final)
    elif _inode(final) != manifest.inode:
        raise LostError


def _inode(path: str) -> int:
    try:
        return os.lstat(path).st_ino
    except (FileNotFoundError, NotADirectoryError):
        return 0
