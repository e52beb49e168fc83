"""A folder of JSON Lines files -> reference data, and byte ranges of products that end where lines end."""

import os
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from shlex import quote
from typing import BinaryIO

from msgspec.structs import replace
from xxhash import xxh3_128_digest

from engine.catalog.blocks import BLOCK_BYTES, BOM, Known, Same, same_stretches
from engine.catalog.raw import LARGEST_BYTES, Kind, RawReference
from engine.catalog.source import Batch, Range, Row
from engine.errors import CatalogError
from native import count_up

RANGE_BYTES = 2 * 1024 * 1024
COMPARED_BYTES = 8 * 1024 * 1024  # where most documents are known, a range costs more than what is in it
SMALLEST_BYTES = 64 * 1024
_SKIPPED_BYTES = 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = b" \t\r\n"
_SPACE = 32


class JsonLinesSource:
    """Files NAME.jsonl in one folder, one document of relaxed MongoDB Extended JSON a line."""

    kind: Kind = "json"

    def __init__(self, folder: str, products: str, brands: str, categories: str, face_shapes: str) -> None:
        self.folder = folder
        self.products = products
        self.others = (brands, categories, face_shapes)

    def describe(self) -> str:
        """Return the folder."""
        return f"JSON Lines in {self.folder}"

    def close(self) -> None:
        """Do nothing: files are open only while they are read."""

    def reference(self) -> RawReference:
        """Return the brands, categories and face shapes; a file that is missing is named."""
        self._products_path()
        missing: list[str] = []
        brands, categories, face_shapes = (self._whole(name, missing) for name in self.others)
        return RawReference(self.kind, brands, categories, face_shapes, tuple(missing))

    def _whole(self, name: str, missing: list[str]) -> tuple[Row, ...]:
        path = os.path.join(self.folder, f"{name}.jsonl")
        if not os.path.isfile(path):
            missing.append(f"{name}.jsonl")
            return ()
        try:
            with open(path, "rb") as file:
                batches = _batches(file, Range(f"{name}.jsonl", stop=os.path.getsize(path)))
                return tuple(row for batch in batches for row in _numbered(batch))
        except OSError as error:
            raise CatalogError(f"{path}: cannot be read: {error.strerror}") from error

    def stamp(self) -> tuple[int, ...]:
        """Return size, time of change and inode of the file of products."""
        path = self._products_path()
        try:
            with open(path, "rb") as file:
                return _stamp(file)
        except OSError as error:
            raise CatalogError(f"{path}: cannot be read: {error.strerror}") from error

    def ranges(self, count: int, known: Known | None = None) -> tuple[Range, ...]:
        """Return ranges of about 2 MB that are to be read, smaller where that would leave workers idle."""
        path = self._products_path()
        try:
            with open(path, "rb") as file:
                stamp = _stamp(file)
                _check_start(file, path)
                most = COMPARED_BYTES if known else RANGE_BYTES
                step = max(min(most, stamp[0] // max(count, 1)), SMALLEST_BYTES)
                whole = Range(os.path.basename(path), 0, stamp[0], stamp=stamp)
                found = tuple(_around(file, whole, step, same_stretches(file, stamp[0], known) if known else ()))
                _check_stamp(file, path, whole)
        except OSError as error:
            raise CatalogError(f"{path}: cannot be read: {error.strerror}") from error
        if not found:
            raise CatalogError(f"{path}: expected one product document a line, got an empty file")
        return found

    def count(self) -> None:
        """Return nothing: a file is read whole or not at all."""

    def changed(self, *_: int) -> list[bytes]:
        """Return nothing: see count."""
        return []

    def read(self, part: Range) -> Iterator[Batch]:
        """Yield the lines of a range; an empty line is skipped, and counted."""
        path = self._products_path()
        try:
            with open(path, "rb") as file:
                _check_stamp(file, path, part)
                yield from _batches(file, part)
                _check_stamp(file, path, part)
        except OSError as error:
            raise CatalogError(f"{path}: cannot be read: {error.strerror}") from error

    def sample(self, count: int) -> list[Row]:
        """Return the first products."""
        return list(islice((row for batch in self.read(self.ranges(1)[0]) for row in batch), count))

    def _products_path(self) -> str:
        path = os.path.join(self.folder, f"{self.products}.jsonl")
        if os.path.isfile(path):
            return path
        if not os.path.isdir(self.folder):
            raise CatalogError(
                f"{self.folder}: expected a folder with {self.products}.jsonl, got no folder; "
                "set `catalog.source` in shop.toml or pass --source"
            )
        try:
            names = sorted(os.listdir(self.folder))
        except OSError as error:
            raise CatalogError(f"{self.folder}: cannot be read: {error.strerror}") from error
        found = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        raise CatalogError(
            f"{self.folder}: expected {self.products}.jsonl, found {found or 'an empty folder'}; "
            f"{_way_out(self.products, names)}"
        )


def _way_out(products: str, names: list[str]) -> str:
    """Return what to do in a folder without the file of products, by the names in it."""
    lines = [name for name in names if name.endswith(".jsonl")]
    others = [name for name in names if name.lower().endswith((".json", ".csv", ".tsv", ".ndjson", ".xml", ".xlsx"))]
    if lines or not others:
        return "name the file in `catalog.products` without its .jsonl"
    first = next((name for name in others if name.rpartition(".")[0] == products), others[0])
    ending = first.rpartition(".")[2].lower()
    if ending == "ndjson":
        return f"rename {first} to {products}.jsonl"
    if ending == "json":
        return f"convert it to JSON Lines, one document a line: jq -c '.[]' {quote(first)} > {products}.jsonl"
    return f"convert {first} to JSON Lines, one JSON document a line: {products}.jsonl"


def _check_start(file: BinaryIO, path: str) -> None:
    start = file.read(4096)
    file.seek(0)
    if start.startswith(_UTF16):
        raise CatalogError(f"{path}: expected UTF-8, got UTF-16; save it as UTF-8")
    if start.removeprefix(BOM).lstrip(_BLANK).startswith(b"["):
        raise CatalogError(f"{path}: expected one document a line, got a JSON array; `jq -c '.[]'` makes lines of it")


def _stamp(file: BinaryIO) -> tuple[int, int, int]:
    """Return what tells a file from another one of its name, and from itself after a change."""
    facts = os.fstat(file.fileno())
    return facts.st_size, facts.st_mtime_ns, facts.st_ino


def _check_stamp(file: BinaryIO, path: str, part: Range) -> None:
    """Refuse a file that was written since it was cut: its ranges would end within documents."""
    if part.stamp and _stamp(file) != part.stamp:
        raise CatalogError(
            f"{path}: expected the file that the build began with, it was written since; build again, "
            "and let exports write a file of another name that takes its place when it is whole"
        )


def _around(file: BinaryIO, whole: Range, step: int, same: Sequence[Same]) -> Iterator[Range]:
    """Yield ranges in each of which about as much is to be read: what is between stretches that are as they were."""
    file.seek(0)
    each, place, row, left = _line_bytes(file), 0, 0, step
    begin, held = replace(whole, row=0), list[Same]()
    for one in same:
        if one.start - place > left:
            yield from _held(begin, held, each)
            yield from _cuts(file, replace(whole, start=place, stop=one.start, row=row), step, each)
            begin, held, left = replace(whole, start=one.start, row=one.row), [], step
        else:
            left -= one.start - place
        held.append(one)
        place, row = one.stop, one.row + one.rows
    yield from _held(begin, held, each)
    yield from _cuts(file, replace(whole, start=place, row=row), step, each)


def _held(begin: Range, same: Sequence[Same], each: int) -> Iterator[Range]:
    """Yield the range that ends with the last of some stretches, when there is one."""
    if same:
        stop = same[-1].stop
        left = stop - begin.start - sum(one.stop - one.start for one in same)
        yield replace(begin, stop=stop, rows=left // each, same=tuple(same))


def _cuts(file: BinaryIO, part: Range, step: int, each: int) -> Iterator[Range]:
    """Yield ranges that start where a line starts; a line belongs to the range that it starts in."""
    start, row = part.start, part.row
    while start < part.stop:
        file.seek(min(start + step, part.stop) - 1)
        while (rest := file.readline(_SKIPPED_BYTES)) and not rest.endswith(b"\n"):
            pass
        stop = file.tell()
        yield replace(part, start=start, stop=stop, rows=max((stop - start) // each, 1), row=row)
        start, row = stop, -1


def _line_bytes(file: BinaryIO) -> int:
    """Return about how long the lines are."""
    block = file.read(SMALLEST_BYTES)
    return max(len(block) // max(block.count(b"\n"), 1), 1)


def _numbered(batch: Batch) -> Iterator[Row]:
    """Yield the documents of a range that starts with its file, with the line of each in its source id."""
    for (name, document), line in zip(batch, batch.lines, strict=True):
        yield f"{name}:{line}", document


def _batches(file: BinaryIO, part: Range) -> Iterator[Batch]:
    """Yield the lines that start in a range, a block of the file at a time, and the stretches that are as they were."""
    place, line = part.start, 0
    for one in part.same:
        for batch in _read(file, replace(part, start=place, stop=one.start), line):
            line = batch.end
            yield batch
        end = line + one.rows
        lines = array("I", count_up(line + 1, one.rows))
        yield Batch(b"", one.stop - one.start, _unread, lines=lines, end=end, same=one)
        place, line = one.stop, end
    yield from _read(file, replace(part, start=place), line)


def _unread(_: int) -> Row:
    raise ValueError("expected to be asked for documents that were read")


def _read(file: BinaryIO, part: Range, line: int) -> Iterator[Batch]:
    """Yield the lines of a part of a range that `line` lines of it go before."""
    place, most = part.start, min(BLOCK_BYTES, LARGEST_BYTES)
    last = part.skip + part.take if part.take else 0
    while place < part.stop and not (last and line >= last):
        block = os.pread(file.fileno(), min(most, part.stop - place), place)
        if not block:
            return
        start = len(BOM) if not place and block.startswith(BOM) else 0
        size = end = len(block) if place + len(block) >= part.stop else block.rfind(b"\n") + 1
        if not end:
            block, size = _long(file, place)
            end = len(block)
        batch = _cut(block, start, end, line, part)
        yield batch
        place, line = place + size, batch.end


def _cut(block: bytes, at: int, end: int, line: int, part: Range) -> Batch:
    """Return the lines of a part of a block that `line` lines of the range go before."""
    begin = at
    digests: list[bytes] = []
    starts: list[int] = []
    stops: list[int] = []
    blanks: list[int] = []
    # Unlike split, find leaves the search to the C library, which looks at many bytes at once; and a slice that is let
    # go before the next one is made stays in the processor's cache.
    while at < end:
        stop = block.find(b"\n", at, end)
        if stop < 0:
            stop = end
        if block[at] <= _SPACE and not block[at:stop].strip(_BLANK):
            blanks.append(len(starts))
        else:
            digests.append(xxh3_128_digest(block[at:stop]))
            starts.append(at)
            stops.append(stop)
        at = stop + 1
    total = line + len(starts) + len(blanks)
    lines = array("I", range(line + 1, total + 1))
    for before in blanks:
        del lines[before]
    if part.skip or part.take:
        last = part.skip + part.take if part.take else total
        first, after = bisect_right(lines, part.skip), bisect_right(lines, last)
        digests, lines, starts, stops = (
            digests[first:after],
            lines[first:after],
            starts[first:after],
            stops[first:after],
        )
    name = part.name

    def row(number: int) -> Row:
        return name, block[starts[number] : stops[number]].strip(_BLANK)

    # Part of a range, an empty line or a last one without an end: such lines are looked at one by one the next time.
    is_block = not (begin or blanks or part.skip or part.take) and block.endswith(b"\n", 0, end)
    digest = xxh3_128_digest(memoryview(block)[:end]) if is_block else b""
    return Batch(b"".join(digests), end, row, lines=lines, end=total, digest=digest)


def _long(file: BinaryIO, place: int) -> tuple[bytes, int]:
    """Return the beginning of a line that is longer than a block, and how long it is with its end."""
    file.seek(place)
    line = file.readline(LARGEST_BYTES + 2)
    size, ended = len(line), line.endswith(b"\n")
    # What is not held is skipped: the beginning is enough to refuse it.
    while not ended and (rest := file.readline(_SKIPPED_BYTES)):
        size += len(rest)
        ended = rest.endswith(b"\n")
    return line, size
