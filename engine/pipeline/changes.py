"""Staged files and names of gone ones -> the living site, file by file, or the rest of a staged tree by hard links.

Each file is whole at every moment, and each step may be done again after a kill: what was moved is no longer staged,
what was removed is not there. Where a file and a folder of one name take turns, the two are exchanged whole.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress

from engine.pipeline.exchange import exchange
from engine.pipeline.journal import Changes
from engine.pipeline.staging import flat_name
from engine.pipeline.writing import make_folder, open_folder

_COMPRESSED = (".br", ".gz")
_PAGES = (".html", ".htm")
_POINTING_AT_PAGES = ("", ".xml", ".txt")
_NO_LINK = (errno.EPERM, errno.EMLINK, errno.EXDEV, errno.ENOTSUP, errno.ENOSYS)


def in_order(paths: Iterable[str]) -> list[str]:
    """Return paths so that what pages load comes before pages, and what points at pages after them."""
    ranks: tuple[list[str], list[str], list[str]] = ([], [], [])
    for path in paths:
        ranks[_rank(path)].append(path)
    return [path for rank in ranks for path in rank]


def staged_names(paths: Iterable[str], flat: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Yield each path and where it is staged, if not by its path then by `flat_name`."""
    return ((path, flat_name(path) if path in flat else path) for path in paths)


def check_staged(staging: int, named: Iterable[tuple[str, str]]) -> None:
    """Raise ValueError if nothing of a path is staged in an open folder: it would count as moved, and be missing."""
    top = frozenset(os.listdir(staging))
    for path, name in named:
        if name not in top and not os.access(name, os.F_OK, dir_fd=staging):
            raise ValueError(f"{path}: expected a staged file, got none")


def spread(staging: str, flat: Iterable[str], changed: AbstractSet[str]) -> None:
    """Move what is staged by `flat_name` to its path in the staging folder, but for what has not changed: that goes."""
    for path in flat:
        if path in changed:
            _spread(staging, path)
        else:
            os.unlink(f"{staging}/{flat_name(path)}")


def move_and_remove(changes: Changes, staging: str, folder: str) -> None:
    """Carry out what a journal says, also if a part of it is done."""
    with _opened(staging) as source, _opened(folder) as target:
        for path, name in staged_names(changes.moved, frozenset(changes.flat)):
            try:
                os.rename(name, path, src_dir_fd=source, dst_dir_fd=target)
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                _move(staging, folder, path, name)
    parents = set()
    for path in changes.gone:
        # A run before may have removed it, or put a folder or a file in its place or above it.
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            os.unlink(f"{folder}/{path}")
        parents.add(os.path.dirname(path))
    for parent in sorted(parents, key=len, reverse=True):
        _remove_empty(folder, parent)


def link_rest(staging: str, folder: str, changed: Iterable[str], gone: Iterable[str]) -> None:
    """Add to a staged tree what the site holds beside it and what is not gone, so that it is the whole next site."""
    staged = set(changed)
    left_out, below = staged.union(gone), [""]
    while below:
        parent = below.pop()
        files = []
        with os.scandir(f"{folder}/{parent}") as entries:
            for entry in entries:
                path = f"{parent}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    if path not in staged:
                        below.append(f"{path}/")
                elif path not in left_out:
                    files.append(path)
        if files and parent:
            make_folder(f"{staging}/{parent}")  # which ends with a slash
        for path in files:
            _link(f"{folder}/{path}", f"{staging}/{path}")


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    fd = open_folder(folder)
    try:
        yield fd
    finally:
        os.close(fd)


def _rank(path: str) -> int:
    if path.endswith(_PAGES):
        return 1
    name, ending = os.path.splitext(path)
    if ending in _COMPRESSED:
        ending = os.path.splitext(name)[1]
    return 1 if ending in _PAGES else 2 if ending in _POINTING_AT_PAGES else 0


def _move(staging: str, folder: str, path: str, name: str) -> None:
    """Move a staged file that could not just be renamed."""
    source, target = f"{staging}/{name}", f"{folder}/{path}"
    try:
        os.rename(source, target)
    except FileNotFoundError:
        if _is_file(source):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.rename(source, target)
        elif name != path:  # a run before may have come to put it into its folders
            _move(staging, folder, path, path)
    except (NotADirectoryError, IsADirectoryError):
        if _is_file(source):
            if name != path:
                _spread(staging, path)
            _swap(staging, folder, path)
        elif name != path:
            _move(staging, folder, path, path)


def _spread(staging: str, path: str) -> None:
    make_folder(f"{staging}/{path}")
    os.rename(f"{staging}/{flat_name(path)}", f"{staging}/{path}")


def _swap(staging: str, folder: str, path: str) -> None:
    """Put a staged file in the place of a folder, or the staged folder that it is in in the place of a file."""
    steps = path.split("/")
    for depth in range(1, len(steps) + 1):
        name = "/".join(steps[:depth])
        source, target = f"{staging}/{name}", f"{folder}/{name}"
        if _is_folder(source) == _is_folder(target):
            continue
        if not exchange(source, target):
            # The name is away for a moment: such a file system has no better way.
            if _is_folder(target):
                import shutil

                shutil.rmtree(target)
            else:
                os.unlink(target)
            os.rename(source, target)
        return


def _remove_empty(folder: str, parent: str) -> None:
    """Remove a folder of the site and those around it, as far as they are empty; never the site itself."""
    while parent:
        try:
            os.rmdir(f"{folder}/{parent}")
        except (FileNotFoundError, NotADirectoryError):
            pass  # a run before has removed it, and may not have come to those around it
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            return
        parent = os.path.dirname(parent)


def _link(source: str, target: str) -> None:
    """Link a file into a staged tree, or copy it; a folder that is staged goes before the file that was there."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        if not os.path.lexists(target):
            import shutil

            shutil.copy2(source, target, follow_symlinks=False)


def _is_file(path: str) -> bool:
    return _kind(path) not in (0, stat.S_IFDIR)


def _is_folder(path: str) -> bool:
    return _kind(path) == stat.S_IFDIR


def _kind(path: str) -> int:
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return 0
