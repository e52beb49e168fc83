"""What a publication is about to do -> one file in the state folder, from before its first step to after its last.

It holds names below folders that are known anyway, and never a place: so it means the same after a shop was moved.
Folders and the manifest are told by their inode numbers, which a rename keeps. (Numbers of devices may be others after
a restart.)
"""

import os
from collections.abc import Iterable

import msgspec

from engine.errors import DamagedError, PublishError
from engine.pipeline.writing import StrPath, check_path, keep_file, sync
from engine.snapshot.sealed import seal, unseal

MANIFEST = "manifest"
NAME = "journal"
_TOLD = 64


class Manifest(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A finished file in the state folder that becomes the manifest."""

    name: str
    inode: int


class Turn(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=True):
    """A staged tree takes the place of the site in one step."""

    folder: str  # from the state folder
    staging: str  # its name beside the site
    inode: int  # of the staged tree
    holds: list[str]  # names at its top
    manifest: Manifest | None


class Changes(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=True):
    """Staged files are moved into the site, in their order, then others are removed from it."""

    folder: str  # from the state folder
    staging: str  # its name beside the site
    inode: int  # of the staging folder
    site: int  # inode of the site
    holds: list[str]  # names at the top of the site that are there before and after
    moved: list[str]
    gone: list[str]
    manifest: Manifest
    flat: list[str] = []  # those of the moved files that are staged by `flat_name`


Journal = Turn | Changes


class TornError(Exception):
    """A journal is there that cannot be read."""


def finished(manifest: StrPath, state: str) -> Manifest:
    """Have a finished manifest reach the disk and return how to know it again."""
    folder, name = os.path.split(os.path.realpath(manifest))
    if folder != state or name == MANIFEST:
        raise ValueError(f"expected a file in {state} that is to become {MANIFEST}, got {manifest}")
    sync(os.path.join(folder, name))
    return Manifest(name, os.stat(os.path.join(folder, name)).st_ino)


def begin(journal: Journal, state: str) -> None:
    """Write a journal; once this is back, what it says is done even if the power goes."""
    keep_file(os.path.join(state, NAME), seal(msgspec.msgpack.encode(journal)))
    sync(state)


def pending(state: str) -> Journal | None:
    """Return what a publication has begun and not ended; TornError if the disk has lost it."""
    path = os.path.join(state, NAME)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        journal: Journal = msgspec.msgpack.decode(unseal(data, path), type=Journal)
        names = [journal.staging, journal.manifest.name if journal.manifest else MANIFEST]
        paths = [*journal.moved, *journal.gone] if isinstance(journal, Changes) else []
        for path in (*names, *paths):
            check_path(path)
    except (msgspec.MsgspecError, DamagedError, PublishError) as error:
        raise TornError from error
    return journal


def sample(names: Iterable[str]) -> list[str]:
    """Return enough of the names in a folder to know one that was emptied since; inode numbers are used again."""
    return sorted(names)[:_TOLD]


def is_pending(state: str) -> bool:
    """Tell whether a publication has begun and not ended."""
    return os.path.lexists(os.path.join(state, NAME))


def end(state: str) -> None:
    """Remove the journal: all is done."""
    os.unlink(os.path.join(state, NAME))


def places(journal: Journal, state: str) -> tuple[str, str]:
    """Return the output folder and the staging folder of a journal."""
    folder = os.path.normpath(os.path.join(state, journal.folder))
    return folder, os.path.join(os.path.dirname(folder), journal.staging)
