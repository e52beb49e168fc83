"""ShopConfig -> BuildReport: the stages of a build in their order. Read this first."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from engine.assets.encode import WORKER_ENVIRONMENT
from engine.catalog.product import Finding
from engine.config.redact import redact
from engine.config.schema import ShopConfig
from engine.content.blanks import blanks
from engine.content.entry import Entry, read_content
from engine.errors import EngineError
from engine.pipeline.cpu import cpu_seconds
from engine.pipeline.jobs import Setup
from engine.pipeline.lock import Lock
from engine.pipeline.manifest import write_manifest
from engine.pipeline.output import Output
from engine.pipeline.pictures import picture_findings
from engine.pipeline.pool import Pool
from engine.pipeline.reading import read_catalog
from engine.pipeline.report import BuildReport, order
from engine.pipeline.site import Site, Sources, make_site
from engine.pipeline.sitefiles import OWN
from engine.pipeline.watch import Watch
from engine.plan.urls import addresses
from engine.render.theme import Theme, load_theme
from engine.snapshot.folder import Snapshots
from engine.snapshot.ledger import read_ledger, write_ledger
from engine.telemetry.events import BuildFailed, BuildFinished, BuildStarted, FindingsSummary, Listener, ignore
from engine.telemetry.report import SEVERITIES, FindingCount

ENTRY = "engine.pipeline.worker:open_worker"
PRELOAD = ("engine.pipeline.worker", "engine.assets.encode", "engine.catalog.vet")


def build(
    config: ShopConfig, *, listen: Listener = ignore, limit: int | None = None, workers: int | None = None
) -> BuildReport:
    """Build a shop and put it in place of the one before; any error before that leaves the old site as it was.

    `limit` and `workers` go before catalog.limit and build.workers. Raises EngineError for what the user can mend.
    """
    if limit is not None:
        config = replace(config, catalog=replace(config.catalog, limit=limit))
    began = time.perf_counter()
    count = worker_count(config, workers)
    watch = Watch(f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:8]}", listen)
    state = os.path.join(config.folder, config.build.state)
    output = os.path.join(config.folder, config.output.folder)
    source = redact(config.catalog.source)
    watch.tell(BuildStarted(watch.build_id, config.shop.name, config.folder, source, output, count))
    try:
        with Lock(state, output) as lock, Output(output, state, _kept_apart(config)) as place:
            snapshots = Snapshots(os.path.join(state, "snapshots"))
            fresh = snapshots.begin(watch.build_id)
            setup = Setup(config, fresh, os.path.join(state, "pictures"))
            with open_pool(setup, count, watch, lock.fileno()) as pool:
                theme, entries = prepare(config, state, watch)
                _warn_of_blanks(config, watch)
                folder, catalog = read_catalog(config, fresh, snapshots, pool, watch)
                sources = Sources(config, theme, entries, read_ledger(config.folder), folder, catalog)
                site = make_site(sources, place.staging, pool, watch)
            with watch.stage("publish", "files", len(site.files)) as progress:
                write_ledger(config.folder, site.plan.ledger)
                place.publish()
                write_manifest(state, site.files)
                progress.add(len(site.files), sum(file.size for file in site.files))
    except EngineError as error:
        watch.tell(BuildFailed(watch.build_id, config.shop.name, type(error).__name__, str(error)))
        raise
    return _report(config, watch, site, output, time.perf_counter() - began)


def worker_count(config: ShopConfig, workers: int | None) -> int:
    """Return how many workers a build has: what was asked for, else one a core that this process may use."""
    return workers or config.build.workers or len(os.sched_getaffinity(0))


def _kept_apart(config: ShopConfig) -> list[str]:
    """Return the folders that a site must never be written into."""
    places = [os.path.join(config.folder, name) for name in ("content", "theme", OWN)]
    if "://" not in config.catalog.source:
        places.append(os.path.join(config.folder, config.catalog.source))
    return places


@contextmanager
def open_pool(setup: Setup, count: int, watch: Watch, *keep_open: int) -> Iterator[Pool]:
    """Start the workers of a build; their CPU time is counted by its stages."""
    with Pool(
        count,
        ENTRY,
        setup,
        environment=WORKER_ENVIRONMENT,
        preload=PRELOAD,
        job_timeout_s=setup.config.build.job_timeout_s,
        keep_open=keep_open,
    ) as pool:
        watch.worker_cpu = lambda: cpu_seconds(pool.pids)
        try:
            yield pool
        finally:
            watch.worker_cpu = lambda: 0.0


def prepare(config: ShopConfig, state: str, watch: Watch) -> tuple[Theme, tuple[Entry, ...]]:
    """Read all that stands in files beside the catalog."""
    with watch.stage("prepare", "templates") as progress:
        theme = load_theme(config, Path(state, "templates"))
        if theme.untranslated:
            watch.warn(
                f"theme {theme.name} has no texts in `{theme.untranslated}`, the language of shop.locale "
                f"{config.shop.locale}: its own words are English; theme/locales/{theme.untranslated}.toml adds them"
            )
        entries = read_content(config.folder, addresses(config).link)
        progress.add(len(theme.kinds()))
    return theme, entries


def _warn_of_blanks(config: ShopConfig, watch: Watch) -> None:
    if left := blanks(config.folder):
        first = left[0]
        watch.warn(
            f"blanks are still to be filled in: {len(left)}, the first is [[{first.text}]] at "
            f"{first.source}:{first.line}; `storeloom check` lists them"
        )


def _report(config: ShopConfig, watch: Watch, site: Site, output: str, seconds: float) -> BuildReport:
    plan, catalog = site.plan, site.catalog
    pictures = picture_findings(plan.rows, site.pictures)
    findings = sorted([*catalog.findings, *plan.findings, *site.findings, *pictures], key=order)
    slowest = max(site.files, key=lambda file: file.seconds)
    report = BuildReport(
        build_id=watch.build_id,
        shop=config.shop.name,
        output=output,
        stages=tuple(watch.stages),
        pages=site.pages,
        products=replace(catalog.counts, published=len(plan.rows), filtered=catalog.counts.filtered + plan.cut),
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
    watch.tell(BuildFinished(watch.build_id, report.summary()))
    return report


def _count(findings: list[Finding]) -> tuple[FindingCount, ...]:
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        counts[finding.code, finding.severity] = counts.get((finding.code, finding.severity), 0) + 1
    found = [FindingCount(code, severity, count) for (code, severity), count in counts.items()]
    return tuple(sorted(found, key=lambda one: (SEVERITIES.index(one.severity), -one.count, one.code)))
