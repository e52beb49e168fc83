"""What the head says: links, networks, and structured data that is whole and safe inside a script element."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from engine.render.theme import Theme
from engine.render.views import LinkView
from tests.render.theme_shop import load
from tests.render.theme_views import NO_PRICE, bare_product, bare_shop, contexts, product

HOSTILE = "</script><b>\"quoted\" \\ & \u2028 \u2029 'single' 😀"


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The shipped theme as it stands."""
    return load(tmp_path_factory.mktemp("shop"))


def graph(page: bytes) -> list[dict[str, Any]]:
    """Return the structured data of a page, [] when there is none."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.decode(), re.DOTALL)
    assert len(found) <= 1
    return list(json.loads(found[0])["@graph"]) if found else []


def node(page: bytes, kind: str) -> dict[str, Any]:
    """Return the node of a type."""
    return next(one for one in graph(page) if one["@type"] == kind)


@pytest.mark.parametrize("kind", ["home", "product", "category", "faces"])
def test_structured_data_of_each_kind(theme: Theme, kind: str) -> None:
    types = {
        "home": ["OnlineStore", "WebSite"],
        "product": ["BreadcrumbList", "Product"],
        "category": ["BreadcrumbList", "ItemList"],
        "faces": ["BreadcrumbList"],
    }
    assert [one["@type"] for one in graph(theme.render(kind, contexts()[kind]))] == types[kind]


def test_a_product_states_its_offer_as_the_page_shows_it(theme: Theme) -> None:
    found = node(theme.render("product", contexts()["product"]), "Product")
    offer = found.pop("offers")
    assert found["name"] == "Halden"
    assert found["brand"] == {"@type": "Brand", "name": "Brambeck"}
    assert found["inProductGroupWithID"] == "halden"
    assert found["aggregateRating"]["ratingCount"] == 23
    assert found["image"][0] == "https://shop.example/eyewear/images/front-640.jpg"
    assert (offer["price"], offer["priceCurrency"]) == ("184.10", "USD")
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["priceSpecification"]["price"] == "263.00"
    assert offer["hasMerchantReturnPolicy"]["merchantReturnDays"] == 30
    assert offer["shippingDetails"]["shippingRate"] == {"@type": "MonetaryAmount", "value": "4.90", "currency": "USD"}


def test_a_shop_that_states_nothing_promises_nothing(theme: Theme) -> None:
    context = contexts()["product"] | {"shop": bare_shop(), "product": product(delivery="")}
    offer = node(theme.render("product", context), "Product")["offers"]
    assert "shippingDetails" not in offer
    assert "hasMerchantReturnPolicy" not in offer


@pytest.mark.parametrize("missing", [{"price": NO_PRICE}, {"pictures": ()}], ids=["price", "pictures"])
def test_a_product_without_price_or_picture_is_no_product_to_search_engines(
    theme: Theme, missing: dict[str, Any]
) -> None:
    context = contexts()["product"]
    context["product"] = replace(context["product"], **missing)
    assert [one["@type"] for one in graph(theme.render("product", context))] == ["BreadcrumbList"]


@pytest.mark.parametrize("kind", ["home", "product", "category"])
def test_hostile_names_stay_inside_their_strings(theme: Theme, kind: str) -> None:
    context = contexts()[kind]
    context["shop"] = replace(context["shop"], name=HOSTILE, tagline=HOSTILE)
    crumbs = (LinkView("Home", "/eyewear/"), LinkView(HOSTILE, ""))
    context["page"] = replace(context["page"], title=HOSTILE, heading=HOSTILE, crumbs=() if kind == "home" else crumbs)
    context["product"] = replace(contexts()["product"]["product"], name=HOSTILE, sku=HOSTILE, colour=HOSTILE)
    if kind == "category":
        cards = tuple(replace(card, name=HOSTILE, brand=HOSTILE) for card in context["listing"].cards)
        context["listing"] = replace(context["listing"], name=HOSTILE, cards=cards)
    page = theme.render(kind, context)
    assert b"<b>" not in page.replace(b"<b>acetate</b>", b"").replace(b'<b class="n">', b"")
    assert HOSTILE in json.dumps(graph(page), ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\")
    assert "\u2028" not in re.findall(r"ld\+json.*?</script>", page.decode(), re.DOTALL)[0]


def test_the_head_names_the_page_and_its_neighbours(theme: Theme) -> None:
    context = contexts()["category"]
    context["page"] = replace(
        context["page"],
        title="Tom & Co",
        next="https://shop.example/eyewear/category/2/",
        picture="https://shop.example/eyewear/images/a.jpg",
        picture_width=640,
        picture_height=480,
    )
    page = theme.render("category", context).decode()
    assert "<title>Tom &amp; Co</title>" in page
    assert '<link rel="canonical" href="https://shop.example/eyewear/category/">' in page
    assert '<link rel="next" href="https://shop.example/eyewear/category/2/">' in page
    assert '<meta property="og:image:width" content="640">' in page
    assert '<link rel="icon" href="/eyewear/favicon.svg" type="image/svg+xml">' in page


def test_a_page_that_is_not_to_be_indexed_has_no_canonical_address(theme: Theme) -> None:
    page = theme.render("not_found", contexts()["not_found"]).decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


def test_one_picture_of_a_page_does_not_wait(theme: Theme) -> None:
    for kind in ("home", "product", "category", "face_shape"):
        page = theme.render(kind, contexts()[kind]).decode()
        assert page.count('fetchpriority="high"') == 1
        assert len(re.findall(r"<img [^>]*loading=\"lazy\"", page)) == page.count("<img ") - 1


def test_a_product_without_contact_delivery_and_measures_shows_no_empty_part(theme: Theme) -> None:
    context = contexts()["product"] | {"shop": bare_shop(), "product": bare_product()}
    page = theme.render("product", context).decode()
    assert page.count("<section") == 0
    assert 'class="btn' not in page
    assert "Price on request" in page


def test_the_way_to_ask_is_mail_then_the_contact_page_then_nothing(theme: Theme) -> None:
    context = contexts()["product"]
    assert 'href="mailto:hello@shop.example?subject=Halden%20%28BRA-1%29"' in theme.render("product", context).decode()
    context["shop"] = replace(bare_shop(), contact_path="/eyewear/contact/")
    assert '<a class="btn tap" href="/eyewear/contact/">' in theme.render("product", context).decode()


def test_a_frame_is_drawn_from_its_measures(theme: Theme) -> None:
    page = theme.render("product", contexts()["product"]).decode()
    assert 'transform="translate(34) scale(0.24 0.22)"' in page
    assert "Front view: 126 mm wide, lens 48 mm, bridge 20 mm" in page


def test_every_template_opens_with_what_it_renders() -> None:
    themes = Path(__file__).resolve().parents[2] / "themes"
    for file in sorted(themes.rglob("*.html")):
        assert file.read_text("utf-8").startswith("{#"), file
