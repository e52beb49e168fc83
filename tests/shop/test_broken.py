"""Catalogs with broken lines, too many of them or nothing at all -> what is built all the same, and what is refused."""

from pathlib import Path

import pytest

from engine.errors import CatalogError, PublishError, ThemeError
from engine.pipeline.lock import Lock
from engine.telemetry.events import BuildFailed, BuildFinished, Event
from tests.shop.builder import LEAVE_OUT, build_shop, product, read_tree, run, write_products

NAMELESS = {"name": LEAVE_OUT, "product_id": "nameless"}


@pytest.mark.parametrize(
    "line", [b"{", b"null", b"[]", b"\xff\xfe", b'{"_id": NaN}', b'"' * 1000, b'{"a":' * 5000, b""]
)
def test_one_broken_line_never_ends_a_build(tmp_path: Path, line: bytes) -> None:
    built = build_shop(tmp_path, [product("Alder"), line, product("Birch")])
    assert built.report.products.published == 2
    assert built.report.products.excluded == (1 if line else 0)


def test_too_many_broken_products_stop_the_build_with_their_names(tmp_path: Path) -> None:
    whole = build_shop(tmp_path, [product("Alder")], config='[catalog]\nmax_excluded = "1"\n')
    broken = [product(name, NAMELESS | {"product_id": name}) for name in ("x1", "x2")]
    write_products(tmp_path, [product("Birch"), *broken])
    events: list[Event] = []
    with pytest.raises(CatalogError) as caught:
        run(tmp_path, listen=events.append)
    assert str(caught.value).splitlines()[0] == (
        "expected at most 1 of 3 products to be left out (catalog.max_excluded), got 2:"
    )
    assert [line.split()[0] for line in str(caught.value).splitlines()[1:]] == ["x1", "x2"]
    assert read_tree(tmp_path / "site") == whole.files
    assert isinstance(events[-1], BuildFailed)


def test_a_share_of_broken_products_may_be_allowed(tmp_path: Path) -> None:
    frames = [product("Alder"), product("x", NAMELESS)]
    config = '[catalog]\nmax_excluded = "{}%"\n'
    assert build_shop(tmp_path / "a", frames, config=config.format(50)).report.products.excluded == 1
    with pytest.raises(CatalogError, match="expected at most 49% of 2 products"):
        build_shop(tmp_path / "b", frames, config=config.format(49))


def test_an_empty_catalog_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"products\.jsonl: expected one product document a line, got an empty file"):
        build_shop(tmp_path, [])
    assert not (tmp_path / "site").exists()


def test_a_catalog_of_which_nothing_is_published_is_told(tmp_path: Path) -> None:
    frames = [product("Alder", {"metadata.status": "draft"}), product("Birch", {"price.base_price": 9})]
    with pytest.raises(CatalogError, match=r"got none: 1 filtered, 1 withdrawn, 0 broken of 2"):
        build_shop(tmp_path, frames, config="[catalog]\nprice_min = 50\n")


def test_a_product_id_that_is_there_already_is_left_out(tmp_path: Path) -> None:
    again = product("Birch", {"product_id": product("Alder")["product_id"]})
    built = build_shop(tmp_path, [product("Alder"), again])
    assert (built.codes["product_id_twice"], built.report.products.excluded) == (1, 1)
    assert len([name for name in built.files if name.startswith("products/")]) == 1


def test_a_second_build_of_the_same_shop_is_told_who_builds(tmp_path: Path) -> None:
    whole = build_shop(tmp_path, [product("Alder")])
    told = r"another build of this shop is running \(process \d+, since .* UTC, writing .*site\)"
    with Lock(tmp_path / ".storeloom", tmp_path / "site"), pytest.raises(PublishError, match=told):
        run(tmp_path)
    assert run(tmp_path).files == whole.files


def test_a_site_that_somebody_else_made_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/mine.txt").write_text("mine")
    with pytest.raises(PublishError, match=r"got files that it does not know: mine\.txt"):
        build_shop(tmp_path, [product("Alder")])
    assert read_tree(tmp_path / "site") == {"mine.txt": b"mine"}


def test_the_counts_of_a_report_add_up_to_what_was_read(tmp_path: Path) -> None:
    frames = [product("Alder"), product("Birch", {"metadata.status": "draft"}), product("Cedar"), b"{"]
    events: list[Event] = []
    build_shop(tmp_path, frames)
    built = run(tmp_path, listen=events.append)
    counts = built.report.products
    assert (counts.published, counts.withdrawn, counts.excluded, counts.filtered, counts.crashed) == (2, 1, 1, 0, 0)
    assert events[-1] == BuildFinished(built.report.build_id, built.report.summary())
    assert sum(found.count for found in built.report.found) == len(built.report.findings)


def test_documents_that_repeat_a_product_id_count_as_left_out(tmp_path: Path) -> None:
    frames = [product(name, {"product_id": "same"}) for name in ("Alder", "Birch")]
    first = min(frames, key=lambda frame: frame["_id"]["$oid"])
    built = build_shop(tmp_path / "a", frames)
    assert (built.report.products.published, built.report.products.excluded) == (1, 1)
    (told,) = [found for found in built.report.findings if found.code == "product_id_twice"]
    assert told.source_id != f"_id {first['_id']['$oid']}"
    with pytest.raises(CatalogError, match="expected at most 0 of 2 products"):
        build_shop(tmp_path / "b", frames, config='[catalog]\nmax_excluded = "0"\n')


@pytest.mark.parametrize(
    ("file", "template", "message"),
    [
        (
            "components/price.html",
            "{% macro price(price, class='', label=false) %}\n{{ 1 // (price.amount|length - 4) }}{% endmacro %}",
            r"components/price\.html:2 the card of /products/lind-birch/ failed with ZeroDivisionError",
        ),
        (
            "pages/product.html",
            "<title>{{ page.title }}</title>\n{{ 1 // (product.name|length - 5) }}",
            r"pages/product\.html:2 the product page /products/lind-birch/ failed with ZeroDivisionError",
        ),
    ],
)
def test_a_theme_that_fails_on_one_product_is_told_with_the_product(
    tmp_path: Path, file: str, template: str, message: str
) -> None:
    frames = [product("Alderney", {"price.base_price": 149}), product("Birch", {"price.base_price": 9})]
    whole = build_shop(tmp_path, frames)
    path = tmp_path / "theme" / file
    path.parent.mkdir(parents=True)
    path.write_text(template, "utf-8")
    with pytest.raises(ThemeError, match=message):
        run(tmp_path)
    assert read_tree(tmp_path / "site") == whole.files
