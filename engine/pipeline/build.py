"""ShopConfig -> BuildReport: the stages of a build in their order. Read this first."""

import os
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from engine.assets.environment import WORKER_ENVIRONMENT
from engine.config.origins import naming_origins
from engine.config.redact import redact
from engine.config.schema import ShopConfig
from engine.content.blanks import blanks
from engine.content.entry import Entry, read_content
from engine.errors import EngineError
from engine.pipeline.basis import basis_of, with_ledger
from engine.pipeline.cpu import cpu_seconds
from engine.pipeline.crew import Crew
from engine.pipeline.damage import forget, unless_damaged
from engine.pipeline.earlier import ASKED, DAMAGED, earlier_site
from engine.pipeline.found import Findings
from engine.pipeline.jobs import Setup
from engine.pipeline.lock import Lock
from engine.pipeline.manifest import NAME as MANIFEST
from engine.pipeline.manifest import Head, Told, write_manifest
from engine.pipeline.memory import memory_of
from engine.pipeline.output import Output, Switch
from engine.pipeline.reading import read_catalog
from engine.pipeline.reasons import remade
from engine.pipeline.report import BuildReport
from engine.pipeline.sources import OWN, Sources
from engine.pipeline.watch import Watch
from engine.plan.urls import addresses
from engine.render.theme import Theme, load_theme
from engine.snapshot.folder import Catalog, Snapshots
from engine.snapshot.ledger import read_ledger, write_ledger
from engine.telemetry.events import BuildFailed, BuildFinished, BuildStarted, FindingsSummary, Listener, ignore

if TYPE_CHECKING:
    from engine.pipeline.pool import Pool
    from engine.pipeline.site import Site

ENTRY = "engine.pipeline.worker:open_worker"
# Half of the engine, of which a build that finds nothing to do needs nothing.
MAKER = "engine.pipeline.site"
# What workers load at their first jobs is loaded once, in the process that they are forked from.
PRELOAD = ("engine.pipeline.worker", "engine.pipeline.vetting", "engine.render.jinja", "babel.numbers", "babel.dates")
# Of that, and of what it stands on, what this process needs too: loaded before the other is copied from it.
BOTH = (MAKER, "engine.render.jinja", "engine.catalog.references")
# And what it alone needs, while others vet.
COMPILER = "engine.render.compiling"
LARGE_BYTES = 2 * 1024 * 1024


def build(
    config: ShopConfig,
    *,
    listen: Listener = ignore,
    limit: int | None = None,
    workers: int | None = None,
    full: bool = False,
    compare: bool = False,
) -> BuildReport:
    """Build a shop and put it in place of the one before; any error before that leaves the old site as it was.

    `limit` and `workers` go before catalog.limit and build.workers. `full` makes all of it anew, whatever an earlier
    build has left; `compare` looks at every document, also where its file or its date says that it has not changed.
    Raises EngineError for what the user can mend.
    """
    if limit is not None:
        config = replace(config, catalog=replace(config.catalog, limit=limit))
    began = time.perf_counter()
    watch = Watch(f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(4).hex()}", listen)
    state = os.path.join(config.folder, config.build.state)
    output = os.path.join(config.folder, config.output.folder)
    source = redact(config.catalog.source)
    count = worker_count(config, workers)
    watch.tell(BuildStarted(watch.build_id, config.shop.name, config.folder, source, output, count))
    try:
        with naming_origins(config), Lock(state, output) as lock:
            attempt = _Attempt(config, state, output, workers, compare, lock.fileno(), began, watch)
            report = unless_damaged(attempt.build, ASKED if full else "", watch)
    except EngineError as error:
        watch.tell(BuildFailed(watch.build_id, config.shop.name, type(error).__name__, str(error)))
        raise
    watch.tell(FindingsSummary(watch.build_id, report.found))
    watch.tell(BuildFinished(watch.build_id, report.summary()))
    return report


class _Attempt(Struct, frozen=True):
    """A build of one shop: what does not change should it have to begin again."""

    config: ShopConfig
    state: str
    output: str
    workers: int | None
    compare: bool
    lock: int
    began: float
    watch: Watch

    def build(self, whole: str) -> BuildReport:
        """Build; `whole` says why all is made anew, empty: what still holds is taken over."""
        config, state, watch = self.config, self.state, self.watch
        with Output(self.output, state, kept_apart(config), switch=config.output.switch) as place:
            snapshots = Snapshots(os.path.join(state, "snapshots"))
            snapshots.sweep(everything=bool(whole), unfinished=False)
            if whole == DAMAGED:
                forget(state)
            earlier = earlier_site(place, state, whole=whole)
            before = earlier.manifest
            with open_crew(config, state, self.workers, watch, self.lock) as crew:
                crowded = before is None and _is_large(config)
                if crowded:
                    for name in BOTH:
                        import_module(name)
                    crew.start()
                theme, entries = prepare(config, state, watch, checked=not crowded)
                _warn_of_blanks(config, watch)

                def meanwhile() -> None:
                    theme.check()
                    if crowded:
                        import_module(COMPILER)

                catalog = read_catalog(
                    config, snapshots, watch.build_id, crew, watch, compare=self.compare, meanwhile=meanwhile
                )
                theme.check()
                sources = Sources(config, theme, entries, read_ledger(config.folder), catalog)
                basis = basis_of(sources)
                if before is not None and before.head.basis == with_ledger(basis, sources.ledger) != b"":
                    return self._unchanged(before.head, catalog)
                from engine.pipeline.site import Place, make_site

                where = Place(place.staging, self.output, os.path.join(state, "templates"), before)
                site = make_site(sources, where, watch.build_id, crew, watch)
            _publish(sources, site, basis, place, state, whole=before is None, watch=watch)
            snapshots.sweep()
        return BuildReport(
            **_figures(config, watch, site.head.told, site.findings, self.output),
            changed=site.changes,
            removed=len(site.gone),
            whole=earlier.why,
            remade=remade(site),
            seconds=time.perf_counter() - self.began,
            slowest_page=site.slowest,
            slowest_page_seconds=site.seconds,
        )

    def _unchanged(self, head: Head, catalog: Catalog) -> BuildReport:
        """Return the report of a build that found nothing to do."""
        figures = _figures(self.config, self.watch, head.told, Findings(catalog, head.told.findings), self.output)
        return BuildReport(**figures, seconds=time.perf_counter() - self.began)


def worker_count(config: ShopConfig, workers: int | None) -> int:
    """Return how many workers a build has: what was asked for, else one a core that this process may use."""
    return workers or config.build.workers or len(os.sched_getaffinity(0))


def _is_large(config: ShopConfig) -> bool:
    """Return whether there will be work for workers, as far as the size of the catalog shows."""
    path = os.path.join(config.folder, config.catalog.source, f"{config.catalog.products}.jsonl")
    with suppress(OSError):
        return os.path.getsize(path) > LARGE_BYTES
    return "://" in config.catalog.source


def kept_apart(config: ShopConfig) -> list[str]:
    """Return the folders that a site must never be written into."""
    places = [os.path.join(config.folder, name) for name in ("content", "theme", OWN)]
    if "://" not in config.catalog.source:
        places.append(os.path.join(config.folder, config.catalog.source))
    return places


def _preload(config: ShopConfig) -> tuple[str, ...]:
    """Return what workers need for this catalog and its pictures."""
    source = ("engine.catalog.mongo", "pymongo") if "://" in config.catalog.source else ("engine.catalog.jsonl",)
    return (*source, "engine.pipeline.encoding") if config.images.mode == "local" else source


def open_crew(
    config: ShopConfig,
    state: str,
    workers: int | None,
    watch: Watch,
    *keep_open: int,
    kind: type[Crew] = Crew,
    first_pack: int = 0,
) -> Crew:
    """Return those who do the work of a build, none of them started; their CPU time is counted by its stages.

    Workers that were asked for by number do all of it; else what is little is done in this process. They number the
    packs that they write from `first_pack` on.
    """
    memory = memory_of(config, worker_count(config, workers))
    if memory.wanted:
        watch.warn(
            f"{memory.source}: expected {_mb(memory.wanted)} MB at least for a catalog of this size, got "
            f"{_mb(memory.limit)}; the build goes on with one small worker and may need more than that"
        )
    setup = Setup(config, os.path.join(state, "pictures"), first_pack, memory.worker, os.getpid())

    def open_pool() -> "Pool":
        from engine.pipeline.pool import Pool

        return Pool(
            memory.workers,
            ENTRY,
            setup,
            environment=WORKER_ENVIRONMENT,
            preload=(*PRELOAD, *_preload(config)),
            job_timeout_s=config.build.job_timeout_s,
            keep_open=keep_open,
        )

    crew = kind(open_pool, ENTRY, setup, state, memory=memory, alone=workers is None)
    watch.worker_cpu = lambda: cpu_seconds(crew.pids)
    return crew


def _mb(size: int) -> int:
    return size >> 20


def prepare(config: ShopConfig, state: str, watch: Watch, *, checked: bool = True) -> tuple[Theme, tuple[Entry, ...]]:
    """Read all that stands in files beside the catalog; `checked`: look through the theme's at once."""
    with watch.stage("prepare", "templates") as progress:
        theme = load_theme(config, Path(state, "templates"))
        if checked:
            theme.check()
        if theme.untranslated:
            watch.warn(
                f"theme {theme.name} has no texts in `{theme.untranslated}`, the language of shop.locale "
                f"{config.shop.locale}: its own words are English; theme/locales/{theme.untranslated}.toml adds them"
            )
        entries = read_content(config.folder, addresses(config).link)
        progress.add(len(theme.kinds()))
    return theme, entries


def _publish(
    sources: Sources, site: "Site", basis: bytes, place: Output, state: str, *, whole: bool, watch: Watch
) -> None:
    with watch.stage("publish", "files", site.changes + len(site.gone)) as progress:
        ledger = site.plan.ledger
        write_ledger(sources.config.folder, ledger, sources.ledger)
        fresh = os.path.join(state, f"{MANIFEST}.next")
        head = replace(site.head, basis=with_ledger(basis, ledger))
        write_manifest(fresh, head, site.products.draft(), site.files.draft())
        if whole:
            place.publish(fresh)
        else:
            switch: Switch | None = "tree" if site.has_many_changes() else None
            place.publish_changes(site.changed(), site.gone, fresh, flat=site.flat, switch=switch)
        progress.add(site.changes + len(site.gone))


def _warn_of_blanks(config: ShopConfig, watch: Watch) -> None:
    if left := blanks(config.folder):
        first = left[0]
        watch.warn(
            f"blanks are still to be filled in: {len(left)}, the first is [[{first.text}]] at "
            f"{first.source}:{first.line}; `storeloom check` lists them"
        )


def _figures(config: ShopConfig, watch: Watch, told: Told, findings: Findings, output: str) -> dict[str, Any]:
    return {
        "build_id": watch.build_id,
        "shop": config.shop.name,
        "output": output,
        "stages": tuple(watch.stages),
        "pages": dict(told.pages),
        "products": told.products,
        "pictures": told.pictures,
        "found": findings.counts(),
        "bytes": told.bytes,
        "files": told.files,
        "findings": findings.first(),
        "all_findings": findings,
    }
