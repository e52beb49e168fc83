"""A page or a file of a built shop -> what `explain` says that it is made of and what became of it."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import json

from engine.cli import main
from tests.shop.builder import product, run, write_products, write_shop

Capture = pytest.CaptureFixture[str]
SHOP = [product("Alma"), product("Bror"), product("Cato")]
ALMA = "products/lind-alma/index.html"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built shop."""
    folder = tmp_path_factory.mktemp("explained")
    write_shop(
        folder,
        SHOP,
        config='tagline = "Quiet frames"',
        content={"about.md": "+++\ntitle = 'About'\n+++\nWe are opticians.\n"},
    )
    run(folder)
    return folder


def told(capsys: Capture, path: str | Path, folder: Path) -> dict[str, Any]:
    """Return what is told of a path."""
    assert main(["explain", str(path), str(folder), "--json"]) == 0
    found: dict[str, Any] = json.decode(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    "path",
    [
        ALMA,
        "/products/lind-alma/",
        "/products/lind-alma?from=mail#sizes",
        "https://lind.example/products/lind-alma/",
        "products/lind-alma",
    ],
)
def test_a_page_goes_by_address_path_and_file(shop: Path, capsys: Capture, path: str) -> None:
    assert told(capsys, path, shop)["file"] == ALMA


def test_a_file_may_be_named_from_where_the_caller_is(
    shop: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.parent)
    assert told(capsys, f"{shop.name}/site/{ALMA}", shop)["file"] == ALMA


def test_a_product_is_told_with_its_record_its_lists_and_what_it_shows(shop: Path, capsys: Capture) -> None:
    about = told(capsys, ALMA, shop)["subject"]
    assert (about["type"], about["name"], about["pictures"]) == ("product", "Alma", ["images/front.jpg"])
    places = {(one["kind"], one["path"]): (one["number"], one["total"]) for one in about["lists"]}
    assert places["brand", "/brands/lind/"] == (3, 3)
    assert {one["path"] for one in about["related"]} == {"/products/lind-bror/", "/products/lind-cato/"}
    assert about["record_bytes"] > 0 < about["card_bytes"]


def test_a_page_is_told_with_templates_settings_and_the_fields_that_it_reads(shop: Path, capsys: Capture) -> None:
    recipe = told(capsys, "/", shop)["recipe"]
    assert "pages/home.html" in recipe["templates"]
    assert recipe["constants"]["shop.name"] == "Lind Optik"
    assert "product.price.text.*" in told(capsys, ALMA, shop)["recipe"]["reads"]


def test_size_and_digest_are_those_of_the_file(shop: Path, capsys: Capture) -> None:
    from xxhash import xxh3_128_hexdigest

    body = (shop / "site" / ALMA).read_bytes()
    stands = told(capsys, ALMA, shop)["stands"]
    assert (stands["size"], stands["digest"]) == (len(body), xxh3_128_hexdigest(body))


@pytest.mark.parametrize(
    ("path", "kind", "source"),
    [("/about/", "page", "content/about.md"), ("sitemap-1.xml", "sitemap", "the addresses and dates of all pages")],
)
def test_other_files_are_told_by_their_source(shop: Path, capsys: Capture, path: str, kind: str, source: str) -> None:
    found = told(capsys, path, shop)
    assert (found["kind"], found["subject"]["source"]) == (kind, source)


def test_a_path_that_is_not_there_brings_the_nearest(shop: Path, capsys: Capture) -> None:
    assert main(["explain", "/products/lind-alm/", str(shop)]) == 1
    assert "the nearest: /products/lind-alma/" in capsys.readouterr().err


def test_what_was_and_what_will_be_made_is_told_with_its_reason(tmp_path: Path, capsys: Capture) -> None:
    write_shop(tmp_path, SHOP)
    run(tmp_path)
    changed = [product("Alma", {"price.base_price": 99.0}), SHOP[1], product("Dora")]
    write_products(tmp_path, changed)
    before = told(capsys, ALMA, tmp_path)
    assert (before["stands"]["made"], before["would"], before["because"]) == (["new"], "make", ["content", "cards"])
    assert told(capsys, "/products/lind-cato/", tmp_path)["would"] == "remove"
    assert told(capsys, "/products/lind-dora/", tmp_path)["stands"] is None
    run(tmp_path)
    after = told(capsys, ALMA, tmp_path)
    assert (after["stands"]["made"], after["would"]) == (["content", "cards"], "keep")


def test_people_read_it_in_lines(shop: Path, capsys: Capture) -> None:
    assert main(["explain", "/brands/lind/", str(shop)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "https://lind.example/brands/lind/"
    assert "  next build     would take it over" in out
    assert "  list           Lind: page 1 of 1, 3 products" in out
    assert all(len(line) <= 120 for line in out)
