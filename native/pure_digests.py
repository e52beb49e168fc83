"""The plain twins of digests.pyx: slow, and what the compiled ones are held to."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

Bytes: TypeAlias = "bytes | bytearray | memoryview[Any] | array[Any]"

WIDTH = 16
LANE = 2**64
FACTORS = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F)
ABSENT = (0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63)
NONE = 0xFFFFFFFF


def fold_columns(columns: Sequence[Bytes]) -> bytearray:
    """Return one digest a row over columns of digests of equal length, in their order; ValueError if they differ."""
    if not columns:
        raise ValueError("expected a column, got none")
    found = [_digests(column) for column in columns]
    if any(len(column) != len(found[0]) for column in found):
        raise ValueError(f"expected {len(found[0])} digests, got {[len(column) for column in found]}")
    return bytearray().join(_fold(row) for row in zip(*found, strict=True))


def fold_chosen(digests: Bytes, index: Bytes, width: int) -> bytearray:
    """Return a digest for each `width` row numbers of `index` (u32) over their digests; 0xFFFFFFFF stands for none."""
    raw = bytes(index)
    if width < 0 or (width == 0 and raw) or (width and len(raw) % (4 * width)):
        raise ValueError(f"expected {width} numbers a row, got {len(raw)} bytes")
    found, numbers = _digests(digests), array("I", raw)
    rows = (numbers[start : start + width] for start in range(0, len(numbers), width or 1))
    return bytearray().join(_fold(ABSENT if one == NONE else found[one] for one in row) for row in rows)


def fold_runs(digests: Bytes, index: Bytes, starts: Bytes) -> bytearray:
    """Return a digest for each run of `index` (u32) over the digests of its rows.

    `starts` (u32, one more than there are runs) says where each begins; an empty run has the digest of nothing, zero.
    """
    if len(bytes(starts)) % 4 or len(bytes(index)) % 4 or not len(bytes(starts)):
        raise ValueError("expected numbers of 4 bytes, and where the last run ends")
    found, numbers, begin = _digests(digests), array("I", bytes(index)), array("I", bytes(starts))
    runs = list(pairwise(begin))
    if any(last < first or last > len(numbers) for first, last in runs):
        raise IndexError(f"a run of {runs} of {len(numbers)}")
    return bytearray().join(_fold(found[one] for one in numbers[first:last]) for first, last in runs)


def mark_changed(marks: bytearray, bit: int, new: Bytes, old: Bytes, index: Bytes) -> None:
    """Set a bit in the byte of each row of `marks` whose digest is not the one it had, or that was not there.

    `index` (i32) says which row of `old` each row of `new` was, negative: none.
    """
    fresh, kept, was = _digests(new), _digests(old), array("i", bytes(index))
    if not len(fresh) == len(was) == len(marks):
        raise ValueError(f"expected {len(fresh)} numbers and marks, got {len(was)} and {len(marks)}")
    if bit not in (1, 2, 4, 8, 16, 32, 64, 128):
        raise ValueError(f"expected a single bit of a byte, got {bit}")
    for row, number in enumerate(was):
        if number < 0 or fresh[row] != kept[number]:
            marks[row] |= bit


def _digests(column: Bytes) -> list[tuple[int, int]]:
    raw = bytes(column)
    if len(raw) % WIDTH:
        raise ValueError(f"expected digests of {WIDTH} bytes, got {len(raw)} bytes")
    lanes = array("Q", raw)
    return list(zip(lanes[::2], lanes[1::2], strict=True))


def _fold(digests: Iterable[tuple[int, int]]) -> bytes:
    state = [0, 0]
    for digest in digests:
        for lane in (0, 1):
            state[lane] = _spread((state[lane] * FACTORS[lane] + digest[lane] + FACTORS[1 - lane]) % LANE)
    return array("Q", state).tobytes()


def widen(numbers: Bytes) -> bytearray:
    """Return whole numbers (i64) as digests, so that they can be folded."""
    if len(bytes(numbers)) % 8:
        raise ValueError(f"expected numbers of 8 bytes, got {len(bytes(numbers))} bytes")
    values = array("Q", bytes(numbers))
    lanes = (_spread((value + factor) % LANE) for value in values for factor in FACTORS)
    return bytearray(array("Q", lanes).tobytes())


def fold_buckets(digests: Bytes, keys: Bytes, bits: int) -> bytearray:
    """Return the digest of each of 2**bits buckets, whatever the order of rows; the first bits of its key choose one.

    An empty bucket has the digest of nothing, zero.
    """
    found, chosen = _digests(digests), bytes(keys)
    if len(chosen) != len(found) * WIDTH or not 0 <= bits <= 16:
        raise ValueError(f"expected {len(found)} keys and 0 to 16 bits, got {len(chosen) // WIDTH} and {bits}")
    sums = array("Q", bytes((1 << bits) * WIDTH))
    for row, digest in enumerate(found):
        bucket = _bucket(chosen, row, bits)
        for lane in (0, 1):
            sums[2 * bucket + lane] = (sums[2 * bucket + lane] + _spread(digest[lane])) % LANE
    return bytearray(sums.tobytes())


def in_bucket(keys: Bytes, bits: int, wanted: int) -> "array[int]":
    """Return the rows (u32) of a bucket (see fold_buckets)."""
    raw = bytes(keys)
    if len(raw) % WIDTH or not 0 <= bits <= 16:
        raise ValueError(f"expected digests and 0 to 16 bits, got {len(raw)} bytes and {bits}")
    return array("I", [row for row in range(len(raw) // WIDTH) if _bucket(raw, row, bits) == wanted])


def most_in_buckets(numbers: Bytes, keys: Bytes, bits: int) -> "array[int]":
    """Return the greatest of the numbers (i64) of each of 2**bits buckets, 0 where there is none above it."""
    values, chosen = array("q", bytes(numbers)), bytes(keys)
    if len(chosen) != len(values) * WIDTH or not 0 <= bits <= 16:
        raise ValueError(f"expected {len(values)} keys and 0 to 16 bits, got {len(chosen) // WIDTH} and {bits}")
    most = array("q", bytes(8 << bits))
    for row, value in enumerate(values):
        bucket = _bucket(chosen, row, bits)
        most[bucket] = max(most[bucket], value)
    return most


def _bucket(keys: bytes, row: int, bits: int) -> int:
    return int.from_bytes(keys[WIDTH * row : WIDTH * row + 2], "big") >> (16 - bits)


def _spread(value: int) -> int:
    value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD % LANE
    value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53 % LANE
    return value ^ (value >> 33)
