"""One product -> its page: what a buyer reads and what a machine reads say the same."""

from pathlib import Path
from typing import Any

import pytest

from tests.shop.builder import LEAVE_OUT, build_shop, product
from tests.shop.markup import Page

ALDER = "products/lind-alder/index.html"
BIRCH = "products/lind-birch/index.html"


def page_of(tmp_path: Path, changes: dict[str, Any], config: str = "") -> Page:
    return Page(build_shop(tmp_path, [product("Alder", changes)], config=config).files[ALDER])


def test_the_structured_data_says_what_the_page_says(tmp_path: Path) -> None:
    page = page_of(tmp_path, {"upc": "036000291452", "sku": "AL-1"})
    node = page.graph()["Product"]
    address = "https://lind.example/products/lind-alder/"
    assert page.all("//link[@rel='canonical']/@href") == page.meta("og:url") == [node["url"]] == [address]
    assert (page.text("//h1"), node["name"]) == ("Alder", "Alder")
    assert (node["sku"], node["gtin"], node["brand"]["name"]) == ("AL-1", "036000291452", "Lind")
    assert {"AL-1", "036000291452", "Black", "Acetate"} <= set(page.all("//dd//text()"))
    assert node["offers"] == {
        "@type": "Offer",
        "url": address,
        "price": "120.00",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "Organization", "name": "Lind Optik"},
    }
    assert "€120.00" in page.text("//main")
    assert node["aggregateRating"]["ratingCount"] == 12
    assert page.meta("product:price:amount") == ["120.00"]


def test_a_sale_shows_both_prices_and_states_what_is_charged(tmp_path: Path) -> None:
    page = page_of(tmp_path, {"price.discounted_price": 89.5})
    offer = page.graph()["Product"]["offers"]
    assert (offer["price"], offer["priceSpecification"]["price"]) == ("89.50", "120.00")
    assert page.one("//main//s/text()") == "€120.00"
    assert "€89.50" in page.text("//main")


def test_money_is_written_as_the_shops_language_writes_it(tmp_path: Path) -> None:
    page = page_of(tmp_path, {"price.base_price": 1234.5}, 'locale = "de-DE"')
    assert "1.234,50 €" in page.text("//main").replace("\xa0", " ")
    assert page.graph()["Product"]["offers"]["price"] == "1234.50"
    assert page.one("//html/@lang") == "en"
    assert page.one("//h1/*/@lang") == page.one("//div[contains(@class, 'prose')]/@lang") == "de-DE"


def test_a_currency_without_cents_has_none(tmp_path: Path) -> None:
    page = page_of(tmp_path, {"price.base_price": 15000, "price.currency": "JPY"})
    assert page.graph()["Product"]["offers"]["price"] == "15000"
    assert "¥15,000" in page.text("//main") and "¥15,000.00" not in page.text("//main")


@pytest.mark.parametrize("price", [LEAVE_OUT, 0, "ask us"])
def test_a_price_on_request_is_no_offer(tmp_path: Path, price: Any) -> None:
    built = build_shop(tmp_path, [product("Alder", {"price.base_price": price})])
    page = Page(built.files[ALDER])
    assert set(page.graph()) == {"BreadcrumbList"}
    assert "rice on request" in page.text("//main")
    assert b"<item>" not in built.files["feed.xml"]


def test_a_product_without_a_picture_is_no_listing(tmp_path: Path) -> None:
    assert set(page_of(tmp_path, {"media.images": []}).graph()) == {"BreadcrumbList"}


@pytest.mark.parametrize(
    ("status", "stated", "told"),
    [
        ("in_stock", "InStock", "In stock"),
        ("low_stock", "LimitedAvailability", "Only a few left"),
        ("out_of_stock", "OutOfStock", "Sold out"),
        ("discontinued", "Discontinued", "No longer made"),
    ],
)
def test_availability_is_the_same_for_people_and_machines(tmp_path: Path, status: str, stated: str, told: str) -> None:
    page = page_of(tmp_path, {"inventory.status": status})
    assert page.graph()["Product"]["offers"]["availability"] == f"https://schema.org/{stated}"
    assert told in page.text("//main")


def test_colours_of_a_model_link_to_each_other(tmp_path: Path) -> None:
    black = product("Alder", {"seo.slug": "alder-black"})
    red = product("Alder Red", {"name": "Alder", "seo.slug": "alder-red", "specifications.frame.color": "Red"})
    built = build_shop(tmp_path, [black, red, product("Birch")])
    page = Page(built.files["products/alder-black/index.html"])
    assert "/products/alder-red/" in page.links("//main")
    assert page.graph()["Product"]["inProductGroupWithID"] == "Lind Alder"
    assert "inProductGroupWithID" not in Page(built.files[BIRCH]).graph()["Product"]
    titles = [Page(built.files[f"products/alder-{colour}/index.html"]).title for colour in ("black", "red")]
    assert titles[0] != titles[1]


def test_related_products_are_others_of_the_same_shape_first(tmp_path: Path) -> None:
    square = {"specifications.frame.shape": "square"}
    frames = [product("Alder"), product("Birch", square), product("Cedar"), product("Dogwood", square)]
    built = build_shop(tmp_path, frames, config="[pages]\nrelated = 1\n")
    related = [link for link in Page(built.files[ALDER]).links("//main") if link.startswith("/products/")]
    assert related == ["/products/lind-cedar/"]


def test_measurements_are_millimetres_and_unbelievable_ones_are_left_out(tmp_path: Path) -> None:
    page = page_of(tmp_path, {"specifications.measurements.frame_width": 1380})
    assert {"48 mm", "22 mm", "145 mm", "24 g"} <= {" ".join(text.split()) for text in page.all("//dd//text()")}
    assert "1380" not in page.text("//main")


def test_a_description_keeps_its_form_and_loses_what_runs(tmp_path: Path) -> None:
    text = '<h2>Made</h2><p onclick="x()">By <b>hand</b></p><script>steal()</script><iframe src="//e.example"></iframe>'
    page = page_of(tmp_path, {"description": text})
    assert "By hand" in page.text("//main")
    assert b"onclick" not in page.body and b"steal" not in page.body and b"iframe" not in page.body
