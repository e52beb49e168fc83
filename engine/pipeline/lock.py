"""One build at a time in a state folder: a folder in, an open lock out, which the kernel releases with its holders.

Two builds of one shop would write the same snapshot and cache, whatever their output folders. Two shops that share an
output folder are told apart by `output`, which replaces only what its own shop has made.
"""

import fcntl
import os
import re
import time
from datetime import UTC, datetime
from typing import Self

from engine.errors import PublishError
from engine.pipeline.writing import StrPath

_NAME = "lock"
_RETRY_S = 0.05


class Lock:
    """Held from `with` to its end; a worker that inherits `fileno()` holds it too, until the last one has died."""

    def __init__(self, state: StrPath, output: StrPath, *, wait_s: float = 2.0) -> None:
        """`wait_s` is for a build that is about to end; the workers of a killed one may take ten times as long."""
        self._path = os.path.join(state, _NAME)
        self._output = output
        self._wait_s = wait_s
        self._fd = -1

    def fileno(self) -> int:
        return self._fd

    def __enter__(self) -> Self:
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise PublishError(
                f"{self._path}: expected a folder that can be written, got: {error.strerror}; "
                "mend that, or set build.state to another one"
            ) from error
        try:
            self._acquire()
            os.ftruncate(self._fd, 0)
            since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            os.pwrite(self._fd, f"process {os.getpid()}, since {since}, writing {self._output}".encode(), 0)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # The file stays: were it removed, one build could lock the removed file and another its successor.
        os.close(self._fd)
        self._fd = -1

    def _acquire(self) -> None:
        began = time.monotonic()
        while True:
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                holder = os.pread(self._fd, 4096, 0).decode(errors="replace")
                if time.monotonic() - began >= self._wait_s * (10 if _is_dead(holder) else 1):
                    raise PublishError(
                        f"{self._path}: another build of this shop is running "
                        f"({holder or 'a process that gave no name'}); "
                        "wait until it ends, or stop it, and build again"
                    ) from None
            except OSError as error:
                raise PublishError(
                    f"{self._path}: the file system cannot lock files ({error.strerror}); "
                    "put the shop's state folder on a local disk"
                ) from error
            time.sleep(_RETRY_S)


def _is_dead(holder: str) -> bool:
    """Tell whether the process that took the lock has ended, so that what holds it is on its way out."""
    named = re.match(r"process (\d+),", holder)
    if not named:
        return False
    try:
        os.kill(int(named[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # it is another user's, and alive
        pass
    return False
