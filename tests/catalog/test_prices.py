"""Amounts are exact, in the digits of their currency, or there is no offer."""

from decimal import Decimal
from typing import Any

import pytest

from engine.catalog.prices import amount
from tests.catalog.shelf import codes, good, judged


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (129.995, 2, "130.00"),
        (129, 2, "129.00"),
        ("1,299.50", 2, "1299.50"),
        ("1.299,50", 2, "1299.50"),
        ("1'299.50", 2, "1299.50"),
        ("1 299,5 kr", 2, "1299.50"),
        ("$1,299", 2, "1299.00"),
        ("1.299.000", 0, "1299000"),
        ("129.990", 2, "129.99"),
        ("12.345", 3, "12.345"),
        ({"$numberDecimal": "0.1"}, 2, "0.10"),
        (1500.4, 0, "1500"),
    ],
)
def test_an_amount_is_read_exactly(value: Any, digits: int, expected: str) -> None:
    assert amount(value, digits) == (Decimal(expected), "")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "price_missing"),
        (True, "price_not_number"),
        ("on request", "price_not_number"),
        ("1.299", "price_not_number"),  # one dollar thirty, or one thousand three hundred
        ("12 for 10", "price_not_number"),
        ({}, "price_not_number"),
        ("-5", "price_not_positive"),
        (0.001, "price_not_positive"),
        (1e12, "price_out_of_range"),
        (10**400, "price_out_of_range"),
    ],
)
def test_what_is_no_sure_amount_makes_no_offer(value: Any, code: str) -> None:
    assert amount(value, 2) == (None, code)


def test_a_missing_currency_is_that_of_the_shop() -> None:
    tree = good()
    del tree["price"]["currency"]
    product, findings = judged(tree)
    assert product is not None
    assert (product.currency, product.price, codes(findings)) == ("EUR", Decimal("99.50"), ["currency_missing"])


@pytest.mark.parametrize(
    ("price", "regular", "charged"),
    [
        ({"price": 80.0, "compare_at_price": 100.0}, Decimal("100.00"), Decimal("80.00")),
        ({"price": 80.0, "original_price": 80.0}, None, Decimal("80.00")),
        ({"price": 80.0, "compare_at_price": 60.0}, None, Decimal("80.00")),
        ({"pricing": {"base_price": 100, "sale_price": 80}}, Decimal("100.00"), Decimal("80.00")),
    ],
)
def test_older_shapes_of_a_price_keep_their_meaning(
    price: dict[str, Any], regular: Decimal | None, charged: Decimal
) -> None:
    tree = good()
    del tree["price"]
    product, findings = judged(tree | price | {"currency": "USD"})
    assert product is not None
    assert (product.regular_price, product.price, codes(findings)) == (regular, charged, ["legacy_fields"])


def test_a_currency_without_digits_has_whole_amounts() -> None:
    tree = good()
    tree["price"] = {"base_price": 15800.0, "currency": "JPY"}
    product, _ = judged(tree)
    assert product is not None
    assert str(product.price) == "15800"
