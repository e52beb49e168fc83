"""Snapshots of a shop on disk: each has a folder of its own, and the last whole one is named in `current`.

A snapshot's folder holds the table of rows, the packs of records and of cards, and what is known of the whole. Packs
only grow, and each column of the rows has a file of its own, so a snapshot that differs in a few products shares most
of it with the one before by hard links.
"""

import os
import re
import shutil
from contextlib import suppress

from msgspec import DecodeError, Struct, msgpack
from msgspec.structs import replace

from engine.catalog.blocks import Blocks, Known
from engine.catalog.names import Names
from engine.catalog.product import Finding, Reference
from engine.errors import DamagedError
from engine.snapshot.columns import Draft, Sections, Table, read_table
from engine.snapshot.edition import edition
from engine.snapshot.pack import pack_sizes
from engine.snapshot.proof import digest_blocks
from engine.snapshot.row import SCHEMA
from engine.snapshot.sealed import damaged, seal, unseal
from engine.snapshot.unfinished import end as end_parts
from engine.snapshot.unfinished import is_unfinished

CURRENT = "current"
META = "catalog"
ROWS = "rows"
BLOCKS = "blocks"
CARDS = "cards"  # both the packs and the table of cards
PACKS = ("records", CARDS)
WHOLE = "packs"  # what they held when they were whole
PLAN, BASIS = "plan", "basis"  # what a plan gave its products, and what decided their slugs
SHARED = (*PACKS, WHOLE, ROWS, PLAN, BASIS)  # what a snapshot starts from
MOST_DEAD_BYTES = 32 * 1024 * 1024


class Packs(Struct, frozen=True):
    """How much the packs of a snapshot hold."""

    sizes: dict[str, int]  # by file
    cards: int = -1  # about how much of it are cards in use; negative: nobody knows
    blocks: dict[str, bytes] = {}  # digests of the blocks of packs of cards


class Meta(Struct, frozen=True, kw_only=True):
    """What is known of a snapshot as a whole."""

    reference: Reference
    names: Names
    findings: tuple[Finding, ...]  # of the reference data
    options: str  # digest of the options that decide what is in a snapshot
    raw: str  # digest of the documents of the reference data
    vetting: str  # digest of all that decides how a document is vetted
    edition: str = ""
    stamp: tuple[int, ...] = ()  # of the file of products when it was read; empty: no file, or too young to be trusted
    compared: float = 0.0  # seconds since 1970 when every document was last compared


class Catalog(Struct, frozen=True):
    """A vetted catalog."""

    folder: str
    meta: Meta
    table: Table
    proven: bool = False  # all of its packs were written by this very build

    @property
    def reference(self) -> Reference:
        """What products refer to."""
        return self.meta.reference


class Snapshots:
    """The snapshots of one shop."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def begin(self, build_id: str, like: Catalog | None = None) -> str:
        """Return a fresh folder, with the packs, the rows and the plan of the snapshot that it starts from."""
        fresh = os.path.join(self._folder, build_id)
        os.makedirs(fresh)
        if like is not None:
            for name in os.listdir(like.folder):
                if name.partition(".")[0] in SHARED and not name.endswith(".next"):
                    os.link(os.path.join(like.folder, name), os.path.join(fresh, name))
        return fresh

    @property
    def folder(self) -> str:
        """Where they are."""
        return self._folder

    def sweep(self, *, everything: bool = False, unfinished: bool = True) -> None:
        """Delete all snapshots but the current one, or that too, and its cards when most of them are out of use.

        Those that a build was cut off in stay unless `unfinished`. Nothing may be at work on any of them.
        """
        kept = "" if everything else self._current()
        if kept:
            _sweep_cards(kept)
        with suppress(FileNotFoundError):
            if everything:
                os.unlink(os.path.join(self._folder, CURRENT))
        with suppress(FileNotFoundError):
            for name in os.listdir(self._folder):
                path = os.path.join(self._folder, name)
                if os.path.isdir(path) and path != kept and (everything or unfinished or not is_unfinished(path)):
                    shutil.rmtree(path)

    def keep(self, folder: str, meta: Meta, rows: Draft, blocks: Blocks | None = None) -> Catalog:
        """Make a snapshot the current one; its packs are whole. `blocks` are those of the file that was read."""
        note_packs(folder)
        end_parts(folder)
        if blocks is not None:
            _write_blocks(folder, blocks)
        path = os.path.join(folder, ROWS)
        rows.write_apart(path)
        catalog = Catalog(folder, replace(meta, edition=edition()), read_table(path, proven=True))
        self.update(catalog)
        self._point_at(folder)
        return catalog

    def adopt(self, folder: str) -> None:
        """Take a snapshot of another place as the current one, by hard links: what is written here goes beside."""
        own = os.path.join(self._folder, os.path.basename(folder))
        shutil.copytree(folder, own, copy_function=os.link)
        self._point_at(own)

    def _point_at(self, folder: str) -> None:
        pointer = os.path.join(self._folder, CURRENT)
        with open(f"{pointer}.next", "w", encoding="ascii") as file:
            file.write(os.path.basename(folder))
        os.replace(f"{pointer}.next", pointer)

    def update(self, catalog: Catalog) -> None:
        """Write what is known of a snapshot as a whole."""
        path = os.path.join(catalog.folder, META)
        with open(f"{path}.next", "wb") as file:
            file.write(seal(msgpack.encode(catalog.meta)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{path}.next", path)

    def load(self) -> Catalog | None:
        """Return the last whole snapshot; None when there is none, or one of another edition.

        DamagedError when it is not what was written; its columns and records are looked at when they are used.
        """
        folder = self._current()
        if not folder:
            return None
        try:
            path = os.path.join(folder, META)
            with open(path, "rb") as file:
                meta = msgpack.decode(unseal(file.read(), path), type=Meta)
            if meta.edition != edition():
                return None
            _check_packs(folder)
            return Catalog(folder, meta, read_table(os.path.join(folder, ROWS), SCHEMA))
        except DecodeError:  # another edition's
            return None
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise damaged(folder, f"{os.path.basename(error.filename)} is gone") from error

    def _current(self) -> str:
        try:
            with open(os.path.join(self._folder, CURRENT), encoding="latin-1") as file:
                name = file.read().strip()
        except FileNotFoundError:
            return ""
        # The name of a build: one that was overwritten must not lead elsewhere.
        return os.path.join(self._folder, name if re.fullmatch(r"[\w-]+", name, re.ASCII) else "-")


def _write_blocks(folder: str, blocks: Blocks) -> None:
    columns: dict[str, tuple[str, Sections]] = {
        "row": ("u32", (blocks.row,)),
        "rows": ("u32", (blocks.rows,)),
        "size": ("u32", (blocks.size,)),
        "digest": ("digest", (blocks.digests,)),
    }
    Draft(len(blocks), columns).write(os.path.join(folder, BLOCKS))


def read_blocks(catalog: Catalog) -> Known | None:
    """Return what is known of the file that a snapshot was made of; None when there is none, or nothing is known."""
    try:
        table = read_table(os.path.join(catalog.folder, BLOCKS))
    except FileNotFoundError:
        return None
    blocks = Blocks(table.u32("row"), table.u32("rows"), table.u32("size"), table.u8("digest"))
    return Known(blocks, catalog.table.u8("raw"))


def note_packs(folder: str, cards: int = -1) -> None:
    """Write down how much the packs of a snapshot hold, once they are whole: a machine that fails may cut them off.

    `cards` is about how many bytes of cards are in use. DamagedError when one is not what was noted before.
    """
    sizes, before = pack_sizes(folder, *PACKS), Packs({})
    with suppress(FileNotFoundError):
        before = noted_packs(folder)
    blocks = {
        name: digest_blocks(os.path.join(folder, name), size, before.sizes.get(name, 0), before.blocks.get(name, b""))
        for name, size in pack_sizes(folder, CARDS).items()
    }
    _note(folder, Packs(sizes, cards, blocks))


def _note(folder: str, packs: Packs) -> None:
    path = os.path.join(folder, WHOLE)
    with open(f"{path}.next", "wb") as file:
        file.write(seal(msgpack.encode(packs)))
    os.replace(f"{path}.next", path)


def noted_packs(folder: str) -> Packs:
    """Return what is noted of the packs of a snapshot; DamagedError when it is not what was written."""
    path = os.path.join(folder, WHOLE)
    with open(path, "rb") as file:
        return msgpack.decode(unseal(file.read(), path), type=Packs)


def _check_packs(folder: str) -> None:
    held = pack_sizes(folder, *PACKS)
    for name, size in noted_packs(folder).sizes.items():
        if held.get(name, -1) < size:
            raise damaged(os.path.join(folder, name), f"expected {size} bytes, got {held.get(name, 'no such file')}")


def _sweep_cards(folder: str) -> None:
    """Delete the cards of a snapshot when more of them is out of use than in use; the next build makes them anew."""
    with suppress(FileNotFoundError, DecodeError, DamagedError):
        packs, held = noted_packs(folder), pack_sizes(folder, CARDS)
        if packs.cards < 0 or sum(held.values()) <= MOST_DEAD_BYTES + 2 * packs.cards:
            return
        _note(folder, Packs({name: size for name, size in packs.sizes.items() if name not in held}))
        for name in (CARDS, *held):
            os.unlink(os.path.join(folder, name))
