"""An output folder -> a staging folder beside it, and the sweeping of what builds have left there."""

import fcntl
import os
import re
import stat
import time
from contextlib import suppress

from xxhash import xxh3_128_hexdigest

from engine.pipeline.writing import refusal


def stage(folder: str) -> tuple[str, int]:
    """Make a staging folder; return it and its lock, which tells a living build's from a dead one's.

    Its name is never used again, for the `rm` of an earlier build may still be at work on that one's.
    """
    parent, name = os.path.split(folder)
    os.makedirs(parent, exist_ok=True)
    staging = os.path.join(parent, f".{name}.next-{os.getpid()}-{time.time_ns()}")
    os.mkdir(staging, 0o755)
    fd = os.open(staging, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    fcntl.flock(fd, fcntl.LOCK_EX)
    with suppress(FileNotFoundError):
        os.chmod(staging, stat.S_IMODE(os.stat(folder).st_mode))
    return staging, fd


def flat_name(path: str) -> str:
    """Return the name of a page at the top of a staging folder, where it needs no folder of its own.

    Such folders cost a fourth of what a page does, and are thrown away when all that was staged has moved.
    """
    return xxh3_128_hexdigest(path.encode())


def aside(staging: str) -> str:
    """Return where the old site waits while the one in `staging` takes its place in two renames."""
    return staging.replace(".next-", ".old-")


def put_back(folder: str) -> None:
    """Put a site back that a dead build had moved aside and not replaced."""
    if not os.path.lexists(folder):
        for path in _leftovers(folder, "old"):
            os.rename(path, folder)
            return


def sweep(folder: str | os.PathLike[str], *, wait: bool = False) -> None:
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
            shell = os.posix_spawn(command[0], command, os.environ, setsid=True)
            with suppress(ChildProcessError):  # whoever started this process may have it wait for none
                os.waitpid(shell, 0)
            return
    import shutil

    for path in paths:
        shutil.rmtree(path, ignore_errors=True)


def unstage(staging: str) -> None:
    """Delete all that is staged."""
    import shutil

    try:
        with os.scandir(staging) as entries:
            for entry in list(entries):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry)
                else:
                    os.unlink(entry)
    except OSError as error:
        raise refusal(staging, error) from error


def remove_small(staging: str) -> None:
    """Delete a staging folder that holds few folders: quicker than starting a process that does."""
    with suppress(OSError):  # what is left is swept
        for folder, _, files in os.walk(staging, topdown=False):
            for name in files:
                os.unlink(os.path.join(folder, name))
            os.rmdir(folder)


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
