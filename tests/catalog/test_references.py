"""Brands, categories and face shapes come out in order, and odd ones with a finding."""

from typing import Any

import pytest

from engine.catalog.raw import RawReference
from engine.catalog.references import vet_reference
from tests.catalog.shelf import (
    BRAND,
    BRANDS,
    CATEGORIES,
    EYEGLASSES,
    FACES,
    HIDDEN,
    HIDDEN_BRAND,
    ROUND,
    SUNGLASSES,
    good,
    judged,
    raw_reference,
)

OID = "c000000000000000000000"


def category(number: int, **fields: Any) -> dict[str, Any]:
    return {"_id": {"$oid": f"{OID}{number}"}, "category_id": f"cat_{number}", "name": f"Name {number}"} | fields


def found(*categories: dict[str, Any]) -> tuple[list[tuple[str, str, int]], list[tuple[str, str]]]:
    reference, _, findings = vet_reference(raw_reference([], list(categories), []))
    shown = [(row.name, row.parent[-2:], row.level) for row in reference.categories]
    return shown, [(finding.product_id, finding.code) for finding in findings]


def test_parents_come_before_children_and_hidden_ones_not_at_all() -> None:
    reference, names, findings = vet_reference(raw_reference(BRANDS, CATEGORIES, FACES))
    assert [row.key for row in reference.categories] == [EYEGLASSES, SUNGLASSES, ROUND]
    assert [row.level for row in reference.categories] == [0, 0, 1]
    assert [row.key for row in reference.brands] == [BRAND]
    assert (names.hidden_categories, names.hidden_brands) == (frozenset({HIDDEN}), {HIDDEN_BRAND: "Old"})
    assert findings == []


def test_a_dangling_parent_makes_a_root() -> None:
    assert found(category(10, parent_id={"$oid": OID + "99"})) == (
        [("Name 10", "", 0)],
        [("cat_10", "parent_dangling")],
    )


def test_a_circle_is_opened_once() -> None:
    circle = [category(10, parent_id={"$oid": OID + "11"}), category(11, parent_id={"$oid": OID + "10"})]
    shown, findings = found(*circle)
    assert (shown, findings) == ([("Name 11", "", 0), ("Name 10", "11", 1)], [("cat_11", "parent_circle")])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "Outlet <Sale> & More"}, "name_markup"),
        ({"name": None}, "name_missing"),
        ({"slug": "نظارات"}, "slug_sanitised"),
        ({"description": "<b>Sale</b></script>"}, "html_unsafe"),
        ({"attributes": {"display_order": "first"}}, "type_wrong"),
    ],
)
def test_an_odd_category_has_a_finding(fields: dict[str, Any], code: str) -> None:
    assert found(category(10, **fields))[1] == [("cat_10", code)]


def test_what_cannot_be_read_or_comes_twice_is_left_out() -> None:
    raw = RawReference("json", brands=(("b:1", b"{"), ("b:2", b'{"_id":"x","name":"A"}'), ("b:3", b'{"_id":"x"}')))
    reference, _, findings = vet_reference(raw)
    assert [brand.name for brand in reference.brands] == ["A"]
    assert [(finding.source_id, finding.code) for finding in findings] == [
        ("b:1", "document_broken"),
        ("b:3", "id_repeated"),
    ]


def test_a_missing_collection_is_a_finding() -> None:
    _, _, findings = vet_reference(RawReference("json", missing=("brands.jsonl",)))
    assert [(finding.code, finding.source_id) for finding in findings] == [("collection_missing", "brands.jsonl")]


def test_the_order_of_the_documents_does_not_matter() -> None:
    forward = vet_reference(raw_reference(BRANDS, CATEGORIES, FACES))
    backward = vet_reference(raw_reference(BRANDS[::-1], CATEGORIES[::-1], FACES[::-1]))
    assert forward == backward


@pytest.mark.parametrize(
    ("reference", "expected"),
    [("Sunglasses", SUNGLASSES), ("cat_round", ROUND), ("eyeglasses-round", ROUND), ("cat_hidden", "")],
)
def test_a_product_may_name_its_category(reference: str, expected: str) -> None:
    tree = good()
    tree["category_ids"] = [reference]
    product, _ = judged(tree)
    assert product is not None
    assert product.categories == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("fields", "brand"),
    [
        ({"brand_id": "Lumen"}, (BRAND, "Lumen")),
        ({"brand_id": {"$oid": HIDDEN_BRAND}}, ("", "Old")),
        ({"brand_id": None, "brand_name": "Lumen"}, (BRAND, "Lumen")),
        ({"brand_id": None, "brand_name": "Nobody"}, ("", "Nobody")),
        ({"brand_id": None, "brand_name": "?"}, ("", "")),
    ],
)
def test_a_brand_is_found_by_its_names(fields: dict[str, Any], brand: tuple[str, str]) -> None:
    product, _ = judged(good() | fields)
    assert product is not None
    assert (product.brand, product.brand_name) == brand
