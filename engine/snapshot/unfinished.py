"""What a build had vetted when it was cut off -> rows that the next one knows, so that it vets the rest only.

A snapshot that is being made keeps the rows of each finished range in a file of its own, beside the packs that hold
their records. Rows of builds that vetted alike are taken over with those packs, each record held to its digest.
"""

import os
from collections.abc import Iterator
from contextlib import suppress

from msgspec import DecodeError, Struct, msgpack
from xxhash import xxh3_128_digest

from engine.errors import DamagedError
from engine.snapshot.columns import Table, join
from engine.snapshot.pack import PackReader, Place, pack_sizes
from engine.snapshot.row import PUBLISHED, SCHEMA
from engine.snapshot.sealed import damaged, seal, unseal

BEGUN = "begun"
PART = "part"
KNOWN = "known"  # rows that a snapshot which is being made starts from, where that is not those of the one before
RECORDS = "records"
WORTH = 20  # rows of a range that are worth a file
AT_ONCE = 500  # records that are held to their digests in one go


class Begun(Struct, frozen=True):
    """What a snapshot that is being made follows from: rows hold where all of this is the same."""

    edition: str
    options: str
    vetting: str
    like: str  # name of the snapshot whose packs it shares, empty: none


def begin(folder: str, begun: Begun) -> None:
    """Have what is kept of ranges in a folder be found by the next build, should this one be cut off."""
    with open(os.path.join(folder, BEGUN), "wb") as file:
        file.write(msgpack.encode(begun))


def is_unfinished(folder: str) -> bool:
    """Return whether a folder may hold ranges that a build was cut off after."""
    return os.path.exists(os.path.join(folder, BEGUN))


def keep_part(folder: str, number: int, rows: bytes) -> None:
    """Keep the table of the rows of a range, in one step; its records are in their packs."""
    path = os.path.join(folder, f"{PART}.{number}")
    with open(f"{path}.next", "wb") as file:
        file.write(seal(rows))
    os.replace(f"{path}.next", path)


def end(folder: str) -> None:
    """Remove what was kept of ranges: the snapshot is whole."""
    for name in os.listdir(folder):
        if name in (BEGUN, KNOWN) or name.startswith(f"{PART}."):
            os.unlink(os.path.join(folder, name))


def take_up(snapshots: str, fresh: str, begun: Begun, lost: list[str]) -> Table | None:
    """Return the rows that builds which were cut off have left, their packs linked into a fresh folder; None: none.

    `lost` gets the files of ranges that are damaged: these are vetted again.
    """
    tables: list[Table] = []
    for name in sorted(os.listdir(snapshots)):  # the names of builds begin with their dates
        folder = os.path.join(snapshots, name)
        if folder != fresh and _begun(folder) == begun and _link_packs(folder, fresh):
            tables += _parts(folder, fresh, lost)
    return join(tables, SCHEMA).table() if tables else None


def _begun(folder: str) -> Begun | None:
    try:
        with open(os.path.join(folder, BEGUN), "rb") as file:
            return msgpack.decode(file.read(), type=Begun)
    except (FileNotFoundError, NotADirectoryError, DecodeError):
        return None


def _link_packs(folder: str, fresh: str) -> bool:
    """Link the packs of one folder into another; False when that has others of these names."""
    names = pack_sizes(folder, RECORDS)
    for name in names:
        with suppress(FileNotFoundError):
            if not os.path.samefile(os.path.join(folder, name), os.path.join(fresh, name)):
                return False
    for name in names:
        with suppress(FileExistsError):
            os.link(os.path.join(folder, name), os.path.join(fresh, name))
    return True


def _parts(folder: str, fresh: str, lost: list[str]) -> Iterator[Table]:
    with PackReader(fresh, RECORDS) as records:
        for name in sorted(os.listdir(folder)):
            if name.startswith(f"{PART}.") and not name.endswith(".next"):
                path = os.path.join(folder, name)
                try:
                    with open(path, "rb") as file:
                        table = Table(unseal(file.read(), path), path)
                    _check_records(table, records)
                except DamagedError:
                    lost.append(path)
                else:
                    yield table


def _check_records(table: Table, records: PackReader) -> None:
    """Hold each record to its digest: a machine that failed may have lost some."""
    packs, offsets, lengths = table.u32("pack"), table.i64("offset"), table.u32("length")
    rows = [row for row, outcome in enumerate(table.u8("outcome")) if outcome == PUBLISHED]
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        held = records.read_many([Place(packs[row], offsets[row], lengths[row]) for row in some])
        if any(xxh3_128_digest(one) != table.digest("record", row) for row, one in zip(some, held, strict=True)):
            raise damaged(table.name, "its records are others")
