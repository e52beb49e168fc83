"""Each kind of damage that real catalogs have, done to one good document, with what must come of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec import Struct

from tests.catalog.shelf import BRAND, EYEGLASSES, Tree, legacy

SCRIPT = "A frame.</script><script>alert(3)</script><!-- <img src=x onerror=alert(1)>"
LONG = "Lumen" + " Extra Long Name Part" * 30


class Damage(Struct, frozen=True):
    """One kind of damage: what it does to a document, and what vetting must make of it."""

    kind: str
    harm: Callable[[Tree], Any]
    codes: tuple[str, ...] = ()
    values: dict[str, Any] = {}
    outcome: str = "published"


def put(path: str, value: Any) -> Callable[[Tree], None]:
    """Return a harm that sets what stands at a dotted path."""

    def harm(tree: Tree) -> None:
        *parents, last = path.split(".")
        for name in parents:
            tree = tree.setdefault(name, {})
        tree[last] = value

    return harm


def drop(path: str) -> Callable[[Tree], None]:
    """Return a harm that takes away what stands at a dotted path."""

    def harm(tree: Tree) -> None:
        *parents, last = path.split(".")
        for name in parents:
            tree = tree[name]
        del tree[last]

    return harm


def both(*harms: Callable[[Tree], None]) -> Callable[[Tree], None]:
    """Return a harm that does several."""

    def harm(tree: Tree) -> None:
        for one in harms:
            one(tree)

    return harm


def image(entry: Any) -> Callable[[Tree], None]:
    """Return a harm that adds an entry to the pictures."""

    def harm(tree: Tree) -> None:
        tree["media"]["images"].append(entry)

    return harm


def flatten(tree: Tree) -> None:
    """Put a document of the older, flat shape in its place."""
    tree.clear()
    tree.update(legacy())


def strangers(tree: Tree) -> None:
    """Add fields that no schema knows."""
    tree |= {"legacy_attributes": {"färbung": [1, {"e": None}]}, "__internal": True, "x" * 120: "y", "": "empty"}


NO_OFFER: dict[str, Any] = {"price": None, "regular_price": None}
DAMAGES = (
    Damage("name_missing", drop("name"), ("name_missing",), outcome="excluded"),
    Damage("name_null_or_blank", put("name", "\u200b"), ("name_missing",), outcome="excluded"),
    Damage("name_very_long", put("name", LONG), ("text_cut",), {"name": LONG[:199].rstrip() + "…"}),
    Damage("name_markup", put("name", "Arc <img src=x> & Co"), ("name_markup",), {"name": "Arc <img src=x> & Co"}),
    Damage("name_rtl", put("name", "نظارات شمسية"), (), {"name": "نظارات شمسية"}),
    Damage("name_emoji", put("name", "Arc \U0001f9d1\u200d\U0001f91d\u200d\U0001f9d1"), ()),
    Damage("name_bidi_override", put("name", "Arc \u202egnirts\u202c"), ("text_bidi",), {"name": "Arc gnirts"}),
    Damage("price_missing", drop("price"), ("price_missing",), NO_OFFER),
    Damage("price_null", put("price.base_price", None), ("price_missing",), NO_OFFER),
    Damage("price_negative", put("price.base_price", -310.99), ("price_not_positive",), NO_OFFER),
    Damage("price_zero", put("price.base_price", 0), ("price_not_positive",), NO_OFFER),
    Damage("price_string", put("price.base_price", "99.9"), ("price_parsed",), {"price": Decimal("99.50")}),
    Damage(
        "price_string", put("price.base_price", "1.299,00"), ("price_parsed",), {"regular_price": Decimal("1299.00")}
    ),
    Damage("price_string", put("price.base_price", "129,99 €"), ("price_currency_conflict",), NO_OFFER),
    Damage("price_nan", put("price.base_price", {"$numberDouble": "NaN"}), ("price_not_number",), NO_OFFER),
    Damage("price_nan", put("price.base_price", {"$numberDouble": "Infinity"}), ("price_not_number",), NO_OFFER),
    Damage("currency_invalid", put("price.currency", "usd"), ("currency_normalised",), {"currency": "USD"}),
    Damage("currency_invalid", put("price.currency", "US$"), ("currency_normalised",), {"currency": "USD"}),
    Damage("currency_invalid", put("price.currency", "XXX"), ("currency_unknown",), NO_OFFER | {"currency": "EUR"}),
    Damage(
        "price_decimal128",
        put("price.base_price", {"$numberDecimal": "129.990"}),
        (),
        {"regular_price": Decimal("129.99"), "price": Decimal("99.50")},
    ),
    Damage("price_int64", put("price.base_price", {"$numberLong": "129"}), (), {"regular_price": Decimal("129.00")}),
    Damage(
        "price_sale_above_base",
        put("price.discounted_price", 150.0),
        ("sale_price_ignored",),
        {"price": Decimal("129.50"), "regular_price": None},
    ),
    Damage("images_missing", drop("media.images"), ("images_missing",), {"pictures": ()}),
    Damage("images_empty", put("media.images", []), ("images_missing",), {"pictures": ()}),
    Damage("image_file_absent", image({"url": "photos/does-not-exist.jpg", "type": "detail", "order": 9})),
    Damage("image_hard", image({"url": "hard/truncated.png", "type": "detail", "order": 9})),
    Damage("image_remote", image({"url": "https://images.example/1.jpg?w=1200&h=900", "type": "angle", "order": 8})),
    Damage("image_path_escape", image({"url": "../../../../etc/passwd"}), ("image_refused",)),
    Damage("image_path_escape", image({"url": "photos/../../secret.jpg"}), ("image_refused",)),
    Damage("image_strings", put("media.images", ["photos/front.jpg"]), ("image_string",)),
    Damage(
        "image_dimensions_wrong",
        image({"url": "photos/x.jpg", "order": 9, "dimensions": {"width": 1, "height": -5}}),
        ("image_dimensions_wrong",),
    ),
    Damage("slug_duplicate", put("seo.slug", "somebody-elses"), (), {"slug": "somebody-elses"}),
    Damage("slug_missing", drop("seo.slug"), ("slug_missing",), {"slug": ""}),
    Damage("slug_hostile", put("seo.slug", "."), ("slug_sanitised",), {"slug": ""}),
    Damage("slug_hostile", put("seo.slug", "../../etc/passwd"), ("slug_sanitised",), {"slug": "etc-passwd"}),
    Damage("slug_hostile", put("seo.slug", "Slug-UPPER"), ("slug_sanitised",), {"slug": "slug-upper"}),
    Damage("slug_hostile", put("seo.slug", "CON"), ("slug_sanitised",), {"slug": ""}),
    Damage("desc_script", put("description", SCRIPT), ("html_unsafe",), {"description": "<p>A frame.</p>"}),
    Damage(
        "desc_unclosed",
        put("description", "<div><b>Bold <p>One<table><tr><td>cell"),
        ("html_repaired",),
        {"description": "<p><b>Bold</b></p><p><b>One</b></p><p><b>cell</b></p>"},
    ),
    Damage(
        "desc_iframe_style",
        put(
            "description",
            '<style>body{display:none}</style><iframe src="https://x.example"></iframe>'
            '<a href=" javascript:alert(1)" onclick=x()><p>Made well.</p>',
        ),
        ("html_unsafe",),
        {"description": "<p>Made well.</p>"},
    ),
    Damage(
        "desc_jsonld_breaker",
        put("description", ']]> "}]}</SCRIPT  ><svg/onload=alert(1)> \\u003c/script\\u003e <p>Fine.</p>'),
        ("html_unsafe",),
    ),
    Damage(
        "short_desc_html",
        put("short_description", "<b>Sale!</b> <br/> 50&nbsp;% off &amp; more &lt;today&gt;"),
        ("short_description_markup",),
        {"summary": "Sale! 50 % off & more <today>"},
    ),
    Damage(
        "desc_template_syntax",
        put("description", "{{ 7*7 }} {% raw %} ${7*7} <%= 7*7 %>"),
        ("html_repaired",),
        {"description": "<p>{<wbr>{ 7*7 }} {<wbr>% raw %} ${7*7} &lt;%= 7*7 %&gt;</p>"},
    ),
    Damage(
        "desc_control_chars",
        put("description", "NUL:\x00 BEL:\x07 LS:\u2028 PS:\u2029 BOM:\ufeff FFFE:\ufffe end"),
        ("text_control",),
        {"description": "<p>NUL: BEL: LS: PS: BOM: FFFE: end</p>"},
    ),
    Damage("desc_huge", put("description", "<p>Word and word. </p>" * 10_000), ("description_cut",)),
    Damage("desc_null", put("description", None), ("description_missing",), {"description": ""}),
    Damage(
        "desc_mojibake",
        put("description", "GrÃ¶ÃŸe 52â–¡18, fÃ¼r Damen â€“ â‚¬ 99"),
        ("text_mojibake",),
        {"description": "<p>Größe 52□18, für Damen – € 99</p>"},
    ),
    Damage("unknown_fields", strangers),
    Damage("brand_dangling", put("brand_id", {"$oid": "b" * 24}), ("brand_dangling",), {"brand": "", "brand_name": ""}),
    Damage("brand_missing", drop("brand_id"), ("brand_missing",), {"brand": ""}),
    Damage("brand_string", put("brand_id", "brand_lumen"), ("brand_by_name",), {"brand": BRAND, "brand_name": "Lumen"}),
    Damage("category_empty", put("category_ids", []), ("category_missing",), {"categories": ()}),
    Damage(
        "category_dangling",
        put("category_ids", [{"$oid": "c" * 24}]),
        ("category_dangling", "category_missing"),
        {"categories": ()},
    ),
    Damage(
        "category_single_legacy",
        both(drop("category_ids"), put("category_id", {"$oid": EYEGLASSES})),
        ("legacy_fields",),
        {"categories": (EYEGLASSES,)},
    ),
    Damage(
        "enum_variants",
        both(
            put("specifications.frame.shape", "Cat Eye"),
            put("specifications.frame.material", "Alloy"),
            put("attributes.gender", "FEMALE"),
        ),
        ("enum_normalised",),
        {"shape": "cat-eye", "shape_label": "Cat-eye", "material": "metal", "gender": "women"},
    ),
    Damage("enum_variants", put("specifications.frame.shape", ""), ("shape_missing",), {"shape": ""}),
    Damage(
        "measure_strings",
        put(
            "specifications.measurements",
            {
                "eye_size": "52mm",
                "bridge_size": "18 mm",
                "temple_length": "5.5 in",
                "frame_width": "140,5",
                "lens_height": None,
            },
        ),
        ("measure_parsed",),
        {"lens_width": 52, "bridge": 18, "temple": 139.7, "frame_width": 140.5, "frame_height": 44, "lens_height": 41},
    ),
    Damage(
        "measure_out_of_range",
        both(
            put("specifications.measurements.eye_size", -5),
            put("specifications.lens.width", 99999),
        ),
        ("measure_out_of_range",),
        {"lens_width": None},
    ),
    Damage("score_percent", put("quality.data_quality_score", 95.5), ("score_percent",)),
    Damage(
        "date_strings",
        both(put("metadata.created_at", "2024-02-30"), put("metadata.updated_at", "03/04/2025 5pm")),
        ("date_invalid",),
        {"created": 0, "updated": 0},
    ),
    Damage("metadata_missing", drop("metadata"), ("status_missing",), {"created": 0, "tags": ()}),
    Damage("status_legacy", both(drop("metadata.status"), put("is_active", True)), ("legacy_fields",)),
    Damage(
        "status_legacy", both(drop("metadata.status"), put("is_active", False)), ("withdrawn",), outcome="withdrawn"
    ),
    Damage("status_unknown", put("metadata.status", "Active"), ("status_normalised",)),
    Damage("status_unknown", put("metadata.status", None), ("status_missing",)),
    Damage("status_unknown", put("metadata.status", "published"), ("withdrawn",), outcome="withdrawn"),
    Damage("quality_critical", put("quality.quality_issues", [{"severity": "critical"}]), ("quality_critical",)),
    Damage("face_flat", put("face_shape_compatibility", {"oval": 0.8, "round": 0.38}), ("face_flat",)),
    Damage(
        "face_list", put("face_shape_compatibility", ["oval", "heart", "triangle"]), ("face_list", "face_shape_unknown")
    ),
    Damage(
        "face_out_of_range",
        put("face_shape_compatibility", {"oval": {"score": 1.7, "reasons": None}, "pear": {"score": 0.5}}),
        ("face_score_out_of_range", "face_shape_unknown"),
    ),
    Damage(
        "rating_inconsistent",
        put("analytics.rating", {"average": 4.9, "count": 0}),
        ("rating_inconsistent",),
        {"rating": None, "rating_count": 0},
    ),
    Damage(
        "legacy_flat_document",
        flatten,
        ("slug_missing", "enum_normalised", "face_flat", "legacy_fields"),
        {
            "price": Decimal("402.50"),
            "regular_price": Decimal("575.00"),
            "kind": "eyeglasses",
            "shape": "cat-eye",
            "categories": (EYEGLASSES,),
            "lens_width": 52,
            "weight_g": 22,
            "availability": "in_stock",
            "sort_order": 5,
            "meta_title": "Lumen Bow",
        },
    ),
)
