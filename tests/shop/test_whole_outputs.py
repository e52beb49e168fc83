"""One shop -> whole files of it as they are kept in tests/snapshots; a change of any byte is read before it is kept."""

import re
from collections.abc import Callable

import pytest
from msgspec import json

from tests.shop.builder import Built, build_shop, product
from tests.shop.markup import Page

Snapshot = Callable[[str, str], None]
CONFIG = """\
tagline = "Frames that stay"
description = "Spectacles from Jena."
legal_name = "Lind Optik GmbH"
locale = "de-DE"
currency = "EUR"
social = ["https://social.example/lind"]
[shop.contact]
email = "hallo@lind.example"
phone = "+49 30 1234567"
city = "Jena"
country = "DE"
[shop.shipping]
countries = ["DE"]
rate = 4.9
free_from = 50.0
[shop.returns]
days = 30
[theme]
minify = false
"""
FRAMES = (
    product("Alder", {"price.discounted_price": 89.5, "upc": "036000291452", "sku": "AL-1"}),
    product("Alder Red", {"name": "Alder", "specifications.frame.color": "Rot & Gold", "seo.slug": "alder-rot"}),
    product("Birch", {"inventory.status": "out_of_stock", "specifications.frame.shape": "square"}),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The shop of the snapshots."""
    folder = tmp_path_factory.mktemp("shop")
    return build_shop(folder, FRAMES, base_url="https://lind.example/brillen", config=CONFIG)


@pytest.mark.parametrize("name", ["products/lind-alder", "categories/all"])
def test_the_head_of_a_page(built: Built, snapshot: Snapshot, name: str) -> None:
    page = built.files[f"{name}/index.html"].decode()
    head = page[page.index("<head>") : page.index("</head>")]
    head = re.sub(r"<style>.*?</style>|<script.*?</script>\n", "", head, flags=re.DOTALL)
    snapshot(f"{name.replace('/', '-')}.head.html", head)


@pytest.mark.parametrize("name", ["", "products/lind-alder", "categories/all"])
def test_the_structured_data_of_a_page(built: Built, snapshot: Snapshot, name: str) -> None:
    page = Page(built.files[f"{name}/index.html".lstrip("/")])
    text = page.one("//script[@type='application/ld+json']").text
    snapshot(f"{name.replace('/', '-') or 'home'}.json", json.format(text, indent=1) + "\n")


@pytest.mark.parametrize("name", ["sitemap-1.xml", "feed.xml", "manifest.webmanifest"])
def test_a_file_for_machines(built: Built, snapshot: Snapshot, name: str) -> None:
    snapshot(name, built.files[name].decode())


def test_the_ledger(built: Built, snapshot: Snapshot) -> None:
    snapshot("urls.ledger", (built.folder / "urls.ledger").read_text(encoding="utf-8"))
