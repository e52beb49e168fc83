"""A folder of JSON Lines files -> reference data, and byte ranges of products that end where lines end."""

import os
from collections.abc import Iterator
from itertools import islice
from shlex import quote
from typing import BinaryIO

from engine.catalog.references import RawReference
from engine.catalog.source import Batch, Range, Row
from engine.catalog.vet import LARGEST_BYTES, Kind
from engine.errors import CatalogError

RANGE_BYTES = 2 * 1024 * 1024
SMALLEST_BYTES = 64 * 1024
BATCH_ROWS = 500
BATCH_BYTES = 4 * 1024 * 1024
_BLOCK_BYTES = 128 * 1024
_SKIPPED_BYTES = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = b" \t\r\n"


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
            return tuple(_rows(path, Range(name, stop=os.path.getsize(path))))
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

    def ranges(self, count: int) -> tuple[Range, ...]:
        """Return byte ranges of about 2 MB, smaller where that would leave workers idle."""
        path = self._products_path()
        try:
            with open(path, "rb") as file:
                stamp = _stamp(file)
                _check_start(file, path)
                step = max(min(RANGE_BYTES, stamp[0] // max(count, 1)), SMALLEST_BYTES)
                found = tuple(_cuts(file, os.path.basename(path), step, stamp))
        except OSError as error:
            raise CatalogError(f"{path}: cannot be read: {error.strerror}") from error
        if not found:
            raise CatalogError(f"{path}: expected one product document a line, got an empty file")
        return found

    def read(self, part: Range) -> Iterator[Batch]:
        """Yield the lines of a range; an empty line is skipped, and counted."""
        batch: Batch = []
        held = 0
        path = self._products_path()
        try:
            for row in _rows(path, part):
                batch.append(row)
                held += len(row[1])
                if len(batch) >= BATCH_ROWS or held >= BATCH_BYTES:
                    yield batch
                    batch, held = [], 0
        except OSError as error:
            raise CatalogError(f"{path}: cannot be read: {error.strerror}") from error
        if batch:
            yield batch

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
    if start.removeprefix(_BOM).lstrip(_BLANK).startswith(b"["):
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


def _cuts(file: BinaryIO, name: str, step: int, stamp: tuple[int, ...]) -> Iterator[Range]:
    """Yield ranges that start where a line starts; a line belongs to the range that it starts in."""
    start, line = 0, 1
    while block := file.read(step):
        stop = start + len(block)
        lines = _line_ends(block)
        ended = block.endswith(b"\n")
        while not ended and (rest := file.readline(_SKIPPED_BYTES)):
            stop += len(rest)
            ended = rest.endswith(b"\n")
            lines += ended
        yield Range(name, start, stop, line, rows=lines + (not ended), stamp=stamp)
        start, line = stop, line + lines


def _line_ends(block: bytes) -> int:
    """Return how many line feeds there are; with lines as long as documents, faster than `count`."""
    count = at = 0
    while at := block.find(b"\n", at) + 1:
        count += 1
    return count


def _rows(path: str, part: Range) -> Iterator[Row]:
    name = os.path.basename(path)
    with open(path, "rb") as file:
        _check_stamp(file, path, part)
        first, end = part.line + part.skip, part.line + part.skip + part.take
        for number, line in enumerate(_lines(file, part), part.line):
            if number >= end and part.take:
                break
            text = line.strip(_BLANK)
            if text and number >= first:
                yield f"{name}:{number}", text
        _check_stamp(file, path, part)


def _lines(file: BinaryIO, part: Range) -> Iterator[bytes]:
    """Yield each line that starts in a range; of one that is longer than any document may be, its beginning."""
    file.seek(part.start)
    place, most = part.start, LARGEST_BYTES + 2
    while place < part.stop and (block := file.read(min(_BLOCK_BYTES, LARGEST_BYTES, part.stop - place))):
        start = len(_BOM) if not place and block.startswith(_BOM) else 0
        place += len(block)
        # Unlike split, find leaves the search to the C library, which looks at many bytes at once.
        while (end := block.find(b"\n", start)) >= 0:
            yield block[start:end]
            start = end + 1
        if start == len(block):
            continue
        rest = file.readline(most)
        place += len(rest)
        yield (block[start:] + rest)[:most]
        # What is not held is skipped: the beginning is enough to refuse it.
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(_SKIPPED_BYTES)
            place += len(rest)
