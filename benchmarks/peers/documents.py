"""A flat record -> the same product, brand or category as a document of docs/catalog.md."""

import hashlib
from typing import Any

from benchmarks.peers import vocabulary as words

Record = dict[str, Any]


def object_id(kind: str, number: int) -> Record:
    """Return an ObjectId that ascends with the number, so that the order of `_id` is the order of the shop."""
    tail = hashlib.blake2b(f"{kind}{number}".encode(), digest_size=5).hexdigest()
    return {"$oid": f"{ord(kind):02x}{number:012x}{tail}"}


def product_document(record: Record, number: int, brand: int, category: int) -> Record:
    """Return the document of a product; marks every value that must stay inside with INTERNAL-."""
    facts, name = record["facts"], record["name"]
    measures = {
        "eye_size": facts["eye"],
        "bridge_size": facts["bridge"],
        "temple_length": facts["temple"],
        "frame_width": facts["frame_width"],
        "frame_height": facts["lens_height"] + 4,
        "lens_height": facts["lens_height"],
    }
    views = number * 37 % 9001
    return {
        "_id": object_id("p", number),
        "product_id": f"lumen-{number:08d}",
        "sku": record["sku"],
        "upc": record["gtin"],
        "name": name,
        "brand_id": object_id("b", brand),
        "category_ids": [object_id("c", category)],
        "description": record["body"],
        "short_description": record["summary"],
        "price": price_document(record),
        "inventory": {
            "quantity": 40 if record["in_stock"] else 0,
            "low_stock_threshold": 2,
            "status": "in_stock" if record["in_stock"] else "out_of_stock",
            "warehouse_locations": ["INTERNAL-SHELF"],
        },
        "specifications": {
            "frame": {
                "material": facts["material"],
                "color": facts["color"],
                "shape": facts["shape"],
                "style": facts["rim"],
                "weight": facts["weight"],
                "width": facts["frame_width"],
                "hinge_type": facts["hinge"],
            },
            "lens": {
                "material": facts["lens"],
                "color": facts["tint"],
                "prescription_ready": facts["ready"],
                "uv_protection": "UV400",
                "coating": facts["coatings"],
                "polarized": False,
            },
            "measurements": measures,
        },
        "face_shape_compatibility": {
            fit["face"]: {"score": fit["percent"] / 100, "confidence": 0.8, "reasons": []} for fit in record["fit"]
        },
        "media": {"images": [_image(picture, place) for place, picture in enumerate(record["pictures"])]},
        "seo": {
            "slug": record["slug"],
            "meta_title": f"{name} | {words.SITE['name']}",
            "meta_description": record["summary"],
            "keywords": [facts["shape"], facts["rim"]],
        },
        "attributes": {
            "gender": facts["gender"],
            "age_group": "adult",
            "style_category": facts["style"],
            "season": ["spring", "summer"],
            "occasion": [facts["occasion"]],
            "features": facts["features"],
            "prescription_compatible": facts["ready"],
            "reading_glasses": False,
            "computer_glasses": False,
        },
        "quality": {"data_quality_score": 0.9, "quality_issues": []},
        "analytics": {
            "views": views,
            "conversion_rate": views / 100_000,
            "rating": {"average": record["stars"], "count": record["reviews"]},
            # The products of the home page are those tagged "featured" and the most popular ones alike.
            "popularity_score": round(max(0.901, 1 - number / 20_000), 5) if record["featured"] else views / 10_000,
        },
        "integration": {"source_system": "manual", "external_ids": {"erp": "INTERNAL-ERP"}, "sync_status": "synced"},
        "metadata": {
            "created_at": _created(number),
            "updated_at": _date(record["updated"]),
            "created_by": "INTERNAL-USER",
            "updated_by": "INTERNAL-USER",
            "version": 1,
            "status": "active",
            "tags": ["featured"] if record["featured"] else [],
            "internal_notes": "INTERNAL-NOTE: ask the supplier for samples before spring",
        },
    }


def price_document(record: Record) -> Record:
    """Return the price of a product: what was asked before, what is charged, and what must not be shown."""
    price = {
        "base_price": _amount(record["was_cents"] or record["cents"]),
        "currency": record["currency"],
        "cost_price": _amount(record["cents"] * 2 // 5),
    }
    return price | ({"discounted_price": _amount(record["cents"])} if record["was_cents"] else {})


def brand_document(record: Record, number: int) -> Record:
    """Return the document of a brand."""
    return {
        "_id": object_id("b", number),
        "brand_id": f"brand_{record['slug']}",
        **_term(record),
        "story": "",
        "website": f"https://{record['slug']}.example/",
        "attributes": {"price_range": "mid-range", "target_market": ["fashion"]},
    }


def category_document(record: Record, number: int) -> Record:
    """Return the document of a category; `display_order` is the order of navigation and home page."""
    return {
        "_id": object_id("c", number),
        "category_id": f"cat_{record['slug']}",
        **_term(record),
        "parent_id": None,
        "level": 0,
        "path": [],
        "attributes": {"type": "product_type", "display_order": number + 1, "visible": True, "filterable": True},
    }


def face_document(face: str, number: int) -> Record:
    """Return the rules of one face shape."""
    turned = words.SHAPES[number:] + words.SHAPES[:number]
    return {
        "_id": object_id("f", number),
        "compatibility_id": f"face_{face}",
        "face_shape": face,
        "characteristics": {"jaw_definition": "soft", "forehead_width": "medium"},
        "compatible_frame_shapes": [
            {"frame_shape": shape, "compatibility_score": round(0.9 - place / 20, 2), "reasons": []}
            for place, shape in enumerate(turned)
        ],
        "recommended_measurements": {"frame_width": {"min": 128, "max": 146, "ideal": 134}},
        "style_guidelines": {"avoid": [], "enhance": []},
        "metadata": {"created_at": _date("2025-01-01"), "updated_at": _date("2026-01-01"), "status": "active"},
    }


def _term(record: Record) -> Record:
    return {
        "name": record["name"],
        "display_name": record["name"],
        "slug": record["slug"],
        "description": record["description"],
        "seo": {
            "meta_title": f"{record['name']} | {words.SITE['name']}",
            "meta_description": record["description"],
            "keywords": [],
        },
        "metadata": {
            "created_at": _date("2025-01-01"),
            "updated_at": _date("2026-01-01"),
            "created_by": "INTERNAL-USER",
            "status": "active",
            "featured": False,
        },
    }


def _image(picture: Record, place: int) -> Record:
    return {
        "url": f"{words.BASE_URL}{picture['stem']}.jpg",
        "alt_text": picture["alt"],
        "type": ("primary", "angle", "angle", "lifestyle")[place],
        "order": place,
        "dimensions": {"width": picture["width"], "height": picture["height"]},
    }


def _amount(cents: int) -> float | int:
    return cents / 100 if cents % 100 else cents // 100


def _created(number: int) -> Record:
    """Return a moment that ascends with the number: one a second from the start of 2025."""
    days, second = divmod(number, 86_400)
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return {"$date": f"2025-01-{days + 1:02d}T{clock}.000Z"}


def _date(day: str) -> Record:
    return {"$date": f"{day}T00:00:00.000Z"}
