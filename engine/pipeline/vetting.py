"""A range of the catalog -> rows of its documents: known ones by their number, others vetted; runs in a worker."""

from array import array
from collections.abc import Sequence

from msgspec import msgpack
from msgspec.structs import replace
from xxhash import xxh3_128_digest

from engine.catalog.blocks import Blocks
from engine.catalog.product import Finding, Product
from engine.catalog.source import Range, Source
from engine.catalog.vet import outcome, vet
from engine.catalog.vetting import Vetting
from engine.pipeline.jobs import Vetted
from engine.pipeline.tally import seen
from engine.snapshot.columns import Builder, Table
from engine.snapshot.pack import PackWriter
from engine.snapshot.row import OUTCOMES, SCHEMA, Numbers, blank_row, make_row
from native import TextIndex, count_up

UNTOLD = ("filtered", "withdrawn")
FEW = 20  # documents are sought in the bytes of all digests; for more of them those are put into an index
_encode = msgpack.Encoder().encode


class Known:
    """The rows of the snapshot before, found by the digests of their documents."""

    def __init__(self, table: Table) -> None:
        """Expect the documents in the order in which they stood."""
        self._raw = bytes(table.u8("raw"))
        self._next = 0
        self._sought = 0
        self._index: TextIndex | None = None

    def expect(self, row: int) -> None:
        """Have the next document be looked for there first."""
        self._next = row

    def find(self, digests: bytes) -> Sequence[int]:
        """Return the row of each document that has not changed, -1 where there is none."""
        row, count = self._next, len(digests) // 16
        if self._raw[16 * row : 16 * (row + count)] == digests:
            self._next += count
            return range(row, row + count)
        if count == 1:
            return (self._one(digests),)
        half = count // 2 * 16  # most often one of them is another
        return (*self.find(digests[:half]), *self.find(digests[half:]))

    def _one(self, digest: bytes) -> int:
        """Return the row of a document that is not the one that was expected."""
        row = self._seek(digest)
        self._next = row + 1 if row >= 0 else self._next + 1
        return row

    def _seek(self, digest: bytes) -> int:
        if self._sought < FEW:
            self._sought += 1
            at = self._raw.find(digest)
            while at % 16 and at >= 0:
                at = self._raw.find(digest, at + 1)
            return at // 16
        if self._index is None:
            ends = array("I", range(0, len(self._raw) + 16, 16)).tobytes()
            self._index = TextIndex(ends, self._raw, count_up(0, len(self._raw) // 16))
        return self._index.find(digest)


def vet_range(
    source: Source, vetting: Vetting, part: Range, known: Known | None, numbers: Numbers, writer: PackWriter
) -> Vetted:
    """Vet the documents of a range that are not known, and write the records of those that are published."""
    index, lines = array("i"), array("I")
    fresh = Builder(SCHEMA)
    blocks = Blocks()
    size = end = 0
    if known is not None and part.row >= 0:
        known.expect(part.row)
    for batch in source.read(part):
        size += batch.size
        end = batch.end
        lines += batch.lines
        if batch.same is not None:
            blocks.extend(batch.same.blocks, len(index))
            index.frombytes(count_up(batch.same.row, batch.same.rows))
            if known is not None:
                known.expect(batch.same.row + batch.same.rows)
            continue
        if batch.digest:
            blocks.add(len(index), len(batch), batch.size, batch.digest)
        found = known.find(batch.digests) if known is not None else [-1] * len(batch)
        if isinstance(found, range):
            index.extend(found)
            continue
        for number, row in enumerate(found):
            if row >= 0:
                index.append(row)
                continue
            index.append(-1 - len(fresh))
            source_id, document = batch.row(number)
            product, told = vet(document, source.kind, source_id, vetting)
            raw, key = batch.digests[16 * number : 16 * number + 16], batch.mark(number)
            facts = seen(_worth_telling(told), raw, *key)
            if product is None:
                fresh.append(blank_row(OUTCOMES.index(outcome(product, told)), facts))
            else:
                record = _encode(_shown(product))
                fresh.append(make_row(product, numbers, facts, xxh3_128_digest(record), writer.add(record)))
        writer.flush()
    return Vetted(index.tobytes(), fresh.to_bytes() if len(fresh) else b"", lines.tobytes(), end, size, blocks)


def _shown(product: Product) -> Product:
    """Return a product without what only orders it: rows keep that, and no page is made anew for it."""
    return replace(product, popularity=0.0, sort_order=None, created=0, updated=0)


def _worth_telling(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.code not in UNTOLD] if found else found
