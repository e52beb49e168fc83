"""Packs and snapshots -> records that come back, and the last whole snapshot whatever was killed."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.catalog.product import Reference
from engine.snapshot.folder import Catalog, Snapshots
from engine.snapshot.pack import PackReader, PackWriter, Place
from engine.telemetry.report import ProductCounts
from tests.plan.rows import row

CATALOG = Catalog([row("a"), row("b")], Reference(), [], ProductCounts(published=2), "wanted")


def test_records_of_two_writers_come_back_by_their_places(tmp_path: Path) -> None:
    first, second = PackWriter(str(tmp_path), "views", 0), PackWriter(str(tmp_path), "views", 1)
    places = [*first.append([b"a", b""]), *second.append([b"ccc"]), *first.append([b"dd"])]
    assert places == [Place(0, 0, 1), Place(0, 1, 0), Place(1, 0, 3), Place(0, 1, 2)]
    with PackReader(str(tmp_path), "views") as reader:
        assert [reader.read(place) for place in places] == [b"a", b"", b"ccc", b"dd"]
        with pytest.raises(EOFError, match=r"views\.0 ends inside the record at 2"):
            reader.read(Place(0, 2, 9))
    first.close()
    second.close()


def test_a_writer_goes_on_where_its_pack_ends(tmp_path: Path) -> None:
    for number, record in enumerate((b"aa", b"b")):
        writer = PackWriter(str(tmp_path), "cards", 7)
        assert writer.append([record]) == [Place(7, 2 * number, len(record))]
        writer.close()


def test_the_last_whole_snapshot_is_kept_and_dead_ones_go(tmp_path: Path) -> None:
    snapshots = Snapshots(str(tmp_path / "snapshots"))
    assert (snapshots.current(), snapshots.load("wanted")) == ("", None)
    first = snapshots.begin("first")
    Path(first, "records.0").write_bytes(b"r")
    Path(first, "views.0").write_bytes(b"v")
    snapshots.keep(first, CATALOG)
    snapshots.begin("killed")
    snapshots.begin("third")
    assert sorted(path.name for path in (tmp_path / "snapshots").iterdir()) == ["current", "first", "third"]
    assert snapshots.load("wanted") == (first, CATALOG)
    assert sorted(path.name for path in Path(first).iterdir()) == ["catalog", "records.0"]


def test_a_snapshot_of_other_options_or_another_form_is_none(tmp_path: Path) -> None:
    snapshots = Snapshots(str(tmp_path))
    snapshots.keep(snapshots.begin("a"), CATALOG)
    assert snapshots.load("other") is None
    snapshots.keep(snapshots.begin("b"), replace(CATALOG, form=0))
    assert snapshots.load("wanted") is None
    Path(snapshots.begin("c"), "catalog").write_bytes(b"\xc1")
    (tmp_path / "current").write_text("c")
    assert snapshots.load("wanted") is None
