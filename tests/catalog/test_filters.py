"""Filters leave products out without counting them as lost; status and strictness decide first."""

from typing import Any

import pytest

from engine.catalog.vet import outcome
from engine.errors import ConfigError
from tests.catalog.shelf import codes, good, judged, vetting


@pytest.mark.parametrize(
    ("catalog", "expected"),
    [
        ({"category": ("eyeglasses",)}, "published"),
        ({"category": ("eyeglasses-round",)}, "published"),
        ({"category": ("sunglasses",)}, "filtered"),
        ({"brand": ("lumen",)}, "published"),
        ({"price_min": 99.5, "price_max": 99.5}, "published"),
        ({"price_min": 99.51}, "filtered"),
        ({"price_max": 99.0}, "filtered"),
        ({"in_stock": True}, "published"),
        ({"min_quality": 0.91}, "published"),
        ({"min_quality": 0.92}, "filtered"),
    ],
)
def test_a_filter_decides(catalog: dict[str, Any], expected: str) -> None:
    assert outcome(*judged(good(), vetting(**catalog))) == expected


def test_a_parent_category_holds_the_products_of_its_children() -> None:
    tree = good()
    del tree["category_ids"][0]
    assert outcome(*judged(tree, vetting(category=("eyeglasses",)))) == "published"


@pytest.mark.parametrize(
    ("path", "value", "catalog"),
    [
        ("price", None, {"price_max": 1000.0}),
        ("quality", None, {"min_quality": 0.1}),
        ("inventory", {"status": "out_of_stock"}, {"in_stock": True}),
        ("brand_id", None, {"brand": ("lumen",)}),
    ],
)
def test_what_is_not_known_does_not_meet_a_filter(path: str, value: Any, catalog: dict[str, Any]) -> None:
    product, findings = judged(good() | {path: value}, vetting(**catalog))
    assert (outcome(product, findings), codes(findings)) == ("filtered", ["filtered"])


def test_a_percentage_meets_a_score() -> None:
    tree = good() | {"quality": {"data_quality_score": 95}}
    assert outcome(*judged(tree, vetting(min_quality=0.9))) == "published"


@pytest.mark.parametrize(
    ("option", "slug", "meant"), [("category", "eyeglases", "eyeglasses"), ("brand", "lumn", "lumen")]
)
def test_a_filter_that_names_nothing_is_refused(option: str, slug: str, meant: str) -> None:
    with pytest.raises(ConfigError, match=f"slugs of the catalog, got `{slug}`; did you mean `{meant}`"):
        vetting(**{option: (slug,)})


def test_a_critical_issue_excludes_only_when_strict() -> None:
    tree = good() | {"quality": {"data_quality_score": 0.5, "quality_issues": [{"severity": "critical"}]}}
    assert outcome(*judged(tree)) == "published"
    assert outcome(*judged(tree, vetting(strict=True))) == "excluded"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"metadata": {"status": "draft"}, "is_active": True}, "withdrawn"),
        ({"metadata": {"status": " ACTIVE "}, "is_active": False}, "published"),
        ({"metadata": {"status": 5}}, "withdrawn"),
        ({"metadata": {}, "is_active": None, "active": False}, "withdrawn"),
        ({"metadata": {}, "is_active": "yes", "active": False}, "published"),
        ({"metadata": {}}, "published"),
        ({"metadata": {"status": "archived"}, "name": None, "product_id": None}, "withdrawn"),
    ],
)
def test_only_a_missing_status_asks_the_older_fields(fields: dict[str, Any], expected: str) -> None:
    assert outcome(*judged(good() | fields)) == expected
