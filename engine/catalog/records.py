"""A sound document -> the record that is published, its references resolved."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.catalog.documents import Date, Document, Oid, Price
from engine.catalog.extended import EPOCH
from engine.catalog.findings import Report
from engine.catalog.fits import fits_of
from engine.catalog.pictures import gallery
from engine.catalog.prices import exact
from engine.catalog.product import Model, Product, Video
from engine.catalog.richtext import rich_text
from engine.catalog.shapes import RULE_OF, SHAPES, shape_of
from engine.catalog.slugs import slugify
from engine.catalog.texts import summary
from engine.catalog.vetting import Vetting

_MILLISECOND = timedelta(milliseconds=1)
_CLEAR = frozenset(("", "clear", "transparent"))


def record(document: Document, vetting: Vetting, report: Report) -> Product:
    """Return the product of a document whose values are clean and believable."""
    attributes, seo, media, metadata = document.attributes, document.seo, document.media, document.metadata
    brand, brand_name = _brand(document, vetting, report)
    categories = _categories(document, vetting, report)
    description, code = rich_text(document.description)
    if code:
        report.add("description", code, document.description, "sanitised", "medium" if code == "html_unsafe" else "low")
    price, regular, currency = _price(document.price, vetting)
    rating, count = _rating(document, report)
    popularity = document.analytics.popularity_score if document.analytics is not None else None
    return Product(
        id=report.key,
        product_id=document.product_id,
        sku=document.sku or "",
        gtin=_gtin(document.upc or "", report),
        name=document.name,
        brand=brand,
        brand_name=brand_name,
        categories=categories,
        kind=_kind(document, categories, vetting),
        description=description,
        summary=document.short_description or summary(description),
        price=price,
        regular_price=regular,
        currency=currency,
        availability=document.inventory.status,
        prescription=document.specifications.lens.prescription_ready or attributes.prescription_compatible,
        pictures=gallery(media.images, document.name),
        videos=tuple([Video(film.url, film.thumbnail, film.type, int(film.duration)) for film in media.videos]),
        models=tuple([Model(model.url, model.format) for model in media.ar_models]),
        slug=seo.slug,
        meta_title=seo.meta_title or "",
        meta_description=seo.meta_description or "",
        gender=attributes.gender or "",
        age_group=attributes.age_group or "",
        style=attributes.style_category or "",
        features=attributes.features,
        tags=metadata.tags,
        model_code=document.model_code or "",
        rating=rating,
        rating_count=count,
        popularity=popularity or 0.0,
        sort_order=document.sort_order,
        created=_milliseconds(metadata.created_at),
        updated=_milliseconds(metadata.updated_at),
        **_specified(document, vetting),
    )


def _specified(document: Document, vetting: Vetting) -> dict[str, Any]:
    """Return what the product is made of, how big it is and whom it suits."""
    specifications = document.specifications
    frame, lens, sizes = specifications.frame, specifications.lens, specifications.measurements
    shape, label = _shape(frame.shape)
    faces = document.face_shape_compatibility
    fits = fits_of(faces) if faces is not None else ()
    return {
        "material": frame.material,
        "colour": frame.color,
        "shape": shape,
        "shape_label": label,
        "rim": frame.style,
        "hinge": frame.hinge_type,
        "weight_g": frame.weight,
        "lens_width": sizes.eye_size,
        "lens_height": sizes.lens_height,
        "bridge": sizes.bridge_size,
        "temple": sizes.temple_length,
        "frame_width": sizes.frame_width,
        "frame_height": sizes.frame_height,
        "lens_material": lens.material,
        "lens_colour": lens.color,
        "uv_protection": lens.uv_protection,
        "coatings": lens.coating,
        "polarized": lens.polarized,
        "fits": fits or vetting.rules.get(RULE_OF.get(shape, shape), ()),
    }


def _brand(document: Document, vetting: Vetting, report: Report) -> tuple[str, str]:
    """Return the key and the name of the brand; a key only of one that is published."""
    reference = document.brand_id
    if reference is None:
        report.add("brand_id", "brand_missing", None, "shown without a brand")
        return "", ""
    key = reference.value if isinstance(reference, Oid) else reference
    name = vetting.brands.get(key)
    if name is not None:
        return key, name
    found = vetting.names.brands.get(key.lower(), "")
    if found:
        report.add("brand_id", "brand_by_name", key, f"read as {vetting.brands[found]}")
        return found, vetting.brands[found]
    if key in vetting.names.hidden_brands:
        return "", vetting.names.hidden_brands[key]
    if isinstance(reference, str) and not _is_id(key):
        report.add("brand_id", "brand_unlisted", key, "shown as a name without a page")
        return "", key
    report.add("brand_id", "brand_dangling", key, "shown without a brand", "medium")
    return "", ""


def _is_id(key: str) -> bool:
    """Return whether a reference reads like an id and not like a brand's name."""
    return "_" in key or key.isdigit() or (len(key) >= 24 and all(char in "0123456789abcdefABCDEF-" for char in key))


def _categories(document: Document, vetting: Vetting, report: Report) -> tuple[str, ...]:
    """Return the keys of the published categories, the first one of the greatest level first."""
    levels = vetting.levels
    keys: list[str] = []
    primary, deepest = "", -1
    for reference in document.category_ids:
        key = reference.value if isinstance(reference, Oid) else reference
        if key not in levels:
            key = _named_category(key, vetting, report)
        if not key or key in keys:
            continue
        keys.append(key)
        if levels[key] > deepest:
            primary, deepest = key, levels[key]
    if not keys:
        found = len(document.category_ids)
        report.add("category_ids", "category_missing", found, "only in the list of all products", "medium")
        return ()
    if keys[0] != primary:
        keys.remove(primary)
        keys.insert(0, primary)
    return tuple(keys)


def _named_category(key: str, vetting: Vetting, report: Report) -> str:
    if key in vetting.names.hidden_categories:
        return ""
    found = vetting.names.categories.get(key.lower(), "")
    if found in vetting.names.hidden_categories:
        return ""
    if found:
        report.add("category_ids", "category_by_name", key, f"read as {found}")
    else:
        report.add("category_ids", "category_dangling", key, "left out")
    return found


def _kind(document: Document, categories: tuple[str, ...], vetting: Vetting) -> str:
    for key in categories:
        if vetting.kinds[key]:
            return vetting.kinds[key]
    if document.frame_type is not None:
        return str(document.frame_type)
    attributes, lens = document.attributes, document.specifications.lens
    if attributes.reading_glasses:
        return "reading-glasses"
    if attributes.computer_glasses:
        return "computer-glasses"
    tinted = lens.color.lower() not in _CLEAR and bool(lens.uv_protection) and not lens.prescription_ready
    return "sunglasses" if lens.polarized or tinted else "eyeglasses"


def _price(price: Price, vetting: Vetting) -> tuple[Decimal | None, Decimal | None, str]:
    """Return what is charged, the higher regular price when on sale, and the currency."""
    currency = price.currency or vetting.currency
    if price.base_price is None:
        return None, None, currency
    digits = vetting.digits.get(currency, 2)
    regular = exact(price.base_price, digits)
    if price.discounted_price is not None:
        sale = exact(price.discounted_price, digits)
        if 0 < sale < regular:
            return sale, regular, currency
    return regular, None, currency


def _shape(shape: str) -> tuple[str, str]:
    label = SHAPES.get(shape)
    if label is not None:
        return shape, label
    key, label, _ = shape_of(shape)
    return (key or slugify(label), label) if shape else ("", "")


def _rating(document: Document, report: Report) -> tuple[float | None, int]:
    rating = document.analytics.rating if document.analytics is not None else None
    if rating is None or (rating.count == 0 and rating.average == 0):
        return None, 0
    if rating.count < 1 or rating.average < 1:
        found = f"average {rating.average:g}, count {rating.count}"
        report.add("analytics.rating", "rating_inconsistent", found, "shown without a rating")
        return None, 0
    return rating.average, rating.count


def _gtin(code: str, report: Report) -> str:
    """Return a trade item number whose check digit is right."""
    if not code:
        return ""
    if len(code) in (8, 12, 13, 14) and code.isascii() and code.isdigit():
        digits = [ord(char) - 48 for char in code]
        digits.reverse()
        if (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0:
            return code
    report.add("upc", "gtin_invalid", code, "left out")
    return ""


def _milliseconds(date: Date | None) -> int:
    return (date.value - EPOCH) // _MILLISECOND if date is not None else 0
