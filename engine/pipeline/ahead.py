"""Names of modules -> loaded by a thread, while this one waits for its files to be read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from threading import Thread


@contextmanager
def loading(names: Sequence[str]) -> Iterator[None]:
    """Have modules loaded meanwhile; the thread is gone at the end, and what it could not load is loaded later."""

    def load() -> None:
        for name in names:
            import_module(name)

    thread = Thread(target=load)
    thread.start()
    try:
        yield
    finally:
        thread.join()
