"""A small catalog written out in full, and the ways to vet a document against it."""

import copy
import json
from typing import Any

import bson
from bson import json_util

from engine.catalog.product import Finding, Product
from engine.catalog.raw import RawReference
from engine.catalog.references import vet_reference
from engine.catalog.vet import vet
from engine.catalog.vetting import Vetting, open_vetting
from engine.config.schema import Catalog, Shop, ShopConfig
from native import bson_to_msgpack

Tree = dict[str, Any]
BRAND = "b00000000000000000000001"
HIDDEN_BRAND = "b00000000000000000000002"
EYEGLASSES = "c00000000000000000000001"
ROUND = "c00000000000000000000002"
SUNGLASSES = "c00000000000000000000003"
HIDDEN = "c00000000000000000000004"

_GOOD: Tree = {
    "_id": {"$oid": "a00000000000000000000001"},
    "product_id": "p-1",
    "sku": "LUM-1-BLK",
    "upc": "036000291452",
    "name": "Lumen Arc",
    "brand_id": {"$oid": BRAND},
    "category_ids": [{"$oid": EYEGLASSES}, {"$oid": ROUND}],
    "description": "A light frame.\n\n- Round\n- Black",
    "short_description": "A light frame.",
    "price": {
        "base_price": 129.5,
        "currency": "USD",
        "discounted_price": 99.5,
        "cost_price": 41.75,
        "price_history": [{"price": 140.0, "date": {"$date": "2024-01-01T00:00:00.000Z"}, "source": "manual"}],
    },
    "inventory": {"quantity": 7311, "low_stock_threshold": 5, "status": "in_stock", "warehouse_locations": ["AISLE-9"]},
    "specifications": {
        "frame": {
            "material": "acetate",
            "color": "Black",
            "shape": "round",
            "style": "full-rim",
            "weight": 21.5,
            "width": 138,
            "height": 44,
            "temple_length": 145,
            "nose_bridge": 19,
            "hinge_type": "spring",
        },
        "lens": {
            "material": "CR-39",
            "color": "Clear",
            "width": 49,
            "height": 41,
            "prescription_ready": True,
            "polarized": False,
            "uv_protection": "UV400",
            "coating": ["anti-reflective"],
        },
        "measurements": {
            "eye_size": 49,
            "bridge_size": 19,
            "temple_length": 145,
            "frame_width": 138,
            "frame_height": 44,
            "lens_height": 41,
        },
    },
    "face_shape_compatibility": {
        "oval": {"score": 0.9, "confidence": 0.8, "reasons": ["soft lines"]},
        "square": {"score": 0.95, "confidence": 0.8, "reasons": []},
    },
    "media": {
        "images": [
            {"url": "photos/side.jpg", "alt_text": "From the side", "type": "angle", "order": 1},
            {
                "url": "photos/front.jpg",
                "alt_text": "From the front",
                "type": "primary",
                "order": 0,
                "dimensions": {"width": 1200, "height": 800},
            },
        ],
        "videos": [
            {"url": "https://cdn.example/film.mp4", "thumbnail": "photos/film.jpg", "type": "try_on", "duration": 25}
        ],
        "ar_models": [{"url": "https://cdn.example/frame.glb", "format": "glb", "size": 1000}],
    },
    "seo": {"slug": "lumen-arc", "meta_title": "Lumen Arc, round", "meta_description": "A light round frame."},
    "attributes": {
        "gender": "women",
        "age_group": "adult",
        "style_category": "casual",
        "season": ["summer"],
        "occasion": ["everyday"],
        "features": ["lightweight"],
        "prescription_compatible": True,
        "reading_glasses": False,
        "computer_glasses": False,
    },
    "quality": {"data_quality_score": 0.91, "completeness_score": 0.9, "quality_issues": []},
    "analytics": {"views": 10, "rating": {"average": 4.5, "count": 12}, "popularity_score": 0.7},
    "integration": {"source_system": "manual", "external_ids": {"shopify_id": "SHOPIFY-77"}},
    "metadata": {
        "created_at": {"$date": "2024-03-01T10:00:00.000Z"},
        "updated_at": {"$date": "2025-03-01T10:00:00.000Z"},
        "created_by": "somebody@internal.example",
        "status": "active",
        "tags": ["classic"],
        "internal_notes": "SECRET-NOTE",
    },
}
LEGACY: Tree = {
    "_id": {"$oid": "a00000000000000000000002"},
    "product_id": "p-2",
    "sku": "LUM-2",
    "name": "Lumen Bow",
    "description": "<p>A bold frame.</p>",
    "brand_id": {"$oid": BRAND},
    "brand_name": "?",
    "category_id": {"$oid": EYEGLASSES},
    "frame_type": "sunglasses",
    "frame_shape": "cat_eye",
    "frame_material": "metal",
    "measurements": {
        "lens_width": 52,
        "bridge_width": 18,
        "temple_length": 145,
        "frame_width": 140,
        "frame_height": 42,
        "weight": 22,
    },
    "face_shape_compatibility": {"oval": 0.7, "round": 0.6},
    "price": 402.5,
    "compare_at_price": 575.0,
    "currency": "USD",
    "inventory_quantity": 0,
    "in_stock": True,
    "media": {"primary_image": "photos/bow.jpg", "gallery_images": ["photos/bow-2.jpg"]},
    "seo": {"title": "Lumen Bow", "description": "Bold."},
    "quality_score": 0.8,
    "active": True,
    "sort_order": 5,
    "created_at": {"$date": "2025-06-01T00:00:00.000Z"},
    "updated_at": {"$date": "2025-06-01T00:00:00.000Z"},
}
BRANDS: list[Tree] = [
    {
        "_id": {"$oid": BRAND},
        "brand_id": "brand_lumen",
        "name": "Lumen",
        "slug": "lumen",
        "metadata": {"status": "active"},
    },
    {"_id": {"$oid": HIDDEN_BRAND}, "brand_id": "brand_old", "name": "Old", "metadata": {"status": "inactive"}},
]
CATEGORIES: list[Tree] = [
    {
        "_id": {"$oid": ROUND},
        "category_id": "cat_round",
        "name": "Round",
        "slug": "eyeglasses-round",
        "parent_id": {"$oid": EYEGLASSES},
        "attributes": {"display_order": 2},
    },
    {"_id": {"$oid": EYEGLASSES}, "category_id": "cat_eyeglasses", "name": "Eyeglasses", "slug": "eyeglasses"},
    {"_id": {"$oid": SUNGLASSES}, "category_id": "cat_sunglasses", "name": "Sunglasses", "slug": "sunglasses"},
    {"_id": {"$oid": HIDDEN}, "category_id": "cat_hidden", "name": "Hidden", "attributes": {"visible": False}},
]
FACES: list[Tree] = [
    {
        "_id": {"$oid": "f00000000000000000000001"},
        "face_shape": "oval",
        "compatible_frame_shapes": [
            {"frame_shape": "square", "compatibility_score": 0.86, "reasons": ["adds lines"], "styling_tips": []},
            {"frame_shape": "round", "compatibility_score": 0.8, "reasons": ["stays soft"], "styling_tips": []},
        ],
    },
    {
        "_id": {"$oid": "f00000000000000000000002"},
        "face_shape": "square",
        "compatible_frame_shapes": [
            {"frame_shape": "round", "compatibility_score": 0.9, "reasons": ["softens"], "styling_tips": []}
        ],
    },
]


def good() -> Tree:
    """Return a document that nothing is wrong with."""
    return copy.deepcopy(_GOOD)


def legacy() -> Tree:
    """Return a document of the older, flat shape."""
    return copy.deepcopy(LEGACY)


def rows(name: str, trees: list[Tree]) -> tuple[tuple[str, bytes], ...]:
    """Return documents as a source has them."""
    return tuple((f"{name}.jsonl:{number}", json.dumps(tree).encode()) for number, tree in enumerate(trees, 1))


def raw_reference(brands: list[Tree], categories: list[Tree], faces: list[Tree]) -> RawReference:
    """Return the three collections as a source has them."""
    return RawReference("json", rows("brands", brands), rows("categories", categories), rows("faces", faces))


def vetting(**catalog: Any) -> Vetting:
    """Return the context of the small catalog with options of [catalog]."""
    reference, names, _ = vet_reference(raw_reference(BRANDS, CATEGORIES, FACES))
    shop = Shop(name="Shop", base_url="https://shop.example", currency="EUR")
    return open_vetting(ShopConfig(shop=shop, catalog=Catalog(**catalog)), reference, names)


def msgpack_of(tree: Tree) -> bytes:
    """Return a document as MongoDB would give it and the compiled path turn it."""
    (row,) = bson_to_msgpack(bson.encode(json_util.loads(json.dumps(tree))))
    assert isinstance(row, bytes), row
    return row


def judged(tree: Tree, context: Vetting | None = None) -> tuple[Product | None, list[Finding]]:
    """Vet a document as a line of a file and as BSON; both must say the same."""
    context = context or vetting()
    from_file = vet(json.dumps(tree).encode(), "json", "products.jsonl:1", context)
    from_mongo = vet(msgpack_of(tree), "msgpack", "products.jsonl:1", context)
    assert from_mongo == from_file
    return from_file


def codes(findings: list[Finding]) -> list[str]:
    """Return the codes of findings, in order and without repeats."""
    return list(dict.fromkeys(finding.code for finding in findings))
