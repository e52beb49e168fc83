"""Rows -> a table of named columns of one length in flat bytes, and back from a mapped file without a copy.

A file is a head in msgpack and, each at a multiple of 64 bytes, the sections of its columns. Fixed formats have one
section: u8 u32 i32 u64 i64 f64, `digest` (16 bytes) and vectors such as f64x6. text, bytes and ints have two: offsets
(u32, one more than rows) and a heap. Numbers stand as the machine has them: a table is no file for another machine.
A file has a digest of its head and of each column, which is held to it when it is first asked for: a build that needs
few columns of a table reads no others.

A table may also stand `apart`: its head in one file and each column in one of its own beside it, `rows` and
`rows.price`. Where one is written over another that it was made of, columns that are the same stay as they are.
"""

import mmap
import os
import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, Struct, msgpack
from msgspec.structs import replace
from xxhash import xxh3_128, xxh3_128_digest

from engine.errors import DamagedError
from engine.snapshot.formats import Blobs, Form, Lists, Real, Texts, Whole, form
from engine.snapshot.sealed import SEAL, damaged
from native import Columns, check_spans, find_runs, join_offsets, merge_items, merge_spans

if TYPE_CHECKING:
    Buffer = bytes | bytearray | memoryview | array[Any]
else:
    Buffer = bytes | bytearray | memoryview | array
Sections = tuple[Buffer | list[Buffer], ...]  # a list: pieces that stand end to end
Schema = Mapping[str, str]  # name -> format

MAGIC = b"columns2"
TOP = 16 + SEAL  # before the head: magic, its size, its digest
ALIGN = 64
SPARSE = 10  # of so many rows one is another, or fewer: columns may be as they were
FEW_RUNS = 200  # stretches of rows that are taken as they lie; more of them are copied row by row
SMALL_BYTES = 1 << 16
A_WRITE = 1 << 20  # joined tables come in pieces of a few KB


class Column(Struct, frozen=True, gc=False, array_like=True):
    """Where a column stands in its file, counted from the first section of that file."""

    name: str
    format: str
    sections: tuple[tuple[int, int], ...]  # first byte, bytes
    digest: bytes = b""  # of the sections; empty in a table that was never a file of its own


class Head(Struct, frozen=True, array_like=True):
    """What a file says of itself."""

    order: str  # of bytes
    rows: int
    columns: tuple[Column, ...]
    apart: bool = False  # each column has a file of its own


class Table:
    """Columns over one buffer, or one each; DamagedError when a buffer is none of ours."""

    def __init__(
        self,
        buffer: Buffer | mmap.mmap,
        name: str = "a table",
        *,
        proven: bool = False,
        beside: Callable[[str], Buffer | mmap.mmap] | None = None,
    ) -> None:
        """`beside` returns the file of a column, for a table that may stand apart."""
        self.name = name
        raw = memoryview(buffer)
        head, start = _opened(raw, name)
        if head.apart and beside is None:
            raise damaged(name, "expected a table in one file")
        self.rows = head.rows
        self.schema = {column.name: column.format for column in head.columns}
        self._sections = {
            column.name: self._cut(column, memoryview(beside(column.name)), 0)
            if head.apart and beside
            else self._cut(column, raw, start)
            for column in head.columns
        }
        self.digests = {column.name: column.digest for column in head.columns if column.digest}
        self._unproven = {} if proven else dict(self.digests)
        self._spans: dict[str, tuple[Whole, memoryview]] = {}

    def __len__(self) -> int:
        return self.rows

    def _cut(self, column: Column, raw: memoryview, start: int) -> tuple[memoryview, ...]:
        try:
            parts = form(column.format)
        except ValueError as error:
            raise damaged(self.name, str(error)) from error
        wanted = (self.rows * parts.width,) if parts.length >= 0 else ((self.rows + 1) * 4, None)
        cut = tuple(raw[start + at : start + at + size] for at, size in column.sections if at >= 0 and size >= 0)
        sizes = tuple(size for _, size in column.sections)
        if (
            self.rows < 0
            or len(sizes) != len(wanted)
            or tuple(map(len, cut)) != sizes
            or any(want not in (size, None) for want, size in zip(wanted, sizes, strict=True))
            or sizes[-1] % array(parts.code).itemsize
        ):
            raise damaged(self.name, f"expected {self.rows} rows of {column.format} in column {column.name}")
        return cut

    def sections(self, name: str) -> tuple[memoryview, ...]:
        """Return the bytes of a column as they stand; DamagedError when they are others than were written."""
        found = self._sections[name]
        if name in self._unproven:
            if _digest(found) != self._unproven[name]:
                raise damaged(self.name, f"column {name}")
            del self._unproven[name]
        return found

    def _fixed(self, name: str, code: str) -> memoryview:
        parts = form(self.schema[name])
        if parts.length < 0 or parts.code != code:
            raise TypeError(f"column {name} is {self.schema[name]}, not of {code!r}")
        return self.sections(name)[0]

    def u8(self, name: str) -> Whole:
        """Return a column of u8; vectors and digests lie flat."""
        return self._fixed(name, "B").cast("B")

    def u32(self, name: str) -> Whole:
        """Return a column of u32."""
        return self._fixed(name, "I").cast("I")

    def i32(self, name: str) -> Whole:
        """Return a column of i32."""
        return self._fixed(name, "i").cast("i")

    def u64(self, name: str) -> Whole:
        """Return a column of u64."""
        return self._fixed(name, "Q").cast("Q")

    def i64(self, name: str) -> Whole:
        """Return a column of i64."""
        return self._fixed(name, "q").cast("q")

    def f64(self, name: str) -> Real:
        """Return a column of f64; vectors lie flat."""
        return self._fixed(name, "d").cast("d")

    def digest(self, name: str, row: int) -> bytes:
        """Return one digest of a column."""
        if not 0 <= row < self.rows:
            raise IndexError(f"expected a row below {self.rows}, got {row}")
        return bytes(self._fixed(name, "B")[16 * row : 16 * row + 16])

    def texts(self, name: str) -> Texts:
        """Return a column of texts."""
        return Texts(*self.spans(name, "text"))

    def blobs(self, name: str) -> Blobs:
        """Return a column of byte strings."""
        return Blobs(*self.spans(name, "bytes"))

    def lists(self, name: str) -> Lists:
        """Return a column of lists of whole numbers."""
        return Lists(*self.spans(name, "ints"))

    def spans(self, name: str, wanted: str = "") -> tuple[Whole, memoryview]:
        """Return offsets and heap of a column, which are sound: offsets never lead out of the heap."""
        found = self._spans.get(name)
        if found is None:
            offsets, heap = self.sections(name)
            code: Any = form(self.schema[name]).code
            heap = heap.cast(code)
            try:
                check_spans(offsets, len(heap))
            except ValueError as error:
                raise damaged(self.name, f"column {name}: {error}") from error
            found = self._spans[name] = (offsets.cast("I"), heap)
        if wanted not in ("", self.schema[name]):
            raise TypeError(f"column {name} is {self.schema[name]}, not {wanted}")
        return found

    def draft(self) -> "Draft":
        """Return the table as a draft, to be written or made into another."""
        columns = {name: (kind, self.sections(name)) for name, kind in self.schema.items()}
        return Draft(self.rows, columns, self.digests)


class Draft:
    """A table that is not laid out yet: its columns may still lie in different places."""

    def __init__(
        self, rows: int, columns: Mapping[str, tuple[str, Sections]], digests: Mapping[str, bytes] | None = None
    ) -> None:
        """`digests` are those of columns of which they are known."""
        self.rows = rows
        self._columns = columns
        self._digests = digests or {}
        self._laid: list[tuple[Column, list[memoryview]]] = []
        self._buffers: list[memoryview] = []
        at = 0
        for name, (format_, sections) in columns.items():
            found: list[tuple[int, int]] = []
            held: list[memoryview] = []
            for section in sections:
                pieces = [
                    memoryview(piece).cast("B") for piece in (section if isinstance(section, list) else [section])
                ]
                size = sum(map(len, pieces))
                found.append((at, size))
                held += pieces
                pad = _aligned(size) - size
                self._buffers += (*pieces, memoryview(bytes(pad)))
                at += size + pad
            self._laid.append((Column(name, format_, tuple(found)), held))

    def _sealed(self) -> list[Column]:
        """Return where each column stands, with its digest."""
        return [replace(column, digest=self._digests.get(column.name) or _digest(held)) for column, held in self._laid]

    def _top(self, columns: Sequence[Column], *, apart: bool = False) -> bytes:
        head = msgpack.encode(Head(sys.byteorder, self.rows, tuple(columns), apart))
        top = MAGIC + len(head).to_bytes(8, sys.byteorder) + xxh3_128_digest(head) + head
        return top.ljust(_aligned(len(top)), b"\0")

    def pieces(self, *, sealed: bool = False) -> list[Buffer]:
        """Return the table's file in pieces; `sealed`: with the digests of its columns, to be kept."""
        return [self._top(self._sealed() if sealed else [column for column, _ in self._laid]), *self._buffers]

    def to_bytes(self, *, sealed: bool = False) -> bytes:
        """Return the table's file."""
        return b"".join(self.pieces(sealed=sealed))

    def having(self, columns: Mapping[str, tuple[str, Sections]]) -> "Draft":
        """Return the draft with some of its columns in the place of what they were."""
        digests = {name: digest for name, digest in self._digests.items() if name not in columns}
        return Draft(self.rows, {**self._columns, **columns}, digests)

    def table(self) -> Table:
        """Return the table in memory; DamagedError when its columns are of different lengths."""
        return Table(self.to_bytes())

    def write(self, path: str) -> None:
        """Write the table's file in one step."""
        _write(path, self.pieces(sealed=True))

    def write_apart(self, path: str) -> None:
        """Write the table apart; of one that it was made of and that stands there, columns that are the same stay.

        What is linked to from elsewhere stays there as it was. While columns are written there is no table.
        """
        alone = [Draft(self.rows, {name: column}, self._digests) for name, column in self._columns.items()]
        columns = [column for one in alone for column in one._sealed()]
        had: frozenset[Column] = frozenset()
        with suppress(FileNotFoundError, DamagedError), open(path, "rb") as file:
            head, _ = _opened(memoryview(file.read()), path)
            had = frozenset(head.columns) if head.apart else had
        with suppress(FileNotFoundError):
            os.unlink(path)
        for column, one in zip(columns, alone, strict=True):
            if column not in had or not self._digests.get(column.name):
                _write(f"{path}.{column.name}", one._buffers)
        _write(path, [self._top(columns, apart=True)])

    def written(self, path: str) -> Table:
        """Write the table's file, and return the table that is mapped from it: it need not be proven."""
        self.write(path)
        return read_table(path, proven=True)


def _opened(raw: memoryview, name: str) -> tuple[Head, int]:
    """Return the head of a file, and where its first section stands; DamagedError when it has none of ours."""
    if len(raw) < TOP or raw[:8] != MAGIC:
        raise damaged(name, "expected a table of columns")
    size = int.from_bytes(raw[8:16], sys.byteorder)
    if xxh3_128_digest(raw[TOP : TOP + size]) != raw[16:TOP]:
        raise damaged(name)
    try:
        head = msgpack.decode(raw[TOP : TOP + size], type=Head)
    except DecodeError as error:
        raise damaged(name, str(error)) from error
    if head.order != sys.byteorder:
        raise DamagedError(f"{name}: expected {sys.byteorder} numbers, got {head.order}")
    return head, _aligned(TOP + size)


def _write(path: str, pieces: Iterable[Buffer]) -> None:
    with open(f"{path}.next", "wb", buffering=A_WRITE) as file:
        file.writelines(pieces)
    os.replace(f"{path}.next", path)


def _digest(pieces: Iterable[Buffer]) -> bytes:
    state = xxh3_128()
    for piece in pieces:
        state.update(piece)
    return state.digest()


def _aligned(size: int) -> int:
    return -(-size // ALIGN) * ALIGN


def read_table(path: str, schema: Schema | None = None, *, proven: bool = False) -> Table:
    """Return the table of a mapped file; DamagedError unless it is whole and has the columns of `schema`.

    `proven`: this process has written it, so its columns need not be held to their digests.
    """
    table = Table(_mapped(path), path, proven=proven, beside=lambda column: _mapped(f"{path}.{column}"))
    if schema is not None and table.schema != dict(schema):
        raise DamagedError(f"{path}: expected the columns {', '.join(schema)}, got {', '.join(table.schema)}")
    return table


def _mapped(path: str) -> mmap.mmap | bytes:
    """Return a file; a small one is read, for a map keeps a file open."""
    with open(path, "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size > SMALL_BYTES else file.readall()


class Builder:
    """Rows that become a table: `append` takes a tuple of values in the order of the schema, which have to fit it."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._columns = Columns([_wanted(kind) for kind in schema.values()])
        self.append = self._columns.append

    def __len__(self) -> int:
        return len(self._columns)

    def draft(self) -> Draft:
        """Return the rows as columns."""
        named = zip(self._schema.items(), self._columns.sections(), strict=True)
        return Draft(len(self), {name: (kind, sections) for (name, kind), sections in named})

    def to_bytes(self) -> bytes:
        """Return the file of the table."""
        return self.draft().to_bytes()


def _wanted(kind: str) -> tuple[str, int]:
    """Return what a column of rows is to hold: a span's name, or a number's code and how many there are a row."""
    parts = form(kind)
    return (kind if parts.length < 0 else parts.code, parts.length) if kind != "digest" else ("bytes16", 1)


def join(tables: Iterable[Table], schema: Schema) -> Draft:
    """Return tables of one schema end to end."""
    parts = list(tables)
    for part in parts:
        if part.schema != dict(schema):
            raise DamagedError(f"{part.name}: expected the columns {', '.join(schema)}, got {', '.join(part.schema)}")
    columns: dict[str, tuple[str, Sections]] = {}
    for name, kind in schema.items():
        if form(kind).length >= 0:
            columns[name] = kind, ([part.sections(name)[0] for part in parts],)
        else:
            spans = [part.spans(name) for part in parts]
            heap: list[Buffer] = [heap for _, heap in spans]
            columns[name] = kind, (join_offsets([offsets for offsets, _ in spans]), heap)
    return Draft(sum(part.rows for part in parts), columns)


def merge(old: Table, fresh: Table, index: Buffer) -> Draft:
    """Return a row for each number of `index` (i32): the old one of that number, or the fresh one at -1 - number."""
    if old.schema != fresh.schema:
        raise DamagedError(f"{old.name}: expected the columns {', '.join(fresh.schema)}, got {', '.join(old.schema)}")
    rows = memoryview(index).nbytes // 4
    runs = find_runs(index, max(FEW_RUNS, rows // SPARSE))
    parts = _parts(old, fresh, runs) if runs is not None and len(runs) <= FEW_RUNS else None
    places = _replaced(runs) if runs is not None and rows == len(old) else None
    columns: dict[str, tuple[str, Sections]] = {}
    digests: dict[str, bytes] = {}
    for name, kind in fresh.schema.items():
        if places is not None and _picked(old, name, places[0]) == _picked(fresh, name, places[1]):
            columns[name] = kind, old.sections(name)
            digests[name] = old.digests.get(name, b"")
        elif parts is not None:
            columns[name] = kind, _end_to_end(parts, name, form(kind))
        else:
            columns[name] = kind, _merged(old, fresh, name, index)
    return Draft(rows, columns, digests)


def _merged(old: Table, fresh: Table, name: str, index: Buffer) -> tuple[Buffer, ...]:
    parts = form(fresh.schema[name])
    if parts.length >= 0:
        return (merge_items(old.sections(name)[0], fresh.sections(name)[0], parts.width, index),)
    return merge_spans(old.spans(name), fresh.spans(name), parts.width, index)


def _picked(table: Table, name: str, rows: Buffer) -> tuple[Buffer, ...]:
    return _merged(table, table, name, rows)


def _replaced(runs: Sequence[tuple[int, int]]) -> tuple[bytes, bytes] | None:
    """Return the rows that fresh ones take the place of, and the numbers of these (i32); None if any row has moved."""
    replaced, numbers, place = array("i"), array("i"), 0
    for first, rows in runs:
        if first < 0:
            replaced.append(place)
            numbers.append(-1 - first)
        elif first != place:
            return None
        place += rows
    return replaced.tobytes(), numbers.tobytes()


def _parts(old: Table, fresh: Table, runs: Sequence[tuple[int, int]]) -> list[tuple[Table, int, int]]:
    """Return the table, first and end of each stretch."""
    parts = [(old, first, first + rows) if first >= 0 else (fresh, -1 - first, -first) for first, rows in runs]
    for table, _, end in parts:
        if end > len(table):
            raise IndexError(f"{table.name}: expected rows below {len(table)}, got {end - 1}")
    return parts


def _end_to_end(parts: Sequence[tuple[Table, int, int]], name: str, kind: Form) -> Sections:
    """Return a column of a few stretches of tables, of which none is copied before it is written."""
    tables = {id(table): table for table, _, _ in parts}
    if kind.length >= 0:
        items = {number: table.sections(name)[0] for number, table in tables.items()}
        return ([items[id(table)][kind.width * first : kind.width * end] for table, first, end in parts],)
    spans = {number: table.spans(name) for number, table in tables.items()}
    cut = [(spans[id(table)][0][first : end + 1], spans[id(table)][1]) for table, first, end in parts]
    heap: list[Buffer] = [heap[offsets[0] : offsets[-1]] for offsets, heap in cut]
    return join_offsets([offsets for offsets, _ in cut]), heap


def take(table: Table, index: Buffer) -> Draft:
    """Return the rows of `index` (i32, 0 or more)."""
    return merge(table, empty(table.schema), index)


def empty(schema: Schema) -> Table:
    """Return a table without rows."""
    return Builder(schema).draft().table()
