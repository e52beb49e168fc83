"""A process of our own, started in either way -> the same: nothing of its caller's but what it was given."""

import json
import os
import signal
import subprocess
import sys
from typing import NoReturn

import pytest

from tests.pipeline.pool_entries import open_files

# Run where there is no thread: whoever tests has one that looks for tests that hang.
PROGRAM = """
import os, select, signal, socket, sys, threading, time
from engine.pipeline import process
from tests.pipeline.test_process import look

signal.signal(signal.SIGTERM, print)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
signal.set_wakeup_fd(os.open(os.devnull, os.O_WRONLY | os.O_NONBLOCK))
held = socket.socketpair(), select.epoll(), open(__file__), os.pipe()
done = threading.Event()
match sys.argv[1]:
    case "threads":
        threading.Thread(target=done.wait).start()
    case "much":
        held = *held, b"x" * (process.MOST_COPIED_KB << 10)
    case "libvips":
        sys.modules["pyvips"] = sys
print("here", end="")
ours, theirs = os.pipe()
begun = process.start(look, (theirs, 7), {"MALLOC_ARENA_MAX": "2"}, [theirs])
os.close(theirs)
told = open(ours).read()
while (status := begun.poll()) is None:
    time.sleep(0.001)
done.set()
print(f" {type(begun).__name__} {status} {told}", end="")
"""


def look(fd: int, number: int) -> NoReturn:
    """Tell what this process has."""
    sys.stdout.write("there\n")
    sys.stdout.flush()
    files = open_files()
    told = {
        "number": number,
        "in": files.pop(0),
        "prints to standard error": files.pop(1) == files.pop(2),
        "files": sorted(name.partition(":")[0] for name in files.values() if name != os.devnull),
        "leads its group": os.getpgrp() == os.getpid(),
        "handlers": [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGUSR1)],
        "wakes": signal.set_wakeup_fd(-1),
        "masked": len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        "setting": os.environ["MALLOC_ARENA_MAX"],
    }
    os.write(fd, json.dumps(told).encode())
    os._exit(0)


@pytest.mark.parametrize(
    ("caller", "kind"), [("alone", "Copy"), ("threads", "Popen"), ("much", "Popen"), ("libvips", "Popen")]
)
def test_it_has_nothing_of_its_caller_but_what_it_was_given(caller: str, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"__file__ = {__file__!r}\n{PROGRAM}", caller],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    words, _, told = done.stdout.partition("{")
    assert (words, done.stderr) == (f"here {kind} 0 ", "there\n")
    assert json.loads("{" + told) == {
        "number": 7,
        "in": os.devnull,
        "prints to standard error": True,
        "files": ["pipe"],
        "leads its group": True,
        "handlers": [signal.SIG_DFL, signal.SIG_IGN],
        "wakes": -1,
        "masked": 0,
        "setting": "2",
    }
