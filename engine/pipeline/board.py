"""A snapshot and the plan as workers see them: mapped tables, asked about single products and lists."""

import mmap
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from xxhash import xxh3_128_digest

from engine.plan.model import NEW, NONE, SAME_DESCRIPTION, SAME_TITLE, Before, Plan
from engine.plan.urls import Addresses
from engine.render.products import Standing
from engine.snapshot.columns import Draft, Table, read_table
from engine.snapshot.folder import BASIS, CARDS, PLAN, ROWS, noted_packs
from engine.snapshot.formats import Whole
from engine.snapshot.pack import PackReader, Place, pack_path, pack_sizes
from engine.snapshot.proof import Proof
from engine.snapshot.sealed import damaged

if TYPE_CHECKING:
    from native.machine import Fragments

ORDER = "order"


def write_board(folder: str, plan: Plan) -> None:
    """Write what workers, and the next plan, need of a plan into a snapshot's folder.

    The basis goes first and comes last: it must never stand beside another plan than its own.
    """
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(folder, BASIS))
    plan.rows.draft().write(os.path.join(folder, PLAN))
    for name, numbers in (("items", plan.items), ("starts", plan.starts), ("shown", plan.shown)):
        Draft(len(numbers), {"row": ("u32", (numbers,))}).write(os.path.join(folder, f"{ORDER}.{name}"))
    with open(os.path.join(folder, f"{BASIS}.next"), "wb") as file:
        file.write(plan.basis)
    os.replace(os.path.join(folder, f"{BASIS}.next"), os.path.join(folder, BASIS))


def read_before(folder: str) -> Before | None:
    """Return what the plan of a snapshot gave its products, None when there is none."""
    try:
        with open(os.path.join(folder, BASIS), "rb") as file:
            return Before(file.read(), read_table(os.path.join(folder, PLAN)))
    except FileNotFoundError:
        return None


class Board:
    """What is known of rows; a row is the number of a document in the snapshot."""

    def __init__(self, folder: str, urls: Addresses, per_page: int, *, proven: bool = False) -> None:
        """`proven`: records and cards were written by this very build, so that none need be held to its digest."""
        self._folder = folder
        self._proven = proven
        self._urls = urls
        self._per_page = per_page
        rows, plan = read_table(os.path.join(folder, ROWS)), read_table(os.path.join(folder, PLAN))
        self._pack, self._offset, self._length = rows.u32("pack"), rows.i64("offset"), rows.u32("length")
        self._colours = rows.texts("colour")
        self._slugs, self._flags, self._siblings = plan.texts("slug"), plan.u8("flags"), plan.lists("siblings")
        self._related = plan.u32("related")
        self._width = len(self._related) // max(len(plan), 1)
        self._items, self._starts = self._numbers("items"), self._numbers("starts")
        self.shown = self._numbers("shown")  # all rows that have a page, in the order of the lists
        self._records = PackReader(folder, "records")
        self._digests = rows.u8("record")
        self._shelf: _Shelf | None = None

    def _numbers(self, name: str) -> Whole:
        return read_table(os.path.join(self._folder, f"{ORDER}.{name}")).u32("row")

    def close(self) -> None:
        """Close the files of records."""
        self._records.close()

    def records(self, rows: Sequence[int]) -> Iterator[memoryview]:
        """Yield the record of each row, as it was vetted; DamagedError when it is another."""
        pack, offset, length = self._pack, self._offset, self._length
        found = self._records.read_many([Place(pack[row], offset[row], length[row]) for row in rows])
        return found if self._proven else self._held_to_digests(rows, found)

    def _held_to_digests(self, rows: Sequence[int], found: Iterator[memoryview]) -> Iterator[memoryview]:
        digests = self._digests
        for row, record in zip(rows, found, strict=True):
            if xxh3_128_digest(record) != digests[16 * row : 16 * row + 16].tobytes():
                raise damaged(pack_path(self._folder, "records", self._pack[row]), f"the record of row {row}")
            yield record

    def standing(self, row: int) -> Standing:
        """Return what the plan says of a product."""
        return next(self.standings((row,)))

    def standings(self, rows: Iterable[int]) -> Iterator[Standing]:
        """Yield what the plan says of each product."""
        colours, flags = self._colours, self._flags
        around = self._urls.patterns["product"].rstrip("/").split("{slug}")
        slugs, ends, siblings = self._slugs, self._siblings.offsets, self._siblings.heap
        for row in rows:
            said = flags[row]
            start, end = ends[row], ends[row + 1]
            yield Standing(
                slugs[row].join(around),
                () if start == end else tuple([colours[other] for other in siblings[start:end]]),
                bool(said & NEW),
                bool(said & SAME_TITLE),
                bool(said & SAME_DESCRIPTION),
            )

    def related(self, row: int) -> tuple[int, ...]:
        """Return the rows of related products, best first."""
        width = self._width
        found = tuple(self._related[width * row : width * row + width])
        return tuple([other for other in found if other != NONE]) if NONE in found else found

    def siblings(self, row: int) -> tuple[int, ...]:
        """Return the rows of a product's colours, its own among them; none without another colour."""
        return tuple(self._siblings[row])

    def items(self, number: int, page: int) -> tuple[int, ...]:
        """Return the rows on a page of a list."""
        start = self._starts[number] + (page - 1) * self._per_page
        return tuple(self._items[start : min(start + self._per_page, self._starts[number + 1])])

    def fragments(self) -> "Fragments":
        """Return what was made of every card, to be inserted."""
        from native.machine import Fragments

        table = read_table(os.path.join(self._folder, CARDS))
        sizes = table.u32("sizes")
        names = pack_sizes(self._folder, CARDS)
        packs = {int(name.rpartition(".")[2]): _map(os.path.join(self._folder, name)) for name in names}
        held = [packs.get(number, b"") for number in range(max(packs, default=-1) + 1)]
        kinds = len(sizes) // max(len(table), 1) or 1
        self._shelf = None if self._proven else _Shelf(self._folder, table, held, kinds)
        return Fragments(held, table.u32("pack"), table.i64("offset"), sizes, kinds)

    def on_shelf(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return rows whose cards are to be inserted; DamagedError when one is not what was made."""
        if self._shelf is not None:
            self._shelf.check(rows)
        return tuple(rows)


class _Shelf:
    """The cards of a snapshot, proven before they are inserted: a few block by block, many of them as a whole."""

    def __init__(self, folder: str, table: Table, packs: Sequence[mmap.mmap | bytes], kinds: int) -> None:
        noted = noted_packs(folder)
        names = [f"{CARDS}.{number}" for number in range(len(packs))]
        self._proofs = [
            Proof(os.path.join(folder, name), memoryview(pack), noted.sizes.get(name, 0), noted.blocks.get(name, b""))
            for name, pack in zip(names, packs, strict=True)
        ]
        self._pack, self._offset, self._sizes = table.u32("pack"), table.i64("offset"), table.u32("sizes")
        self._kinds = kinds
        self._few = sum(map(len, self._proofs))  # cards that may yet be asked for before all is proven

    def check(self, rows: Sequence[int]) -> None:
        if self._few < 0:
            return
        self._few -= len(rows)
        if self._few < 0:
            for proof in self._proofs:
                proof.check_all()
            return
        for row in rows:
            start, kinds = self._offset[row], self._kinds
            self._proofs[self._pack[row]].check(start, start + sum(self._sizes[kinds * row : kinds * row + kinds]))


def _map(path: str) -> mmap.mmap | bytes:
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else b""
