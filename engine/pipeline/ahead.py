"""Names of modules -> loaded by a thread, while this one waits for its files to be read."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from threading import Thread

SWITCH_S = 50e-6  # that one thread waits for the other: by the usual 5 ms the disk would wait, too


@contextmanager
def loading(names: Sequence[str]) -> Iterator[None]:
    """Have modules loaded meanwhile; the thread is gone at the end, and what it could not load is loaded later."""

    def load() -> None:
        for name in names:
            import_module(name)

    thread, before = Thread(target=load), sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        sys.setswitchinterval(before)
