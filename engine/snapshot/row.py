"""A document as it was vetted -> its row: what the plan needs to know of a product, and where its record stands.

A table of rows has one for each document read, published or not, in the order of the source: the number of a row is
that of its document.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import nan
from typing import NamedTuple

import xxhash
from msgspec import Struct
from msgspec.structs import asdict

from engine.catalog.product import AVAILABILITY, FACE_SHAPES, Product, Reference
from engine.catalog.slugs import slugify
from engine.snapshot.formats import F64, I32, I64, U8, U32, U64, Blob, Digest, Ints, Six, Text, schema_of
from engine.snapshot.pack import Place

# Texts that differ only after so many characters would be cut to the same.
TITLE_APART = 60
DESCRIPTION_APART = 110

OUTCOMES = ("published", "filtered", "withdrawn", "excluded", "crashed")
PUBLISHED = 0
_AVAILABLE = {name: number for number, name in enumerate(AVAILABILITY)}
_FACES = {name: number for number, name in enumerate(FACE_SHAPES)}
NOWHERE = Place(0, 0, 0)
NO_DIGEST = bytes(16)


class Row(NamedTuple):
    """What is known of a document; all but the first and last fields say nothing when it is not published.

    Brands and categories are numbers of the Reference, -1: none. Hashes are hash_text of what they are named for.
    """

    outcome: U8  # number in OUTCOMES
    raw: Digest  # of the document as it stands in the source
    record: Digest  # of the vetted product
    pack: U32  # where the record stands
    offset: I64
    length: U32
    id: Text
    product_id: Text
    wish: Text  # the slug it would have if it were alone
    name: Text  # case folded, to sort by
    brand: I32
    categories: Ints  # the primary one first
    kind: U64  # hash
    gender: U64  # hash
    shape: Text
    shape_hash: U64
    group: U64  # hash; colour siblings share it
    colour: Text  # as the document says it
    colour_hash: U64  # of it case folded: siblings differ in it
    price: F64  # 0: on request
    available: U8  # number in AVAILABILITY
    fits: Six  # a score a face shape, in the order of FACE_SHAPES; 0: unknown
    frame_width: F64  # mm, 0: unknown
    sort_order: F64  # NaN: none
    popularity: F64
    rating: F64
    created: I64
    updated: I64
    pictures: Text  # sources, a line each, the primary one first
    title: U64  # hash, to find those that are not alone
    description: U64
    findings: Blob  # msgpack of what was found in the document; empty: nothing
    codes: Ints  # for each of them a hash of its code and severity
    key: Blob  # _id as a database has it, in an order among those of one type; empty: no database
    dated: I64  # when the database says that it was changed, ms since 1970; 0: it does not say
    line: U32  # of the file that it stands in; 0: no file


SCHEMA = schema_of(Row)


class Numbers(Struct, frozen=True):
    """Keys of brands and categories -> their numbers in the Reference."""

    brands: Mapping[str, int]
    categories: Mapping[str, int]


def numbers(reference: Reference) -> Numbers:
    """Return the numbers of a Reference."""
    return Numbers(
        {brand.key: number for number, brand in enumerate(reference.brands)},
        {category.key: number for number, category in enumerate(reference.categories)},
    )


def title_text(product: Product) -> str:
    """Return the title a product's page has when no other page has the same: the document's, else brand and name."""
    brand, name = product.brand_name, product.name
    return product.meta_title or (name if name.casefold().startswith(brand.casefold()) else f"{brand} {name}")


def description_text(product: Product) -> str:
    """Return the description of a product's page from its document; empty when it has none."""
    return product.meta_description or product.summary


def hash_text(text: str) -> int:
    """Return the 64-bit hash that stands for a text in a row; 0 stands for no text."""
    return xxhash.xxh3_64_intdigest(text.encode()) if text else 0


_hash_word = lru_cache(4096)(hash_text)  # for kinds and shapes, of which there are few


@lru_cache(4096)
def _hash_folded(text: str) -> int:
    return hash_text(text.casefold())


class Seen(Struct, frozen=True, gc=False):
    """What a row keeps of its document, published or not."""

    raw: bytes = NO_DIGEST
    findings: bytes = b""
    codes: tuple[int, ...] = ()
    key: bytes = b""
    dated: int = 0


NOT_SEEN = Seen()


def make_row(product: Product, known: Numbers, seen: Seen, record: bytes, place: Place) -> Row:
    """Return the row of a published product; `record` is the digest of its record."""
    scores = [0.0] * len(FACE_SHAPES)
    for fit in product.fits:
        scores[_FACES[fit.face_shape]] = fit.score
    # By name or position a NamedTuple of so many fields takes four times as long.
    return Row._make(
        (
            PUBLISHED,
            seen.raw,
            record,
            place.pack,
            place.offset,
            place.length,
            product.id,
            product.product_id,
            product.slug or slugify(f"{product.brand_name} {product.name}") or slugify(product.product_id) or "product",
            product.name.casefold(),
            known.brands.get(product.brand, -1),
            tuple([known.categories[key] for key in product.categories if key in known.categories]),
            _hash_word(product.kind),
            _hash_word(product.gender),
            product.shape,
            _hash_word(product.shape),
            hash_text(
                f"{product.brand or product.brand_name.casefold()}\t{(product.model_code or product.name).casefold()}"
            ),
            product.colour,
            _hash_folded(product.colour),
            float(product.price or 0),
            _AVAILABLE[product.availability],
            tuple(scores),
            product.frame_width or 0.0,
            nan if product.sort_order is None else product.sort_order,
            product.popularity,
            product.rating or 0.0,
            product.created,
            product.updated,
            "\n".join([picture.source for picture in product.pictures]),
            hash_text(title_text(product).casefold()[:TITLE_APART]),
            hash_text(description_text(product).casefold()[:DESCRIPTION_APART]),
            seen.findings,
            seen.codes,
            seen.key,
            seen.dated,
            0,
        )
    )


def blank_row(outcome: int, seen: Seen = NOT_SEEN) -> Row:
    """Return the row of a document that is not published; `outcome` is a number in OUTCOMES."""
    return _BLANK._replace(outcome=outcome, **asdict(seen))


def hash_code(code: str, severity: str) -> int:
    """Return what stands for a code of a severity in a row."""
    return int.from_bytes(xxhash.xxh32_digest(f"{code} {severity}".encode()), "big", signed=True)


_NOTHING: dict[str, object] = {
    "text": "",
    "bytes": b"",
    "ints": (),
    "digest": NO_DIGEST,
    "f64x6": (0.0,) * len(FACE_SHAPES),
}
_BLANK = Row._make(_NOTHING.get(kind, 0) for kind in SCHEMA.values())._replace(brand=-1, sort_order=nan)
