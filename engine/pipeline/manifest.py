"""What stands in a site and what each file was made of: columns in a mapped file in the state folder.

Product pages have a table of their own, in which a slug stands for the path; all other files have one with paths. The
four digests of a row say what the file was made of; a build compares them with those it would make it of.
"""

import mmap
import os
import sys
from collections.abc import Iterator, Mapping

from msgspec import DecodeError, Struct, msgpack
from msgspec.structs import replace
from xxhash import xxh3_128_digest

from engine.catalog.product import Finding
from engine.pipeline.jobs import Written
from engine.plan.urls import Addresses
from engine.snapshot.columns import ALIGN, Draft, Schema, Table
from engine.snapshot.sealed import SEAL, damaged
from engine.telemetry.report import PictureCounts, ProductCounts

NAME = "manifest"
MAGIC = b"manifest"
TOP = 16 + SEAL  # before the head: magic, its size, its digest

_MADE_OF = {"content": "digest", "place": "digest", "cards": "digest"}
PRODUCTS: Schema = {"slug": "text", "key": "digest", "output": "digest", "size": "u32", "why": "u8", **_MADE_OF}
FILES: Schema = {"path": "text", "kind": "text", "output": "digest", "size": "i64", "why": "u8", **_MADE_OF}

# Why a file was made by the last build; 0: it was taken over.
PROGRAM, CONTENT, PLACE, CARDS, FIRST, SHOP = 1, 2, 4, 8, 16, 32


class Told(Struct, frozen=True):
    """What a report says of a site as it stands."""

    pages: Mapping[str, int]
    products: ProductCounts
    pictures: PictureCounts
    findings: tuple[Finding, ...]  # that are no document's
    files: int
    bytes: int


class Head(Struct, frozen=True):
    """What is known of a site as a whole."""

    build_id: str
    edition: str  # of the engine
    urls: Addresses  # how slugs became paths
    programs: Mapping[str, bytes]  # kind of page -> digest of its template and constants
    told: Told
    basis: bytes = b""  # digest of all that it was made of; empty: only a plan can tell
    theme: str = ""  # digest of its files, settings and texts; what else a program is made of are facts of the shop
    sizes: tuple[int, int] = (0, 0)  # of the two tables, set when written


class Manifest(Struct, frozen=True):
    """A site that was published."""

    head: Head
    products: Table
    files: Table

    def product_file(self, row: int) -> str:
        """Return the path of a product page's file."""
        return self.head.urls.file(self.head.urls.route("product", self.products.texts("slug")[row]))

    def written(self) -> Iterator[Written]:
        """Yield path, size and digest of every file."""
        urls = self.head.urls
        sizes, output = self.products.u32("size"), self.products.u8("output")
        for row, slug in enumerate(self.products.texts("slug")):
            yield Written(
                urls.file(urls.route("product", slug)), sizes[row], bytes(output[16 * row : 16 * row + 16]).hex()
            )
        wide, output = self.files.i64("size"), self.files.u8("output")
        for row, path in enumerate(self.files.texts("path")):
            yield Written(path, wide[row], bytes(output[16 * row : 16 * row + 16]).hex())


def write_manifest(path: str, head: Head, products: Draft, files: Draft) -> None:
    """Write a manifest; it is whole when this returns, and not yet the one that counts."""
    bodies = [table.pieces(sealed=True) for table in (products, files)]
    first, second = (sum(len(memoryview(piece).cast("B")) for piece in body) for body in bodies)
    top = msgpack.encode(replace(head, sizes=(first, second)))
    with open(path, "wb") as file:
        whole = MAGIC + len(top).to_bytes(8, sys.byteorder) + xxh3_128_digest(top) + top
        file.write(whole.ljust(_aligned(len(whole)), b"\0"))
        for body, size in zip(bodies, (first, second), strict=True):
            file.writelines(body)
            file.write(bytes(_aligned(size) - size))
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: str) -> Manifest | None:
    """Return the manifest of a site, None when there is none, or one of another edition.

    DamagedError when it is not what was written; its columns are looked at when they are used.
    """
    try:
        with open(path, "rb") as file:
            raw = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise damaged(path, "it is empty") from error
    size = int.from_bytes(raw[8:16], sys.byteorder)
    if raw[:8] != MAGIC or xxh3_128_digest(raw[TOP : TOP + size]) != raw[16:TOP]:
        raise damaged(path)
    try:
        head = msgpack.decode(raw[TOP : TOP + size], type=Head)
    except DecodeError:
        return None
    first = _aligned(TOP + size)
    second = first + _aligned(head.sizes[0])
    products = Table(raw[first : first + head.sizes[0]], path)
    files = Table(raw[second : second + head.sizes[1]], path)
    if products.schema != dict(PRODUCTS) or files.schema != dict(FILES):
        return None
    return Manifest(head, products, files)


def _aligned(size: int) -> int:
    return -(-size // ALIGN) * ALIGN
