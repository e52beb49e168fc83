"""A shop in a folder -> its site, made in this process job by job, so that each kind of job can be done again."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from benchmarks.data import write_shop
from engine.config.schema import ShopConfig
from engine.pipeline.build import prepare
from engine.pipeline.crew import Crew
from engine.pipeline.jobs import Setup
from engine.pipeline.reading import read_catalog
from engine.pipeline.seat import Seat
from engine.pipeline.site import Place, Site, make_site
from engine.pipeline.sources import Sources
from engine.pipeline.watch import Watch
from engine.pipeline.worker import open_worker
from engine.snapshot.folder import Catalog, Snapshots
from engine.telemetry.events import ignore


class Desk:
    """What a crew is to a stage, with this process as its one worker."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.work = open_worker(setup, Seat(0, 0))
        self.told: dict[type, Any] = {}
        self.done: dict[type, list[tuple[Any, Any]]] = defaultdict(list)

    def broadcast(self, message: Any) -> None:
        self.told[type(message)] = message
        self.work(message)

    def run(self, jobs: Iterable[Any], handle: Callable[[Any, Any], None], **_: Any) -> None:
        for job in jobs:
            result = self.work(job)
            self.done[type(job)].append((job, result))
            handle(job, result)

    def again(self, kind: type) -> list[Any]:
        """Do all jobs of a kind again and return what came of them."""
        return [self.work(job) for job, _ in self.done[kind]]


class Made(Struct, frozen=True):
    """A site, and the desk that it was made at."""

    config: ShopConfig
    catalog: Catalog
    site: Site
    desk: Desk
    staging: Path


def make(folder: Path, products: int, mode: str = "off") -> Made:
    """Make a site of the demo catalog, none of its pictures here."""
    return make_of(write_shop(folder, products, pictures=1, width=64, mode=mode), folder)


def make_of(config: ShopConfig, folder: Path) -> Made:
    """Make the site of a shop in a folder, none of its pictures here."""
    state, staging = os.path.join(folder, ".storeloom"), folder / "staging"
    staging.mkdir()
    desk, watch = Desk(Setup(config, os.path.join(state, "pictures"))), Watch("bench", ignore)
    crew = cast(Crew, desk)
    theme, entries = prepare(config, state, watch)
    catalog = read_catalog(config, Snapshots(os.path.join(state, "snapshots")), "bench", crew, watch)
    place = Place(str(staging), str(staging), os.path.join(state, "templates"), None)
    site = make_site(Sources(config, theme, entries, b"", catalog), place, "bench", crew, watch)
    return Made(config, catalog, site, desk, staging)
