"""The plain twins of grouping.pyx: slow, and what the compiled ones are held to."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, TypeAlias

from native.pure_columns import check_spans

Bytes: TypeAlias = "bytes | bytearray | memoryview[Any] | array[Any]"


def number_values(values: Bytes, others: Bytes, rows: Bytes) -> tuple[bytes, bytes]:
    """Return the number of each row's pair of values (i32, by row, -1: not asked), and the first row of each (u32)."""
    one, other = _view(values, "Q"), _view(others, "Q")
    if len(one) != len(other):
        raise ValueError(f"expected {len(one)} values, got {len(other)}")
    numbers, firsts = array("i", [-1]) * len(one), array("I")
    known: dict[tuple[int, int], int] = {}
    for row in _rows(rows, len(one)):
        numbers[row] = known.setdefault((one[row], other[row]), len(known))
        if len(known) > len(firsts):
            firsts.append(row)
    return numbers.tobytes(), firsts.tobytes()


def mark_repeated(marks: bytearray, bit: int, values: Bytes, rows: Bytes) -> None:
    """Set a bit in the mark of each row whose value another row has too."""
    column = _view(values, "Q")
    given = _rows(rows, min(len(column), len(marks)))
    counts = Counter(column[row] for row in given)
    for row in given:
        if counts[column[row]] > 1:
            marks[row] |= bit


def member_rows(rows: Bytes, starts: Bytes, values: Bytes, parents: Bytes) -> tuple[bytes, bytes]:
    """Return the rows of each place and of those below it: starts (u32, one more than places) and rows (u32).

    `values` (i32) are the places of each row, as many as the offsets `starts` say, or one if there are none; -1: none.
    """
    held, above, offsets = _view(values, "i"), _view(parents, "i"), _view(starts, "I")
    if any(place >= len(above) for place in chain(held, above)):
        raise IndexError(f"expected places below {len(above)}, got {max(chain(held, above))}")
    if any(one > other for one, other in pairwise((*offsets, len(held)))):
        raise ValueError(f"expected offsets that rise from 0 to {len(held)}")
    found: list[list[int]] = [[] for _ in above]
    for row in _rows(rows, len(offsets) - 1 if len(offsets) else len(held)):
        seen: set[int] = set()
        for place in held[offsets[row] : offsets[row + 1]] if len(offsets) else (held[row],):
            at = place
            while at >= 0 and at not in seen:
                seen.add(at)
                found[at].append(row)
                at = above[at]
    return array("I", accumulate(map(len, found), initial=0)).tobytes(), array("I", chain(*found)).tobytes()


def latest_dates(rows: Bytes, starts: Bytes, created: Bytes, updated: Bytes) -> bytes:
    """Return the latest date of each run of rows (i64): when a row was updated or, unknown, created; 0: no rows."""
    first, last = _view(created, "q"), _view(updated, "q")
    given = _rows(rows, min(len(first), len(last)))
    dates = array("q")
    for begin, end in pairwise(_view(starts, "I")):
        if not begin <= end <= len(given):
            raise ValueError(f"expected runs of {len(given)} rows, got {begin} to {end}")
        dates.append(max((last[row] or first[row] for row in given[begin:end]), default=0))
    return dates.tobytes()


def pair_places(values: Bytes, starts: Bytes, items: Bytes) -> bytes:
    """Return for each row its value (i32) and the first of its items (i32, -1: it has none) as one number (u64).

    `starts` (u32, one more than rows) say where the items of each row begin.
    """
    value, item, begin = _view(values, "i"), _view(items, "i"), _view(starts, "I")
    check_spans(starts, len(item))
    if len(begin) - 1 != len(value):
        raise ValueError(f"expected items of {len(value)} rows, got those of {len(begin) - 1}")
    pairs = zip(value, (item[start] if start < end else -1 for start, end in pairwise(begin)), strict=True)
    return array("Q", [one % 2**32 << 32 | first % 2**32 for one, first in pairs]).tobytes()


def first_filled(rows: Bytes, starts: Bytes, offsets: Bytes) -> bytes:
    """Return for each run of rows (u32) the first one (u32, 0xFFFFFFFF: none) whose span holds anything."""
    span = _view(offsets, "I")
    given = _rows(rows, len(span) - 1)
    found = array("I")
    for begin, end in pairwise(_view(starts, "I")):
        if not begin <= end <= len(given):
            raise ValueError(f"expected runs of {len(given)} rows, got {begin} to {end}")
        found.append(next((row for row in given[begin:end] if span[row] != span[row + 1]), 0xFFFFFFFF))
    return found.tobytes()


def sibling_rows(rows: Bytes, groups: Bytes, colours: Bytes) -> tuple[bytes, bytes]:
    """Return for each row those of its group, one a colour and itself for its own: starts (u32, by row) and rows (u32).

    `groups` (i32) and `colours` (u64, 0: none) are by row; a group without a second colour has no siblings.
    """
    group, colour = _view(groups, "i"), _view(colours, "Q")
    if len(group) != len(colour):
        raise ValueError(f"expected {len(group)} colours, got {len(colour)}")
    given = _rows(rows, len(group))
    if any(group[row] < 0 for row in given):
        raise ValueError("expected groups from 0")
    firsts: dict[int, dict[int, int]] = defaultdict(dict)
    for row in given:
        if colour[row]:
            firsts[group[row]].setdefault(colour[row], row)
    found: list[list[int]] = [[] for _ in group]
    for row in given:
        if colour[row] and len(firsts[group[row]]) > 1:
            found[row] = [row if one == colour[row] else other for one, other in firsts[group[row]].items()]
    return array("I", accumulate(map(len, found), initial=0)).tobytes(), array("I", chain(*found)).tobytes()


def _view(buffer: Bytes, code: str) -> Sequence[int]:
    return array(code, memoryview(buffer).tobytes())


def _rows(rows: Bytes, count: int) -> Sequence[int]:
    given = _view(rows, "I")
    if len(given) and max(given) >= count:
        raise IndexError(f"expected rows below {count}, got {max(given)}")
    return given
