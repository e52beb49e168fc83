"""Readers, and a disk after a kill, see the whole old site or the whole next one."""

import itertools
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from engine.pipeline import output
from engine.pipeline.channel import GoneError, pack
from engine.pipeline.nursery import Nursery
from engine.pipeline.output import Output
from engine.pipeline.seat import Seat
from engine.pipeline.writing import write_file
from tests.pipeline.test_output import beside, files

PAGES = 12


def write(shop: str, version: int) -> None:
    with Output(f"{shop}/site", f"{shop}/.state") as site:
        for page in range(PAGES):
            write_file(site.staging, f"p/{page}/index.html", str(version).encode())
        site.publish()


def versions(folder: Path) -> set[int]:
    found = files(folder)
    assert len(found) == PAGES
    return set(map(int, found.values()))


def test_a_reader_sees_one_version_whole(tmp_path: Path) -> None:
    write(str(tmp_path), 0)
    stop, seen = threading.Event(), [0]

    def read() -> None:
        for page in itertools.cycle(range(PAGES)):
            seen.append(int((tmp_path / f"site/p/{page}/index.html").read_text()))
            if stop.is_set():
                return

    with ThreadPoolExecutor(1) as executor:
        reader = executor.submit(read)
        for version in range(1, 40):
            write(str(tmp_path), version)
        stop.set()
        reader.result()
    assert seen == sorted(seen)


def write_on(way: str, _: Seat) -> Callable[[tuple[str, int]], None]:
    """Build one version after the other until this process is killed."""
    if way == "two renames":
        output.exchange = lambda *_: False

    def answer(job: tuple[str, int]) -> None:
        shop, last = job
        for version in itertools.count(last + 1):
            write(shop, version)

    return answer


@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_a_build_killed_at_any_moment_leaves_one_version_whole(tmp_path: Path, way: str) -> None:
    rng, last = random.Random(11), 0
    write(str(tmp_path), last)
    begun = time.monotonic()
    write(str(tmp_path), last)
    write_s = time.monotonic() - begun
    nursery = Nursery({}, [__name__], [])
    try:
        for number in range(30):
            with closing(nursery.start(number)) as builder:
                builder.socket.setblocking(True)
                builder.send(pack((f"{__name__}:write_on", way, Seat(0, number))))
                assert builder.receive().pid
                builder.send(pack((str(tmp_path), last)))
                time.sleep(rng.uniform(0, 3 * write_s))
                nursery.kill(number)
                with pytest.raises(GoneError):
                    builder.receive()
            # What the next build does first, before it has written anything.
            with Output(tmp_path / "site", tmp_path / ".state"):
                (version,) = versions(tmp_path / "site")
            assert version >= last
            last = version
    finally:
        nursery.close(at_once=True)
    assert last > 0
    assert beside(tmp_path) == {"site", ".state"}
