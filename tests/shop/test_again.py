"""A shop that was built before -> what has changed is made, the rest taken over; the site is that of a first build."""

import os
import shutil
from pathlib import Path

import pytest

from tests.shop.builder import Built, Document, build_shop, override, product, run, write_products, write_shop

FRAMES = [product(f"Frame {number}", {"price.base_price": 100 + number}) for number in range(40)]
LONG_AGO = 1_700_000_000


def changed(changes: Document, at: int = 7) -> list[Document]:
    """Return the products with one of them changed."""
    return [override(one, changes) if number == at else one for number, one in enumerate(FRAMES)]


def counts(built: Built) -> dict[str, int]:
    """Return what each stage worked on, but for the theme."""
    return {stage.name: stage.count for stage in built.report.stages if stage.name != "prepare" and stage.count}


def afresh(folder: Path, products: list[Document], **parts: object) -> dict[str, bytes]:
    """Return the site of a first build with the same ledger."""
    place = folder / "afresh"
    write_shop(place, products, **parts)  # type: ignore[arg-type]
    shutil.copy(folder / "urls.ledger", place)
    return run(place).files


def test_nothing_is_made_when_nothing_has_changed(tmp_path: Path) -> None:
    first = build_shop(tmp_path, FRAMES)
    again = run(tmp_path)
    assert (again.files, again.report.files, again.report.bytes) == (
        first.files,
        first.report.files,
        first.report.bytes,
    )
    assert (again.report.changed, again.report.removed, again.report.whole, again.report.remade) == (0, 0, "", {})
    assert set(counts(again)) == {"read"}
    assert (again.report.findings, again.report.pages) == (first.report.findings, first.report.pages)


def test_another_description_makes_the_page_and_the_feed_anew_and_no_list(tmp_path: Path) -> None:
    build_shop(tmp_path, FRAMES)
    products = changed({"description": "<p>Bent from one sheet of titanium.</p>"})
    write_products(tmp_path, products)
    again = run(tmp_path)
    assert again.report.remade == {"feed": {"content": 1}, "product": {"content": 1}}
    assert (counts(again)["cards"], again.report.changed) == (1, 1)  # the feed has shorter texts
    assert again.files == afresh(tmp_path, products)


def test_another_price_makes_lists_anew_too(tmp_path: Path) -> None:
    build_shop(tmp_path, FRAMES)
    products = changed({"price.base_price": 7})
    write_products(tmp_path, products)
    again = run(tmp_path)
    assert again.report.remade["product"]["content"] == 1
    assert {"category", "brand"} < set(again.report.remade)
    assert again.files == afresh(tmp_path, products)


def test_a_product_that_is_gone_takes_its_page_with_it(tmp_path: Path) -> None:
    build_shop(tmp_path, FRAMES)
    write_products(tmp_path, FRAMES[1:])
    again = run(tmp_path)
    assert again.report.removed == 1
    assert again.files == afresh(tmp_path, FRAMES[1:])


def test_a_full_build_makes_all_anew(tmp_path: Path) -> None:
    first = build_shop(tmp_path, FRAMES)
    again = run(tmp_path, full=True)
    assert again.files == first.files
    assert (again.report.whole, again.report.changed) == ("asked for by --full", first.report.changed)
    assert counts(again)["cards"] == len(FRAMES)


def test_a_file_that_looks_unchanged_is_read_when_a_build_compares(tmp_path: Path) -> None:
    source = tmp_path / "catalog/products.jsonl"
    write_shop(tmp_path, FRAMES)
    os.utime(source, (LONG_AGO, LONG_AGO))
    first = run(tmp_path)
    source.write_bytes(source.read_bytes().replace(b"one block of acetate", b"two sheets of wool ."))
    os.utime(source, (LONG_AGO, LONG_AGO))
    assert run(tmp_path).files == first.files
    compared = run(tmp_path, compare=True)
    assert compared.report.remade["product"] == {"content": len(FRAMES)}
    assert b"two sheets of wool" in compared.files["products/lind-frame-7/index.html"]


@pytest.mark.parametrize("damage", [b"", b"no manifest", None])
def test_a_damaged_manifest_makes_the_whole_site_anew(tmp_path: Path, damage: bytes | None) -> None:
    first = build_shop(tmp_path, FRAMES)
    manifest = tmp_path / ".storeloom/manifest"
    if damage is None:
        manifest.unlink()
    else:
        manifest.write_bytes(damage)
    again = run(tmp_path)
    assert (again.files, again.report.changed) == (first.files, len(first.files))
    assert again.report.whole in ("no earlier build is known", "what the last build has kept is damaged")
    assert run(tmp_path).report.changed == 0


@pytest.mark.parametrize("name", ["rows", "rows.id", "cards", "plan", "basis", "records.0", "cards.0", "catalog", ""])
def test_a_snapshot_that_lost_a_file_is_made_anew(tmp_path: Path, name: str) -> None:
    build_shop(tmp_path, FRAMES)
    (snapshot,) = (path for path in (tmp_path / ".storeloom/snapshots").iterdir() if path.is_dir())
    if name:
        (snapshot / name).unlink()
    else:
        shutil.rmtree(snapshot)
    products = changed({"price.base_price": 7})
    write_products(tmp_path, products)
    assert run(tmp_path).files == afresh(tmp_path, products)


def test_compressed_copies_come_with_the_option_and_go_with_it(tmp_path: Path) -> None:
    first = build_shop(tmp_path, FRAMES)
    for forms in (["br"], ["br", "gz"], ["gz"], []):
        write_shop(tmp_path, FRAMES, config=f"[output]\ncompress = {forms}\n")
        again = run(tmp_path)
        copies = {name: body for name, body in again.files.items() if name.endswith((".br", ".gz"))}
        assert {name.rpartition(".")[2] for name in copies} == set(forms)
        assert {name: body for name, body in again.files.items() if name not in copies} == first.files
        assert {name.rpartition(".")[0] for name in copies} <= set(first.files)
        assert (run(tmp_path).report.changed, again.report.whole) == (0, "")


def test_only_changed_files_are_compressed_again(tmp_path: Path) -> None:
    config = '[output]\ncompress = ["br"]\n'
    build_shop(tmp_path, FRAMES, config=config)
    products = changed({"description": "<p>Bent from one sheet of titanium.</p>"})
    write_products(tmp_path, products)
    again = run(tmp_path)
    assert (again.report.remade["compressed"], again.report.changed) == ({"content": 1}, 2)
    assert again.files == afresh(tmp_path, products, config=config)


def test_a_card_whose_pieces_divide_the_same_letters_in_another_way_makes_its_lists_anew(tmp_path: Path) -> None:
    pieces = "{% macro sku(card) %}{{ card.sku }}{% endmacro %}{% macro name(card) %}{{ card.name }}{% endmacro %}"
    page = (
        '{% from "components/pieces.html" import sku, name %}'
        "{% for card in listing.cards %}<i>{{ sku(card) }}</i>{{ name(card) }}{% endfor %}"
    )
    theme = {"components/pieces.html": pieces, "pages/category.html": page}
    frame = product("Alma", {"sku": "A", "name": "BC"})
    first = build_shop(tmp_path, [frame], theme=theme)
    write_products(tmp_path, [override(frame, {"sku": "AB", "name": "C"})])
    again = run(tmp_path)
    assert first.files["categories/eyeglasses/index.html"] == b"<i>A</i>BC"
    assert again.files["categories/eyeglasses/index.html"] == b"<i>AB</i>C"
