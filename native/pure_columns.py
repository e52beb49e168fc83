"""The plain twins of native/columns.pyx: columns in flat bytes, spans in a heap, digests joined by hash."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, TypeAlias

Buffer: TypeAlias = "bytes | bytearray | memoryview[Any] | array[Any]"
Spans = tuple[bytes, bytes]  # count + 1 offsets as u32, and what they part

MOST = 0xFFFFFFFF


def pack_texts(values: Sequence[str]) -> Spans:
    """Return texts as offsets and one heap of UTF-8."""
    return pack_blobs([str.encode(value) for value in values])


def unpack_texts(offsets: Buffer, heap: Buffer) -> list[str]:
    """Return the texts of a column."""
    letters = bytes(memoryview(heap).cast("B"))
    check_spans(offsets, len(letters))
    return [letters[start:end].decode() for start, end in pairwise(memoryview(offsets).cast("B").cast("I"))]


def pack_blobs(values: Sequence[bytes]) -> Spans:
    """Return byte strings as offsets and one heap."""
    return _offsets(map(len, values)), b"".join(values)


def pack_ints(values: Sequence[Sequence[int]]) -> Spans:
    """Return lists of whole numbers as offsets and one heap of i32."""
    return _offsets(map(len, values)), array("i", chain.from_iterable(values)).tobytes()


def check_spans(offsets: Buffer, items: int) -> None:
    """ValueError unless offsets start at 0, never fall and end at `items`."""
    places = memoryview(offsets).cast("B").cast("I")
    if not len(places) or places[0] or places[-1] != items or any(map(int.__gt__, places, places[1:])):
        raise ValueError(f"expected offsets that rise from 0 to {items}")


def join_offsets(parts: Sequence[Buffer]) -> bytes:
    """Return the offsets of heaps that are laid end to end, or of the parts of heaps that offsets lead to."""
    places = (memoryview(part).cast("B").cast("I") for part in parts)
    return _offsets(end - start for part in places for start, end in pairwise(part))


def join_indexes(parts: Iterable[tuple[Buffer, int]]) -> bytes:
    """Return indexes (i32) end to end; each comes with the number of fresh items that its negative numbers count.

    In the whole they count on, as the fresh items do when they are laid end to end.
    """
    joined, before = array("i"), 0
    for index, count in parts:
        if count < 0:
            raise ValueError(f"expected a count from 0, got {count}")
        joined.extend(number if number >= 0 else number - before for number in memoryview(index).cast("B").cast("i"))
        before += count
    return joined.tobytes()


def count_up(first: int, count: int) -> bytes:
    """Return so many whole numbers (i32 and u32 alike) from a first one on."""
    if first < 0 or count < 0 or first + count > 1 << 31:
        raise ValueError(f"expected numbers from 0 below {1 << 31}, got {count} from {first}")
    return array("I", range(first, first + count)).tobytes()


def find_runs(index: Buffer, most: int) -> list[tuple[int, int]] | None:
    """Return the stretches of an index (i32) that count up from 0 or more, by first number and length; others alone.

    None when there are more than `most`.
    """
    found: list[tuple[int, int]] = []
    for place in memoryview(index).cast("B").cast("i"):
        first, length = found[-1] if found else (-1, 0)
        if first >= 0 and place == first + length:
            found[-1] = first, length + 1
        else:
            found.append((place, 1))
    return found if len(found) <= most else None


def _offsets(lengths: Iterable[int]) -> bytes:
    places = list(accumulate(lengths, initial=0))
    if places[-1] > MOST:
        raise ValueError(f"expected at most {MOST} in the heap of a column, got {places[-1]}")
    return array("I", places).tobytes()


def merge_items(old: Buffer, fresh: Buffer, width: int, index: Buffer) -> bytes:
    """Return items of `width` bytes: of `old` where the index is 0 or more, else of `fresh` at -1 - index."""
    old, fresh = memoryview(old).cast("B"), memoryview(fresh).cast("B")
    parts = []
    for place in memoryview(index).cast("B").cast("i"):
        source, number = (old, place) if place >= 0 else (fresh, -1 - place)
        if (number + 1) * width > len(source):
            raise IndexError(f"expected an item below {len(source) // width}, got {number}")
        parts.append(source[number * width : (number + 1) * width])
    return b"".join(parts)


def merge_spans(old: tuple[Buffer, Buffer], fresh: tuple[Buffer, Buffer], width: int, index: Buffer) -> Spans:
    """Return spans of two heaps of items of `width` bytes, chosen as merge_items does."""
    sides = []
    for offsets, heap in (old, fresh):
        check_spans(offsets, len(memoryview(heap).cast("B")) // width)
        sides.append((memoryview(offsets).cast("B").cast("I"), memoryview(heap).cast("B")))
    parts = []
    for place in memoryview(index).cast("B").cast("i"):
        (offsets, heap), number = (sides[0], place) if place >= 0 else (sides[1], -1 - place)
        if number + 1 >= len(offsets):
            raise IndexError(f"expected a span below {len(offsets) - 1}, got {number}")
        parts.append(heap[offsets[number] * width : offsets[number + 1] * width])
    return _offsets(len(part) // width for part in parts), b"".join(parts)


def match_digests(fresh: Buffer, old: Buffer) -> tuple[bytes, bytes]:
    """Return for each fresh digest the row of the old one (i32, -1: none), and the old rows without a partner (u32).

    A digest that stands several times is matched in order: the first with the first.
    """
    rows: dict[bytes, list[int]] = {}
    had = bytes(memoryview(old).cast("B"))
    for row in range(len(had) // 16):
        rows.setdefault(had[16 * row : 16 * row + 16], []).append(row)
    for places in rows.values():
        places.reverse()
    raw = bytes(memoryview(fresh).cast("B"))
    index = array("i")
    for row in range(len(raw) // 16):
        same = rows.get(raw[16 * row : 16 * row + 16])
        index.append(same.pop() if same else -1)
    left = sorted(row for places in rows.values() for row in places)
    return index.tobytes(), array("I", left).tobytes()
