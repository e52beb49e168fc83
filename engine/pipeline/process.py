"""A function that never returns and its arguments -> a process of this program's that runs it.

It is a copy of this process where that is sound: a copy has at once all that is imported here, which takes another
process as long as rendering a thousand pages. Three kinds of callers are no good to copy: one with threads, whose copy
would wait for ever for a lock that another thread held; one that holds much, since all of it counts as what a copy
holds; and one that has loaded libvips, which has read its environment. From those it starts afresh, by an exec.

Either way it is out of the terminal's group: Ctrl-C is for the caller, who then ends the process. It reads nothing and
prints to standard error, for standard output may be read by a machine. It has no file of the caller's but those named.
"""

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from subprocess import Popen

MOST_COPIED_KB = 40 * 1024  # of data; a command holds 26 MB when it starts its workers
_M_ARENA_MAX = -8

Entry = Callable[..., NoReturn]


class Copy:
    """A copy of this process, with what is needed of subprocess.Popen."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return the status when it has ended; -1 where somebody else has asked for it before."""
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return -1
        return status if pid else None

    def kill(self) -> None:
        """End it by SIGKILL; only while `poll` returns None."""
        os.kill(self.pid, signal.SIGKILL)


def start(
    entry: Entry, arguments: tuple[Any, ...], environment: Mapping[str, str], keep_open: Sequence[int]
) -> "Copy | Popen[bytes]":
    """Start the process and come back at once; the arguments are what `repr` can write, `environment` is added."""
    if _is_simple():
        return copied(entry, arguments, environment, keep_open)
    return afresh(entry, arguments, environment, keep_open)


def _is_simple() -> bool:
    """Return whether a copy of this process is as good as one that starts afresh."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace").splitlines()
    told = dict(line.split(":", 1) for line in lines)
    held = int(told["VmData"].removesuffix("kB"))
    return int(told["Threads"]) == 1 and held < MOST_COPIED_KB and "pyvips" not in sys.modules


def afresh(
    entry: Entry, arguments: tuple[Any, ...], environment: Mapping[str, str], keep_open: Sequence[int]
) -> "Popen[bytes]":
    """Start the process by an exec."""
    import subprocess

    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        f"from {entry.__module__} import {entry.__name__} as entry; entry(*{arguments!r})"
    )
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=2,
        env={**os.environ, **environment},
        pass_fds=keep_open,
        process_group=0,
    )


def copied(entry: Entry, arguments: tuple[Any, ...], environment: Mapping[str, str], keep_open: Sequence[int]) -> Copy:
    """Start the process by a fork, and have it be as after an exec."""
    masked = signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())  # no handler runs in both
    try:
        pid = os.fork()
        if pid:
            return Copy(pid)
        try:
            gc.freeze()  # nothing that the caller holds is let go of here, since no frame of it is ever left
            printing = sys.stdout, sys.stderr  # noqa: F841 (what waits in there is the caller's to print)
            _shed({1, 2, *keep_open})
            os.environ.update(environment)
            if arenas := environment.get("MALLOC_ARENA_MAX"):  # read when the caller started
                ctypes.CDLL(None).mallopt(_M_ARENA_MAX, int(arenas))
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
            entry(*arguments)
        finally:
            os._exit(1)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)


def _shed(kept: set[int]) -> None:
    """Let go of the caller's group, handlers, files and what they hold to be printed."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    # A number that stays taken is never another file's: what still holds it here may close it, and harms nobody.
    for fd in {0, *map(int, os.listdir("/proc/self/fd"))} - {nothing, *kept}:
        os.dup2(nothing, fd, inheritable=fd == 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
