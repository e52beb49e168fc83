"""A number of kills -> builds killed at random moments; after each the site is whole, and the next build is right.

By hand: python -m tests.pipeline.kill_builds 1000
"""

import faulthandler
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import engine
from engine.config.load import load
from engine.errors import EngineError
from engine.pipeline.channel import Channel, GoneError, pack
from engine.pipeline.nursery import Nursery
from engine.pipeline.seat import Answer, Failure, Seat
from tests.assets.drawn import jpeg
from tests.shop.builder import Document, build_shop, override, product, read_tree, write_products

ENTRY = "tests.pipeline.kill_builds"  # whatever this module is called when it is run
PRODUCTS = 60
PICTURES = 6
WORKERS = 2
LEAST_ALIVE_S = 20.0  # after which a process that should have ended is a fault
LONGEST_S = 60.0  # that a build may be silent
HOW = {"worker": 4, "nursery": 1, "parent": 6, "interrupt": 3}  # and how often


def catalog(version: int) -> list[Document]:
    """Return the products of a version: 1 has other prices, pictures and slugs than 0 and one product more.

    Version 2 is 0 but for the price of one product, which is moved into the site file by file.
    """
    other = version == 1
    products = [
        product(
            f"Frame {number}",
            {
                "price.base_price": 100 + number + 1000 * other,
                "seo.slug": f"frame-{number}-{other:d}" if number < 3 else f"frame-{number}",
                "media.images": [{"url": f"{(number + other) % PICTURES}.jpg"}],
            },
        )
        for number in range(PRODUCTS + other)
    ]
    return products if version < 2 else [*products[:-1], override(products[-1], {"price.base_price": 7})]


def build_on(*_: object) -> Callable[[tuple[str, bool]], str]:
    """Build a shop in a process that may be killed; all processes of the build are in its session.

    The answer takes the folder and whether there are to be workers.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    faulthandler.register(signal.SIGUSR1, all_threads=True)  # its copies and their workers have it from here
    os.setsid()

    def answer(job: tuple[str, bool]) -> str:
        folder, crowded = job
        return engine.build(load(Path(folder), environment={}), workers=WORKERS if crowded else None).build_id

    return answer


class Arena:
    """A shop that is built and killed over and over."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.shop = folder / "shop"
        self.rng = random.Random(seed)
        self.outcomes: Counter[str] = Counter()
        pictures = {f"{number}.jpg": jpeg(240 + number, 160) for number in range(PICTURES)}
        config = "[images]\nwidths = [64, 128]\nfallback_width = 64\n"
        build_shop(self.shop, catalog(0), config=config, pictures=pictures)
        # What has moved once stays in the ledger, so the sites of all versions are those after the first round.
        self.whole = {version: self.build(version) for version in (1, 0, 2, 1)}
        self.version = 0
        began = time.monotonic()
        assert self.build(0) == self.whole[0]
        self.build_s = time.monotonic() - began
        self.nursery = Nursery({}, [ENTRY], [])

    def build(self, version: int) -> tuple[dict[str, bytes], bytes]:
        """Build undisturbed and return the site and the ledger."""
        write_products(self.shop, catalog(version))
        engine.build(load(self.shop, environment={}), workers=WORKERS)
        return read_tree(self.shop / "site"), (self.shop / "urls.ledger").read_bytes()

    def round(self, number: int) -> None:
        """Kill one build, look at what it leaves, and build again."""
        old = self.version
        self.version = self.rng.choice([version for version in range(3) if version != old])
        small = 1 not in (old, self.version)
        (how,) = self.rng.choices(list(HOW), list(HOW.values()))
        if self.rng.random() < 0.3:
            shutil.rmtree(self.shop / ".storeloom/pictures")
        write_products(self.shop, catalog(self.version))
        with closing(self.nursery.start(number)) as builder:
            builder.socket.settimeout(LONGEST_S)
            builder.send(pack((f"{ENTRY}:build_on", None, Seat(0, number))))
            pid = builder.receive().pid
            builder.send(pack((str(self.shop), self.rng.random() < 0.5)))
            self._sleep()
            told = self._strike(how, pid, number, builder)
            outcome = self._outcome(old, small)
            if how in ("worker", "nursery"):
                assert isinstance(told, Answer) and outcome == "next", (number, how, told, outcome)
            self.outcomes[f"{how}: {outcome}"] += 1
            self.nursery.kill(number)  # an interrupted command ends, too
            try:
                assert self.build(self.version) == self.whole[self.version], (number, how, "the next build")
            except EngineError as error:
                raise AssertionError(number, how, "the next build") from error
        self._wait_until_nothing_is_left(pid, number, how)
        self.nursery.deaths()  # unread, some hundreds of them would fill the nursery's socket

    def _sleep(self) -> None:
        """Sleep until a random moment of the build; often one of its last, when the site is turned."""
        until = time.monotonic() + self.rng.uniform(0, 1.2 * self.build_s)
        if self.rng.random() < 0.4:
            until += 2 * self.build_s
            while time.monotonic() < until and not list(self.shop.glob(".site.next-*/feed.xml")):
                time.sleep(0.001)
            until = time.monotonic() + self.rng.uniform(0, 0.03)
        time.sleep(max(0.0, until - time.monotonic()))

    def _strike(self, how: str, pid: int, number: int, builder: Channel) -> Any:
        """Kill, and return what the build still said."""
        if how in ("worker", "nursery"):
            for nursery in children(pid)[:1]:
                victims = [nursery] if how == "nursery" else children(nursery)
                if victims:
                    with suppress(ProcessLookupError):
                        os.kill(self.rng.choice(victims), signal.SIGKILL)
        elif how == "interrupt":
            os.kill(pid, signal.SIGINT)
        else:
            self.nursery.kill(number)
        try:
            told = builder.receive()
        except GoneError:
            return None
        except TimeoutError:
            for each in members(pid):
                os.kill(each, signal.SIGUSR1)
            time.sleep(1)
            raise AssertionError(number, how, "neither ends nor answers; standard error says where it is") from None
        if isinstance(told, Failure):
            assert how == "interrupt" and "KeyboardInterrupt" in told.text.splitlines()[-1], (number, how, told.text)
        return told

    def _outcome(self, old: int, small: bool) -> str:
        """Return whether the site is the old or the next one, or fail; `small`: it may be on the way, file by file."""
        site, (before, _), (after, _) = read_tree(self.shop / "site"), self.whole[old], self.whole[self.version]
        if site == before:
            return "old"
        if small and site != after:
            assert all(body in (before.get(path), after.get(path)) for path, body in site.items()), "torn files"
            assert set(site) >= set(before) & set(after), "missing files"
            return "on the way"
        assert site == after, sorted(set(site) ^ set(after)) or "the same names, but other bytes"
        return "next"

    def _wait_until_nothing_is_left(self, session: int, number: int, how: str) -> None:
        until = time.monotonic() + LEAST_ALIVE_S
        while left := [*members(session), *self._beside()]:
            assert time.monotonic() < until, (number, how, left)
            time.sleep(0.01)

    def _beside(self) -> list[str]:
        expected = {"shop.toml", "catalog", "site", ".storeloom", "urls.ledger"}
        return sorted({path.name for path in self.shop.iterdir()} - expected)

    def close(self) -> None:
        self.nursery.close(at_once=True)


def children(pid: int) -> list[int]:
    """Return the processes whose parent is `pid`."""
    return sorted(each for each, parent, _ in processes() if parent == pid)


def members(session: int) -> list[int]:
    """Return the processes of a session."""
    return sorted(each for each, _, its in processes() if its == session)


def processes() -> Iterator[tuple[int, int, int]]:
    """Yield each living process, its parent and its session."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, parent, _, session = stat.read_text().rpartition(")")[2].split()[:4]
            if state != "Z":
                yield int(stat.parent.name), int(parent), int(session)


def kill_builds(folder: Path, count: int, seed: int, tell: Callable[[str], object] = lambda _: None) -> Counter[str]:
    """Kill `count` builds and return how each kind of kill ended; AssertionError names the round that went wrong."""
    with closing(Arena(folder, seed)) as arena:
        for number in range(count):
            arena.round(number)
            tell(f"{number + 1}: {dict(sorted(arena.outcomes.items()))}")
        return arena.outcomes


if __name__ == "__main__":
    place = Path(tempfile.mkdtemp(prefix="storeloom-kills-"))
    try:
        seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
        kill_builds(place, int(sys.argv[1]), seed, lambda line: sys.stdout.write(f"{line}\n"))
    finally:
        shutil.rmtree(place, ignore_errors=True)
