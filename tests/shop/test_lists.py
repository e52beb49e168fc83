"""Products, brands and categories -> lists: their order, their pages, the way back."""

from pathlib import Path

import engine
from engine.config.load import load
from tests.shop.builder import Built, build_shop, category, product, write_shop
from tests.shop.markup import Page

NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm")


def listed(built: Built, path: str) -> list[str]:
    """Return the products on a page of a list, in order, by the end of their addresses."""
    graph = Page(built.files[f"{path}index.html"]).graph()
    return [item["url"].rstrip("/").rsplit("-", 1)[1] for item in graph["ItemList"]["itemListElement"]]


def test_a_list_goes_on_over_pages_that_know_each_other(tmp_path: Path) -> None:
    config = '[catalog]\nsort = "name"\n[pages]\nper_page = 2\n'
    built = build_shop(tmp_path, [product(name) for name in reversed(NAMES)], config=config)
    first, second, third = "categories/all/", "categories/all/page/2/", "categories/all/page/3/"
    assert [listed(built, path) for path in (first, second, third)] == [
        ["alder", "birch"],
        ["cedar", "dogwood"],
        ["elm"],
    ]
    assert "categories/all/page/4/index.html" not in built.files
    page = Page(built.files[f"{second}index.html"])
    assert {
        link.get("rel"): link.get("href") for link in page.all("//link[@rel='prev' or @rel='next' or @rel='canonical']")
    } == {
        "canonical": "https://lind.example/categories/all/page/2/",
        "prev": "https://lind.example/categories/all/",
        "next": "https://lind.example/categories/all/page/3/",
    }
    assert {"/categories/all/", "/categories/all/page/3/"} <= set(page.links("//main"))


def test_pages_of_a_list_have_titles_and_descriptions_of_their_own(tmp_path: Path) -> None:
    built = build_shop(tmp_path, [product(name) for name in NAMES], config="[pages]\nper_page = 1\n")
    pages = [Page(body) for name, body in built.files.items() if name.endswith(".html")]
    titles = [page.title for page in pages]
    assert len(set(titles)) == len(titles)
    descriptions = [page.meta("description")[0] for page in pages if not page.meta("robots")]
    assert len(set(descriptions)) == len(descriptions)


def test_lists_are_in_the_order_that_the_shop_wants(tmp_path: Path) -> None:
    changes = (
        {
            "price.base_price": 30,
            "analytics.popularity_score": 0.1,
            "metadata.created_at": {"$date": "2024-01-01T00:00:00Z"},
        },
        {
            "price.base_price": 10,
            "analytics.popularity_score": 0.2,
            "metadata.created_at": {"$date": "2024-01-03T00:00:00Z"},
        },
        {
            "price.base_price": 20,
            "analytics.popularity_score": 0.3,
            "metadata.created_at": {"$date": "2024-01-02T00:00:00Z"},
        },
    )
    products = [product(name, values) for name, values in zip(NAMES, changes, strict=False)]
    wanted = {
        "popularity": ["cedar", "birch", "alder"],
        "newest": ["birch", "cedar", "alder"],
        "price": ["birch", "cedar", "alder"],
        "-price": ["alder", "cedar", "birch"],
        "name": ["alder", "birch", "cedar"],
    }
    for sort, names in wanted.items():
        built = build_shop(tmp_path, products, config=f'[catalog]\nsort = "{sort}"\n')
        assert listed(built, "categories/all/") == names


def test_a_category_holds_what_is_below_it_and_breadcrumbs_show_the_tree(tmp_path: Path) -> None:
    root = category("Glasses")
    middle = category("Readers", {"parent_id": root["_id"], "path": [root["_id"]], "level": 1})
    leaf = category("Slim", {"parent_id": middle["_id"], "path": [root["_id"], middle["_id"]], "level": 2})
    frames = [
        product("Alder", {"category_ids": [root["_id"], leaf["_id"]]}),
        product("Birch", {"category_ids": [middle["_id"]]}),
    ]
    built = build_shop(tmp_path, frames, categories=[root, middle, leaf], config='[catalog]\nsort = "name"\n')
    assert [listed(built, f"categories/{slug}/") for slug in ("glasses", "readers", "slim")] == [
        ["alder", "birch"],
        ["alder", "birch"],
        ["alder"],
    ]
    page = Page(built.files["products/lind-alder/index.html"])
    trail = {
        "/": "Home",
        "/categories/glasses/": "Glasses",
        "/categories/readers/": "Readers",
        "/categories/slim/": "Slim",
    }
    assert page.links("//nav[@aria-label='Breadcrumb']") == trail
    crumbs = page.graph()["BreadcrumbList"]["itemListElement"]
    assert [(crumb["position"], crumb["name"], crumb["item"]) for crumb in crumbs] == [
        *((place, name, f"https://lind.example{path}") for place, (path, name) in enumerate(trail.items(), 1)),
        (5, "Alder", "https://lind.example/products/lind-alder/"),
    ]


def test_a_product_without_a_category_is_among_all_products(tmp_path: Path) -> None:
    built = build_shop(tmp_path, [product("Alder", {"category_ids": []})])
    assert [name for name in built.files if name.startswith("categories")] == ["categories/all/index.html"]
    page = Page(built.files["products/lind-alder/index.html"])
    assert set(page.links("//nav[@aria-label='Breadcrumb']")) == {"/", "/categories/all/"}


def test_only_what_the_shop_asks_for_is_published(tmp_path: Path) -> None:
    frames = [
        product("Alder", {"price.base_price": 50}),
        product("Birch", {"price.base_price": 500}),
        product("Cedar", {"inventory.status": "out_of_stock"}),
        product("Dogwood", {"metadata.status": "draft"}),
    ]
    built = build_shop(tmp_path, frames, config="[catalog]\nprice_max = 200\nin_stock = true\n")
    assert listed(built, "categories/all/") == ["alder"]
    counts = built.report.products
    assert (counts.published, counts.filtered, counts.withdrawn, counts.excluded) == (1, 2, 1, 0)


def test_a_caller_may_ask_for_fewer_products_for_a_quick_look(tmp_path: Path) -> None:
    write_shop(tmp_path, [product(name) for name in NAMES], config='[catalog]\nsort = "name"\n')
    report = engine.build(load(tmp_path, environment={}), workers=1, limit=2)
    assert (report.products.published, report.products.filtered) == (2, 3)


def test_the_home_page_has_the_words_of_the_shop_and_its_frames(tmp_path: Path) -> None:
    content = {"home.md": '+++\ntitle = "Frames from Jena"\ndescription = "Ours"\n+++\nGround by *hand*.\n'}
    page = Page(build_shop(tmp_path, [product(name) for name in NAMES], content=content).files["index.html"])
    assert (page.title, page.meta("description")) == ("Lind Optik: Frames from Jena", ["Ours"])
    assert {f"/products/lind-{name.lower()}/" for name in NAMES} <= set(page.links("//main"))
    assert set(page.graph()) == {"OnlineStore", "WebSite"}


def test_long_titles_of_the_pages_of_a_list_differ(tmp_path: Path) -> None:
    long = category("Eyeglasses", {"seo.meta_title": "Spectacles " * 9})
    frames = [product(f"Frame {number}", {"category_ids": [long["_id"]]}) for number in range(3)]
    built = build_shop(tmp_path, frames, categories=[long], config="[pages]\nper_page = 1\n")
    pages = ("index.html", "page/2/index.html", "page/3/index.html")
    titles = {Page(built.files[f"categories/eyeglasses/{page}"]).text("//title") for page in pages}
    assert len(titles) == 3
