"""A command -> one line of JSON: its wall time, and processor time and memory of all processes that it started.

Runs as a small program of its own, so that nothing of the harness counts. It adopts what the command leaves behind:
such processes are waited for, their time counts, and those that do not end are ended and reported.

    python -I -S measure.py --timeout 600 --log FILE -- COMMAND ...
"""

import argparse
import ctypes
import json
import os
import resource
import signal
import subprocess
import threading
import time

BECOME_SUBREAPER = 36
LEFT_BEHIND_S = 15.0
MIB = 1 << 20


class Watch:
    """Samples the memory of a tree of processes until it is told to stop."""

    def __init__(self) -> None:
        self.peak_kib = self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no further sample."""
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        pause = 0.01
        while not self._over.wait(pause):
            started = time.perf_counter()
            tree = descendants(os.getpid())
            self.most = max(self.most, len(tree))
            self.peak_kib = max(self.peak_kib, sum(share_kib(each) for each in tree))
            # Reading the map of a process of many gigabytes stops that process for a moment.
            pause = max(0.02, 20 * (time.perf_counter() - started))


def descendants(parent: int) -> list[int]:
    """Return the ids of all processes below one."""
    below: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    above = file.read().rpartition(")")[2].split()[1]
            except OSError:
                continue
            below.setdefault(int(above), []).append(int(name))
    found: list[int] = []
    todo = [parent]
    while todo:
        found += (children := below.get(todo.pop(), []))
        todo += children
    return found


def share_kib(process: int) -> int:
    """Return the proportional set size of a process: a page that n processes hold counts as an nth."""
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def wait_for_all(deadline: float) -> list[int]:
    """Reap what was left behind until it is gone; return what had to be ended."""
    while True:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return []
        if ended == 0:
            if time.monotonic() > deadline:
                return descendants(os.getpid())
            time.sleep(0.005)


def main() -> None:
    """Run the command and print what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--timeout", type=float, default=900.0)
    parser.add_argument("--log", default=os.devnull)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    watch = Watch()
    with open(options.log, "ab") as log:
        started = time.perf_counter()
        process = subprocess.Popen(options.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            code: int | None = process.wait(options.timeout)
        except subprocess.TimeoutExpired:
            code = None
        wall = time.perf_counter() - started
    left = descendants(os.getpid()) if code is None else wait_for_all(time.monotonic() + LEFT_BEHIND_S)
    for each in left:
        os.kill(each, signal.SIGKILL)
    wait_for_all(time.monotonic() + LEFT_BEHIND_S)
    watch.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The kernel's own high-water mark is exact where there was one process only.
    memory = used.ru_maxrss if watch.most < 2 else watch.peak_kib
    user, system = used.ru_utime - before.ru_utime, used.ru_stime - before.ru_stime
    result = {
        "code": code,
        "wall_s": round(wall, 4),
        "user_s": round(user, 4),
        "system_s": round(system, 4),
        "cpu_s": round(user + system, 4),
        "memory_mib": round(memory * 1024 / MIB, 1),
        "processes": watch.most,
        "left_behind": len(left),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
