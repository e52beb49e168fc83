"""What a catalog is read through: reference data at once, products in ranges that workers read."""

from array import array
from collections.abc import Callable, Iterator
from typing import Protocol

from msgspec import Struct, structs

from engine.catalog.blocks import Known, Same
from engine.catalog.raw import Kind, RawReference

# The source id of a document and its bytes, or a text that says why there are none.
Row = tuple[str, bytes | str]
# The _id of a document, so that one can be told from another, and its date in ms since 1970; empty and 0: it has none.
Mark = tuple[bytes, int]


class Batch:
    """Documents that were read together, none of them made into an object before it is asked for."""

    __slots__ = ("digest", "digests", "end", "lines", "mark", "row", "same", "size")

    def __init__(
        self,
        digests: bytes,
        size: int,
        row: Callable[[int], Row],
        *,
        lines: "array[int] | None" = None,
        end: int = 0,
        digest: bytes = b"",
        mark: Callable[[int], Mark] = lambda _: (b"", 0),
        same: Same | None = None,
    ) -> None:
        self.digests = digests  # 16 bytes a document: xxh3_128 of it as it stands
        self.size = size  # of all in bytes
        self.row = row
        self.mark = mark
        self.lines = lines if lines is not None else array("I")  # of the range, from 1; empty: no file
        self.digest = digest  # of all bytes, empty: they are no block
        self.end = end  # lines of the range up to the end of the last one read, blank ones too
        self.same = same  # the documents are those of a stretch that was not read: it has no others

    def __len__(self) -> int:
        return len(self.digests) // 16

    def __iter__(self) -> Iterator[Row]:
        return map(self.row, range(len(self)))


class Range(Struct, frozen=True):
    """A part of the products that one worker reads: between two bytes of a file, or two _id of a collection."""

    name: str  # of the file or collection, for people
    start: int = 0
    stop: int = 0
    lower: bytes = b""  # a raw document with the least _id, empty: none
    upper: bytes = b""  # and with the first _id of the next range
    rows: int = 0  # about how many are to be read
    skip: int = 0  # lines or documents before the first one that is read
    take: int = 0  # how many of them are read, 0: all
    row: int = -1  # number that its first document may have had the last time; negative: nobody knows
    same: tuple[Same, ...] = ()  # stretches of it that hold what they held the last time, and need not be read
    stamp: tuple[int, ...] = ()  # size, time of change and inode of the file that was cut, empty: no file
    held: bytes = b""  # documents that were read from a database already, end to end; they stand for all else

    def split(self) -> "tuple[Range, ...] | None":
        """Return two ranges that hold what this one does, None when it is one document already."""
        if self.take == 1:
            return None
        # Lines are counted as they are read, so what has been read before is read, too.
        whole = structs.replace(self, rows=self.rows + sum(one.rows for one in self.same), same=())
        # Where the end is not known the first part grows, and the last one may come to hold nothing.
        open_half = (whole.rows - self.skip + 1) // 2 if whole.rows > self.skip else max(self.skip, 1)
        half = self.take // 2 or open_half
        rest = self.take - half if self.take else 0
        return (
            structs.replace(whole, take=half),
            structs.replace(whole, skip=self.skip + half, take=rest),
        )

    def describe(self) -> str:
        """Return where it begins, as a source id; of a file its name, for the line is known when all is read."""
        if self.stop:
            return self.name
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

    def ranges(self, count: int, known: Known | None = None) -> tuple[Range, ...]:
        """Return ranges that together hold each product once; at least about `count` if there is enough.

        `known` is what a file held the last time: ranges name the stretches of it that they still hold.
        """

    def count(self) -> int | None:
        """Return about how many products there are; None where what has changed cannot be asked for by date."""

    def changed(self, since: int, most: int) -> list[bytes]:
        """Return the products of a date (ms since 1970) and later ones, in no order and `most` of them at the most."""

    def read(self, part: Range) -> Iterator[Batch]:
        """Yield the documents of a range in bounded batches."""

    def sample(self, count: int) -> list[Row]:
        """Return at most `count` products with all their fields, also those that no build reads."""

    def close(self) -> None:
        """Let go of connections."""
