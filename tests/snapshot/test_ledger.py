"""Ledgers -> their file and back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import CatalogError
from engine.snapshot.ledger import HEAD, Ledger, ledger_bytes, moved_part, parse_ledger, read_ledger, write_ledger

LEDGER = Ledger(
    {"b": ("birch", "birch-2", "/products/birch-2"), "a": ("alder", "alder", "/products/alder")},
    {"/old": "a", "/older": "gone"},
)
TEXT = (
    f"{HEAD}moved\t/old\ta\nmoved\t/older\tgone\n"
    "product\ta\talder\talder\t/products/alder\nproduct\tb\tbirch\tbirch-2\t/products/birch-2\n"
)


def write(folder: Path, ledger: Ledger) -> bool:
    return write_ledger(str(folder), ledger_bytes(ledger))


def read(folder: Path) -> Ledger:
    return parse_ledger(read_ledger(str(folder)), str(folder))


NAMES = st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1)


def test_a_ledger_is_sorted_lines_for_version_control(tmp_path: Path) -> None:
    assert write(tmp_path, LEDGER)
    assert (tmp_path / "urls.ledger").read_text() == TEXT
    assert read(tmp_path) == LEDGER


def test_the_same_ledger_is_not_written_again(tmp_path: Path) -> None:
    write(tmp_path, LEDGER)
    (tmp_path / "urls.ledger").chmod(0o400)
    assert not write(tmp_path, LEDGER)


def test_what_a_killed_build_leaves_beside_the_ledger_goes_with_the_next(tmp_path: Path) -> None:
    for ledger in (LEDGER, LEDGER, Ledger()):
        (tmp_path / ".urls.ledger.next").write_text("torn")
        write(tmp_path, ledger)
        assert [path.name for path in tmp_path.iterdir()] == ["urls.ledger"]


def test_a_shop_without_a_ledger_has_an_empty_one(tmp_path: Path) -> None:
    assert read(tmp_path) == Ledger()


def test_comments_and_empty_lines_may_stand_in_it(tmp_path: Path) -> None:
    (tmp_path / "urls.ledger").write_text(f"{TEXT}\n# mine\n")
    assert read(tmp_path) == LEDGER


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "product\ta\tb", "moved\t/old", "word"])
def test_a_broken_line_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "urls.ledger").write_text(f"{HEAD}{line}\n")
    with pytest.raises(CatalogError, match=r"urls\.ledger:2: expected `product`"):
        read(tmp_path)


@given(st.sets(NAMES, min_size=1))
def test_any_product_id_survives_the_file(tmp_path_factory: pytest.TempPathFactory, ids: set[str]) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    ledger = Ledger(dict.fromkeys(ids, ("w", "s", "/p")), {f"/{place}": name for place, name in enumerate(ids)})
    write(folder, ledger)
    assert read(folder) == ledger
    assert ledger_bytes(ledger).count(b"\n") == 1 + 2 * len(ids)


def test_lines_that_end_as_on_windows_are_read_alike(tmp_path: Path) -> None:
    ledger = Ledger({"p": ("alder", "alder", "/products/alder")}, {"/products/old": "p"})
    write(tmp_path, ledger)
    file = tmp_path / "urls.ledger"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert read(tmp_path) == ledger


@pytest.mark.parametrize("line", [b"moved\t/a\t\\x4", b"moved\t/a\t\xff"])
def test_an_id_that_cannot_be_read_is_told(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "urls.ledger").write_bytes(line + b"\n")
    with pytest.raises(CatalogError, match="take the file from version control"):
        read(tmp_path)


def test_what_moved_stands_before_all_products() -> None:
    raw = ledger_bytes(LEDGER)
    assert parse_ledger(moved_part(raw)) == Ledger({}, LEDGER.moved)
    for lone in (Ledger(LEDGER.products), Ledger({}, LEDGER.moved), Ledger()):
        assert parse_ledger(moved_part(ledger_bytes(lone))) == Ledger({}, lone.moved)
    assert moved_part(b"product\ta\tb\tc\td\n") == b""
