"""The formats that columns have: what each holds a row, what a NamedTuple calls it, how its values are read."""

from array import array
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, get_type_hints

from msgspec import Struct

from native import unpack_texts

if TYPE_CHECKING:
    Whole = memoryview[int]
    Real = memoryview[float]
else:
    Whole = Real = memoryview

# What a NamedTuple says of its fields, so that it can be the schema of a table.
U8 = Annotated[int, "u8"]
U32 = Annotated[int, "u32"]
I32 = Annotated[int, "i32"]
U64 = Annotated[int, "u64"]
I64 = Annotated[int, "i64"]
F64 = Annotated[float, "f64"]
Digest = Annotated[bytes, "digest"]
Text = Annotated[str, "text"]
Blob = Annotated[bytes, "bytes"]
Ints = Annotated[tuple[int, ...], "ints"]
Six = Annotated[tuple[float, ...], "f64x6"]

CODES = {"u8": "B", "u32": "I", "i32": "i", "u64": "Q", "i64": "q", "f64": "d"}
HEAPS = {"text": "B", "bytes": "B", "ints": "i"}

Item = TypeVar("Item")


class Form(Struct, frozen=True):
    """A format in parts."""

    code: str  # of memoryview and array
    length: int  # values a row, of spans -1
    width: int  # bytes a row, of spans a value of the heap


@cache
def form(name: str) -> Form:
    """Return the parts of a format's name; ValueError when there is no such format."""
    if name == "digest":
        return Form("B", 16, 16)
    if name in HEAPS:
        return Form(HEAPS[name], -1, array(HEAPS[name]).itemsize)
    scalar, _, length = name.partition("x")
    if scalar not in CODES or (length and not length.isdecimal()):
        raise ValueError(f"expected a format of a column, got {name!r}")
    code, count = CODES[scalar], int(length or 1)
    return Form(code, count, count * array(code).itemsize)


def schema_of(row: type[tuple[Any, ...]]) -> dict[str, str]:
    """Return the schema that the annotations of a NamedTuple say."""
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(row, include_extras=True).items()}


class Spans(Generic[Item]):
    """A column whose values are of different lengths."""

    __slots__ = ("heap", "offsets")

    def __init__(self, offsets: Whole, heap: memoryview) -> None:
        self.offsets = offsets
        self.heap = heap

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> Item:
        if row < 0:
            raise IndexError(f"expected a row from 0, got {row}")
        return self._value(self.heap[self.offsets[row] : self.offsets[row + 1]])

    def __iter__(self) -> Iterator[Item]:
        heap, value, start = self.heap, self._value, 0
        for end in self.offsets[1:]:
            yield value(heap[start:end])
            start = end

    def _value(self, part: memoryview) -> Item:
        raise NotImplementedError


class Texts(Spans[str]):
    """A column of texts."""

    __slots__ = ()

    def _value(self, part: memoryview) -> str:
        return str(part, "utf-8")

    def all(self) -> list[str]:
        """Return every text: cheaper than one after the other."""
        return unpack_texts(self.offsets, self.heap)


class Blobs(Spans[bytes]):
    """A column of byte strings."""

    __slots__ = ()

    def _value(self, part: memoryview) -> bytes:
        return bytes(part)


class Lists(Spans["Whole"]):
    """A column of lists of whole numbers (i32)."""

    __slots__ = ()

    def _value(self, part: memoryview) -> Whole:
        return part
