"""ShopConfig -> BuildReport: the stages of a build in their order. Read this first."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.assets.encode import WORKER_ENVIRONMENT
from engine.catalog.product import Finding
from engine.config.redact import redact
from engine.config.schema import ShopConfig
from engine.content.entry import HOME, Entry, read_content
from engine.errors import EngineError
from engine.pipeline.composing import IsolatedError, compose, standings
from engine.pipeline.cpu import cpu_seconds
from engine.pipeline.jobs import Setup, Show, Written
from engine.pipeline.lock import Lock
from engine.pipeline.manifest import write_manifest
from engine.pipeline.output import Output
from engine.pipeline.pictures import Pictures, make_pictures, picture_findings
from engine.pipeline.pool import Pool
from engine.pipeline.reading import isolate, read_catalog
from engine.pipeline.rendering import render
from engine.pipeline.report import BuildReport
from engine.pipeline.sitefiles import write_derived, write_for_hosts, write_pictures, write_static
from engine.pipeline.watch import Watch
from engine.plan.model import Plan
from engine.plan.plan import make_plan
from engine.plan.singles import EntryHead
from engine.plan.urls import addresses
from engine.render.scene import EntryLink, Scene, Stage
from engine.render.shop import shop_view
from engine.render.theme import Theme, load_theme
from engine.snapshot.folder import Catalog, Snapshots
from engine.snapshot.ledger import read_ledger, write_ledger
from engine.telemetry.events import BuildFailed, BuildFinished, BuildStarted, FindingsSummary, Listener, ignore
from engine.telemetry.report import FindingCount

PRELOAD = ("engine.pipeline.worker", "engine.assets.encode", "engine.catalog.vet")
SEVERITIES = ("critical", "high", "medium", "low")


class Site(Struct):
    """What a build has made so far."""

    plan: Plan
    pictures: Pictures
    files: list[Written]
    catalog: Catalog  # but for products that workers die on
    pages: dict[str, int]


def build(
    config: ShopConfig, *, listen: Listener = ignore, limit: int | None = None, workers: int | None = None
) -> BuildReport:
    """Build a shop and put it in place of the one before; any error before that leaves the old site as it was.

    `limit` and `workers` go before catalog.limit and build.workers. Raises EngineError for what the user can mend.
    """
    if limit is not None:
        config = replace(config, catalog=replace(config.catalog, limit=limit))
    began = time.perf_counter()
    count = workers or config.build.workers or len(os.sched_getaffinity(0))
    watch = Watch(f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:8]}", listen)
    state = os.path.join(config.folder, config.build.state)
    output = os.path.join(config.folder, config.output.folder)
    source = redact(config.catalog.source)
    watch.tell(BuildStarted(watch.build_id, config.shop.name, config.folder, source, output, count))
    try:
        with Lock(state, output) as lock, Output(output, state, _sources(config)) as place:
            snapshots = Snapshots(os.path.join(state, "snapshots"))
            fresh = snapshots.begin(watch.build_id)
            setup = Setup(config, fresh, os.path.join(state, "pictures"))
            with _pool(setup, count, lock, watch) as pool:
                theme, entries = _prepare(config, state, watch)
                folder, catalog = read_catalog(config, fresh, snapshots, pool, watch)
                site = _make(config, theme, entries, folder, catalog, place.staging, pool, watch)
            with watch.stage("publish", "files", len(site.files)) as progress:
                write_ledger(config.folder, site.plan.ledger)
                place.publish()
                write_manifest(state, site.files)
                progress.add(len(site.files), sum(file.size for file in site.files))
    except EngineError as error:
        watch.tell(BuildFailed(watch.build_id, config.shop.name, type(error).__name__, str(error)))
        raise
    return _report(config, watch, site, output, time.perf_counter() - began)


def _sources(config: ShopConfig) -> list[str]:
    """Return the folders that a site must never be written into."""
    places = [os.path.join(config.folder, name) for name in ("content", "theme")]
    if "://" not in config.catalog.source:
        places.append(os.path.join(config.folder, config.catalog.source))
    return places


@contextmanager
def _pool(setup: Setup, count: int, lock: Lock, watch: Watch) -> Iterator[Pool]:
    with Pool(
        count,
        "engine.pipeline.worker:open_worker",
        setup,
        environment=WORKER_ENVIRONMENT,
        preload=PRELOAD,
        job_timeout_s=setup.config.build.job_timeout_s,
        keep_open=(lock.fileno(),),
    ) as pool:
        watch.worker_cpu = lambda: cpu_seconds(pool.pids)
        try:
            yield pool
        finally:
            watch.worker_cpu = lambda: 0.0


def _prepare(config: ShopConfig, state: str, watch: Watch) -> tuple[Theme, tuple[Entry, ...]]:
    """Read all that stands in files beside the catalog."""
    with watch.stage("prepare", "templates") as progress:
        theme = load_theme(config, Path(state, "templates"))
        entries = read_content(config.folder, addresses(config).link)
        progress.add(len(theme.kinds()))
    return theme, entries


def _make(
    config: ShopConfig,
    theme: Theme,
    entries: tuple[Entry, ...],
    folder: str,
    catalog: Catalog,
    staging: str,
    pool: Pool,
    watch: Watch,
) -> Site:
    """Make the whole site in the staging folder; products that workers die on are left out, and the rest made again."""
    urls = addresses(config)
    per_page = config.pages.per_page
    styles: dict[str, str] = {}
    while True:
        with watch.stage("plan", "pages") as progress:
            heads = [
                EntryHead(entry.slug, "guide" if entry.kind == "guide" else "page", entry.source, entry.updated)
                for entry in entries
                if entry.kind != HOME
            ]
            plan = make_plan(catalog.rows, catalog.reference, heads, config, read_ledger(config.folder))
            progress.add(len(plan.rows) + len(plan.lists) + len(plan.singles))
        pictures = make_pictures(plan.rows, config, pool, watch)
        files, logo = write_static(theme, config, urls, staging)
        styles = {kind: theme.css(kind) for kind in theme.kinds()}
        stage = _stage(config, catalog, plan, entries)
        pool.broadcast(Show(stage, theme.place, shop_view(Scene(stage), logo), styles, folder, staging))
        known = standings(plan)
        try:
            shelf = compose(plan, known, pictures, pool, watch)
            widths = {source: picture.width for source, picture in pictures.made.items()}
            if config.images.mode == "external":
                widths = {source: 1 for row in plan.rows for source in row.pictures}
            pages, kinds = render(plan, known, shelf, entries, per_page, widths, pool, watch)
        except IsolatedError as isolated:
            catalog = isolate(catalog, isolated.products)
            continue
        files += pages
        files += write_pictures(pictures, config, staging)
        files += write_for_hosts(plan, config, urls, styles, per_page, staging)
        files += write_derived(theme, shelf, config, files, pool, watch)
        return Site(plan, pictures, files, catalog, kinds)


def _stage(config: ShopConfig, catalog: Catalog, plan: Plan, entries: tuple[Entry, ...]) -> Stage:
    links = {}
    for single in plan.singles:
        for entry in entries:
            if entry.slug == single.entry and (entry.kind == "guide") == (single.kind == "guide"):
                links[single.route] = EntryLink(entry.title, entry.navigation)
    return Stage(config, catalog.reference, plan.lists, plan.singles, links, len(plan.rows))


def _report(
    config: ShopConfig, watch: Watch, site: Site, output: str, seconds: float
) -> BuildReport:
    plan, catalog = site.plan, site.catalog
    findings = [*catalog.findings, *plan.findings, *picture_findings(plan.rows, site.pictures)]
    findings.sort(key=_order)
    slowest = max(site.files, key=lambda file: file.seconds)
    twice = sum(1 for finding in plan.findings if finding.code == "product_id_twice")
    report = BuildReport(
        build_id=watch.build_id,
        shop=config.shop.name,
        output=output,
        stages=tuple(watch.stages),
        pages=site.pages,
        products=replace(
            catalog.counts,
            published=len(plan.rows),
            filtered=catalog.counts.filtered + plan.cut,
            excluded=catalog.counts.excluded + twice,
        ),
        pictures=site.pictures.counts,
        found=_count(findings),
        bytes=sum(file.size for file in site.files),
        files=len(site.files),
        seconds=seconds,
        slowest_page=slowest.path,
        slowest_page_seconds=slowest.seconds,
        findings=tuple(findings),
    )
    watch.tell(FindingsSummary(watch.build_id, report.found))
    watch.tell(BuildFinished(watch.build_id, report))
    return report


def _order(finding: Finding) -> tuple[int, str, str, str, str, str]:
    place = SEVERITIES.index(finding.severity)
    return (place, finding.code, finding.product_id, finding.source_id, finding.field, finding.found)


def _count(findings: list[Finding]) -> tuple[FindingCount, ...]:
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        counts[finding.code, finding.severity] = counts.get((finding.code, finding.severity), 0) + 1
    found = [FindingCount(code, severity, count) for (code, severity), count in counts.items()]
    return tuple(sorted(found, key=lambda one: (SEVERITIES.index(one.severity), -one.count, one.code)))


