"""Foreign field names are read as ours, and suggested where ours are missing."""

from decimal import Decimal

import pytest

from engine.catalog.fields import suggest, unused
from engine.errors import ConfigError
from tests.catalog.shelf import codes, good, judged, vetting


def test_a_mapped_field_is_read_in_place_of_ours() -> None:
    tree = good() | {"cost": {"retail": 55.5}, "title": "Lumen Dot"}
    tree["price"] = 12
    context = vetting(fields={"price.base_price": "cost.retail", "price.currency": "money", "name": "title"})
    product, findings = judged(tree | {"money": "USD"}, context)
    assert product is not None
    assert (product.name, product.price, product.currency, findings) == ("Lumen Dot", Decimal("55.50"), "USD", [])


def test_a_document_without_the_foreign_field_keeps_its_own() -> None:
    product, findings = judged(good(), vetting(fields={"name": "title"}))
    assert product is not None
    assert (product.name, codes(findings)) == ("Lumen Arc", [])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"price.base_prise": "x"}, r"did you mean `price\.base_price`"),
        ({"titel": "x"}, "got `titel`; there are: product_id, sku"),
        ({"title": "x"}, "did you mean `name`"),
        ({"base_price": "x"}, r"did you mean `price\.base_price`"),
        ({"name": ""}, "expected the name of a field"),
        ({"name": "$where"}, "expected the name of a field"),
        ({"name": "a..b"}, "expected the name of a field"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(fields: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        vetting(fields=fields)


def test_suggestions_name_what_the_sample_has_instead() -> None:
    sample = [
        {"productTitle": "A", "id": "1", "cost": {"retail": 5}, "photos": ["a.jpg"]},
        {"productTitle": "B", "id": "2", "cost": {"retail": 6}, "sku": "x"},
    ]
    assert suggest(sample) == [
        ("name", "productTitle", 1.0),
        ("price.base_price", "cost.retail", 1.0),
        ("product_id", "id", 1.0),
        ("media.images", "photos", 0.5),
    ]


def test_nothing_is_suggested_for_our_own_shape() -> None:
    assert suggest([good()]) == []
    assert suggest([]) == []


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"Original_Price": 9, "Current_Price": 8}, {("price.base_price", "Original_Price")}),
        ({"productDisplayName": "A", "baseColour": "Red"}, {("name", "productDisplayName")}),
        ({"baseColour": "Red"}, {("specifications.frame.color", "baseColour")}),
        ({"current_stock": 2, "image_url": "a.jpg"}, {("inventory.quantity", "current_stock")}),
        ({"image_url": "a.jpg"}, {("media.images", "image_url")}),
        ({"pricing": {"amount": 3}}, {("price.base_price", "pricing.amount")}),
    ],
)
def test_spellings_of_other_shops_are_known(document: dict[str, object], expected: set[tuple[str, str]]) -> None:
    assert {row[:2] for row in suggest([document])} >= expected


def test_a_price_that_only_some_have_does_not_go_before_the_one_that_all_have() -> None:
    sample = [{"Current_Price": 8, "Original_Price": None}, {"Current_Price": 7, "Original_Price": 9}]
    assert suggest(sample) == [("price.base_price", "Current_Price", 1.0)]


def test_what_is_empty_or_vague_or_a_table_is_not_suggested() -> None:
    assert suggest([{"style": "backpack", "product_type": "simple", "title": "", "rating": {"x": 1}}]) == []


def test_a_mapping_that_no_document_follows_is_named() -> None:
    sample = [{"pricing": {"amount": 1}}, {"pricing": {"amount": 2}, "title": "A"}]
    told = unused(sample, {"price.base_price": "pricing.amont", "name": "title"})
    assert told == [("price.base_price", "pricing.amont", "did you mean `pricing.amount`?")]
    assert unused([], {"name": "title"}) == []
