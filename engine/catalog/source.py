"""What a catalog is read through: reference data at once, products in ranges that workers read."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct, structs

from engine.catalog.references import RawReference
from engine.catalog.vet import Kind

# The source id of a document and its bytes, or a text that says why there are none.
Row = tuple[str, bytes | str]
Batch = list[Row]


class Range(Struct, frozen=True):
    """A part of the products that one worker reads: between two bytes of a file, or two _id of a collection."""

    name: str  # of the file or collection, for people
    start: int = 0
    stop: int = 0
    line: int = 1  # where in the file it starts
    lower: bytes = b""  # a raw document with the least _id, empty: none
    upper: bytes = b""  # and with the first _id of the next range
    rows: int = 0  # about how many there are
    skip: int = 0  # lines or documents before the first one that is read
    take: int = 0  # how many of them are read, 0: all
    stamp: tuple[int, ...] = ()  # size, time of change and inode of the file that was cut, empty: no file

    def split(self) -> "tuple[Range, ...] | None":
        """Return two ranges that hold what this one does, None when it is one document already."""
        if self.take == 1:
            return None
        # Where the end is not known the first part grows, and the last one may come to hold nothing.
        open_half = (self.rows - self.skip + 1) // 2 if self.rows > self.skip else max(self.skip, 1)
        half = self.take // 2 or open_half
        rest = self.take - half if self.take else 0
        return (
            structs.replace(self, take=half),
            structs.replace(self, skip=self.skip + half, take=rest),
        )

    def describe(self) -> str:
        """Return where it begins, as a source id."""
        if self.stop:
            return f"{self.name}:{self.line + self.skip}"
        return f"{self.name}, document {self.skip + 1} of its range"


class Source(Protocol):
    """Where documents come from. It can be pickled, and each process that reads opens connections of its own."""

    kind: Kind

    def describe(self) -> str:
        """Return what it is and where, without credentials."""

    def reference(self) -> RawReference:
        """Return the brands, categories and face shapes as they stand."""

    def stamp(self) -> tuple[int, ...]:
        """Return what changes when the products change, the time in ns second; empty when nothing tells."""

    def ranges(self, count: int) -> tuple[Range, ...]:
        """Return ranges that together hold each product once; at least about `count` if there is enough."""

    def read(self, part: Range) -> Iterator[Batch]:
        """Yield the documents of a range in bounded batches."""

    def sample(self, count: int) -> list[Row]:
        """Return at most `count` products with all their fields, also those that no build reads."""

    def close(self) -> None:
        """Let go of connections."""
