"""The plain twins of ordering.pyx: slow, and what the compiled ones are held to."""

from array import array
from collections.abc import Sequence
from math import inf, isnan
from typing import Any, TypeAlias

from native.pure_columns import check_spans

Bytes: TypeAlias = "bytes | bytearray | memoryview[Any]"


def rows_with(values: Bytes, value: int) -> bytes:
    """Return the rows (u32) that have a value (u8)."""
    return array("I", [row for row, one in enumerate(memoryview(values).cast("B")) if one == value]).tobytes()


def rows_marked(marks: Bytes, rows: Bytes) -> bytes:
    """Return those of some rows (u32) whose mark (u8) is not 0, in their order."""
    column = memoryview(marks).cast("B")
    return array("I", [row for row in _rows(rows, len(column)) if column[row]]).tobytes()


def mark_rows(marks: bytearray, bit: int, rows: Bytes) -> None:
    """Set a bit in the mark (u8) of each of some rows (u32)."""
    for row in _rows(rows, len(marks)):
        marks[row] |= bit


def places_of(numbers: Bytes, count: int) -> bytes:
    """Return for each number below `count` the place where it stands (i32), -1: nowhere; negative numbers are none."""
    if count < 0:
        raise ValueError(f"expected a count from 0, got {count}")
    places = array("i", [-1]) * count
    for place, number in enumerate(memoryview(numbers).cast("B").cast("i")):
        if number >= 0:
            places[number] = place
    return places.tobytes()


def sort_f64(values: Bytes, rows: Bytes, descending: bool, zero_last: bool) -> bytes:
    """Return rows (u32) by their values; what is no number comes last and, if asked, as infinite what is zero."""
    column = memoryview(values).cast("B").cast("d")

    def key(row: int) -> tuple[bool, float]:
        value = inf if zero_last and not column[row] else column[row]
        return (True, 0.0) if isnan(value) else (False, -value if descending else value)

    return array("I", sorted(_rows(rows, len(column)), key=key)).tobytes()


def sort_i64(values: Bytes, rows: Bytes, descending: bool, shift: int = 0) -> bytes:
    """Return rows (u32) by their whole numbers, without the last `shift` bits of these."""
    if not 0 <= shift < 64:
        raise ValueError(f"expected a shift of 0 to 63 bits, got {shift}")
    column = memoryview(values).cast("B").cast("q")
    sign = -1 if descending else 1
    return array("I", sorted(_rows(rows, len(column)), key=lambda row: sign * (column[row] >> shift))).tobytes()


def sort_texts(starts: Bytes, heap: Bytes, rows: Bytes) -> tuple[bytes, bytes]:
    """Return rows (u32) by their texts, and the rank of each row (i64, by row, -1: not asked).

    Equal texts have equal ranks.
    """
    texts = _texts(starts, heap)
    found = sorted(_rows(rows, len(texts)), key=texts.__getitem__)
    ranks = array("q", [-1]) * len(texts)
    rank = -1
    for place, row in enumerate(found):
        rank += not place or texts[found[place - 1]] != texts[row]
        ranks[row] = rank
    return array("I", found).tobytes(), ranks.tobytes()


def best_fits(fits: Bytes, width: int, place: int, rows: Bytes, least: float) -> bytes:
    """Return the rows (u32) whose score in one of `width` columns is `least` or more, best first to two digits."""
    if not 0 <= place < width:
        raise IndexError(f"expected a column below {width}, got {place}")
    scores = memoryview(fits).cast("B").cast("d")[place::width]
    good = [row for row in _rows(rows, len(scores)) if scores[row] >= least]
    return array("I", sorted(good, key=lambda row: -round(scores[row], 2))).tobytes()


class TextIndex:
    """Texts of a column by what they say: the first row that has a text is the one that is found."""

    first: bytes  # rows (u32) that are the first with their text
    again: bytes  # the others

    def __init__(self, starts: Bytes, heap: Bytes, rows: Bytes) -> None:
        texts = _texts(starts, heap)
        self._found: dict[bytes, int] = {}
        again = array("I")
        for row in _rows(rows, len(texts)):
            if self._found.setdefault(texts[row], row) != row:
                again.append(row)
        self.first, self.again = array("I", self._found.values()).tobytes(), again.tobytes()

    def find(self, wanted: bytes) -> int:
        """Return the first row that has a text, -1: none."""
        return self._found.get(wanted, -1)


def _rows(rows: Bytes, count: int) -> Sequence[int]:
    given = memoryview(rows).cast("B").cast("I")
    if len(given) and max(given) >= count:
        raise IndexError(f"expected rows below {count}, got {max(given)}")
    return given


def _texts(starts: Bytes, heap: Bytes) -> list[bytes]:
    letters = bytes(heap)
    check_spans(starts, len(letters))
    offsets = memoryview(starts).cast("B").cast("I")
    return [letters[offsets[row] : offsets[row + 1]] for row in range(len(offsets) - 1)]
