"""Foreign field names are read as ours, and suggested where ours are missing."""

from decimal import Decimal

import pytest

from engine.catalog.fields import suggest
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
