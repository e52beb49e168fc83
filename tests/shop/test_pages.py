"""Shops of a few products -> which pages there are, where they stand and how they hang together."""

from pathlib import Path

import pytest

from tests.shop.builder import LEAVE_OUT, Built, brand, build_shop, category, product
from tests.shop.markup import Page

ABOUT = '+++\ntitle = "About us"\ndescription = "Who we are"\nupdated = 2024-02-03\n+++\n\n## The shop\n\nWe *grind*.\n'


def pages(built: Built) -> list[str]:
    return [name for name in built.files if name.endswith(".html")]


def test_every_kind_of_page_stands_in_a_folder_of_its_own(tmp_path: Path) -> None:
    content = {"about.md": ABOUT, "guides/care.md": '+++\ntitle = "Care"\n+++\nWipe.\n'}
    built = build_shop(tmp_path, [product("Alder")], content=content)
    assert pages(built) == [
        "404.html",
        "about/index.html",
        "brands/index.html",
        "brands/lind/index.html",
        "categories/all/index.html",
        "categories/eyeglasses/index.html",
        "faces/oval/index.html",
        "guides/care/index.html",
        "guides/face-shapes/index.html",
        "guides/sizes/index.html",
        "index.html",
        "products/lind-alder/index.html",
        "shapes/index.html",
        "shapes/round/index.html",
    ]
    assert built.report.pages == {
        "product": 1,
        "brand": 1,
        "brands": 1,
        "category": 2,
        "face_shape": 1,
        "faces": 1,
        "frame_shape": 1,
        "guide": 1,
        "home": 1,
        "not_found": 1,
        "page": 1,
        "shapes": 1,
        "sizes": 1,
    }


def test_a_page_can_be_a_file_under_a_base_path(tmp_path: Path) -> None:
    config = '[urls]\nstyle = "file"\n'
    built = build_shop(tmp_path, [product("Alder")], base_url="https://lind.example/eyewear", config=config)
    assert [name for name in pages(built) if name.startswith(("products", "shapes", "index"))] == [
        "index.html",
        "products/lind-alder.html",
        "shapes.html",
        "shapes/round.html",
    ]
    page = Page(built.files["products/lind-alder.html"])
    assert page.all("//link[@rel='canonical']/@href") == ["https://lind.example/eyewear/products/lind-alder"]
    assert page.links("//nav[@aria-label='Breadcrumb']") == {
        "/eyewear/": "Home",
        "/eyewear/categories/eyeglasses": "Eyeglasses",
    }


@pytest.mark.parametrize("style", ["folder", "file"])
@pytest.mark.parametrize("base", ["", "/eyewear"])
def test_every_link_inside_the_shop_leads_to_a_file(tmp_path: Path, base: str, style: str) -> None:
    sun = category("Sunglasses")
    products = [
        product("Alder"),
        product("Birch", {"category_ids": [sun["_id"]], "specifications.frame.shape": "oval"}),
    ]
    built = build_shop(
        tmp_path,
        products,
        categories=[category("Eyeglasses"), sun],
        base_url=f"https://lind.example{base}",
        config=f'[pages]\nper_page = 1\n[urls]\nstyle = "{style}"\n',
        content={"about.md": ABOUT},
    )
    dead = []
    for name in pages(built):
        page = Page(built.files[name])
        for link in page.all("//@href | //@src"):
            path = link.split("#")[0].removeprefix("https://lind.example")
            if link.startswith("https://img.example/"):
                continue
            inside = path.removeprefix(base).lstrip("/")
            target = f"{inside}index.html" if path.endswith("/") else inside
            if path and (not path.startswith(f"{base}/") or not {target, f"{target}.html"} & set(built.files)):
                dead.append((name, link))
    assert dead == []


def test_address_patterns_are_the_shops_to_choose(tmp_path: Path) -> None:
    config = '[urls]\nproduct = "/frames/{slug}"\nbrand = "/by-{slug}"\npage = "/info/{slug}"\n'
    built = build_shop(tmp_path, [product("Alder")], config=config, content={"about.md": ABOUT})
    assert {"frames/lind-alder/index.html", "by-lind/index.html", "by/index.html", "info/about/index.html"} <= set(
        pages(built)
    )
    home = Page(built.files["index.html"])
    assert {"/frames/lind-alder/", "/by/", "/info/about/"} <= set(home.links())


def test_kinds_that_are_switched_off_are_neither_there_nor_linked(tmp_path: Path) -> None:
    kinds = ("category", "brand", "frame_shape", "face_shape", "guide", "content")
    config = "[pages]\n" + "".join(f"{kind} = false\n" for kind in kinds)
    built = build_shop(tmp_path, [product("Alder"), product("Birch")], config=config, content={"about.md": ABOUT})
    assert pages(built) == [
        "404.html",
        "index.html",
        "products/lind-alder/index.html",
        "products/lind-birch/index.html",
    ]
    links = set().union(*(Page(built.files[name]).links() for name in pages(built)))
    assert links == {"#main", "/", "/products/lind-alder/", "/products/lind-birch/"}


def test_a_page_of_prose_is_in_the_footer_with_its_text(tmp_path: Path) -> None:
    built = build_shop(tmp_path, [product("Alder")], content={"about.md": ABOUT})
    page = Page(built.files["about/index.html"])
    assert page.title == "About us | Lind Optik"
    assert page.meta("description") == ["Who we are"]
    assert page.text("//h1") == "About us"
    assert page.one("//em/text()") == "grind"
    assert page.links("//footer")["/about/"] == "About us"


def test_the_menu_is_the_root_categories_or_what_the_shop_says(tmp_path: Path) -> None:
    child = category("Readers", {"parent_id": {"$oid": "c0c0c0c0c0c0c0c0c0c0c001"}, "level": 1})
    root = category("Eyeglasses", {"_id": {"$oid": "c0c0c0c0c0c0c0c0c0c0c001"}})
    frames = [product("Alder", {"category_ids": [child["_id"]]})]
    built = build_shop(tmp_path / "a", frames, categories=[root, child])
    menu = Page(built.files["index.html"]).links("//nav[@id='menu']")
    assert "Eyeglasses" in menu.values() and "Readers" not in menu.values()
    config = (
        'navigation = [{label = "All frames", href = "/categories/all"}, {label = "Blog", href = "https://b.example/"}]'
    )
    built = build_shop(tmp_path / "b", frames, config=config, base_url="https://lind.example/eyewear")
    menu = Page(built.files["index.html"]).links("//nav[@id='menu']")
    assert menu == {"/eyewear/categories/all/": "All frames", "https://b.example/": "Blog"}


def test_the_page_for_what_is_not_found_is_kept_out_of_search_engines(tmp_path: Path) -> None:
    page = Page(build_shop(tmp_path, [product("Alder")], base_url="https://lind.example/eyewear").files["404.html"])
    assert page.meta("robots") == ["noindex"]
    assert page.all("//link[@rel='canonical']") == []
    assert "/eyewear/" in page.links()


def test_a_face_shape_page_shows_its_rules_and_the_frames_that_fit(tmp_path: Path) -> None:
    unfit = product("Birch", {"face_shape_compatibility": {"oval": {"score": 0.2, "reasons": []}}})
    built = build_shop(tmp_path, [product("Alder"), unfit])
    page = Page(built.files["faces/oval/index.html"])
    assert set(page.links("//main")) & {"/products/lind-alder/", "/products/lind-birch/"} == {"/products/lind-alder/"}


def test_a_brand_without_products_has_no_page(tmp_path: Path) -> None:
    built = build_shop(
        tmp_path, [product("Alder", {"brand_id": LEAVE_OUT, "brand_name": "Nobody"})], brands=[brand("Oak")]
    )
    assert [name for name in pages(built) if name.startswith("brands")] == []


def test_the_limit_keeps_the_first_in_the_order_of_the_lists(tmp_path: Path) -> None:
    names = ("Alder", "Birch", "Cedar")
    products = [product(name, {"price.base_price": price}) for name, price in zip(names, (90, 30, 60), strict=True)]
    built = build_shop(tmp_path, products, config='[catalog]\nsort = "price"\nlimit = 2\n')
    assert [name for name in pages(built) if name.startswith("products")] == [
        "products/lind-birch/index.html",
        "products/lind-cedar/index.html",
    ]
    assert (built.report.products.published, built.report.products.filtered) == (2, 1)


def test_links_of_menus_and_prose_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    body = (
        '+++\ntitle = "About"\n+++\n[a](/nowhere) [b](about.md) [c](/contact) [d](https://x.example/) [e](/mine.txt)\n'
    )
    contact = '+++\ntitle = "Contact"\n+++\n[up](#top)\n'
    config = 'navigation = [{ label = "Sale", href = "/sale" }, { label = "All", href = "/categories/all" }]\n'
    (tmp_path / "static").mkdir()
    (tmp_path / "static/mine.txt").write_text("mine")
    built = build_shop(tmp_path, [product("Alder")], config=config, content={"about.md": body, "contact.md": contact})
    dead = [(one.source_id, one.found) for one in built.report.findings if one.code == "link_dead"]
    assert dead == [("content/about.md", "/nowhere/"), ("content/about.md", "about.md"), ("shop.toml", "/sale/")]


def test_files_of_the_shops_own_are_served_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "static/.well-known").mkdir(parents=True)
    (tmp_path / "static/.well-known/security.txt").write_bytes(b"Contact: x\n")
    built = build_shop(tmp_path, [product("Alder")])
    assert built.files[".well-known/security.txt"] == b"Contact: x\n"
