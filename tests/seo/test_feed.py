"""Feed items -> parts of feed.xml."""

from typing import Any

from lxml import etree
from msgspec.structs import replace

from engine.seo.feed import FeedItem, feed, feed_name

PLAIN = FeedItem(
    id="a1",
    title="Alder",
    description="A frame",
    link="https://lind.example/alder/",
    pictures=(),
    price="120.00",
    regular_price="",
    currency="EUR",
    availability="in_stock",
)


def attributes(**changes: Any) -> dict[str, str]:
    """Return the attributes of the only item of a feed, without the g: of their names."""
    (item,) = etree.fromstring(feed("Lind", "https://lind.example/", "Frames", [replace(PLAIN, **changes)])).iter(
        "item"
    )
    return {child.tag.partition("}")[2]: child.text for child in item}


def test_an_item_has_what_is_known_and_no_empty_attribute() -> None:
    assert attributes() == {
        "id": "a1",
        "title": "Alder",
        "description": "A frame",
        "link": "https://lind.example/alder/",
        "availability": "in_stock",
        "price": "120.00 EUR",
        "identifier_exists": "no",
        "condition": "new",
        "age_group": "adult",
    }


def test_a_sale_has_the_regular_price_and_the_one_that_is_charged() -> None:
    found = attributes(price="90.00", regular_price="120.00")
    assert (found["price"], found["sale_price"]) == ("120.00 EUR", "90.00 EUR")


def test_a_number_of_the_maker_stands_in_for_a_missing_gtin() -> None:
    assert "mpn" not in attributes(brand="Lind", gtin="036000291452", sku="AL-1")
    found = attributes(brand="Lind", sku="AL-1")
    assert (found["mpn"], "identifier_exists" in found) == ("AL-1", False)


def test_what_is_no_longer_made_is_out_of_stock() -> None:
    found = [attributes(availability=stock)["availability"] for stock in ("low_stock", "out_of_stock", "discontinued")]
    assert found == ["in_stock", "out_of_stock", "out_of_stock"]


def test_at_most_ten_further_pictures_are_told() -> None:
    pictures = tuple(f"https://lind.example/{number}.jpg" for number in range(14))
    body = feed("Lind", "https://lind.example/", "Frames", [replace(PLAIN, pictures=pictures)])
    assert (body.count(b"<g:image_link>"), body.count(b"<g:additional_image_link>")) == (1, 10)


def test_hostile_texts_stay_texts() -> None:
    evil = "]]></g:title><script>&amp;'\""
    assert attributes(title=evil, description=evil)["title"] == evil


def test_a_feed_without_items_is_a_feed() -> None:
    root = etree.fromstring(feed("A & B", "https://lind.example/", "Frames <b>", []))
    assert [child.text for child in root[0]] == ["A & B", "https://lind.example/", "Frames <b>"]


def test_parts_are_numbered_from_the_second_on() -> None:
    assert [feed_name(part) for part in (1, 2, 3)] == ["feed.xml", "feed-2.xml", "feed-3.xml"]
