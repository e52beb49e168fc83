"""The plan on columns is the plan in plain Python, whatever the catalog."""

import random
from typing import Any

import pytest

from engine.catalog.product import FACE_SHAPES, Brand, Category, FaceShape, Reference
from engine.config.schema import Catalog, Pages, Shop, ShopConfig, Urls
from engine.plan.model import Before
from engine.plan.order import published
from engine.plan.plan import make_plan
from engine.plan.singles import EntryHead
from engine.snapshot.ledger import Ledger, ledger_bytes, parse_ledger
from engine.snapshot.row import Row, blank_row
from tests.plan.oracle.plan import RowPlan
from tests.plan.oracle.plan import make_plan as plain_plan
from tests.plan.rows import row, spelled, table_of

SHOP = Shop(name="Alder", base_url="https://shop.example/eyewear")
SORTS = ("popularity", "newest", "price", "-price", "rating", "name", "id")
PATTERNS = ("/products/{slug}", "/{slug}", "/shapes/{slug}", "/frames/{slug}.x/")
WORDS = ("alder", "birch", "round", "brands", "sizes", "all", "a" * 80, "brand-1", "élan")
BRANDS = tuple(Brand(key=str(number), name=f"Brand {number}", updated=number) for number in range(4))
CATEGORIES = tuple(
    Category(key=str(number), name=WORDS[number], parent=parent, updated=number * 3)
    for number, parent in enumerate(("", "0", "1", "1", "", "4"))
)
REFERENCE = Reference(BRANDS, CATEGORIES, tuple(FaceShape(key=key) for key in FACE_SHAPES[:4]))
ENTRIES = (EntryHead("birch", "page", "content/birch.md", 5), EntryHead("sizes", "guide", "content/sizes.md", 0))


def some_row(source: random.Random, number: int) -> Row:
    pick, few = source.choice, source.randrange
    values: dict[str, Any] = {
        "id": f"{few(50):x}" + pick(("", "", "é", "\U0001f453", "!")),
        "product_id": pick((f"p{number}", f"p{number}", f"p{few(30)}", f"ü{few(9)}")),
        "wish": pick(WORDS[:-1]),
        "brand": few(-1, 4),
        "categories": tuple(few(6) for _ in range(few(3))),
        "kind": pick(("eyeglasses", "sunglasses", "")),
        "gender": pick(("", "men")),
        "shape": pick(("round", "round", "", "cat-eye", "odd-one", "oval")),
        "group": pick((f"m{number}", f"m{few(9)}")),
        "colour": pick(("", "Ink", "INK", "Moss", "Straße", "STRASSE")),
        "price": pick((0.0, 10.0, 99.5, source.uniform(1, 400))),
        "available": few(4),
        "fits": tuple(pick((0.0, 0.7, 0.705, 0.715, 1.0, source.random())) for _ in FACE_SHAPES),
        "frame_width": pick((0.0, 0.0, 130.5)),
        "popularity": pick((0.0, 1.5, source.random())),
        "rating": pick((0.0, 4.5)),
        "created": pick((0, few(5), -7)),
        "updated": pick((0, few(9))),
        "pictures": pick(("", "a.jpg", "a.jpg\nb.jpg")),
        "title": pick(("", f"t{few(60)}")),
        "description": pick(("", f"d{few(60)}")),
    }
    if few(6) == 0:
        values["sort_order"] = pick((0.0, -0.0, -1.0, 2.5))
    return row(pick(WORDS), **values)


def some_config(source: random.Random) -> ShopConfig:
    pick, flag = source.choice, lambda: source.random() < 0.8
    pages = Pages(
        category=flag(),
        everything=flag(),
        brand=flag(),
        frame_shape=flag(),
        face_shape=flag(),
        guide=flag(),
        related=pick((0, 1, 4, 12)),
        featured=pick((0, 3, 8)),
        featured_by=pick(("order", "popularity")),
        newest=pick((0, 3, 8)),
    )
    catalog = Catalog(sort=pick(SORTS), limit=pick((0, 0, 0, 5)))
    urls = Urls(product=pick(PATTERNS), brand=pick(("/brands/{slug}", "/{slug}")))
    return ShopConfig(shop=SHOP, pages=pages, catalog=catalog, urls=urls)


def some_rows(source: random.Random) -> list[Row]:
    rows = [some_row(source, number) for number in range(source.choice((0, 1, 3, 12, 40, 90)))]
    gone = [blank_row(source.randrange(1, 5)) for _ in range(source.randrange(4))]
    mixed = rows + gone
    source.shuffle(mixed)
    return mixed


def plain(rows: list[Row], config: ShopConfig, ledger: Ledger) -> RowPlan:
    """Return the plan of the published rows, the first of each product_id, as plain Python makes it."""
    first: dict[str, Row] = {}
    for one in sorted((one for one in rows if not one.outcome), key=lambda one: one.id):
        first.setdefault(one.product_id, one)
    return plain_plan(list(first.values()), REFERENCE, ENTRIES, config, ledger)


@pytest.mark.parametrize("seed", range(40))
def test_columns_give_the_plan_of_plain_python(seed: int) -> None:
    source = random.Random(seed)
    ledger, raw, before, rows = Ledger(), b"", None, some_rows(source)
    for _ in range(6):
        config, table = some_config(source), table_of(rows)
        made = make_plan(table, published(table), REFERENCE, ENTRIES, config, raw, before)
        wanted = plain(rows, config, ledger)
        assert spelled(made, rows, config) == wanted
        assert made.ledger == ledger_bytes(wanted.ledger)
        ledger, raw, before = wanted.ledger, made.ledger, Before(made.basis, made.rows)
        rows = source.choice((rows, source.sample(rows, len(rows)), some_rows(source)))


def test_slugs_are_taken_over_while_nothing_that_decides_them_changes() -> None:
    source, config = random.Random(3), ShopConfig(shop=SHOP)
    rows = some_rows(source) + [some_row(source, number) for number in range(100, 140)]
    table = table_of(rows)
    first = make_plan(table, published(table), REFERENCE, (), config, b"")
    cheaper = [one._replace(price=one.price / 2) for one in rows[::-1]]
    cheaper.sort(key=lambda one: one.price)
    table = table_of(cheaper)
    clean = make_plan(table, published(table), REFERENCE, (), config, first.ledger)
    taken = make_plan(table, published(table), REFERENCE, (), config, first.ledger, Before(first.basis, first.rows))
    assert taken.rows.draft().to_bytes() == clean.rows.draft().to_bytes()
    assert (taken.basis, taken.ledger, taken.redirects) == (clean.basis, clean.ledger, clean.redirects)
    assert first.basis == clean.basis
    assert taken.ledger is first.ledger  # so it was not read and written anew


@pytest.mark.parametrize("change", ["ledger", "pattern", "blocked", "wish", "product_id"])
def test_a_change_of_what_decides_slugs_is_seen(change: str) -> None:
    rows = [row("a"), row("b")]
    table, config, entries = table_of(rows), ShopConfig(shop=SHOP, urls=Urls(product="/{slug}")), ()
    first = make_plan(table, published(table), REFERENCE, entries, config, b"")
    ledger = first.ledger + b"moved\t/c\ta\n" if change == "ledger" else first.ledger
    if change == "pattern":
        config = ShopConfig(shop=SHOP, urls=Urls(product="/p/{slug}"))
    if change == "blocked":
        entries = (EntryHead("a", "page", "content/a.md", 0),)  # type: ignore[assignment]
    if change in ("wish", "product_id"):
        rows[0] = rows[0]._replace(**{change: "c"})
    table = table_of(rows)
    changed = make_plan(table, published(table), REFERENCE, entries, config, ledger, Before(first.basis, first.rows))
    clean = make_plan(table, published(table), REFERENCE, entries, config, ledger)
    assert changed.basis != first.basis or change == "ledger"
    assert changed.rows.draft().to_bytes() == clean.rows.draft().to_bytes()
    assert (parse_ledger(changed.ledger), changed.redirects) == (parse_ledger(clean.ledger), clean.redirects)


def test_products_that_come_twice_are_told_and_can_be_left_out() -> None:
    table = table_of([row("b", product_id="x"), row("a", product_id="x"), row("c"), blank_row(1)])
    products = published(table)
    assert (list(products.rows), list(products.again)) == ([1, 2], [0])
    assert list(products.without({1}).rows) == [2]
