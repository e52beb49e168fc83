"""A catalog source -> the vetted catalog in a snapshot; the last good snapshot when the source dies on the way."""

from collections.abc import Sequence
from contextlib import closing

import xxhash
from msgspec import Struct, msgpack
from msgspec.structs import replace

from engine.catalog.opening import open_source
from engine.catalog.product import Finding
from engine.catalog.references import vet_reference
from engine.catalog.source import Range, Source
from engine.config.redact import redact
from engine.config.schema import ShopConfig
from engine.errors import CatalogError, SourceLostError
from engine.pipeline.jobs import Know, Vet, Vetted
from engine.pipeline.pool import Pool
from engine.pipeline.report import order
from engine.pipeline.watch import Watch
from engine.snapshot.folder import Catalog, Snapshots
from engine.snapshot.row import Row
from engine.telemetry.report import ProductCounts

RANGES = 16  # at the least, so that two workers end together; a source makes more of a large catalog


class Tally(Struct):
    """What the ranges have yielded so far, in whatever order workers were done with them."""

    findings: list[Finding]
    ranges: list[tuple[Range, list[Row]]] = []
    read: int = 0
    filtered: int = 0
    withdrawn: int = 0
    excluded: int = 0
    crashed: int = 0

    def rows(self) -> list[Row]:
        """Return all rows by id, and those of a repeated id as they stand in their file."""
        self.ranges.sort(key=lambda pair: (pair[0].start, pair[0].skip))
        return sorted((row for _, rows in self.ranges for row in rows), key=lambda row: row.id)

    def add(self, part: Range, result: Vetted) -> None:
        """Count one range."""
        self.ranges.append((part, msgpack.decode(result.rows, type=list[Row])))
        self.findings += result.findings
        self.read += result.read
        self.filtered += result.filtered
        self.withdrawn += result.withdrawn
        self.excluded += result.excluded

    def crash(self, part: Range, reason: str) -> None:
        """Count a document that workers die on."""
        self.read += 1
        self.crashed += 1
        self.findings.append(_killer("", part.describe(), reason))


def read_catalog(config: ShopConfig, fresh: str, snapshots: Snapshots, pool: Pool, watch: Watch) -> tuple[str, Catalog]:
    """Return the folder of a snapshot and its catalog; CatalogError when too much of it is broken."""
    wanted = _wanted(config)
    source = open_source(config)
    try:
        with closing(source):
            catalog = _read(source, wanted, pool, watch)
    except SourceLostError as error:
        kept = snapshots.load(wanted)
        if kept is None:
            raise
        pool.start()  # it has ended when the error came from a worker
        watch.warn(f"{error}\nThe shop is built from the last good snapshot of the catalog, {kept[0]}.")
        folder, catalog = kept
        return folder, replace(catalog, findings=[*catalog.findings, _stale(source.describe(), str(error))])
    judge(catalog, config.catalog.max_excluded)
    snapshots.keep(fresh, catalog)
    return fresh, catalog


def _wanted(config: ShopConfig) -> str:
    """Return a digest of the options that decide what is in a snapshot."""
    rows = replace(config.catalog, source=redact(config.catalog.source), limit=0, max_excluded="0", sort="name")
    return xxhash.xxh3_128_hexdigest(msgpack.encode((rows, config.shop.currency)))


def _read(source: Source, wanted: str, pool: Pool, watch: Watch) -> Catalog:
    reference, names, findings = vet_reference(source.reference())
    pool.broadcast(Know(reference, names))
    tally = Tally(findings=findings)
    with watch.stage("read", "products") as progress:

        def handle(job: Vet, result: Vetted) -> None:
            tally.add(job.range, result)
            progress.add(result.read, result.bytes)

        pool.run(
            (Vet(part) for part in source.ranges(RANGES)),
            handle,
            on_lost=lambda job, reason: tally.crash(job.range, reason),
        )
    if not tally.read:
        raise CatalogError(f"{source.describe()}: expected products, got none; nothing is built")
    rows, again = _first_of_each(tally.rows())
    counts = ProductCounts(
        published=len(rows),
        filtered=tally.filtered,
        withdrawn=tally.withdrawn,
        excluded=tally.excluded + len(again),
        crashed=tally.crashed,
    )
    return Catalog(rows, reference, tally.findings + [_twice(row) for row in again], counts, wanted)


def _first_of_each(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Part rows in _id order into those that are published and those whose product_id an earlier one has."""
    seen: set[str] = set()
    first: list[Row] = []
    again: list[Row] = []
    for row in rows:
        (again if row.product_id in seen else first).append(row)
        seen.add(row.product_id)
    return first, again


def judge(catalog: Catalog, limit: str) -> None:
    """Refuse a catalog that lost more products than allowed, or all of them."""
    counts = catalog.counts
    lost = counts.excluded + counts.crashed
    whole = lost + len(catalog.rows) + counts.filtered
    most = float(limit[:-1]) * whole / 100 if limit.endswith("%") else float(limit)
    broken = sorted((finding for finding in catalog.findings if finding.severity == "critical"), key=order)
    if lost > most:
        shown = "".join(f"\n  {_line(finding)}" for finding in broken[:20])
        more = f"\n  and {len(broken) - 20} more" if len(broken) > 20 else ""
        raise LostProductsError(
            f"expected at most {limit} of {whole} products to be left out (catalog.max_excluded), got {lost}:"
            f"{shown}{more}",
            catalog.findings,
        )
    if not catalog.rows:
        raise LostProductsError(
            f"expected a product to publish, got none: {counts.filtered} filtered, {counts.withdrawn} withdrawn, "
            f"{lost} broken of {whole + counts.withdrawn}; the findings say why (`storeloom check`, or --report FILE)",
            catalog.findings,
        )


class LostProductsError(CatalogError):
    """More products are broken than catalog.max_excluded allows, or none is left."""

    def __init__(self, text: str, findings: Sequence[Finding] = ()) -> None:
        """Carry the findings, for a report of the failed build."""
        super().__init__(text)
        self.findings = tuple(findings)


def isolate(catalog: Catalog, products: dict[str, str]) -> Catalog:
    """Return the catalog without products that workers die on, with a finding for each."""
    rows = [row for row in catalog.rows if row.product_id not in products]
    gone = [row for row in catalog.rows if row.product_id in products]
    findings = [_killer(row.product_id, f"_id {row.id}", products[row.product_id]) for row in gone]
    counts = replace(catalog.counts, published=len(rows), crashed=catalog.counts.crashed + len(gone))
    return replace(catalog, rows=rows, findings=catalog.findings + findings, counts=counts)


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


def _twice(row: Row) -> Finding:
    return Finding(
        product_id=row.product_id,
        source_id=f"_id {row.id}",
        field="product_id",
        code="product_id_twice",
        found=row.product_id,
        done="left out: a document with a smaller _id has the same product_id",
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
