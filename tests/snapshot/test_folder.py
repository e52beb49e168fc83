"""Packs and snapshots -> records that come back, and the last whole snapshot whatever was killed."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.catalog.names import Names
from engine.catalog.product import Brand, Reference
from engine.errors import DamagedError
from engine.snapshot import edition, folder
from engine.snapshot.columns import Builder, Draft
from engine.snapshot.folder import Meta, Snapshots
from engine.snapshot.pack import PackReader, PackWriter, Place
from engine.snapshot.row import SCHEMA
from tests.plan.rows import row

REFERENCE = Reference(brands=(Brand(key="b", name="Lind"),))
META = Meta(reference=REFERENCE, names=Names({"lind": "b"}), findings=(), options="o", raw="r", vetting="v", stamp=(7,))


def rows(*names: str) -> Draft:
    builder = Builder(SCHEMA)
    for name in names:
        builder.append(row(name))
    return builder.draft()


def test_records_of_two_writers_come_back_by_their_places(tmp_path: Path) -> None:
    first, second = PackWriter(str(tmp_path), "views", 0), PackWriter(str(tmp_path), "views", 1)
    places = [*first.append([b"a", b""]), *second.append([b"ccc"]), *first.append([b"dd"])]
    assert places == [Place(0, 0, 1), Place(0, 1, 0), Place(1, 0, 3), Place(0, 1, 2)]
    with PackReader(str(tmp_path), "views") as reader:
        assert [reader.read(place) for place in places] == [b"a", b"", b"ccc", b"dd"]
        with pytest.raises(DamagedError, match=r"views\.0 is damaged: it ends inside the record at 2"):
            reader.read(Place(0, 2, 9))
        with pytest.raises(DamagedError, match=r"views\.7 is damaged: it is gone"):
            reader.read(Place(7, 0, 1))
    first.close()
    second.close()


def test_a_writer_goes_on_where_its_pack_ends(tmp_path: Path) -> None:
    for number, record in enumerate((b"aa", b"b")):
        writer = PackWriter(str(tmp_path), "cards", 7)
        assert writer.append([record]) == [Place(7, 2 * number, len(record))]
        writer.close()


def test_the_last_whole_snapshot_comes_back_and_dead_ones_go(tmp_path: Path) -> None:
    snapshots = Snapshots(str(tmp_path))
    assert snapshots.load() is None
    snapshots.keep(snapshots.begin("first"), META, rows("a"))
    kept = snapshots.keep(snapshots.begin("second"), META, rows("a", "b"))
    snapshots.begin("killed")
    found = snapshots.load()
    assert found is not None
    assert (found.folder, found.meta, list(found.table.texts("id"))) == (kept.folder, kept.meta, ["a", "b"])
    snapshots.sweep()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "second"]
    snapshots.sweep(everything=True)
    assert snapshots.load() is None


def test_a_snapshot_grows_from_the_packs_and_cards_of_the_one_before_and_leaves_it_whole(tmp_path: Path) -> None:
    snapshots = Snapshots(str(tmp_path))
    first = snapshots.keep(snapshots.begin("first"), META, rows("a"))
    for name in ("records.0", "cards", "cards.3", "pictures", "plan.next"):
        Path(first.folder, name).write_bytes(name.encode())
    second = snapshots.begin("second", first)
    writer = PackWriter(second, "records", 0)
    assert writer.append([b"more"]) == [Place(0, 9, 4)]
    writer.close()
    rows("b").write(f"{second}/cards")
    columns = [f"rows.{name}" for name in SCHEMA]
    names = ["cards", "cards.3", "packs", "records.0", "rows", *columns]
    assert sorted(path.name for path in Path(second).iterdir()) == sorted(names)
    assert all(Path(second, name).samefile(Path(first.folder, name)) for name in ("cards.3", *columns))
    assert Path(first.folder, "cards").read_bytes() == b"cards"
    with PackReader(first.folder, "records") as reader:
        assert reader.read(Place(0, 0, 9)) == b"records.0"


def test_what_is_known_of_a_snapshot_can_change_alone(tmp_path: Path) -> None:
    snapshots = Snapshots(str(tmp_path))
    kept = snapshots.keep(snapshots.begin("a"), META, rows("a"))
    snapshots.update(replace(kept, meta=replace(kept.meta, stamp=(8,))))
    found = snapshots.load()
    assert found is not None and found.meta.stamp == (8,)


def test_a_snapshot_of_another_edition_of_the_engine_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = Snapshots(str(tmp_path))
    kept = snapshots.keep(snapshots.begin("a"), META, rows("a"))
    assert kept.meta.edition == edition.edition()
    monkeypatch.setattr(folder, "edition", lambda: "another")
    assert snapshots.load() is None


@pytest.mark.parametrize("name", ["rows", "catalog"])
@pytest.mark.parametrize("damage", [b"", b"\xc1 no table", None])
def test_a_damaged_snapshot_is_told(tmp_path: Path, name: str, damage: bytes | None) -> None:
    snapshots = Snapshots(str(tmp_path))
    place = Path(snapshots.keep(snapshots.begin("a"), META, rows("a")).folder, name)
    place.unlink()
    if damage is not None:
        place.write_bytes(damage)
    with pytest.raises(DamagedError, match=name):
        snapshots.load()


@pytest.mark.parametrize("name", [b"", b"..", b"\xff", b"b"])
def test_a_pointer_that_leads_nowhere_is_told(tmp_path: Path, name: bytes) -> None:
    snapshots = Snapshots(str(tmp_path))
    snapshots.keep(snapshots.begin("a"), META, rows("a"))
    (tmp_path / "current").write_bytes(name)
    with pytest.raises(DamagedError, match="catalog is gone"):
        snapshots.load()


def test_a_snapshot_whose_packs_were_cut_off_is_told(tmp_path: Path) -> None:
    snapshots = Snapshots(str(tmp_path))
    pack = Path(snapshots.begin("a"), "records.0")
    pack.write_bytes(b"record")
    snapshots.keep(str(pack.parent), META, rows("a"))
    pack.write_bytes(b"records")
    assert snapshots.load() is not None
    pack.write_bytes(b"recor")
    with pytest.raises(DamagedError, match=r"records\.0 is damaged: expected 6 bytes, got 5"):
        snapshots.load()
    pack.unlink()
    with pytest.raises(DamagedError, match=r"records\.0 is damaged: expected 6 bytes, got no such file"):
        snapshots.load()


def test_cards_go_when_most_of_them_are_out_of_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST_DEAD_BYTES", 10)
    snapshots = Snapshots(str(tmp_path))
    kept = snapshots.keep(snapshots.begin("a"), META, rows("a")).folder
    for name, size in (("records.0", 99), ("cards", 5), ("cards.0", 20), ("cards.1", 10)):
        Path(kept, name).write_bytes(bytes(size))
    for used, left in ((-1, 3), (10, 3), (9, 0)):
        folder.note_packs(kept, used)
        snapshots.sweep()
        assert (len(list(Path(kept).glob("cards*"))), Path(kept, "records.0").exists()) == (left, True)
        assert snapshots.load() is not None
