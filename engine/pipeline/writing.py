"""A path and bytes -> a file: of a site, as fast as the disk takes it, or of the state folder, whole or not at all."""

import errno
import os
import re
from typing import TYPE_CHECKING

from engine.errors import PublishError

if TYPE_CHECKING:
    from native.machine import Page

    Body = bytes | bytearray | memoryview | Page

StrPath = str | os.PathLike[str]

_PLAIN = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", re.ASCII)  # what nearly all paths are
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC


def write_file(root: str, path: str, data: "Body") -> None:
    """Write one file of a site, with its folders; a file that is there is written over."""
    check_path(path)
    put_file(root, path, data)


def open_folder(path: str) -> int:
    """Return a file descriptor of a folder: below it, files are found without walking to it each time."""
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def put_file(root: str, path: str, data: "Body", *, fd: int | None = None, alone: bool = False) -> None:
    """Write a file whose path needs no check, with its folders; a file that is there is written over.

    `fd` is the root, open. `alone`: it is the first and only file of its folder, so that to look for the folder first
    would be for nothing.
    """
    place = f"{root}/{path}" if fd is None else path
    try:
        try:
            if alone:
                make_folder(place, root, fd)
            file = os.open(place, _ANEW, 0o644, dir_fd=fd)
        except FileNotFoundError:
            if "/" not in path:
                raise
            make_folder(place, root, fd)
            file = os.open(place, _ANEW, 0o644, dir_fd=fd)
        try:
            _write(file, data)
        finally:
            os.close(file)
    except OSError as error:
        raise refusal(f"{root}/{path}", error) from error


def make_folder(place: str, root: str = "", fd: int | None = None) -> None:
    """Make the folder of a file at the price of one call in the usual case; `os.makedirs` asks for its parent first.

    With `fd`, which is the root, the place is one below it.
    """
    folder = place[: place.rindex("/")]
    try:
        os.mkdir(folder, dir_fd=fd)
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(folder if fd is None else f"{root}/{folder}", exist_ok=True)


def keep_file(path: str, data: bytes) -> None:
    """Replace one file of the state folder; what is there after a loss of power is the old bytes or these."""
    fd = os.open(f"{path}.next", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        _write(fd, data)
        os.fsync(fd)
    finally:
        os.close(fd)
    os.replace(f"{path}.next", path)


def sync(path: str) -> None:
    """Have one file reach its disk, or the names in one folder, where the file system can do that for folders."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(fd)


def check_path(path: str) -> None:
    """Refuse a path that could leave the root, or that no file system takes."""
    if len(path) <= 255 and _PLAIN.fullmatch(path):
        return
    for segment in path.split("/"):
        if segment in ("", ".", "..") or "\0" in segment or not _is_name(segment):
            raise PublishError(
                f"{path[:300]!r}: expected a relative path of names of 1 to 255 bytes, got the name {segment[:300]!r}; "
                "change the address that it was made from (a slug or a pattern under [urls])"
            )


def refusal(path: str, error: OSError) -> PublishError:
    """Return what to tell of a disk that does not take a site that is not published yet."""
    return PublishError(
        f"{path}: cannot be written ({error.strerror or error}); the site that is there is unchanged. Expected a "
        "folder on a disk with room, beside which folders can be made: mend that, or choose another with --output"
    )


def _write(fd: int, data: "Body") -> None:
    written = os.write(fd, data)
    while written < len(data):
        written += os.write(fd, memoryview(data)[written:])


def _is_name(segment: str) -> bool:
    try:
        return len(segment) <= 255 and (segment.isascii() or len(segment.encode()) <= 255)
    except UnicodeEncodeError:
        return False
