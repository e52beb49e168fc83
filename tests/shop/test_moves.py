"""Two builds of a shop whose names change -> addresses that stay, redirects from those that do not, the URL ledger."""

from pathlib import Path

import pytest

from engine.errors import CatalogError
from engine.snapshot.ledger import HEAD
from tests.shop.builder import Document, build_shop, product, run, write_products


def named(name: str, slug: str = "", number: int = 1) -> Document:
    """Return a product whose ids do not change with its name."""
    identity = {"_id": {"$oid": f"{number:024x}"}, "product_id": f"p{number}"}
    return product(name, identity | ({"seo.slug": slug} if slug else {}))


def test_a_product_that_changes_its_slug_leaves_a_redirect(tmp_path: Path) -> None:
    first = build_shop(tmp_path, [named("Alder", "alder")])
    assert first.files["_redirects"] == b""
    assert (tmp_path / "urls.ledger").read_text() == f"{HEAD}product\tp1\talder\talder\t/products/alder\n"
    write_products(tmp_path, [named("Alder", "alder-two")])
    second = run(tmp_path)
    assert second.files["_redirects"] == b"/products/alder/ /products/alder-two/ 301\n"
    assert "products/alder/index.html" not in second.files
    assert (tmp_path / "urls.ledger").read_text() == (
        f"{HEAD}moved\t/products/alder\tp1\nproduct\tp1\talder-two\talder-two\t/products/alder-two\n"
    )


def test_a_product_that_goes_back_needs_no_redirect(tmp_path: Path) -> None:
    build_shop(tmp_path, [named("Alder", "alder")])
    for slug in ("birch", "alder"):
        write_products(tmp_path, [named("Alder", slug)])
        built = run(tmp_path)
    assert built.files["_redirects"] == b"/products/birch/ /products/alder/ 301\n"


def test_a_product_keeps_its_slug_when_another_of_its_name_comes_and_goes(tmp_path: Path) -> None:
    build_shop(tmp_path, [named("Alder", number=2)])
    write_products(tmp_path, [named("Alder", number=1), named("Alder", number=2)])
    both = run(tmp_path)
    assert {"products/lind-alder/index.html", "products/lind-alder-2/index.html"} <= set(both.files)
    assert b'"id-' not in both.files["products/lind-alder/index.html"]
    write_products(tmp_path, [named("Alder", number=1)])
    assert [name for name in run(tmp_path).files if name.startswith("products/")] == [
        "products/lind-alder-2/index.html"
    ]


def test_another_address_pattern_moves_every_product(tmp_path: Path) -> None:
    build_shop(tmp_path, [named("Alder")])
    built = build_shop(tmp_path, [named("Alder")], config='[urls]\nproduct = "/frames/{slug}"\n')
    assert built.files["_redirects"] == b"/products/lind-alder/ /frames/lind-alder/ 301\n"


def test_the_shops_own_redirects_gain_the_base_path(tmp_path: Path) -> None:
    config = '[[redirects]]\nsource = "/old"\ntarget = "/categories/all"\n[[redirects]]\nsource = "/x"\ntarget = "https://b.example/"\n'
    built = build_shop(tmp_path, [named("Alder")], base_url="https://lind.example/eyewear", config=config)
    assert built.files["_redirects"] == (
        b"/eyewear/old/ /eyewear/categories/all/ 301\n/eyewear/x/ https://b.example/ 301\n"
    )


def test_a_product_never_takes_the_address_of_another_page(tmp_path: Path) -> None:
    config = '[urls]\nproduct = "/{slug}"\npage = "/info/{slug}"\n'
    built = build_shop(tmp_path, [named("Brands", "brands")], config=config)
    assert {"brands/index.html", "brands-2/index.html"} <= set(built.files)


def test_a_torn_ledger_is_told_with_its_line(tmp_path: Path) -> None:
    build_shop(tmp_path, [named("Alder")])
    (tmp_path / "urls.ledger").write_text(f"{HEAD}product\tp1\talder\n")
    with pytest.raises(CatalogError, match=r"urls\.ledger:2: expected `product`, id, wish, slug and path"):
        run(tmp_path)
