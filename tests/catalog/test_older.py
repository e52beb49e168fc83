"""Older and foreign shapes of a document are read as what they mean."""

import json
from typing import Any

import pytest

from engine.catalog.product import Fit, Model, Picture, Video
from engine.catalog.references import vet_reference
from engine.catalog.vet import vet
from tests.catalog.shelf import CATEGORIES, SUNGLASSES, codes, good, judged, raw_reference, vetting


def without(*names: str) -> dict[str, Any]:
    tree = good()
    for name in names:
        del tree[name]
    return tree


def test_scores_of_an_enhancement_are_read() -> None:
    tree = without("face_shape_compatibility") | {"ai_enhanced": {"face_shape_compatibility_scores": {"oval": 0.5}}}
    product, findings = judged(tree)
    assert product is not None
    assert (product.fits, codes(findings)) == ((Fit("oval", 0.5, (), False),), ["face_flat", "legacy_fields"])


@pytest.mark.parametrize(
    "fields",
    [
        {"images": {"main_image": "a.jpg", "alternate_views": ["b.jpg"]}},
        {"images": ["a.jpg", {"src": "b.jpg"}]},
        {"primary_image": "a.jpg", "gallery_images": ["b.jpg"]},
        {"media": {"primary_image": "a.jpg", "gallery_images": ["b.jpg"]}},
    ],
)
def test_pictures_are_found_where_older_shapes_keep_them(fields: dict[str, Any]) -> None:
    product, findings = judged(without("media") | fields)
    assert product is not None
    assert [picture.source for picture in product.pictures] == ["a.jpg", "b.jpg"]
    assert codes(findings) == ["legacy_fields"]


def test_films_and_models_are_taken_in_any_form() -> None:
    tree = good()
    tree["media"]["videos"] = [
        "https://cdn.example/film.mp4",
        {"url": "//cdn.example/x.mp4", "type": "try-on", "thumbnail": "/etc/x"},
        {"url": "file:x"},
    ]
    tree["media"]["ar_models"] = ["https://cdn.example/frame.usdz", {"url": "https://cdn.example/frame.obj"}]
    product, findings = judged(tree)
    assert product is not None
    assert product.videos == (
        Video("https://cdn.example/film.mp4", "", "product_demo", 0),
        Video("https://cdn.example/x.mp4", "", "try_on", 0),
    )
    assert product.models == (Model("https://cdn.example/frame.usdz", "usdz"),)
    assert codes(findings) == ["image_refused", "enum_normalised", "video_refused", "enum_unknown", "model_refused"]


def test_films_and_models_without_an_address_are_left_out() -> None:
    tree = good()
    tree["media"]["videos"][0]["url"] = "films/arc.mp4"
    tree["media"]["ar_models"] = [{"url": "models/arc.glb", "format": "glb"}]
    product, findings = judged(tree)
    assert product is not None
    assert (product.videos, product.models, codes(findings)) == ((), (), ["video_refused", "model_refused"])
    assert {finding.done for finding in findings} == {"left out: no http(s) address"}


def test_an_older_quality_score_is_noted() -> None:
    product, findings = judged(without("quality") | {"quality_score": 0.8})
    assert product is not None
    assert [(finding.code, finding.found) for finding in findings] == [("legacy_fields", "quality_score")]


def test_pictures_without_a_primary_one_go_by_their_order() -> None:
    tree = good()
    tree["media"]["images"] = [{"url": "late.jpg"}, {"url": "second.jpg", "order": 2}, {"url": "first.jpg", "order": 1}]
    product, _ = judged(tree)
    assert product is not None
    assert product.pictures[0] == Picture("first.jpg", "Lumen Arc", "angle", 0, 0)
    assert [picture.source for picture in product.pictures[1:]] == ["second.jpg", "late.jpg"]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"category_ids": [{"$oid": SUNGLASSES}]}, "sunglasses"),
        ({"category_ids": [], "frame_type": "blue_light"}, "computer-glasses"),
        ({"category_ids": [], "frame_type": "reading"}, "reading-glasses"),
        ({"category_ids": [], "frame_type": "sunglasses"}, "sunglasses"),
        ({"category_ids": []}, "eyeglasses"),
    ],
)
def test_the_product_type_comes_from_the_category_then_from_the_document(fields: dict[str, Any], kind: str) -> None:
    product, _ = judged(good() | fields)
    assert product is not None
    assert product.kind == kind


@pytest.mark.parametrize(
    ("inventory", "extra", "availability"),
    [
        ({"status": "OUT OF STOCK"}, {}, "out_of_stock"),
        ({"quantity": 0}, {}, "out_of_stock"),
        ({"quantity": 3}, {}, "in_stock"),
        (None, {"in_stock": False}, "out_of_stock"),
        (None, {"inventory_quantity": 4}, "in_stock"),
        (None, {}, "in_stock"),
    ],
)
def test_stock_is_read_from_what_there_is(inventory: Any, extra: dict[str, Any], availability: str) -> None:
    product, findings = judged(good() | {"inventory": inventory} | extra)
    assert product is not None
    assert (product.availability, len(findings)) == (availability, 1)


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        ("2024-03-01", 1709251200000),
        ("2024-03-01T12:00:00+02:00", 1709287200000),
        ({"$date": "2024-03-01T00:00:00Z"}, 1709251200000),
        ({"$date": {"$numberLong": "1709251200000"}}, 1709251200000),
        (1709251200000, 1709251200000),
    ],
)
def test_dates_come_as_texts_numbers_and_bson(value: Any, milliseconds: int) -> None:
    tree = good()
    tree["metadata"]["created_at"] = value
    product, findings = judged(tree)
    assert product is not None
    assert (product.created, findings) == (milliseconds, [])


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59-12:00", "1970-01-01T00:00:00+05:00", "0001-01-01T00:00:00Z"])
def test_a_date_behind_an_end_of_time_is_ignored(date: str) -> None:
    tree = good()
    tree["metadata"]["updated_at"] = {"$date": date}
    document = json.dumps(tree).encode()
    product, findings = vet(document, "json", "products.jsonl:1", vetting())
    assert product is not None
    assert (product.updated, codes(findings)) == (0, ["date_invalid"])
    raw = raw_reference([], [CATEGORIES[1] | {"metadata": tree["metadata"]}], [])
    assert vet_reference(raw)[0].categories[0].updated == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"$oid": "a" * 24}, "a" * 24),
        ("plain", "plain"),
        (5, "5"),
        ({"$numberLong": "5"}, "5"),
        (2.5, "2.5"),
        ({"$binary": {"base64": "AAAAAAAAAAAAAAAAAAAAAQ==", "subType": "04"}}, "00000000-0000-0000-0000-000000000001"),
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
    ],
)
def test_an_id_of_any_type_becomes_a_text(value: Any, expected: str) -> None:
    product, findings = judged(good() | {"_id": value})
    assert product is not None
    assert (product.id, findings) == (expected, [])


@pytest.mark.parametrize(
    ("code", "gtin"),
    [
        ("036000291452", "036000291452"),
        ("4006381333931", "4006381333931"),
        ("96385074", "96385074"),
        ("036000291453", ""),
    ],
)
def test_a_trade_number_needs_its_check_digit(code: str, gtin: str) -> None:
    product, findings = judged(good() | {"upc": code})
    assert product is not None
    assert (product.gtin, codes(findings)) == (gtin, [] if gtin else ["gtin_invalid"])


def test_kids_win_over_women() -> None:
    tree = good()
    tree["attributes"] |= {"gender": "women", "age_group": "kids"}
    product, findings = judged(tree)
    assert product is not None
    assert (product.gender, codes(findings)) == ("kids", ["enum_normalised"])


def test_the_deepest_category_is_the_primary_one() -> None:
    product, _ = judged(good())
    assert product is not None
    assert [key[-1] for key in product.categories] == ["2", "1"]
