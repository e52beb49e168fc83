"""Pictures of products, good and broken -> files of the site, elements of its pages, and what a second build does."""

from pathlib import Path
from typing import Any

import pytest

from tests.assets.drawn import jpeg
from tests.shop.builder import Built, build_shop, product, run, write_products
from tests.shop.markup import Page

SMALL = "[images]\nwidths = [64, 128]\nfallback_width = 64\n"
ALDER = "products/lind-alder/index.html"
BIRCH = "products/lind-birch/index.html"


def gallery(*names: str) -> dict[str, Any]:
    return {
        "media.images": [{"url": name, "alt_text": f"View {name}", "order": place} for place, name in enumerate(names)]
    }


def images(built: Built) -> list[str]:
    return [name for name in built.files if name.startswith("images/")]


def test_a_page_shows_its_pictures_from_files_that_are_there(tmp_path: Path) -> None:
    frames = [product("Alder", gallery("a.jpg", "b.jpg"))]
    built = build_shop(tmp_path, frames, config=SMALL, pictures={"a.jpg": jpeg(300, 200), "b.jpg": jpeg(200, 200)})
    page = Page(built.files[ALDER])
    shown = page.all("//main//picture//img")
    assert [(one.get("alt"), one.get("width"), one.get("height")) for one in shown][:2] == [
        ("View a.jpg", "300", "200"),
        ("View b.jpg", "200", "200"),
    ]
    sets = page.all("//picture/source/@srcset")
    named = {part.split()[0] for one in sets for part in one.split(",")} | {one.get("src") for one in shown}
    assert {name.lstrip("/") for name in named} <= set(images(built))
    node = page.graph()["Product"]
    assert page.meta("og:image") == [node["image"][0]]
    assert node["image"][0].removeprefix("https://lind.example/") in built.files
    assert node["image"][0] in built.files["feed.xml"].decode()


def test_the_same_picture_is_encoded_once_whatever_refers_to_it(tmp_path: Path) -> None:
    frames = [product("Alder", gallery("a.jpg", "copy.jpg")), product("Birch", gallery("a.jpg"))]
    built = build_shop(tmp_path, frames, config=SMALL, pictures=dict.fromkeys(("a.jpg", "copy.jpg"), jpeg()))
    assert (built.report.pictures.made, len(images(built))) == (1, 3)


def test_a_second_build_encodes_nothing_and_gives_the_same_bytes(tmp_path: Path) -> None:
    first = build_shop(tmp_path, [product("Alder", gallery("a.jpg"))], config=SMALL, pictures={"a.jpg": jpeg()})
    second = run(tmp_path)
    assert (second.report.pictures.made, second.report.pictures.reused) == (0, 1)
    assert second.files == first.files


def test_a_picture_that_is_gone_leaves_the_site(tmp_path: Path) -> None:
    frames = [product("Alder", gallery("a.jpg"))]
    build_shop(tmp_path, frames, config=SMALL, pictures={"a.jpg": jpeg()})
    write_products(tmp_path, [product("Alder", {"media.images": []})])
    assert images(run(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("broken.jpg", jpeg()[:200], "image_broken"),
        ("empty.jpg", b"", "image_broken"),
        ("script.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>', "image_unsupported"),
    ],
)
def test_a_broken_picture_is_reported_and_the_others_stay(tmp_path: Path, name: str, body: bytes, code: str) -> None:
    frames = [product("Alder", gallery(name)), product("Birch", gallery("good.jpg"))]
    built = build_shop(tmp_path, frames, config=SMALL, pictures={name: body, "good.jpg": jpeg()})
    assert built.report.products.published == 2
    assert built.report.pictures.refused == 1
    assert not Page(built.files[ALDER]).all("//div[contains(@class,'g84')]//img")
    assert Page(built.files[BIRCH]).all("//div[contains(@class,'g84')]//img")
    (told,) = [found for found in built.report.findings if found.field == "media.images" and found.found == name]
    assert told.code == code


@pytest.mark.parametrize("name", ["../outside.jpg", "/etc/hostname", "nowhere.jpg", "http://127.0.0.1:9/x.jpg"])
def test_a_picture_outside_its_roots_is_not_looked_at(tmp_path: Path, name: str) -> None:
    (tmp_path / "shop/catalog").mkdir(parents=True)
    (tmp_path / "shop/outside.jpg").write_bytes(jpeg())
    built = build_shop(tmp_path / "shop", [product("Alder", gallery(name))], config=SMALL)
    assert images(built) == []
    assert [found.severity for found in built.report.findings if found.found == name] == ["medium"]


def test_external_pictures_are_addresses_and_nothing_is_decoded(tmp_path: Path) -> None:
    config = '[images]\nmode = "external"\nurl_pattern = "https://img.example/{width}/{path}"\nwidths = [100, 200]\n'
    built = build_shop(tmp_path, [product("Alder", gallery("a/b.jpg"))], config=config)
    page = Page(built.files[ALDER])
    assert "https://img.example/100/a/b.jpg 100w, https://img.example/200/a/b.jpg 200w" in page.all("//source/@srcset")
    assert images(built) == []
    assert b"img-src 'self' data: https://img.example" in built.files["_headers"]


def test_without_pictures_pages_draw_the_frame(tmp_path: Path) -> None:
    built = build_shop(tmp_path, [product("Alder", gallery("a.jpg"))], config='[images]\nmode = "off"\n')
    page = Page(built.files[ALDER])
    assert (page.all("//img"), images(built)) == ([], [])
    assert page.all("//main//svg")
    assert "Product" not in page.graph()


def test_the_bytes_of_a_picture_do_not_depend_on_workers(tmp_path: Path) -> None:
    pictures = {f"{number}.jpg": jpeg(200 + number, 150) for number in range(4)}
    frames = [product(name, gallery(name)) for name in pictures]
    one, two = (
        build_shop(tmp_path / str(workers), frames, workers=workers, config=SMALL, pictures=pictures)
        for workers in (1, 3)
    )
    assert one.files == two.files


def test_jpeg_alone_comes_in_all_widths_too(tmp_path: Path) -> None:
    config = '[images]\nformats = ["jpeg"]\nwidths = [32, 64]\nfallback_width = 64\n'
    built = build_shop(
        tmp_path, [product("Alder", gallery("a.jpg"))], config=config, pictures={"a.jpg": jpeg(300, 200)}
    )
    (source,) = Page(built.files[ALDER]).all("//main//picture[1]/source")[:1]
    assert source.get("type") == "image/jpeg"
    assert [part.split()[1] for part in source.get("srcset").split(", ")] == ["32w", "64w"]
