"""A catalog source -> the vetted catalog in a snapshot; documents that have not changed are not vetted again.

When the source dies on the way, the last good snapshot stands in for it.
"""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from itertools import count
from shutil import rmtree

from msgspec import msgpack
from msgspec.structs import replace
from xxhash import xxh3_128_hexdigest

from engine.catalog.blocks import Blocks
from engine.catalog.opening import open_source
from engine.catalog.product import Finding
from engine.catalog.raw import RawReference
from engine.catalog.source import Range, Source
from engine.config.redact import redact
from engine.config.schema import ShopConfig
from engine.errors import CatalogError, SourceLostError
from engine.pipeline.ahead import loading
from engine.pipeline.crew import Crew
from engine.pipeline.dated import changed, latest, merged, undated
from engine.pipeline.found import Findings
from engine.pipeline.jobs import Know, Vet, Vetted
from engine.pipeline.tally import Tally, killer
from engine.pipeline.watch import Progress, Watch
from engine.snapshot.columns import Draft, join, read_table
from engine.snapshot.edition import edition
from engine.snapshot.folder import ROWS, Catalog, Meta, Snapshots, read_blocks
from engine.snapshot.row import OUTCOMES, PUBLISHED, SCHEMA, numbers
from engine.snapshot.unfinished import KNOWN, WORTH, Begun, begin, keep_part, take_up
from engine.telemetry.report import ProductCounts

RANGES = 16  # at the least, so that two workers end together; a source makes more of a large catalog
VET_S = 27e-6  # about what a document costs that is vetted, and one that is only compared
# A server reads ahead for one reader as for two: workers would only share what it can give.
COMPARE_S = {"json": 1.1e-6, "msgpack": 1.4e-6}
# And one change of a file, with the eight pages or so to be made: workers cost least while this process is small.
CHANGE_S = 8 * 55e-6
SETTLED_S = 2.0
SHOWN = 20  # findings in a message
MOST_DEAD_BYTES = 32 * 1024 * 1024
# What a build needs that finds something changed, and no other one.
CHANGED = (
    "engine.pipeline.site",
    "engine.pipeline.worker",
    "engine.pipeline.vetting",
    "engine.catalog.vetting",
    "engine.render.opened",
    "babel.numbers",
)


def read_catalog(
    config: ShopConfig,
    snapshots: Snapshots,
    build_id: str,
    crew: Crew,
    watch: Watch,
    *,
    compare: bool = False,
    meanwhile: Callable[[], object] = lambda: None,
) -> Catalog:
    """Return the catalog as the source has it; `compare`: look at every document, whatever its file says of itself.

    `meanwhile` may be called while documents are vetted by others.
    """
    source = open_source(config)
    kept = snapshots.load()
    if kept is not None and kept.meta.options != _options(config):
        kept = None
    try:
        with closing(source):
            return _Reading(config, source, kept, snapshots, build_id, crew, watch, meanwhile).read(compare)
    except SourceLostError as error:
        if kept is None:
            raise
        watch.warn(f"{error}\nThe shop is built from the last good snapshot of the catalog, {kept.folder}.")
        stale = _stale(source.describe(), str(error))
        return replace(kept, meta=replace(kept.meta, findings=(*kept.meta.findings, stale)))


def _options(config: ShopConfig) -> str:
    """Return a digest of the options that decide what is in a snapshot."""
    rows = replace(
        config.catalog,
        source=redact(config.catalog.source),
        limit=0,
        max_excluded="0",
        sort="name",
        full_compare_hours=0,
    )
    return xxh3_128_hexdigest(msgpack.encode((rows, config.shop.currency)))


class _Reading:
    """One reading of a source."""

    def __init__(
        self,
        config: ShopConfig,
        source: Source,
        kept: Catalog | None,
        snapshots: Snapshots,
        build_id: str,
        crew: Crew,
        watch: Watch,
        meanwhile: Callable[[], object],
    ) -> None:
        self._config = config
        self._meanwhile = meanwhile
        self._source = source
        self._kept = kept
        self._snapshots = snapshots
        self._build_id = build_id
        self._crew = crew
        self._watch = watch

    def read(self, compare: bool) -> Catalog:
        """Return the catalog: the kept one when nothing has changed."""
        with self._watch.stage("read", "products") as progress:
            stamp, began = self._source.stamp(), time.time()
            raw = self._source.reference()
            meta = self._meta(raw)
            kept = self._kept
            if kept is not None and kept.meta.vetting != meta.vetting:
                kept = None
            if kept is not None and stamp and stamp == kept.meta.stamp and not compare:
                progress.add(len(kept.table))
                return self._same(kept, replace(meta, stamp=stamp, compared=kept.meta.compared))
            if kept is not None and _is_mostly_dead(kept):
                kept = None
            folder = self._snapshots.begin(self._build_id, kept)
            if kept is not None and not compare and self._may_go_by_date(kept, began):
                catalog = self._by_date(kept, meta, folder, progress)
                if catalog is not None:
                    return catalog
            rows, blocks = self._rows(meta, folder, kept, progress)
            meta = replace(meta, stamp=stamp if _is_settled(stamp, began) else (), compared=began)
            if rows is None and kept is not None:
                rmtree(folder)
                return self._same(kept, meta)
            if rows is None or not rows.rows:
                raise CatalogError(f"{self._source.describe()}: expected products, got none; nothing is built")
            catalog = replace(self._snapshots.keep(folder, meta, rows, blocks), proven=kept is None)
            self._warn_of_undated(catalog)
            return catalog

    def _may_go_by_date(self, kept: Catalog, now: float) -> bool:
        return 0 <= now - kept.meta.compared < self._config.catalog.full_compare_hours * 3600

    def _by_date(self, kept: Catalog, meta: Meta, folder: str, progress: Progress) -> Catalog | None:
        """Return the catalog with the documents of a new date; None when only looking at all of them can tell."""
        since, count = latest(kept), self._source.count()
        if since is None or count is None:
            return None
        fresh = changed(self._source, kept.table, since)
        if fresh is None or (not fresh and count != len(kept.table)):
            return None
        progress.add(len(kept.table))
        meta = replace(meta, compared=kept.meta.compared, stamp=())
        if not fresh:
            rmtree(folder)
            return self._same(kept, meta)
        self._crew.broadcast(Know(meta.reference, meta.names, folder, os.path.join(kept.folder, ROWS)))
        results: list[Vetted] = []
        held = Range("changed products", rows=len(fresh), held=b"".join(fresh))
        self._crew.run(
            [Vet(held)],
            lambda _, result: results.append(result),
            on_lost=lambda *_: None,
            cost_s=len(fresh) * VET_S,
        )
        # What killed a worker is found out where all is compared.
        rows = merged(kept.table, results[0], count) if len(results) == 1 else None
        return self._snapshots.keep(folder, meta, rows) if rows is not None else None

    def _warn_of_undated(self, catalog: Catalog) -> None:
        """Say that every build will look at every document, if that comes as news."""
        hours, before = self._config.catalog.full_compare_hours, self._kept
        if not hours or self._source.count() is None or (before is not None and undated(before)):
            return
        if left := undated(catalog):
            self._watch.warn(
                f"{self._source.describe()}: {left} of {len(catalog.table)} products have no date in "
                "`metadata.updated_at`, so each build compares all of them; `catalog.full_compare_hours = 0` says that "
                "this is how it should be"
            )

    def _meta(self, raw: RawReference) -> Meta:
        """Return what the reference data says; the kept answer when its documents are the same."""
        digest = xxh3_128_hexdigest(msgpack.encode(raw))
        if self._kept is not None and self._kept.meta.raw == digest:
            return self._kept.meta
        from engine.catalog.references import vet_reference
        from engine.catalog.vetting import open_vetting

        reference, names, findings = vet_reference(raw)
        decides = msgpack.encode(open_vetting(self._config, reference, names), order="deterministic")
        return Meta(
            reference=reference,
            names=names,
            findings=tuple(findings),
            options=_options(self._config),
            raw=digest,
            vetting=xxh3_128_hexdigest(decides + msgpack.encode(numbers(reference), order="deterministic")),
        )

    def _same(self, kept: Catalog, meta: Meta) -> Catalog:
        meta = replace(meta, edition=kept.meta.edition)
        if meta == kept.meta:
            return kept
        catalog = replace(kept, meta=meta)
        self._snapshots.update(catalog)
        return catalog

    def _rows(
        self, meta: Meta, folder: str, kept: Catalog | None, progress: Progress
    ) -> tuple[Draft | None, Blocks | None]:
        """Return the rows, None where they are those of the kept catalog, and the blocks of a file."""
        known = kept.table if kept is not None else None
        table = os.path.join(kept.folder, ROWS) if kept is not None else ""
        begun = Begun(edition(), meta.options, meta.vetting, os.path.basename(kept.folder) if kept is not None else "")
        lost: list[str] = []
        left = take_up(self._snapshots.folder, folder, begun, lost)
        if lost:
            self._watch.warn(
                f"{lost[0]}{f' and {len(lost) - 1} more' if len(lost) > 1 else ''}, left by a build that was cut off: "
                "damaged; these ranges of the catalog are read anew"
            )
        begin(folder, begun)
        if left is not None:
            with self._watch.stage("take up", "products", len(left)) as taken:  # from a build that was cut off
                table = os.path.join(folder, KNOWN)
                join([known, left] if known is not None else [left], SCHEMA).write(table)
                known = read_table(table, SCHEMA)
                taken.add(len(left))
        self._crew.broadcast(Know(meta.reference, meta.names, folder, table))
        tally = Tally()
        number = count()

        def handle(job: Vet, result: Vetted) -> None:
            if tally.add(job.range, result) >= WORTH:
                keep_part(folder, next(number), result.fresh)
            progress.add(len(result.index) // 4, result.bytes)

        held = read_blocks(kept) if kept is not None else None
        with loading(CHANGED) if held is not None else nullcontext():
            ranges = self._source.ranges(RANGES, held)
        each = COMPARE_S[self._source.kind] if known is not None and left is None else VET_S
        self._crew.run(
            map(Vet, ranges),
            handle,
            on_lost=lambda job, reason: tally.crash(job.range, reason),
            cost_s=sum(part.rows * each + len(part.same) * CHANGE_S for part in ranges),
            meanwhile=self._meanwhile,
        )
        rows = tally.rows(ranges, known)
        blocks = tally.blocks() if ranges[0].stop else None
        return known.draft() if rows is None and known is not None and left is not None else rows, blocks


def _is_settled(stamp: tuple[int, ...], now: float) -> bool:
    """Return whether a file that is written again would get another stamp, whatever the steps of its clock."""
    return bool(stamp) and stamp[1] < (now - SETTLED_S) * 1e9


def _is_mostly_dead(kept: Catalog) -> bool:
    """Return whether more of the records on disk is out of use than in use."""
    names = (name for name in os.listdir(kept.folder) if name.startswith("records."))
    held = sum(os.stat(os.path.join(kept.folder, name)).st_size for name in names)
    return held > MOST_DEAD_BYTES + 2 * sum(kept.table.u32("length"))


def counts_of(catalog: Catalog, twice: int) -> ProductCounts:
    """Return what became of the documents; `twice` of them have the product_id of another."""
    outcomes = bytes(catalog.table.u8("outcome"))
    counts = {name: outcomes.count(number) for number, name in enumerate(OUTCOMES)}
    return ProductCounts(
        published=counts["published"] - twice,
        filtered=counts["filtered"],
        withdrawn=counts["withdrawn"],
        excluded=counts["excluded"] + twice,
        crashed=counts["crashed"],
    )


def judge(counts: ProductCounts, findings: Findings, limit: str) -> None:
    """Refuse a catalog that lost more products than allowed, or all of them."""
    lost = counts.excluded + counts.crashed
    whole = lost + counts.published + counts.filtered
    most = float(limit[:-1]) * whole / 100 if limit.endswith("%") else float(limit)
    if lost > most:
        broken = [finding for finding in findings.first() if finding.severity == "critical"]
        left = findings.count("critical") - SHOWN
        shown = "".join(f"\n  {_line(finding)}" for finding in broken[:SHOWN])
        more = f"\n  and {left} more" if left > 0 else ""
        raise LostProductsError(
            f"expected at most {limit} of {whole} products to be left out (catalog.max_excluded), got {lost}:"
            f"{shown}{more}",
            findings,
        )
    if not counts.published:
        raise LostProductsError(
            f"expected a product to publish, got none: {counts.filtered} filtered, {counts.withdrawn} withdrawn, "
            f"{lost} broken of {whole + counts.withdrawn}; the findings say why (`storeloom check`, or --report FILE)",
            findings,
        )


class LostProductsError(CatalogError):
    """More products are broken than catalog.max_excluded allows, or none is left."""

    def __init__(self, text: str, findings: Iterable[Finding] = ()) -> None:
        """Carry the findings, for a report of the failed build."""
        super().__init__(text)
        self.findings = findings


def isolate(catalog: Catalog, products: dict[str, str]) -> Catalog:
    """Return the catalog without products that workers die on, with a finding for each; product_id -> reason."""
    table = catalog.table
    outcome, findings = bytearray(table.u8("outcome")), list(catalog.meta.findings)
    ids = table.texts("id")
    for row, product_id in enumerate(table.texts("product_id")):
        if product_id in products and outcome[row] == PUBLISHED:
            outcome[row] = OUTCOMES.index("crashed")
            findings.append(killer(product_id, f"_id {ids[row]}", products[product_id]))
    left = table.draft().having({"outcome": ("u8", (outcome,))})
    return replace(catalog, table=left.table(), meta=replace(catalog.meta, findings=tuple(findings)))


def _stale(source: str, reason: str) -> Finding:
    return Finding(
        product_id="",
        source_id=source,
        field="",
        code="catalog_stale",
        found=reason[:200],
        done="built from the last good snapshot",
        severity="high",
    )


def _line(finding: Finding) -> str:
    name = finding.product_id or finding.source_id
    return f"{name} ({finding.source_id}): {finding.code} {finding.found!r}"
