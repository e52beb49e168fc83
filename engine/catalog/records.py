"""A sound document -> the record that is published, its references resolved."""

from decimal import Decimal

from engine.catalog.documents import Date, Document, Media, Oid, Price
from engine.catalog.extended import since_1970
from engine.catalog.findings import Report
from engine.catalog.fits import fits_of
from engine.catalog.pictures import gallery
from engine.catalog.prices import exact
from engine.catalog.product import Fit, Model, Product, Video
from engine.catalog.richtext import rich_text
from engine.catalog.shapes import RULE_OF, SHAPES, shape_of
from engine.catalog.slugs import slugify
from engine.catalog.texts import summary
from engine.catalog.vetting import Vetting

_Texts = tuple[str, ...]
_Size = float | None
_Frame = tuple[str, str, str, str, _Size, _Size, _Size, str, str, _Size, _Size, _Size, _Size]
_Specified = tuple[*_Frame, str, str, str, _Texts, bool, bool, tuple[Fit, ...]]
_DIGITS = bytes.maketrans(b"0123456789", bytes(range(10)))
_CLEAR = frozenset(("", "clear", "transparent"))


def record(document: Document, vetting: Vetting, report: Report) -> Product:
    """Return the product of a document whose values are clean and believable."""
    attributes, seo, media, metadata = document.attributes, document.seo, document.media, document.metadata
    analytics = document.analytics
    brand, brand_name = _brand(document, vetting, report)
    categories = _categories(document, vetting, report)
    description, code = rich_text(document.description)
    if code:
        report.add("description", code, document.description, "sanitised", "medium" if code == "html_unsafe" else "low")
    price, regular, currency = _price(document.price, vetting)
    rating, count = _rating(document, report)
    # By position, in the order of the fields: by name it takes twenty times as long.
    return Product(
        report.key,
        document.product_id,
        document.sku or "",
        _gtin(document.upc, report) if document.upc else "",
        document.name,
        brand,
        brand_name,
        categories,
        price,
        regular,
        currency,
        document.inventory.status,
        rating,
        count,
        gallery(media.images, document.name),
        *_specified(document, vetting),
        _kind(document, categories, vetting),
        description,
        document.short_description or summary(description),
        _videos(media) if media.videos else (),
        tuple([Model(model.url, model.format) for model in media.ar_models]) if media.ar_models else (),
        seo.slug,
        seo.meta_title or "",
        seo.meta_description or "",
        attributes.gender or "",
        attributes.age_group or "",
        attributes.style_category or "",
        attributes.features,
        attributes.occasion,
        metadata.tags,
        document.model_code or "",
        (analytics.popularity_score if analytics is not None else None) or 0.0,
        document.sort_order,
        _milliseconds(metadata.created_at),
        _milliseconds(metadata.updated_at),
    )


def _videos(media: Media) -> tuple[Video, ...]:
    return tuple([Video(film.url, film.thumbnail, film.type, int(film.duration)) for film in media.videos])


def _specified(document: Document, vetting: Vetting) -> _Specified:
    """Return what the product is made of, how big it is and whom it suits: the fields from material to fits."""
    specifications = document.specifications
    frame, lens, sizes = specifications.frame, specifications.lens, specifications.measurements
    shape, label = _shape(frame.shape)
    faces = document.face_shape_compatibility
    fits = fits_of(faces) if faces is not None else ()
    return (
        frame.material,
        frame.color,
        shape,
        label,
        sizes.eye_size,
        sizes.bridge_size,
        sizes.temple_length,
        frame.style,
        frame.hinge_type,
        frame.weight,
        sizes.lens_height,
        sizes.frame_width,
        sizes.frame_height,
        lens.material,
        lens.color,
        lens.uv_protection,
        lens.coating,
        lens.polarized,
        lens.prescription_ready or document.attributes.prescription_compatible,
        fits or vetting.rules.get(RULE_OF.get(shape, shape), ()),
    )


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
        found = f"average {rating.average or 0:g}, count {rating.count}"
        report.add("analytics.rating", "rating_inconsistent", found, "shown without a rating")
        return None, 0
    return rating.average, rating.count


def _gtin(code: str, report: Report) -> str:
    """Return a trade item number whose check digit is right."""
    if len(code) in (8, 12, 13, 14) and code.isascii() and code.isdigit():
        digits = code.encode().translate(_DIGITS)
        if (sum(digits[-1::-2]) + 3 * sum(digits[-2::-2])) % 10 == 0:
            return code
    report.add("upc", "gtin_invalid", code, "left out")
    return ""


def _milliseconds(date: Date | None) -> int:
    return since_1970(date.value) or 0 if date is not None else 0
