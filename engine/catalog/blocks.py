"""A file of lines, and blocks of the lines that it had before -> the stretches of it that are the same, byte for byte.

A block is some whole lines with the digest of their bytes. Where a line begins and the bytes from there on have that
digest, these are the lines of that block; so most of a file is compared as fast as it is read, and only around a change
is it looked at line by line.
"""

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct
from xxhash import xxh3_128_digest

Bytes = bytes | bytearray | memoryview
Numbers = Sequence[int]
BLOCK_BYTES = 64 * 1024
MOST_NEW = 0.5  # of a file: when more of it is not what it was, all of the rest is read
PASSED_OVER = 0.75  # of a block in which a line is another: the next one begins about where it did
SMALLEST = 0.25  # of BLOCK_BYTES: when blocks have become so small on the average, all of them are made anew
BOM = b"\xef\xbb\xbf"
_END = 10  # of a line
_WINDOW = 4 * 1024 * 1024  # bytes that are read at once


class Blocks:
    """Blocks of a file in its order, as columns. Each ends with the end of a line and holds no empty one."""

    __slots__ = ("digests", "row", "rows", "size")

    def __init__(self, row: Numbers = (), rows: Numbers = (), size: Numbers = (), digests: Bytes = b"") -> None:
        self.row = array("I", row)  # number of the first document
        self.rows = array("I", rows)
        self.size = array("I", size)  # bytes
        self.digests = bytearray(digests)

    def __len__(self) -> int:
        return len(self.row)

    def digest(self, number: int) -> bytes:
        """Return the digest of a block."""
        return bytes(self.digests[16 * number : 16 * number + 16])

    def add(self, row: int, rows: int, size: int, digest: bytes) -> None:
        """Take a block that follows on the others."""
        self.row.append(row)
        self.rows.append(rows)
        self.size.append(size)
        self.digests += digest

    def extend(self, others: "Blocks", row: int) -> None:
        """Take the blocks of documents that begin with a number."""
        self.row.extend([first + row for first in others.row])
        self.rows += others.rows
        self.size += others.size
        self.digests += others.digests

    def of(self, row: int, rows: int) -> "Blocks":
        """Return the blocks of some documents, the first of which has the number 0 in them."""
        first, end = bisect_left(self.row, row), bisect_left(self.row, row + rows)
        numbers = [number - row for number in self.row[first:end]]
        return Blocks(numbers, self.rows[first:end], self.size[first:end], self.digests[16 * first : 16 * end])


class Known(Struct, frozen=True):
    """A file as it was read the last time."""

    blocks: Blocks
    lines: Bytes  # digest of each document


class Same(Struct, frozen=True):
    """A stretch of a file, and the documents that it holds as it did before."""

    start: int
    stop: int
    row: int
    rows: int
    blocks: Blocks  # numbered from its first document


def same_stretches(file: BinaryIO, size: int, known: Known) -> list[Same]:
    """Return the stretches of a file that are as they were."""
    found: list[tuple[int, int, int, int]] = []  # start, stop, row, rows
    blocks = known.blocks
    if sum(blocks.size) < SMALLEST * BLOCK_BYTES * len(blocks):
        return []
    for place, number in _places(file, size, blocks, known.lines):
        row, rows, stop = blocks.row[number], blocks.rows[number], place + blocks.size[number]
        start, end, first, held = found[-1] if found else (0, -1, 0, 0)
        if end == place and first + held == row:
            found[-1] = start, stop, first, held + rows
        else:
            found.append((place, stop, row, rows))
    return [Same(start, stop, row, rows, blocks.of(row, rows)) for start, stop, row, rows in found]


def _places(file: BinaryIO, size: int, blocks: Blocks, lines: Bytes) -> Iterator[tuple[int, int]]:
    """Yield where in a file a block stands, and its number."""
    begins = {bytes(lines[16 * row : 16 * row + 16]): number for number, row in enumerate(blocks.row)}
    window = _Window(file, max(blocks.size, default=0))
    place, number, left = 0, 0, int(MOST_NEW * size)
    while place < size and left > 0:
        if 0 <= number < len(blocks) and _holds(window, place, blocks.size[number], blocks.digest(number)):
            yield place, number
            place += blocks.size[number]
            number += 1
            continue
        start, late = place, place
        if 0 <= number < len(blocks):
            late += int(PASSED_OVER * blocks.size[number])
        place, number = _next(window, place, late, place + left, begins, number)
        left -= place - start


class _Window:
    """A part of a file that is held; it moves on in large steps: after each this thread may wait for its turn."""

    def __init__(self, file: BinaryIO, least: int) -> None:
        self._fd = file.fileno()
        self._raw = bytearray(max(_WINDOW, least))
        self._buffer = memoryview(self._raw)
        self._start = self._stop = 0

    def bytes_at(self, place: int, size: int) -> memoryview:
        """Return the bytes from a place on, fewer where the file ends; the next call may change them."""
        if place < self._start or place + size > self._stop:
            self._start, self._stop = place, place + os.preadv(self._fd, [self._buffer], place)
        return self._buffer[place - self._start : min(place + size, self._stop) - self._start]

    def line_at(self, place: int) -> memoryview:
        """Return the line from a place on, or as much of it as there is room for; the next call may change it."""
        end = self._raw.find(b"\n", place - self._start, self._stop - self._start) if place >= self._start else -1
        if end < 0:
            held = self.bytes_at(place, len(self._raw))
            end = self._raw.find(b"\n", 0, len(held))
            return held[: end + 1] if end >= 0 else held
        return self._buffer[place - self._start : end + 1]


def _holds(window: _Window, place: int, size: int, digest: bytes) -> bool:
    """Return whether the bytes of a block stand at a place."""
    held = window.bytes_at(place, size)
    # What has been a part of a line anywhere else marks UTF-8 where a file begins, and belongs to no line.
    return len(held) == size and (place > 0 or held[: len(BOM)] != BOM) and xxh3_128_digest(held) == digest


def _next(window: _Window, place: int, late: int, most: int, begins: dict[bytes, int], tried: int) -> tuple[int, int]:
    """Return where the next line is that a block began with, and that block; at `place` it is not the one tried.

    Lines between the first one and `late` are passed over.
    """
    while place < most and (line := window.line_at(place)):
        number = begins.get(xxh3_128_digest(line[:-1]), tried) if line[-1] == _END else tried
        if number != tried:
            return place, number
        if place + len(line) < late:
            place, line = late - 1, window.line_at(late - 1)
        place += len(line)
        while line and line[-1] != _END and (line := window.line_at(place)):
            place += len(line)
        tried = -1
    return place, -1
