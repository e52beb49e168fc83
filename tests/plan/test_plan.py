"""Rows in, plans out: slugs, lists, related products, siblings, all of it pure."""

import random

import pytest

from engine.catalog.product import Brand, Category, Reference
from engine.config.schema import Catalog, Pages, Shop, ShopConfig, Urls
from engine.plan.singles import EntryHead
from engine.plan.urls import addresses
from engine.snapshot.ledger import Ledger
from engine.snapshot.row import Row
from tests.plan.oracle.plan import RowPlan
from tests.plan.rows import plan_of, row

SHOP = Shop(name="Alder", base_url="https://shop.example/eyewear")
TREE = Reference(
    brands=(Brand(key="b", name="Brambeck", slug="brambeck"), Brand(key="t", name="Tarnwick", slug="tarnwick")),
    categories=(
        Category(key="sun", name="Sunglasses", slug="sunglasses"),
        Category(key="men", name="Men's Sunglasses", slug="sunglasses-men", parent="sun", level=1),
        Category(key="empty", name="Empty", slug="empty"),
    ),
)


def plan(*rows: Row, ledger: Ledger | bytes = b"", entries: tuple[EntryHead, ...] = (), **options: object) -> RowPlan:
    return plan_of(rows, TREE, entries, ShopConfig(shop=SHOP, **options), ledger)  # type: ignore[arg-type]


def lists(made: RowPlan) -> dict[str, list[str]]:
    return {
        one.route: [made.rows[number].name for number in items]
        for one, items in zip(made.lists, made.items, strict=True)
    }


def test_a_category_holds_what_stands_below_it_and_an_empty_one_is_no_page() -> None:
    made = plan(row("a", categories=(1,), brand=0), row("b", categories=(0,)), row("c"))
    assert lists(made) == {
        "/categories/all": ["a", "b", "c"],
        "/categories/sunglasses": ["a", "b"],
        "/categories/sunglasses-men": ["a"],
        "/brands/brambeck": ["a"],
        "/shapes/round": ["a", "b", "c"],
    }
    assert [made.lists[one.parent].slug for one in made.lists if one.parent >= 0] == ["sunglasses"]


def test_a_face_shape_lists_good_fits_best_first() -> None:
    made = plan(row("a", fits=(0.7, 0, 0, 0, 0, 0)), row("b", fits=(0.9, 0.2, 0, 0, 0, 0)))
    assert lists(made)["/faces/oval"] == ["b", "a"]
    assert "/faces/round" not in lists(made)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("popularity", "cba"),
        ("newest", "acb"),
        ("price", "bca"),
        ("-price", "acb"),
        ("name", "abc"),
        ("rating", "cab"),
        ("id", "abc"),
    ],
)
def test_lists_are_sorted_as_asked(sort: str, expected: str) -> None:
    rows = (
        row("a", popularity=1, created=3, price=30.0, rating=4.0),
        row("b", popularity=2, created=1, price=10.0),
        row("c", popularity=3, created=2, price=20.0, rating=5.0),
    )
    made = plan(*rows, catalog=Catalog(sort=sort))  # type: ignore[arg-type]
    assert "".join(one.name for one in made.rows) == expected


def test_featured_are_the_first_that_can_be_bought_or_the_most_popular_whatever_they_are() -> None:
    rows = (
        row("a", popularity=1, pictures="a.jpg"),
        row("b", popularity=3, pictures="a.jpg", available=2),
        row("c", popularity=2, pictures="a.jpg"),
    )
    for how, expected in (("order", "ac"), ("popularity", "bc")):
        made = plan(*rows, catalog=Catalog(sort="id"), pages=Pages(featured=2, featured_by=how))  # type: ignore[arg-type]
        assert "".join(made.rows[number].name for number in made.featured) == expected


def test_a_sort_order_of_its_own_goes_first_and_ties_go_by_id() -> None:
    made = plan(row("z", popularity=9), row("b"), row("a"), row("y", sort_order=1.0))
    assert [one.name for one in made.rows] == ["y", "z", "a", "b"]


def test_a_limit_keeps_the_first() -> None:
    made = plan(row("a", popularity=1), row("b", popularity=2), catalog=Catalog(limit=1))
    assert ([one.name for one in made.rows], made.cut) == (["b"], 1)


def test_slugs_that_collide_are_numbered_in_the_order_of_ids() -> None:
    made = plan(row("2", wish="alder"), row("1", wish="alder"), row("3", wish="alder", popularity=1))
    assert {one.id: slug for one, slug in zip(made.rows, made.slugs, strict=True)} == {
        "1": "alder",
        "2": "alder-2",
        "3": "alder-3",
    }


def test_a_product_keeps_its_slug_when_others_come_and_go() -> None:
    first = plan(row("1", wish="alder"), row("2", wish="alder"))
    second = plan(row("2", wish="alder"), row("0", wish="alder"), ledger=first.ledger)
    assert dict(zip((one.id for one in second.rows), second.slugs, strict=True)) == {"0": "alder-3", "2": "alder-2"}


def test_a_renamed_product_moves_and_leaves_a_redirect() -> None:
    first = plan(row("1", wish="alder"))
    second = plan(row("1", wish="rowan"), ledger=first.ledger)
    assert second.redirects == {"/products/alder": "/products/rowan"}
    back = plan(row("1", wish="alder"), ledger=second.ledger)
    assert back.redirects == {"/products/rowan": "/products/alder"}


def test_a_changed_pattern_redirects_every_product() -> None:
    first = plan(row("1", wish="alder"))
    second = plan(row("1", wish="alder"), ledger=first.ledger, urls=Urls(product="/frames/{slug}"))
    assert second.redirects == {"/products/alder": "/frames/alder"}


def test_a_product_gives_way_to_a_page_of_the_shop() -> None:
    about = EntryHead("about", "page", "content/about.md", 0)
    made = plan(row("1", wish="about"), entries=(about,), urls=Urls(product="/{slug}"))
    assert made.routes == ("/about-2",)


def test_an_entry_at_an_address_of_the_engine_is_left_out_and_told() -> None:
    made = plan(row("1", frame_width=130.0), entries=(EntryHead("sizes", "guide", "content/guides/sizes.md", 0),))
    assert [(finding.code, finding.source_id) for finding in made.findings] == [
        ("route_taken", "content/guides/sizes.md")
    ]


def test_a_ledger_that_was_merged_gives_no_two_products_one_slug() -> None:
    kept = ("alder", "alder", "/products/alder")
    made = plan(row("1", wish="alder"), row("2", wish="alder"), ledger=Ledger({"1": kept, "2": kept}))
    assert made.slugs == ("alder", "alder-2")


def test_a_list_gives_way_to_a_page_of_the_engine_and_to_an_earlier_list() -> None:
    clash = Reference(
        brands=(Brand(key="b", name="Sunglasses", slug="sunglasses"),),
        categories=(Category(key="c", name="Brands", slug="brands"), Category(key="d", name="Sun", slug="sunglasses")),
    )
    urls = Urls(category="/{slug}", brand="/{slug}", frame_shape="/shapes/{slug}")
    config = ShopConfig(shop=SHOP, urls=urls)
    made = plan_of((row("a", categories=(0, 1), brand=0),), clash, (), config)
    routes = [one.route for one in made.lists] + [single.route for single in made.singles]
    assert len(set(routes)) == len(routes)
    assert {"/sunglasses", "/sunglasses-2", "/brands", "/all"} <= set(routes)


def test_colours_of_one_model_are_siblings_and_a_repeated_colour_is_not() -> None:
    made = plan(
        row("a", group="m", colour="Ink"),
        row("b", group="m", colour="Moss"),
        row("c", group="m", colour="ink"),
        row("d"),
    )
    assert made.siblings == ((0, 1), (0, 1), (2, 1), ())


def test_related_products_are_of_other_models_and_several_brands() -> None:
    rows = [row(f"{number:02}", group=f"m{number % 8}", brand=number % 4, price=100.0 + number) for number in range(32)]
    brands = tuple(Brand(key=key, name=key) for key in "abcd")
    made = plan_of(rows, Reference(brands=brands), (), ShopConfig(shop=SHOP))
    for number, others in enumerate(made.related):
        assert len(others) == 4
        assert len({made.rows[other].group for other in others} | {made.rows[number].group}) == 5
        assert len({made.rows[other].brand for other in others}) >= 3


def test_related_products_come_from_other_shapes_when_the_shape_runs_out() -> None:
    made = plan(row("a", shape="oval"), *(row(f"b{number}") for number in range(6)))
    assert len(made.related[0]) == 4


def test_a_price_that_changes_a_little_changes_no_pages_but_those_that_show_it() -> None:
    rows = [row(f"{number:02}", price=100.0 + number % 10) for number in range(60)]
    dearer = [one._replace(price=one.price + 5) if number == 30 else one for number, one in enumerate(rows)]
    before, after = (plan(*some).related for some in (rows, dearer))
    changed = [number for number in range(60) if before[number] != after[number] and number != 30]
    assert changed
    assert all(30 in (*before[number], *after[number]) for number in changed)


def test_the_order_in_which_rows_come_changes_nothing() -> None:
    rows = [
        row(
            f"{number:03}",
            wish="same",
            group=f"m{number % 30}",
            colour=f"c{number}",
            brand=number % 2,
            price=float(number % 9),
        )
        for number in range(120)
    ]
    mixed = random.Random(5).sample(rows, len(rows))
    assert plan(*rows) == plan(*mixed)


def test_kinds_of_pages_can_be_left_out() -> None:
    off = Pages(category=False, brand=False, frame_shape=False, face_shape=False, guide=False)
    made = plan(row("a", brand=0, fits=(1.0,) * 6), pages=off)
    assert (made.lists, [single.kind for single in made.singles]) == ((), ["home", "not_found"])


def test_rows_with_the_same_title_are_told_apart() -> None:
    made = plan(row("a", title="x"), row("b", title="x"), row("c"))
    assert made.same_title == {0, 1}


def test_the_ledger_remembers_products_that_are_away() -> None:
    kept = Ledger({"gone": ("alder", "alder", "/products/alder")})
    made = plan(row("1", wish="alder"), ledger=kept)
    assert made.slugs == ("alder-2",)
    assert made.ledger.products["gone"][1] == "alder"


def test_the_routes_of_a_list_are_those_of_its_pages() -> None:
    urls = addresses(ShopConfig(shop=SHOP))
    for slug in ("round", ""):
        assert urls.routes("brand", slug, 3) == [urls.route("brand", slug, page) for page in (1, 2, 3)]
