"""Rows -> tables in flat bytes and files, and back."""

import os
import random
from array import array
from collections.abc import Iterator
from contextlib import suppress
from math import isnan
from pathlib import Path

import pytest

from engine.errors import DamagedError
from engine.snapshot.columns import Builder, Draft, Table, empty, join, merge, read_table, take
from engine.snapshot.formats import form
from engine.snapshot.row import SCHEMA, Seen, blank_row

EVERY = {"a": "u8", "b": "u32", "c": "i32", "d": "u64", "e": "i64", "f": "f64", "g": "digest", "h": "f64x2"}
EVERY |= {"i": "text", "j": "bytes", "k": "ints"}
ONE = (255, 2**32 - 1, -(2**31), 2**64 - 1, -(2**63), 0.5, b"1" * 16, (1.0, -2.0), "é", b"\xff", (1, -2))
TWO = (0, 0, 0, 0, 0, 0.0, bytes(16), (0.0, 0.0), "", b"", ())
THREE = (7, 7, 7, 7, 7, 7.0, b"7" * 16, (7.0, 7.0), "seven", b"7", (7, 7, 7))


def table(*rows: tuple[object, ...]) -> Table:
    builder = Builder(EVERY)
    for row in rows:
        builder.append(row)
    return builder.draft().table()


def rows(one: Table) -> list[tuple[object, ...]]:
    pairs = one.f64("h")
    columns = (
        *(one.u8("a"), one.u32("b"), one.i32("c"), one.u64("d"), one.i64("e"), one.f64("f")),
        [one.digest("g", row) for row in range(len(one))],
        [tuple(pairs[2 * row : 2 * row + 2]) for row in range(len(one))],
        *(one.texts("i").all(), one.blobs("j"), map(tuple, one.lists("k"))),
    )
    return list(zip(*columns, strict=True))


def test_a_table_holds_every_format() -> None:
    assert rows(table(ONE, TWO, ONE)) == [ONE, TWO, ONE]
    assert rows(table()) == []
    one = table(TWO, ONE)
    assert (one.texts("i")[1], one.blobs("j")[1], list(one.lists("k")[1]), len(one.lists("k"))) == (
        *ONE[8:10],
        [1, -2],
        2,
    )
    assert list(one.texts("i")) == ["", "é"]


def test_a_file_is_mapped_and_every_section_is_aligned(tmp_path: Path) -> None:
    path = str(tmp_path / "rows")
    draft = table(ONE, TWO).draft()
    draft.write(path)
    assert Path(path).read_bytes() == draft.to_bytes(sealed=True) == table(ONE, TWO).draft().to_bytes(sealed=True)
    assert rows(read_table(path, EVERY)) == [ONE, TWO]
    assert [place.name for place in tmp_path.iterdir()] == ["rows"]


def test_a_table_that_stands_apart_shares_columns_with_the_one_it_was_made_of(tmp_path: Path) -> None:
    path, before = str(tmp_path / "rows"), tmp_path / "before"
    table(ONE, TWO).draft().write_apart(path)
    assert {place.name for place in tmp_path.iterdir()} == {"rows", *(f"rows.{name}" for name in EVERY)}
    before.mkdir()
    for file in tmp_path.glob("rows*"):
        os.link(file, before / file.name)
    known = read_table(path, EVERY)
    assert rows(known) == [ONE, TWO]
    merge(known, table((9, *TWO[1:])), array("i", [0, -1])).write_apart(path)
    others = {file.name for file in before.iterdir() if not file.samefile(tmp_path / file.name)}
    assert others == {"rows", "rows.a"}
    assert rows(read_table(path, EVERY)) == [ONE, (9, *TWO[1:])]
    assert rows(read_table(str(before / "rows"), EVERY)) == rows(known) == [ONE, TWO]
    table(ONE, TWO).draft().write_apart(path)
    assert not any(file.samefile(tmp_path / file.name) for file in before.iterdir())
    assert rows(read_table(path, EVERY)) == [ONE, TWO]


def test_while_columns_are_written_there_is_no_table(tmp_path: Path) -> None:
    path = str(tmp_path / "rows")
    table(ONE, TWO).draft().write_apart(path)
    (tmp_path / "rows.k.next").mkdir()
    with pytest.raises(IsADirectoryError):
        table(TWO, ONE).draft().write_apart(path)
    with pytest.raises(FileNotFoundError):
        read_table(path)


def test_a_table_that_stands_apart_tells_of_a_column_that_is_gone_or_damaged(tmp_path: Path) -> None:
    path = str(tmp_path / "rows")
    table(ONE, TWO).draft().write_apart(path)
    with pytest.raises(DamagedError, match="expected a table in one file"):
        Table(Path(path).read_bytes(), path)
    column = Path(f"{path}.i")
    body = column.read_bytes()
    column.write_bytes(body.replace("é".encode(), b"oe"))
    one = read_table(path)
    assert one.u8("a")[0] == ONE[0]
    with pytest.raises(DamagedError, match="rows is damaged: column i"):
        one.texts("i")
    column.write_bytes(body[:8])
    with pytest.raises(DamagedError, match="expected 2 rows of text in column i"):
        read_table(path)
    column.unlink()
    with pytest.raises(FileNotFoundError):
        read_table(path)


def test_tables_are_joined_in_order() -> None:
    joined = join([table(ONE), table(), table(TWO, ONE)], EVERY).table()
    assert rows(joined) == [ONE, TWO, ONE]
    assert rows(join([], EVERY).table()) == rows(empty(EVERY)) == []


def test_rows_are_taken_from_an_old_table_and_a_fresh_one() -> None:
    old, fresh = table(ONE, TWO), table(TWO, ONE)
    assert rows(merge(old, fresh, array("i", [1, -2, -1, 0, 0])).table()) == [TWO, ONE, TWO, ONE, ONE]
    assert rows(take(old, array("i", [1])).table()) == [TWO]
    with pytest.raises(IndexError):
        take(old, array("i", [2]))


@pytest.mark.parametrize("seed", range(20))
def test_stretches_are_laid_end_to_end_as_rows_are_copied(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)
    old, fresh = (table(*dice.choices([ONE, TWO, THREE], k=6)) for _ in range(2))
    starts = [dice.randrange(-6, 4) for _ in range(4)]
    index = array("i", [number for start in starts for number in range(start, start + 3)])
    together = merge(old, fresh, index).to_bytes()
    monkeypatch.setattr("engine.snapshot.columns.FEW_RUNS", -1)
    assert merge(old, fresh, index).to_bytes() == together


@pytest.mark.parametrize("seed", range(20))
def test_columns_that_rows_do_not_change_are_taken_as_they_lie(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)
    old, fresh = table(*dice.choices([ONE, TWO, THREE], k=9)), table(*dice.choices([ONE, TWO, THREE], k=3))
    index = array("i", range(9))
    for number, row in enumerate(dice.sample(range(9), 3)):
        index[row] = -1 - number
    monkeypatch.setattr("engine.snapshot.columns.FEW_RUNS", 0)
    copied = merge(old, fresh, index).to_bytes()
    monkeypatch.setattr("engine.snapshot.columns.SPARSE", 1)
    assert merge(old, fresh, index).to_bytes() == copied


def test_tables_of_other_columns_do_not_go_together() -> None:
    other = Draft(0, {"a": ("u8", (b"",))}).table()
    for call in (lambda: join([table(), other], EVERY), lambda: merge(other, table(), b"")):
        with pytest.raises(DamagedError, match="expected the columns a, b"):
            call()


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, 256), (1, -1), (2, 2**31), (5, "x"), (6, b"short"), (7, (1.0,)), (8, b"x"), (9, "x"), (10, (2**31,)), (10, 1)],
)
def test_a_value_that_does_not_fit_is_refused(place: int, value: object) -> None:
    builder = Builder(EVERY)
    builder.append(ONE)
    with pytest.raises((ValueError, TypeError, OverflowError)):
        builder.append((*TWO[:place], value, *TWO[place + 1 :]))
    builder.append(TWO)
    assert rows(builder.draft().table()) == [ONE, TWO]


def test_a_row_of_another_length_is_refused() -> None:
    builder = Builder(EVERY)
    with pytest.raises(ValueError, match="expected 11 values in a row, got 10"):
        builder.append(ONE[1:])


def test_columns_of_different_lengths_are_no_table() -> None:
    with pytest.raises(DamagedError, match="expected 2 rows of u8 in column a"):
        Draft(2, {"a": ("u8", (b"1",))}).table()
    with pytest.raises(DamagedError, match="expected 2 rows of text in column a"):
        Draft(2, {"a": ("text", (bytes(8), b""))}).table()


def test_a_column_is_read_as_what_it_is() -> None:
    with pytest.raises(TypeError, match="column i is text"):
        table().u8("i")
    with pytest.raises(TypeError, match="column k is ints, not text"):
        table().texts("k")
    with pytest.raises(IndexError):
        table(ONE).digest("g", 1)
    with pytest.raises(IndexError):
        table(ONE).texts("i")[1]
    with pytest.raises(IndexError):
        table(ONE).texts("i")[-1]


@pytest.mark.parametrize("name", ["", "u9", "f64xy", "text2", "u8x-1"])
def test_an_unknown_format_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected a format"):
        form(name)


@pytest.mark.parametrize("raw", [b"", b"columns1", b"columns1" + bytes(8), b"x" * 200, b"columns1\xff" + bytes(300)])
def test_what_is_no_table_is_told(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "rows").write_bytes(raw)
    with pytest.raises(DamagedError, match=str(tmp_path)):
        read_table(str(tmp_path / "rows"))


def test_a_table_of_another_version_is_told(tmp_path: Path) -> None:
    table(ONE).draft().write(str(tmp_path / "rows"))
    with pytest.raises(DamagedError, match="expected the columns z, got a, b"):
        read_table(str(tmp_path / "rows"), {"z": "u8"})


def test_a_damaged_table_in_memory_is_an_error_or_other_rows_but_never_a_crash() -> None:
    source, raw = random.Random(1), table(*(ONE, TWO) * 20).draft().to_bytes()
    for broken in damaged(raw, source, 3000):
        with suppress(ValueError, TypeError, KeyError, IndexError, DamagedError):
            one = Table(broken)
            rows(one)
            rows(take(one, array("i", range(len(one)))).table())


def test_a_damaged_file_is_told_or_has_the_very_rows() -> None:
    whole = table(*(ONE, TWO) * 20)
    source, raw = random.Random(2), whole.draft().to_bytes(sealed=True)
    for broken in damaged(raw, source, 2000):
        with suppress(DamagedError):
            assert rows(Table(broken)) == rows(whole)


def test_a_damaged_column_is_told_when_it_is_asked_for_and_others_can_be_read() -> None:
    raw = table(ONE).draft().to_bytes(sealed=True)
    one = Table(raw.replace("é".encode(), b"oe"), "rows")
    assert one.u8("a")[0] == ONE[0]
    for _ in range(2):
        with pytest.raises(DamagedError, match="rows is damaged: column i"):
            one.texts("i")
    with pytest.raises(DamagedError):
        one.draft()


def damaged(raw: bytes, source: random.Random, count: int) -> Iterator[bytearray]:
    """Yield bytes that were cut off, or of which some are others."""
    for _ in range(count):
        broken = bytearray(raw[: source.choice((len(raw), len(raw), source.randrange(len(raw))))])
        for _ in range(source.randrange(4)):
            if broken:
                broken[source.randrange(source.choice((len(broken), min(700, len(broken)))))] = source.randrange(256)
        yield broken


def test_offsets_that_lie_are_told_when_they_are_read() -> None:
    broken = Draft(1, {"i": ("text", (array("I", [0, 9]).tobytes(), b"a"))}).table()
    with pytest.raises(DamagedError, match="column i: expected offsets that rise from 0 to 1"):
        broken.texts("i")


def test_the_row_of_a_document_is_a_schema() -> None:
    builder = Builder(SCHEMA)
    builder.append(blank_row(3, Seen(b"r" * 16, b"found")))
    one = builder.draft().table()
    assert one.schema == SCHEMA
    assert (one.u8("outcome")[0], one.digest("raw", 0), one.blobs("findings")[0]) == (3, b"r" * 16, b"found")
    assert (one.i32("brand")[0], isnan(one.f64("sort_order")[0]), one.texts("id")[0]) == (-1, True, "")
