"""A built shop -> what hosts, search engines and browsers read beside its pages."""

import gzip
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import brotli
import pytest
from lxml import etree
from msgspec import json
from xxhash import xxh3_128_hexdigest

from engine.pipeline.manifest import read_manifest
from tests.shop.builder import Built, build_shop, product
from tests.shop.markup import Page

MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}
GOOGLE = {"g": "http://base.google.com/ns/1.0"}
ABOUT = '+++\ntitle = "About"\nupdated = 2024-02-03\n+++\nUs.\n'
FRAMES = (
    product("Alder", {"price.discounted_price": 89.5}),
    product("Birch", {"inventory.status": "out_of_stock", "specifications.frame.color": "Red & gold"}),
    product("Cedar", {"metadata.updated_at": {"$date": "2024-07-08T09:10:11Z"}, "upc": "036000291452"}),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A shop of three frames in a folder of its host."""
    return build_shop(
        tmp_path_factory.mktemp("shop"),
        FRAMES,
        base_url="https://lind.example/eyewear",
        config='description = "Frames & more"\ncolour = "#123456"\n[output]\ncompress = ["br", "gz"]\n',
        content={"about.md": ABOUT},
    )


def test_the_sitemap_holds_every_page_that_may_be_found(built: Built) -> None:
    index = etree.fromstring(built.files["sitemap.xml"])
    assert index.xpath("//m:loc/text()", namespaces=MAP) == ["https://lind.example/eyewear/sitemap-1.xml"]
    listed = etree.fromstring(built.files["sitemap-1.xml"]).xpath("//m:loc/text()", namespaces=MAP)
    pages = [Page(body) for name, body in built.files.items() if name.endswith(".html")]
    assert sorted(listed) == sorted(link for page in pages for link in page.all("//link[@rel='canonical']/@href"))


def test_dates_of_the_sitemap_are_those_of_the_content(built: Built) -> None:
    urls = etree.fromstring(built.files["sitemap-1.xml"])
    dates = {url[0].text.removeprefix("https://lind.example/eyewear"): url[1].text for url in urls if len(url) > 1}
    assert (dates["/about/"], dates["/products/lind-alder/"], dates["/products/lind-cedar/"], dates["/"]) == (
        "2024-02-03",
        "2024-05-06",
        "2024-07-08",
        "2024-07-08",
    )


def test_robots_may_read_everything_and_find_the_sitemap(built: Built) -> None:
    assert built.files["robots.txt"] == (
        b"User-agent: *\nAllow: /\n\nSitemap: https://lind.example/eyewear/sitemap.xml\n"
    )


def test_the_content_security_policy_allows_exactly_the_styles_of_the_pages(built: Built) -> None:
    lines = built.files["_headers"].decode().splitlines()
    policy = next(line for line in lines if line.startswith("  Content-Security-Policy: "))
    hashes = {part.strip("'") for part in policy.split("; ")[2].split() if part.startswith("'sha256-")}
    pages = [Page(body) for name, body in built.files.items() if name.endswith(".html")]
    styles = {page.one("//style").text for page in pages}
    assert {f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}" for style in styles} <= hashes
    assert not any(page.all("//@style | //script[not(@type='application/ld+json') and not(@src)]") for page in pages)
    assert lines[0] == "/eyewear/*"
    assert "/eyewear/assets/*" in lines


def test_the_web_manifest_names_icons_that_are_there(built: Built) -> None:
    manifest = json.decode(built.files["manifest.webmanifest"])
    assert (manifest["name"], manifest["start_url"], manifest["theme_color"]) == ("Lind Optik", "/eyewear/", "#123456")
    icons = [icon["src"].removeprefix("/eyewear/") for icon in manifest["icons"]]
    assert icons == ["icon-192.png", "icon-512.png"]
    assert all(built.files[name].startswith(b"\x89PNG") for name in (*icons, "apple-touch-icon.png"))
    assert b"#123456" in built.files["favicon.svg"]


def test_the_feed_has_the_prices_of_the_pages(built: Built) -> None:
    feed = etree.fromstring(built.files["feed.xml"])
    items = [{child.tag.partition("}")[2]: child.text for child in item} for item in feed.iter("item")]
    assert len(items) == len(FRAMES)
    for item in items:
        node = Page(built.files[f"{item['link'].removeprefix('https://lind.example/eyewear/')}index.html"]).graph()[
            "Product"
        ]
        offer = node["offers"]
        regular = offer.get("priceSpecification", offer)["price"]
        assert (item["price"], item["title"]) == (f"{regular} EUR", node["name"])
        assert item.get("sale_price", f"{regular} EUR") == f"{offer['price']} EUR"
        assert item["color"] == node["color"]
        assert item.get("gtin") == node.get("gtin")
    assert [item["availability"] for item in items].count("out_of_stock") == 1


def test_compressed_copies_are_the_same_bytes(built: Built) -> None:
    copies = [name for name in built.files if name.endswith((".br", ".gz"))]
    for name in copies:
        unpack = brotli.decompress if name.endswith(".br") else gzip.decompress
        assert unpack(built.files[name]) == built.files[name[:-3]]
    pages = [name for name in built.files if name.endswith(".html")]
    assert {f"{name}.{form}" for name in pages for form in ("br", "gz")} <= set(copies)
    assert not any(name.endswith((".png.br", ".woff2.gz")) for name in copies)


def test_every_file_is_in_the_manifest_of_the_site(built: Built) -> None:
    manifest = read_manifest(str(built.folder / ".storeloom/manifest"))
    assert manifest is not None
    assert sorted((one.path, one.size, one.digest) for one in manifest.written()) == [
        (name, len(body), xxh3_128_hexdigest(body)) for name, body in built.files.items()
    ]
    assert (built.report.files, built.report.bytes) == (len(built.files), sum(map(len, built.files.values())))


def test_a_shop_without_a_feed_has_none(tmp_path: Path) -> None:
    assert "feed.xml" not in build_shop(tmp_path, FRAMES, config="[output]\nfeed = false\n").files


def test_pictures_of_prose_may_come_from_where_it_says(tmp_path: Path) -> None:
    body = '+++\ntitle = "About"\n+++\n![Us](https://pictures.example/us.jpg)\n'
    built = build_shop(tmp_path, FRAMES, config='[images]\nmode = "off"\n', content={"about.md": body})
    assert b"img-src 'self' data: https://pictures.example;" in built.files["_headers"]


def test_a_shop_may_have_nothing_beside_the_pages_that_it_asks_for(tmp_path: Path) -> None:
    config = "[output]\nextras = []\nfeed = false\n[pages]\n"
    config += "".join(f"{kind} = false\n" for kind in ("everything", "frame_shape", "face_shape", "guide", "content"))
    config += "brands = false\nshapes = false\nnot_found = false\n"
    built = build_shop(tmp_path, FRAMES, config=config)
    assert sorted(name for name in built.files if not name.startswith("assets/")) == [
        "brands/lind/index.html",
        "categories/eyeglasses/index.html",
        "index.html",
        "products/lind-alder/index.html",
        "products/lind-birch/index.html",
        "products/lind-cedar/index.html",
        "sitemap-1.xml",
        "sitemap.xml",
    ]
    home = Page(built.files["index.html"])
    assert home.all("//link[@rel='icon' or @rel='manifest' or @rel='apple-touch-icon']") == []


def test_the_manifest_names_no_icons_where_there_are_none(tmp_path: Path) -> None:
    built = build_shop(tmp_path, FRAMES[:1], config='[output]\nextras = ["manifest"]\n')
    assert json.decode(built.files["manifest.webmanifest"])["icons"] == []
    assert "favicon.svg" not in built.files
