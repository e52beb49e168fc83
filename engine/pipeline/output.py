"""Files in, a served folder out that turns from the old site into the whole one in a single step.

A site is written into a staging folder beside it and then exchanged with it; any error or kill before that leaves the
old site as it was, and what it leaves behind is swept by the next build. The folder holds nothing but what is served:
which of its entries a shop has made stands in the shop's state folder, and a folder with any other entry is refused.
What others put deeper, into a folder that the shop has made, goes with the old site.
That record is of names and not of an inode, so that it survives a move to another machine, or a cache in CI.
"""

import fcntl
import os
import re
import shutil
import stat
import subprocess
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Self

import msgspec

from engine.errors import PublishError
from engine.pipeline.exchange import exchange, flush

StrPath = str | os.PathLike[str]

_RECORD = "output.json"


class Output:
    """One build's way into its output folder: `staging` is there from `with` on, `publish` turns the site."""

    def __init__(self, folder: StrPath, state: StrPath, sources: Sequence[StrPath] = ()) -> None:
        self.folder = os.path.realpath(folder)
        self.staging = ""
        self._state = os.path.realpath(state)
        self._sources = sources
        self._fd = -1

    def __enter__(self) -> Self:
        try:
            self._put_back()
            check_output(self.folder, self._state, self._sources)
            self._stage()
        except OSError as error:
            raise _refusal(self.folder, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)
        sweep(self.folder)

    def publish(self) -> None:
        """Put the staged site in the place of the one that is there."""
        try:
            self._publish()
        except OSError as error:
            raise _refusal(self.folder, error) from error

    def _stage(self) -> None:
        """Make a staging folder; its lock tells a living build's from a dead one's, which may be swept.

        Its name is never used again, for the `rm` of an earlier build may still be at work on that one's.
        """
        parent, name = os.path.split(self.folder)
        os.makedirs(parent, exist_ok=True)
        self.staging = os.path.join(parent, f".{name}.next-{os.getpid()}-{time.time_ns()}")
        os.mkdir(self.staging, 0o755)
        self._fd = os.open(self.staging, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            os.chmod(self.staging, stat.S_IMODE(os.stat(self.folder).st_mode))

    def _publish(self) -> None:
        flush(self._fd)
        made = set(os.listdir(self.staging))
        _remember(self.folder, self._state, made | _made_before(self.folder, self._state))
        if not os.path.lexists(self.folder):
            os.rename(self.staging, self.folder)
        else:
            check_output(self.folder, self._state, self._sources)
            if not exchange(self.staging, self.folder):
                self._move_aside()
        with suppress(OSError):  # the site is turned, and the wider record is right too
            _remember(self.folder, self._state, made)

    def _move_aside(self) -> None:
        """Turn the site in two renames; a kill between them is mended by the next build (see `_put_back`)."""
        aside = self.staging.replace(".next-", ".old-")
        os.rename(self.folder, aside)
        try:
            os.rename(self.staging, self.folder)
        except OSError:
            os.rename(aside, self.folder)
            raise

    def _put_back(self) -> None:
        """Put a site back that a dead build had moved aside and not replaced."""
        if not os.path.lexists(self.folder):
            for path in _leftovers(self.folder, "old"):
                os.rename(path, self.folder)
                return


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
    made = _made_before(folder, state)
    if others := sorted(set(os.listdir(folder)) - made):
        what = "a site that this shop has built" if made else "an empty folder"
        shown = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        raise PublishError(
            f"{folder}: expected {what}, got files that it does not know: {shown}; a build replaces the whole folder, "
            "so move them away (what is to be served as it is belongs into the shop's static/), or choose another with "
            f"--output. If a build made them and {os.path.join(state, _RECORD)} was lost since, delete the folder"
        )


def sweep(folder: StrPath, *, wait: bool = False) -> None:
    """Delete what builds of `folder` have left beside it, in the background unless `wait`.

    A hundred thousand files take seconds to delete, and creating files while ext4 digests that is several times dearer,
    so this comes after a build and never before one.
    """
    paths = _leftovers(os.path.realpath(folder), "next|old")
    if not paths:
        return
    if not wait:
        # The shell ends at once and leaves rm to init: nothing to wait for, and no thread that ends with this process.
        command = ["/bin/sh", "-c", 'rm -rf -- "$@" </dev/null >/dev/null 2>&1 &', "sh", *paths]
        with suppress(FileNotFoundError):
            subprocess.run(command, check=False, start_new_session=True)
            return
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)


def write_file(root: str, path: str, data: bytes | bytearray | memoryview) -> None:
    """Write one file of a site, with its folders; a file that is there is written over."""
    _check_path(path)
    full = f"{root}/{path}"
    try:
        try:
            fd = os.open(full, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        except FileNotFoundError:
            _make_folder(os.path.dirname(full))
            fd = os.open(full, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            written = os.write(fd, data)
            while written < len(data):
                written += os.write(fd, memoryview(data)[written:])
        finally:
            os.close(fd)
    except OSError as error:
        raise _refusal(full, error) from error


def _make_folder(folder: str) -> None:
    """Make a folder at the price of one call in the usual case; `os.makedirs` asks for its parent first."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


def _check_path(path: str) -> None:
    """Refuse a path that could leave the root, or that no file system takes."""
    for segment in path.split("/"):
        if segment in ("", ".", "..") or "\0" in segment or not _is_name(segment):
            raise PublishError(
                f"{path[:300]!r}: expected a relative path of names of 1 to 255 bytes, got the name {segment[:300]!r}; "
                "change the address that it was made from (a slug or a pattern under [urls])"
            )


def _is_name(segment: str) -> bool:
    try:
        return len(segment) <= 255 and (segment.isascii() or len(segment.encode()) <= 255)
    except UnicodeEncodeError:
        return False


def _refusal(path: str, error: OSError) -> PublishError:
    return PublishError(
        f"{path}: cannot be written ({error.strerror or error}); the site that is there is unchanged. Expected a "
        "folder on a disk with room, beside which folders can be made: mend that, or choose another with --output"
    )


def _leftovers(folder: str, kinds: str) -> list[str]:
    """Return the folders that dead builds of `folder`, or its own exchange, have left beside it."""
    parent, name = os.path.split(folder)
    ours = re.compile(rf"\.{re.escape(name)}\.({kinds})-\d+-\d+")
    names = sorted(entry for entry in os.listdir(parent) if ours.fullmatch(entry)) if os.path.isdir(parent) else []
    return [path for path in (os.path.join(parent, entry) for entry in names) if not _is_held(path)]


def _is_held(path: str) -> bool:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(fd)


def _record(state: str) -> dict[str, list[str]]:
    path = os.path.join(state, _RECORD)
    try:
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(), type=dict[str, list[str]])
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError as error:
        raise PublishError(
            f"{path}: expected the names of what this shop has built, got something else ({error}); "
            "delete this file and the output folder, and build again"
        ) from error


def _made_before(folder: str, state: str) -> set[str]:
    return set(_record(state).get(_key(folder, state), ()))


def _remember(folder: str, state: str, made: set[str]) -> None:
    record = _record(state)
    record[_key(folder, state)] = sorted(made)
    os.makedirs(state, exist_ok=True)
    path = os.path.join(state, _RECORD)
    with open(f"{path}.next", "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(record, order="sorted")))
    os.replace(f"{path}.next", path)


def _key(folder: str, state: str) -> str:
    """Name an output folder by its way from the state folder, so that a shop can be moved with its site."""
    return os.path.relpath(folder, state)
