"""ShopConfig -> the next site as a build would find it, but for pages and pictures, which are not made.

The catalog is read and vetted, cards are made and all comparisons drawn in a copy of the state folder that is thrown
away; its packs are hard links, beside which new ones are written. The state folder and the site stay as they are.
"""

import os
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from itertools import chain
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from engine.assets.picture import Picture, Variant
from engine.config.origins import naming_origins
from engine.config.schema import ShopConfig
from engine.errors import DamagedError
from engine.pipeline import journal
from engine.pipeline.attempts import J
from engine.pipeline.build import kept_apart, open_crew, prepare
from engine.pipeline.crew import MARK, Crew
from engine.pipeline.damage import unless_damaged
from engine.pipeline.earlier import ASKED, DAMAGED, Earlier, earlier_site
from engine.pipeline.jobs import Compress, Encode, MakeCards, Rendered, RenderLists, RenderProducts, Vet, Written
from engine.pipeline.lock import Lock
from engine.pipeline.manifest import NAME as MANIFEST
from engine.pipeline.output import Output
from engine.pipeline.reading import read_catalog
from engine.pipeline.record import check_output
from engine.pipeline.site import Place, Site, make_site
from engine.pipeline.sources import Sources
from engine.pipeline.watch import Watch
from engine.render.theme import Theme
from engine.snapshot.folder import Catalog, Snapshots
from engine.snapshot.ledger import read_ledger
from engine.telemetry.events import Listener, ignore

NO_DIGEST = b"\xff" * 16
SIZE = 1 << 20  # of what is not made: large enough to be compressed
PICTURE_SIZE = (1440, 1080)
Used = TypeVar("Used")


class Rehearsed(Struct, frozen=True):
    """What a build would find."""

    config: ShopConfig
    output: str  # the folder of the site
    earlier: Earlier
    cut_off: bool  # a build was cut off while it published; the next one brings that to its end first
    ledger: bytes  # as it stands
    theme: Theme
    catalog: Catalog
    site: Site


class Rehearsal(Crew):
    """A crew that vets documents and makes cards, and answers all else as if it had been done."""

    def run(
        self,
        jobs: Iterable[J],
        handle: Callable[[J, Any], None],
        *,
        on_lost: Callable[[J, str], None],
        cost_s: float,
        in_flight: int = 2,
        most: int = 0,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """Call `handle` once with each job and its result, or what stands for one."""
        left = iter(jobs)
        for first in left:
            these = chain([first], left)
            if isinstance(first, Vet | MakeCards):
                super().run(
                    these,
                    handle,
                    on_lost=on_lost,
                    cost_s=cost_s,
                    in_flight=in_flight,
                    most=most,
                    meanwhile=meanwhile,
                )
            else:
                meanwhile()
                for job in these:
                    handle(job, self._answer(job))

    def _answer(self, job: Any) -> Any:
        if isinstance(job, Encode):
            width, height = PICTURE_SIZE
            variant = Variant("jpeg", width, height, 0, "")
            return Picture(job.digest, "", width, height, (variant,), "", "")
        if isinstance(job, Compress):
            forms = self._argument.config.output.compress
            return [Written(f"{path}.{form}", SIZE, NO_DIGEST.hex()) for path in job.files for form in forms]
        count = len(job.numbers()) if isinstance(job, RenderProducts) else 1
        count = len(job.parts) if isinstance(job, RenderLists) else count
        return Rendered(NO_DIGEST * count, array("I", [SIZE]).tobytes() * count)


def rehearse(
    config: ShopConfig,
    use: Callable[[Rehearsed], Used],
    *,
    listen: Listener = ignore,
    limit: int | None = None,
    workers: int | None = None,
    full: bool = False,
    compare: bool = False,
) -> Used:
    """Return what `use` makes of the next site, which is gone afterwards. Raises what a build would before it renders.

    Where there is a state folder its lock is held meanwhile: a build would take away what is being read. What is
    damaged there is told, and all of it left aside, as a build would.
    """
    if limit is not None:
        config = replace(config, catalog=replace(config.catalog, limit=limit))
    state = os.path.realpath(os.path.join(config.folder, config.build.state))
    output = os.path.join(config.folder, config.output.folder)
    watch = Watch("dry run", listen)

    def attempt(whole: str) -> Used:
        with tempfile.TemporaryDirectory(prefix="dry-run-", dir=_beside(state)) as folder:
            try:
                return use(_rehearsed(config, state, folder, workers, compare, whole, watch))
            except DamagedError as error:
                raise DamagedError(str(error).replace(folder, state)) from error

    with naming_origins(config), Lock(state, output) if os.path.isdir(state) else nullcontext():
        return unless_damaged(attempt, ASKED if full else "", watch)


def _rehearsed(
    config: ShopConfig, state: str, folder: str, workers: int | None, compare: bool, whole: str, watch: Watch
) -> Rehearsed:
    """Return the next site, made in a folder that is to be thrown away; `whole` says why all of it is made anew."""
    output = os.path.join(config.folder, config.output.folder)
    place, cut_off = Output(output, state), journal.is_pending(state)
    check_output(output, state, kept_apart(config))
    earlier = earlier_site(place, state, whole=whole, name=_manifest(state, cut_off), completed=not cut_off)
    first_pack = 0 if whole == DAMAGED else _copy(state, folder)
    trial = replace(config, build=replace(config.build, state=folder))
    if os.path.isdir(state):
        os.symlink(os.path.join(state, "pictures"), os.path.join(folder, "pictures"))
    staging = os.path.join(folder, "site")
    os.mkdir(staging)
    with open_crew(trial, folder, workers, watch, kind=Rehearsal, first_pack=first_pack) as crew:
        theme, entries = prepare(trial, folder, watch)
        snapshots = Snapshots(os.path.join(folder, "snapshots"))
        catalog = read_catalog(trial, snapshots, "next", crew, watch, compare=compare)
        ledger = read_ledger(config.folder)
        where = Place(staging, output, os.path.join(folder, "templates"), earlier.manifest)
        site = make_site(Sources(trial, theme, entries, ledger, catalog), where, "dry run", crew, watch)
        return Rehearsed(config, output, earlier, cut_off, ledger, theme, catalog, site)


def _beside(state: str) -> str | None:
    """Return where to put a copy: among the snapshots, where the next build sweeps what a killed process has left."""
    folder = os.path.join(state, "snapshots")
    return folder if os.path.isdir(folder) else None


def _manifest(state: str, cut_off: bool) -> str:
    """Return the name of the manifest that counts: that of a cut-off build is what the next one begins from."""
    if cut_off:
        with suppress(journal.TornError):
            begun = journal.pending(state)
            if begun is not None and begun.manifest is not None and _is_there(state, begun.manifest.name):
                return begun.manifest.name
    return MANIFEST


def _is_there(state: str, name: str) -> bool:
    return os.path.exists(os.path.join(state, name))


def _copy(state: str, folder: str) -> int:
    """Link what a build reads of its state folder, and return the first number that no pack has."""
    if not os.path.isdir(state):
        return 0
    for name in ("templates", "fetched"):
        with suppress(FileNotFoundError):
            shutil.copytree(os.path.join(state, name), os.path.join(folder, name), copy_function=_link)
    for name in ("fingerprints", MARK):
        with suppress(FileNotFoundError):
            shutil.copy2(os.path.join(state, name), folder)
    kept = Snapshots(os.path.join(state, "snapshots")).load()
    if kept is None:
        return 0
    fresh = Snapshots(os.path.join(folder, "snapshots"))
    fresh.adopt(kept.folder)
    numbers = (name.rpartition(".")[2] for name in os.listdir(kept.folder))
    return 1 + max((int(number) for number in numbers if number.isdecimal()), default=-1)


def _link(source: str, target: str) -> None:
    """Link a file, or copy it where its folder is a link to another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
