"""A site and what its manifest says -> the files that are missing or of another size: a look at names, not at bytes."""

import os
import stat
from collections.abc import Iterable


def verify(folder: str, entries: Iterable[tuple[str, int]]) -> list[str]:
    """Return the paths of a site at which there is not a file of the size that is given with it, in the order given.

    It takes a `stat` a file. An edit that keeps the size is not seen; a build of the whole site mends it.
    """
    differing = []
    for path, size in entries:
        try:
            status = os.lstat(f"{folder}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            differing.append(path)
        else:
            if status.st_size != size or not stat.S_ISREG(status.st_mode):
                differing.append(path)
    return differing
