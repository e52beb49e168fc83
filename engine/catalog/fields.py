"""[catalog.fields] and sample documents -> foreign field names read as ours, and suggestions for what to map."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from engine.catalog.measures import at
from engine.config.options import nearest
from engine.errors import OptionError

# Ours, each with the names that other catalogs have for it; the last part of a path decides, in any spelling.
KNOWN: dict[str, tuple[str, ...]] = {
    "product_id": ("id", "product_number", "item_id", "item_number", "article_number", "uuid", "handle"),
    "sku": ("sku_code", "article_no", "item_code", "stock_keeping_unit"),
    "upc": ("gtin", "ean", "barcode", "gtin13", "gtin12", "ean13"),
    "name": ("title", "product_name", "product_title", "product_display_name", "item_name", "display_name"),
    "brand_id": ("brand", "brand_ref", "manufacturer_id"),
    "brand_name": ("manufacturer", "vendor", "maker", "label", "brand_title"),
    "category_ids": ("categories", "category_list", "collections", "taxonomy"),
    "category_id": ("category", "primary_category", "sub_category", "article_type"),
    "description": ("body_html", "long_description", "body", "details", "product_description", "text"),
    "short_description": ("excerpt", "teaser", "subtitle", "intro", "short_text"),
    "price.base_price": (
        *("retail", "list_price", "regular_price", "original_price", "msrp", "rrp", "unit_price", "amount"),
        *("current_price", "selling_price"),
    ),
    "price.discounted_price": ("sale_price", "special_price", "offer_price", "discount_price", "current_price"),
    "price.currency": ("currency_code", "currency_iso", "price_currency"),
    "inventory.status": ("availability", "stock_status", "stock_state"),
    "inventory.quantity": ("stock", "qty", "current_stock", "stock_level", "stock_quantity", "on_hand"),
    "specifications.frame.material": ("material", "frame_material"),
    "specifications.frame.color": ("color", "colour", "frame_colour", "frame_color", "base_colour", "base_color"),
    "specifications.frame.shape": ("shape", "frame_shape", "style_shape"),
    "specifications.frame.style": ("rim", "rim_type", "frame_rim"),
    "specifications.frame.hinge_type": ("hinge", "hinges"),
    "specifications.frame.weight": ("weight", "weight_g", "grams"),
    "specifications.lens.material": ("lens_material",),
    "specifications.lens.color": ("lens_color", "lens_colour", "tint"),
    "specifications.lens.coating": ("coatings", "lens_coating", "lens_coatings"),
    "specifications.lens.uv_protection": ("uv", "uv_filter"),
    "specifications.lens.polarized": ("polarised", "is_polarized"),
    "specifications.lens.prescription_ready": ("rx_ready", "rxable", "prescription"),
    "specifications.measurements.eye_size": ("lens_width", "caliber", "eye", "lens_size"),
    "specifications.measurements.bridge_size": ("bridge", "bridge_width", "dbl"),
    "specifications.measurements.temple_length": ("temple", "temples", "arm_length", "temple_size"),
    "specifications.measurements.frame_width": ("total_width", "overall_width", "front_width"),
    "specifications.measurements.frame_height": ("front_height", "overall_height"),
    "specifications.measurements.lens_height": ("b_size", "lens_depth"),
    "face_shape_compatibility": ("face_shapes", "face_fit", "suits"),
    "media.images": (
        *("images", "pictures", "photos", "gallery", "image_urls", "image_url", "image", "picture", "photo"),
        "base_image",
    ),
    "media.videos": ("videos", "films"),
    "media.ar_models": ("models_3d", "ar", "glb"),
    "seo.slug": ("slug", "handle", "url_key", "permalink", "url_slug"),
    "seo.meta_title": ("meta_title", "seo_title", "page_title"),
    "seo.meta_description": ("meta_description", "seo_description"),
    "attributes.gender": ("gender", "sex", "gender_affinity", "target_group"),
    "attributes.age_group": ("age", "age_group"),
    "attributes.style_category": ("style_category", "look"),
    "attributes.features": ("features", "highlights", "benefits"),
    "attributes.prescription_compatible": ("rx_compatible",),
    "attributes.reading_glasses": ("is_reader",),
    "attributes.computer_glasses": ("is_computer_glasses",),
    "quality.data_quality_score": ("quality_score", "dq_score"),
    "quality.quality_issues": ("issues",),
    "analytics.rating.average": ("rating", "stars", "average_rating", "rating_value"),
    "analytics.rating.count": ("review_count", "reviews", "rating_count", "num_reviews"),
    "analytics.popularity_score": ("popularity", "rank", "score"),
    "metadata.status": ("status", "state", "publish_state"),
    "metadata.created_at": ("created", "created_on", "date_created", "created_at"),
    "metadata.updated_at": ("updated", "modified", "modified_at", "date_modified", "updated_at"),
    "metadata.tags": ("tags", "keywords"),
    "is_active": ("published", "enabled", "visible", "live"),
    "sort_order": ("position", "priority", "sort"),
    "model_code": ("model", "model_name", "style_code"),
}
LEAST_SHARE = 0.05
MOST_BEHIND = 0.9  # a better name in fewer documents than this share of another's would leave holes
# Of these the last part alone says too little: style may be that of anything.
_VAGUE = ("specifications.frame.style", "analytics.rating.count")
_TABLES = ("face_shape_compatibility",)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def check_mapping(fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the mapping in order; OptionError when it names a field that we do not have."""
    for ours, theirs in fields.items():
        if ours not in KNOWN:
            hint = _meant(ours) or "there are: " + ", ".join(KNOWN)
            raise OptionError(f"catalog.fields.{ours}", f"expected one of our fields, got `{ours}`; {hint}")
        if not theirs or "" in theirs.split(".") or theirs.startswith("$"):
            raise OptionError(f"catalog.fields.{ours}", f"expected the name of a field, got `{theirs}`")
    return tuple(sorted(fields.items()))


def _meant(name: str) -> str:
    """Return a question that names our field of that spelling, with its path or under another name, or nothing."""
    wanted = _spelling(name.rpartition(".")[2])
    same = [ours for ours in KNOWN if _spelling(ours.rpartition(".")[2]) == wanted]
    same += [ours for ours, others in KNOWN.items() if wanted in map(_spelling, others)]
    return nearest(name, tuple(KNOWN)) or (f"did you mean `{same[0]}`?" if same else "")


def unused(sample: Iterable[dict[str, Any]], fields: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return (ours, theirs, hint) for what a mapping names and no document of the sample has."""
    trees = list(sample)
    names = sorted({path for tree in trees for path in _paths(tree)})
    return [
        (ours, theirs, nearest(theirs, names))
        for ours, theirs in sorted(fields.items())
        if trees and all(at(tree, theirs) is None for tree in trees)
    ]


def apply_mapping(tree: dict[str, Any], fields: tuple[tuple[str, str], ...]) -> None:
    """Put the values of foreign fields where ours stand; what a document does not have stays as it is."""
    values = [(ours, at(tree, theirs)) for ours, theirs in fields]
    for ours, value in values:
        if value is None:
            continue
        *parents, last = ours.split(".")
        place = tree
        for name in parents:
            below = place.get(name)
            # What stood in the way, such as a price that is a number, has been read above.
            place[name] = place = dict(below) if isinstance(below, dict) else {}
        place[last] = value


def suggest(sample: Iterable[dict[str, Any]]) -> list[tuple[str, str, float]]:
    """Return for fields that the sample lacks (ours, theirs, share of documents that have theirs), best first."""
    paths: Counter[str] = Counter()
    tables: set[str] = set()
    total = 0
    for tree in sample:
        total += 1
        values = dict(_values(tree))
        paths.update(values.keys())
        tables.update(path for path, value in values.items() if isinstance(value, dict))
    if not total:
        return []
    found: list[tuple[str, str, float]] = []
    taken: set[str] = {path for path in paths if path in KNOWN}
    for ours, others in KNOWN.items():
        if paths[ours] >= LEAST_SHARE * total:
            continue
        own = () if ours in _VAGUE else (ours.rpartition(".")[2],)
        wanted = [_spelling(name) for name in (*own, *others)]
        candidates = {
            path: count
            for path, count in paths.items()
            if path not in taken
            and count >= LEAST_SHARE * total
            and _spelling(path.rpartition(".")[2]) in wanted
            and (path not in tables or ours in _TABLES)
        }
        if candidates:
            theirs = _best(candidates, wanted)
            taken.add(theirs)
            found.append((ours, theirs, round(candidates[theirs] / total, 3)))
    return sorted(found, key=lambda row: (-row[2], row[0]))


def _best(candidates: dict[str, int], wanted: list[str]) -> str:
    enough = MOST_BEHIND * max(candidates.values())

    def rank(path: str) -> tuple[bool, int, int, int, str]:
        count = candidates[path]
        return count < enough, wanted.index(_spelling(path.rpartition(".")[2])), path.count("."), -count, path

    return min(candidates, key=rank)


def _spelling(name: str) -> str:
    return "".join(_WORD.findall(name)).lower()


def _paths(tree: dict[str, Any]) -> Iterable[str]:
    return (path for path, _ in _values(tree))


def _values(tree: dict[str, Any], before: str = "", depth: int = 0) -> Iterable[tuple[str, Any]]:
    """Yield every path that holds something, and what it holds."""
    for name, value in tree.items():
        if name[:1] == "$" or value in (None, "", [], {}) or "." in name:
            continue
        path = before + name
        yield path, value
        if isinstance(value, dict) and depth < 4:
            yield from _values(value, path + ".", depth + 1)
