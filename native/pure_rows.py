"""The plain twin of native/rows.pyx: rows in, their values as columns in flat bytes out."""

from array import array
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from native.pure_columns import Spans, pack_blobs, pack_ints, pack_texts

_SPANS: dict[str, tuple[type, Callable[[Sequence[Any]], Spans]]] = {
    "text": (str, pack_texts),
    "bytes": (bytes, pack_blobs),
    "ints": (object, pack_ints),
}
_CODES = frozenset("BIiQqd")


class Columns:
    """Columns that grow by rows; one that does not fit is refused whole."""

    def __init__(self, formats: Sequence[tuple[str, int]]) -> None:
        """Expect of each column `text`, `bytes` or `ints`, or a type code, or bytes16, and how many a row."""
        for name, length in formats:
            if name not in _SPANS and (name not in _CODES | {"bytes16"} or length < 1):
                raise ValueError(f"expected a format of a column, got {name!r} of {length}")
        self._formats = tuple(formats)
        self._rows: list[Sequence[Any]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def append(self, values: Sequence[Any]) -> None:
        """Take a row; ValueError, TypeError or OverflowError when a value does not fit its column."""
        if len(values) != len(self._formats):
            raise ValueError(f"expected {len(self._formats)} values in a row, got {len(values)}")
        for (name, length), value in zip(self._formats, values, strict=True):
            _packed(name, length, [value])
        self._rows.append(values)

    def sections(self) -> list[tuple[bytes, ...]]:
        """Return the bytes of each column: of spans the offsets and the heap."""
        columns = list(zip(*self._rows, strict=True)) or [()] * len(self._formats)
        return [_packed(name, length, values) for (name, length), values in zip(self._formats, columns, strict=True)]


def _packed(name: str, length: int, values: Sequence[Any]) -> tuple[bytes, ...]:
    if name in _SPANS:
        kind, pack = _SPANS[name]
        for value in values:
            if kind is not object and type(value) is not kind:
                raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
        return pack(values)
    if name == "bytes16":
        for value in values:
            if type(value) is not bytes or len(value) != 16 * length:
                raise ValueError(f"expected {16 * length} bytes, got {value!r}")
        return (b"".join(values),)
    if length == 1:
        return (array(name, values).tobytes(),)
    for value in values:
        if len(value) != length:
            raise ValueError(f"expected {length} values, got {len(value)}")
    return (array(name, chain.from_iterable(values)).tobytes(),)
