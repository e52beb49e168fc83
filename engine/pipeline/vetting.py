"""A range of the catalog -> records in the snapshot, rows and findings; runs in a worker."""

from collections import Counter

from msgspec import msgpack

from engine.catalog.product import Finding, Product
from engine.catalog.source import Range, Source
from engine.catalog.vet import outcome, vet
from engine.catalog.vetting import Vetting
from engine.pipeline.jobs import Vetted
from engine.snapshot.pack import PackWriter
from engine.snapshot.row import Numbers, Row, make_row


def vet_range(source: Source, vetting: Vetting, part: Range, known: Numbers, writer: PackWriter) -> Vetted:
    """Vet every document of a range and write the records of those that are published."""
    encode = msgpack.Encoder().encode
    counts: Counter[str] = Counter()
    findings: list[Finding] = []
    rows: list[Row] = []
    size = 0
    for batch in source.read(part):
        products: list[Product] = []
        for source_id, document in batch:
            product, found = vet(document, source.kind, source_id, vetting)
            counts[outcome(product, found)] += 1
            size += len(document)
            findings += (finding for finding in found if finding.code not in ("filtered", "withdrawn"))
            if product is not None:
                products.append(product)
        places = writer.append(map(encode, products))
        rows += (make_row(product, place, known) for product, place in zip(products, places, strict=True))
    return Vetted(
        rows=encode(rows),
        findings=tuple(findings),
        read=counts.total(),
        filtered=counts["filtered"],
        withdrawn=counts["withdrawn"],
        excluded=counts["excluded"],
        bytes=size,
    )
