"""A number of kills -> publications and recoveries killed at random moments; after each, site and manifest agree.

By hand: python -m tests.pipeline.kill_output 1000
"""

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from engine.pipeline.channel import GoneError, pack
from engine.pipeline.nursery import Nursery
from engine.pipeline.output import Output, Switch
from engine.pipeline.seat import Answer, Seat
from engine.pipeline.staging import flat_name
from engine.pipeline.writing import write_file

ENTRY = "tests.pipeline.kill_output"  # whatever this module is called when it is run
PRODUCTS = 120
COMMIT_S = 0.001  # about what it takes to carry out a journal
WAYS = ("whole", "files", "tree")

Tree = dict[str, bytes]


def tree(version: int) -> Tree:
    """Return a site whose files change, come, go and take turns with folders of the same name."""
    rng = random.Random(version)
    files = {"index.html": f"home {version}", "sitemap.xml": f"map {version // 3}", "robots.txt": "all"}
    for number in range(PRODUCTS):
        edition = version if number % 5 == version % 5 else number
        if rng.random() < 0.9:
            files[f"p/{number}/index.html"] = f"page {number} {edition} assets/{edition}.css"
            files[f"assets/{edition}.css"] = f"style {edition}"
    files["turn" if version % 2 else "turn/index.html"] = f"turn {version}"
    files["deep/turn/a/b.html" if version % 3 else "deep/turn"] = f"deep {version}"
    return {path: text.encode() * 20 for path, text in files.items()}


def read_site(folder: Path) -> Tree:
    """Return the files of a site."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def publish(shop: str, version: int, way: str) -> None:
    """Bring a site to a version: as a whole, or by what differs from the one that the manifest tells of."""
    switch: Switch = "tree" if way == "tree" else "files"
    with Output(f"{shop}/site", f"{shop}/.state", switch=switch) as output:
        manifest, files = Path(shop, ".state/manifest"), tree(version)
        whole = way == "whole" or not output.intact()
        old = {} if whole else tree(int(manifest.read_text()))
        changed = [path for path, data in files.items() if old.get(path) != data]
        flat = [] if whole else [path for path in changed if path.startswith("p/")]
        for path in changed:
            write_file(output.staging, flat_name(path) if path in flat else path, files[path])
        Path(shop, ".state").mkdir(exist_ok=True)
        Path(shop, ".state/manifest.next").write_text(str(version))
        if whole:
            output.publish(f"{shop}/.state/manifest.next")
        else:
            gone = [path for path in old if path not in files]
            output.publish_changes(changed, gone, f"{shop}/.state/manifest.next", flat=flat)


def recover(shop: str) -> None:
    """Do what a build does first."""
    with Output(f"{shop}/site", f"{shop}/.state"):
        pass


def work_on(_: None, __: Seat) -> Callable[[tuple[str, int, str]], None]:
    """Publish one version, or recover, in a process that may be killed."""

    def answer(job: tuple[str, int, str]) -> None:
        shop, version, way = job
        if way == "recover":
            recover(shop)
        else:
            publish(shop, version, way)

    return answer


class Arena:
    """A site that is published and killed over and over."""

    def __init__(self, shop: Path, seed: int) -> None:
        self.shop = shop
        self.rng = random.Random(seed)
        self.outcomes: Counter[str] = Counter()
        self.lasted: dict[str, float] = {}
        self.number = 0
        self.version = 0
        publish(str(shop), 0, "whole")
        for way in WAYS:
            began = time.monotonic()
            self._go_on(way)
            self.lasted[way] = time.monotonic() - began
        self.nursery = Nursery({}, [ENTRY], [])

    def round(self) -> None:
        """Kill one publication, sometimes the recovery after it too, and look at what is there."""
        way = self.rng.choice(WAYS)
        old = self.version
        self._kill(way, in_commit=self.rng.random() < 0.8)
        begun = self._is_begun()
        while self._is_begun() and self.rng.random() < 0.5:
            self._kill("recover", in_commit=True)
            self.outcomes["recovery killed"] += 1
        torn = read_site(self.shop / "site") not in (tree(old), tree(old + 1)) if begun else False
        recover(str(self.shop))
        told = self.shop / ".state/manifest"
        assert told.exists(), (self.number, way, "the manifest is lost")
        self.version = int(told.read_text())
        assert self.version in (old, old + 1), (self.number, way)
        assert read_site(self.shop / "site") == tree(self.version), (self.number, way, self.version - old)
        assert not self._is_begun(), (self.number, way)
        state = "torn" if torn else "begun" if begun else "apart"
        self.outcomes[f"{way}: {state}, {'next' if self.version > old else 'old'}"] += 1
        if self.version == old:
            self._go_on(way)

    def _go_on(self, way: str) -> None:
        self.version += 1
        publish(str(self.shop), self.version, way)
        assert read_site(self.shop / "site") == tree(self.version), (way, "undisturbed")

    def _kill(self, way: str, *, in_commit: bool) -> None:
        """Kill a process at its work, or just after it."""
        self.number += 1
        with closing(self.nursery.start(self.number)) as builder:
            builder.socket.setblocking(True)
            builder.send(pack((f"{ENTRY}:work_on", None, Seat(0, self.number))))
            builder.receive()
            builder.send(pack((str(self.shop), self.version + 1, way)))
            self._wait(way, in_commit)
            self.nursery.kill(self.number)
            with suppress(GoneError):
                told = builder.receive()
                assert isinstance(told, Answer), told
                builder.receive()
        self.nursery.deaths()  # unread, some hundreds of them would fill the nursery's socket

    def _wait(self, way: str, in_commit: bool) -> None:
        """Wait until a random moment, often one of those at which the journal is there."""
        if way == "recover":
            until = time.monotonic() + self.rng.expovariate(1 / COMMIT_S)
        elif in_commit:
            until = time.monotonic() + 2 * self.lasted[way]
            while time.monotonic() < until and not self._is_begun():
                pass
            until = time.monotonic() + self.rng.expovariate(1 / COMMIT_S) - COMMIT_S / 2
        else:
            until = time.monotonic() + self.rng.uniform(0, 1.2 * self.lasted[way])
        while time.monotonic() < until:
            pass

    def _is_begun(self) -> bool:
        return (self.shop / ".state/journal").exists()

    def close(self) -> None:
        self.nursery.close(at_once=True)


def kill_output(folder: Path, count: int, seed: int, tell: Callable[[str], object] = lambda _: None) -> Counter[str]:
    """Kill `count` publications and return how they ended; AssertionError names the one that went wrong."""
    with closing(Arena(folder, seed)) as arena:
        for number in range(count):
            arena.round()
            if number % 100 == 99:
                tell(f"{number + 1}: {dict(sorted(arena.outcomes.items()))}")
        return arena.outcomes


if __name__ == "__main__":
    place = Path(tempfile.mkdtemp(prefix="storeloom-kills-"))
    try:
        seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
        kill_output(place, int(sys.argv[1]), seed, lambda line: sys.stdout.write(f"{line}\n"))
    finally:
        shutil.rmtree(place, ignore_errors=True)
