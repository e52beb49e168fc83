"""A range of the catalog -> rows of its documents: known ones by their number, others vetted; runs in a worker."""

from array import array

from msgspec import msgpack
from msgspec.structs import replace
from xxhash import xxh3_128_digest

from engine.catalog.findings import OPEN_END
from engine.catalog.product import Finding, Product
from engine.catalog.source import Range, Source
from engine.catalog.vet import outcome, vet
from engine.catalog.vetting import Vetting
from engine.pipeline.jobs import Vetted
from engine.snapshot.columns import Builder, Table
from engine.snapshot.pack import PackWriter
from engine.snapshot.row import OUTCOMES, SCHEMA, Numbers, blank_row, make_row

UNTOLD = ("filtered", "withdrawn")
_Document = tuple[Product | None, int, bytes, bytes]  # its product, what became of it, its digest, its findings
_encode = msgpack.Encoder().encode


class Known:
    """The rows of the snapshot before, found by the digests of their documents."""

    def __init__(self, table: Table) -> None:
        """Expect the documents in the order in which they stood."""
        self.findings = table.blobs("findings")
        self._raw = table.u8("raw")
        self._rows = len(table)
        self._next = 0
        self._by_digest: dict[bytes, int] | None = None

    def find(self, digest: bytes) -> int:
        """Return the row of a document that has not changed, -1 when there is none."""
        row = self._next
        if row < self._rows and self._raw[16 * row : 16 * row + 16] == digest:
            self._next = row + 1
            return row
        if self._by_digest is None:
            raw = bytes(self._raw)
            self._by_digest = {raw[at : at + 16]: at // 16 for at in range(0, len(raw), 16)}
        row = self._by_digest.get(digest, -1)
        self._next = row + 1 if row >= 0 else self._next + 1
        return row


def vet_range(
    source: Source, vetting: Vetting, part: Range, known: Known | None, numbers: Numbers, writer: PackWriter
) -> Vetted:
    """Vet the documents of a range that are not known, and write the records of those that are published."""
    index = array("i")
    moved: dict[int, bytes] = {}
    fresh = Builder(SCHEMA)
    size = 0
    for batch in source.read(part):
        documents: list[_Document] = []
        for source_id, document in batch:
            size += len(document)
            raw = xxh3_128_digest(document if isinstance(document, bytes) else document.encode())
            row = known.find(raw) if known is not None else -1
            if known is not None and row >= 0:
                if (told := known.findings[row]) and (retold := _moved(told, source_id)):
                    moved[len(index)] = retold
                index.append(row)
                continue
            product, found = vet(document, source.kind, source_id, vetting)
            index.append(-1 - len(fresh) - len(documents))
            documents.append((product, OUTCOMES.index(outcome(product, found)), raw, _told(found)))
        _write(documents, fresh, numbers, writer)
    return Vetted(index.tobytes(), fresh.to_bytes(), moved, size)


def _write(documents: list[_Document], fresh: Builder, numbers: Numbers, writer: PackWriter) -> None:
    records = [_encode(_shown(product)) for product, *_ in documents if product is not None]
    places = iter(zip(records, writer.append(records), strict=True))
    for product, became, raw, told in documents:
        if product is None:
            fresh.append(blank_row(became, raw, told))
        else:
            record, place = next(places)
            fresh.append(make_row(product, numbers, raw, xxh3_128_digest(record), place, told))


def _shown(product: Product) -> Product:
    """Return a product without what only orders it: rows keep that, and no page is made anew for it."""
    return replace(product, popularity=0.0, sort_order=None, created=0, updated=0)


def _told(found: list[Finding]) -> bytes:
    """Return what was found as a row keeps it."""
    told = [finding for finding in found if finding.code not in UNTOLD]
    return _encode(told) if told else b""


def _moved(told: bytes, source_id: str) -> bytes:
    """Return what was found in a document with where it stands by now; nothing when it stands where it stood."""
    if source_id.endswith(OPEN_END) or _encode(source_id) in told:
        return b""
    return _encode([replace(one, source_id=source_id) for one in msgpack.decode(told, type=list[Finding])])
