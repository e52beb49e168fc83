"""An output folder -> what the state folder knows of it: which names in it are the shop's, and what it looked like.

The names (`output.json`) say what a build may replace; they survive a move to another machine, or a cache in CI.
The identity says that the folder is the very one the manifest tells of, untouched at its top since: its inode number,
the time of its last change, which nobody can set and no copy has, and a date that is given to it with each publication,
to the nanosecond, so that an older state does not go with it. It stands for one folder, as the manifest does.
"""

import os
import time
from collections.abc import Iterable

import msgspec

from engine.errors import PublishError
from engine.pipeline.writing import StrPath, keep_file

_NAMES = "output.json"
_IDENTITY = "identity.json"


class Identity(msgspec.Struct, frozen=True, gc=False):
    """What an output folder looked like when the manifest was put beside it."""

    folder: str
    inode: int
    changed_ns: int
    dated_ns: int


def check_output(folder: StrPath, state: StrPath, sources: Iterable[StrPath] = ()) -> None:
    """Refuse a folder that a build must not replace."""
    folder, state = os.path.realpath(folder), os.path.realpath(state)
    for source in map(os.path.realpath, (state, *sources)):
        if os.path.commonpath((folder, source)) in (folder, source):
            raise PublishError(
                f"{folder}: expected an output folder apart from the shop's own files, got one that holds {source} or "
                "lies in it; a build replaces the whole folder, so choose another with --output"
            )
    if not os.path.lexists(folder):
        return
    if not os.path.isdir(folder):
        raise PublishError(
            f"{folder}: expected a folder to write the site to, got a file; choose another with --output"
        )
    if os.path.ismount(folder):
        raise PublishError(
            f"{folder}: expected a folder that can be replaced, got a mount point; choose one inside it with --output"
        )
    made = made_before(folder, state)
    if others := sorted(set(os.listdir(folder)) - made):
        what = "a site that this shop has built" if made else "an empty folder"
        shown = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        raise PublishError(
            f"{folder}: expected {what}, got files that it does not know: {shown}; a build replaces the whole folder, "
            "so move them away (what is to be served as it is belongs into the shop's static/), or choose another with "
            f"--output. If a build made them and {os.path.join(state, _NAMES)} was lost since, delete the folder"
        )


def made_before(folder: str, state: str) -> set[str]:
    """Return the names at the top of an output folder that this shop may have made."""
    return set(_record(state).get(key(folder, state), ()))


def remember(folder: str, state: str, made: set[str]) -> None:
    """Keep the names that this shop has made, or is about to."""
    record, names, place = _record(state), sorted(made), key(folder, state)
    if record.get(place) != names:
        os.makedirs(state, exist_ok=True)
        record[place] = names
        keep_file(os.path.join(state, _NAMES), msgspec.json.format(msgspec.json.encode(record, order="sorted")))


def remember_less(folder: str, state: str) -> None:
    """Forget names that are not there; names of others, which have come since, are not learnt."""
    remember(folder, state, made_before(folder, state) & set(os.listdir(folder)))


def identify(folder: str, state: str) -> None:
    """Keep what an output folder looks like, at the moment at which the manifest tells what is in it.

    The date comes after all else that was done to the folder, so a loss of power that undoes some of that undoes it.
    """
    now = time.time_ns()
    os.utime(folder, ns=(now, now))
    keep_file(os.path.join(state, _IDENTITY), msgspec.json.encode(_look(folder, state)))


def is_identified(folder: str, state: str) -> bool:
    """Tell whether an output folder is still the one that was identified last."""
    try:
        with open(os.path.join(state, _IDENTITY), "rb") as file:
            return msgspec.json.decode(file.read(), type=Identity) == _look(folder, state)
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError, msgspec.MsgspecError):
        return False


def forget(state: str) -> None:
    """Have no output folder count as known from here on."""
    remove(os.path.join(state, _IDENTITY))


def remove(path: str) -> None:
    """Remove a file if it is there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def key(folder: str, state: str) -> str:
    """Name an output folder by its way from the state folder, so that a shop can be moved with its site."""
    return os.path.relpath(folder, state)


def _look(folder: str, state: str) -> Identity:
    status = os.stat(folder)
    return Identity(key(folder, state), status.st_ino, status.st_ctime_ns, status.st_mtime_ns)


def _record(state: str) -> dict[str, list[str]]:
    path = os.path.join(state, _NAMES)
    try:
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(), type=dict[str, list[str]])
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise PublishError(
            f"{path}: expected the names of what this shop has built, got something else ({error}); "
            "delete this file and the output folder, and build again"
        ) from error
