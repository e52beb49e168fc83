"""A catalog source -> the vetted catalog in a snapshot; documents that have not changed are not vetted again.

When the source dies on the way, the last good snapshot stands in for it.
"""

import os
import time
from array import array
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import pairwise

from msgspec import Struct, msgpack
from msgspec.structs import replace
from xxhash import xxh3_128_hexdigest

from engine.catalog.opening import open_source
from engine.catalog.product import Finding
from engine.catalog.references import RawReference, vet_reference
from engine.catalog.source import Range, Source
from engine.catalog.vetting import open_vetting
from engine.config.redact import redact
from engine.config.schema import ShopConfig
from engine.errors import CatalogError, SourceLostError
from engine.pipeline.crew import Crew
from engine.pipeline.jobs import Know, Vet, Vetted
from engine.pipeline.report import order
from engine.pipeline.watch import Progress, Watch
from engine.snapshot.columns import Builder, Draft, Sections, Table, join, merge
from engine.snapshot.folder import ROWS, Catalog, Meta, Snapshots
from engine.snapshot.row import OUTCOMES, PUBLISHED, SCHEMA, blank_row, numbers
from engine.telemetry.report import ProductCounts
from native import merge_spans, pack_blobs

RANGES = 16  # at the least, so that two workers end together; a source makes more of a large catalog
VET_S = 40e-6  # about what a document costs that is vetted, and one that is only compared
COMPARE_S = {"json": 1.2e-6, "msgpack": 8e-6}
SETTLED_S = 2.0
MOST_DEAD_BYTES = 32 * 1024 * 1024
_decode = msgpack.Decoder(list[Finding]).decode


class Part(Struct, frozen=True):
    """What one range has yielded."""

    index: "array[int]"
    fresh: Table
    moved: Mapping[int, bytes] = {}


class Tally:
    """What the ranges have yielded so far, in whatever order workers were done with them."""

    def __init__(self) -> None:
        self._parts: list[tuple[Range, Part]] = []
        self.read = 0

    def add(self, part: Range, result: Vetted) -> None:
        """Count one range."""
        index = array("i", result.index)
        self._parts.append((part, Part(index, Table(result.fresh), result.moved)))
        self.read += len(index)

    def crash(self, part: Range, reason: str) -> None:
        """Count a document that workers die on."""
        rows = Builder(SCHEMA)
        found = [_killer("", part.describe(), reason)]
        rows.append(blank_row(OUTCOMES.index("crashed"), findings=msgpack.encode(found)))
        self._parts.append((part, Part(array("i", [-1]), rows.draft().table())))
        self.read += 1

    def rows(self, ranges: Sequence[Range], old: Table | None) -> Draft:
        """Return the rows of all documents in the order of the source."""
        order = {(part.start, part.lower): number for number, part in enumerate(ranges)}
        self._parts.sort(key=lambda pair: (order[pair[0].start, pair[0].lower], pair[0].skip))
        fresh = join([part.fresh for _, part in self._parts if len(part.fresh)], SCHEMA)
        if old is None:
            return fresh
        index, before = array("i"), 0
        moved: dict[int, bytes] = {}
        for _, part in self._parts:
            vetted = len(part.fresh)
            moved.update((len(index) + place, told) for place, told in part.moved.items())
            if vetted and before:
                index.extend(number if number >= 0 else number - before for number in part.index)
            else:
                index += part.index
            before += vetted
        rows = merge(old, fresh.table(), index)
        return _retold(rows.table(), moved) if moved else rows


def _retold(table: Table, moved: Mapping[int, bytes]) -> Draft:
    """Return rows with what was found in some of them put in the place of what it was."""
    index = array("i", range(len(table)))
    for number, row in enumerate(moved):
        index[row] = -1 - number
    findings = merge_spans(table.spans("findings", "bytes"), pack_blobs(list(moved.values())), 1, index)
    return _with(table, {"findings": ("bytes", findings)})


def _with(table: Table, columns: Mapping[str, tuple[str, Sections]]) -> Draft:
    """Return a table with some of its columns put in the place of what they were."""
    held: dict[str, tuple[str, Sections]] = {name: (kind, table.sections(name)) for name, kind in table.schema.items()}
    return Draft(len(table), held | dict(columns))


def read_catalog(
    config: ShopConfig, snapshots: Snapshots, build_id: str, crew: Crew, watch: Watch, *, compare: bool = False
) -> Catalog:
    """Return the catalog as the source has it; `compare`: look at every document, whatever its file says of itself."""
    source = open_source(config)
    kept = snapshots.load()
    if kept is not None and kept.meta.options != _options(config):
        kept = None
    try:
        with closing(source):
            return _Reading(config, source, kept, snapshots, build_id, crew, watch).read(compare)
    except SourceLostError as error:
        if kept is None:
            raise
        watch.warn(f"{error}\nThe shop is built from the last good snapshot of the catalog, {kept.folder}.")
        stale = _stale(source.describe(), str(error))
        return replace(kept, meta=replace(kept.meta, findings=(*kept.meta.findings, stale)))


def _options(config: ShopConfig) -> str:
    """Return a digest of the options that decide what is in a snapshot."""
    rows = replace(config.catalog, source=redact(config.catalog.source), limit=0, max_excluded="0", sort="name")
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
    ) -> None:
        self._config = config
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
                return self._same(kept, meta)
            known = kept if kept is not None and not _is_mostly_dead(kept) else None
            folder = self._snapshots.begin(self._build_id, known)
            rows = self._rows(meta, folder, known, progress)
            meta = replace(meta, stamp=stamp if _is_settled(stamp, began) else (), compared=began)
            if not rows.rows:
                raise CatalogError(f"{self._source.describe()}: expected products, got none; nothing is built")
            return self._snapshots.keep(folder, meta, rows)

    def _meta(self, raw: RawReference) -> Meta:
        """Return what the reference data says; the kept answer when its documents are the same."""
        digest = xxh3_128_hexdigest(msgpack.encode(raw))
        if self._kept is not None and self._kept.meta.raw == digest:
            return self._kept.meta
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
        if meta == kept.meta:
            return kept
        catalog = replace(kept, meta=replace(meta, stamp=kept.meta.stamp, compared=kept.meta.compared))
        self._snapshots.update(catalog)
        return catalog

    def _rows(self, meta: Meta, folder: str, known: Catalog | None, progress: Progress) -> Draft:
        table = os.path.join(known.folder, ROWS) if known is not None else ""
        self._crew.broadcast(Know(meta.reference, meta.names, folder, table))
        tally = Tally()

        def handle(job: Vet, result: Vetted) -> None:
            tally.add(job.range, result)
            progress.add(len(result.index) // 4, result.bytes)

        ranges = self._source.ranges(RANGES)
        documents = sum(part.rows for part in ranges)
        each = COMPARE_S[self._source.kind] if known is not None else VET_S
        self._crew.run(
            (Vet(part) for part in ranges),
            handle,
            on_lost=lambda job, reason: tally.crash(job.range, reason),
            cost_s=documents * each,
        )
        return tally.rows(ranges, known.table if known is not None else None)


def _is_settled(stamp: tuple[int, ...], now: float) -> bool:
    """Return whether a file that is written again would get another stamp, whatever the steps of its clock."""
    return bool(stamp) and stamp[1] < (now - SETTLED_S) * 1e9


def _is_mostly_dead(kept: Catalog) -> bool:
    """Return whether more of the records on disk is out of use than in use."""
    names = (name for name in os.listdir(kept.folder) if name.startswith("records."))
    held = sum(os.stat(os.path.join(kept.folder, name)).st_size for name in names)
    return held > MOST_DEAD_BYTES + 2 * sum(kept.table.u32("length"))


def findings_of(catalog: Catalog) -> list[Finding]:
    """Return what was found in the reference data and in every document."""
    offsets, heap = catalog.table.spans("findings", "bytes")
    told = (bytes(heap[start:end]) for start, end in pairwise(offsets) if start != end)
    return [*catalog.meta.findings, *(finding for one in told for finding in _decode(one))]


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


def judge(counts: ProductCounts, findings: Sequence[Finding], limit: str) -> None:
    """Refuse a catalog that lost more products than allowed, or all of them."""
    lost = counts.excluded + counts.crashed
    whole = lost + counts.published + counts.filtered
    most = float(limit[:-1]) * whole / 100 if limit.endswith("%") else float(limit)
    broken = sorted((finding for finding in findings if finding.severity == "critical"), key=order)
    if lost > most:
        shown = "".join(f"\n  {_line(finding)}" for finding in broken[:20])
        more = f"\n  and {len(broken) - 20} more" if len(broken) > 20 else ""
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

    def __init__(self, text: str, findings: Sequence[Finding] = ()) -> None:
        """Carry the findings, for a report of the failed build."""
        super().__init__(text)
        self.findings = tuple(findings)


def isolate(catalog: Catalog, products: dict[str, str]) -> Catalog:
    """Return the catalog without products that workers die on, with a finding for each; product_id -> reason."""
    table = catalog.table
    outcome, findings = bytearray(table.u8("outcome")), list(catalog.meta.findings)
    ids = table.texts("id")
    for row, product_id in enumerate(table.texts("product_id")):
        if product_id in products and outcome[row] == PUBLISHED:
            outcome[row] = OUTCOMES.index("crashed")
            findings.append(_killer(product_id, f"_id {ids[row]}", products[product_id]))
    left = _with(table, {"outcome": ("u8", (outcome,))})
    return replace(catalog, table=left.table(), meta=replace(catalog.meta, findings=tuple(findings)))


def _killer(product_id: str, source_id: str, reason: str) -> Finding:
    return Finding(
        product_id=product_id,
        source_id=source_id,
        field="",
        code="kills_workers",
        found=reason[:200],
        done="left out: again and again a worker ended at it",
        severity="critical",
    )


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
