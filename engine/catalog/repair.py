"""The tree of a document of any documented shape -> the canonical structs, each repair noted as a finding."""

from datetime import timedelta
from typing import Any

from engine.catalog import documents as doc
from engine.catalog.extended import EPOCH, key_text, milliseconds
from engine.catalog.findings import Report
from engine.catalog.fits import repair_faces
from engine.catalog.measures import at, repair_measures, repair_weight
from engine.catalog.pictures import repair_media
from engine.catalog.prices import repair_price
from engine.catalog.richtext import MOST as DESCRIPTION_MOST
from engine.catalog.richtext import shortened
from engine.catalog.shapes import (
    AGES,
    GENDERS,
    HINGES,
    KINDS,
    RIMS,
    STOCK,
    STYLES,
    material_of,
    shape_of,
)
from engine.catalog.slugs import is_slug, slugify
from engine.catalog.texts import clean_block, clean_line, cut, plain
from engine.catalog.values import Tree, bounded, choice, flag, group, line, number, text_damage, words
from engine.catalog.vetting import Vetting

_LIVE = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


def product_id_of(tree: Tree) -> str:
    """Return the id of the product, empty when the document has none."""
    value = tree.get("product_id")
    if isinstance(value, str):
        return cut(clean_line(value), doc.WORD_MOST)
    return key_text(value) if isinstance(value, (int, float)) else ""


def is_live(tree: Tree, report: Report) -> bool:
    """Return whether a document says that it is published; only a missing status asks the older fields."""
    status = at(tree, "metadata.status")
    if status is not None:
        text = status.strip().lower() if isinstance(status, str) else ""
        if text != "active":
            report.add("metadata.status", "withdrawn", status, "not published")
        elif status != "active":
            report.add("metadata.status", "status_normalised", status, "read as active")
        return text == "active"
    for name in ("is_active", "active"):
        value = tree.get(name)
        said = value if isinstance(value, bool) else _LIVE.get(str(value).strip().lower())
        if said is False:
            report.add(name, "withdrawn", value, "not published")
            return False
        if said is True:
            report.legacy.append(name)
            return True
    report.add("metadata.status", "status_missing", status, "published", "medium")
    return True


def name_of(tree: Tree, report: Report) -> str:
    """Return the name, empty when nothing that can be read is left of it."""
    value = tree.get("name")
    if value is not None and not isinstance(value, (str, int, float)):
        return ""
    quiet = Report("")
    if not line(value, "name", quiet, doc.NAME_MOST):
        return ""
    if isinstance(value, str) and "<" in value:
        report.add("name", "name_markup", value, "shown as text")
    return line(value, "name", report, doc.NAME_MOST)


def repair(tree: Tree, key: str, name: str, vetting: Vetting, report: Report) -> doc.Document:
    """Return a document whose every value is clean and believable."""
    seo = _seo(tree, report)
    media = repair_media(tree, report)
    document = doc.Document(
        id=key,
        product_id=report.product_id,
        sku=line(tree.get("sku"), "sku", report) or None,
        upc=line(tree.get("upc"), "upc", report) or None,
        name=name,
        brand_id=_brand(tree, vetting, report),
        category_ids=_categories(tree, report),
        description=_description(tree.get("description"), report),
        short_description=_short(tree.get("short_description"), report),
        price=repair_price(tree, vetting, report),
        inventory=doc.Inventory(status=_stock(tree, report)),  # type: ignore[arg-type]
        specifications=_specifications(tree, report),
        face_shape_compatibility=repair_faces(tree, report),
        media=media,
        seo=seo,
        attributes=_attributes(tree, report),
        quality=_quality(tree, report),
        analytics=_analytics(tree, report),
        metadata=_metadata(tree, report),
        sort_order=bounded(tree.get("sort_order"), "sort_order", -1e12, 1e12, report),
        model_code=_model(tree, report) or None,
        frame_type=_kind(tree, report),
    )
    if report.legacy:
        found = ", ".join(dict.fromkeys(report.legacy))
        report.add("", "legacy_fields", found, "read by their older names")
    return document


def _brand(tree: Tree, vetting: Vetting, report: Report) -> str | None:
    key = key_text(tree.get("brand_id"))
    if key in vetting.brands:
        return key
    if not key:
        named = next((name for name in ("brand_name", "brand") if isinstance(tree.get(name), str)), "")
        key = line(tree.get(named), named, report) if named else ""
        if any(char.isalnum() for char in key):
            report.legacy.append(named)
            return key
        return None
    return cut(clean_line(key), doc.WORD_MOST)


def _categories(tree: Tree, report: Report) -> tuple[doc.Oid | str, ...]:
    value = tree.get("category_ids")
    if value is None and tree.get("categories") is not None:
        value = tree["categories"]
        report.legacy.append("categories")
    if value is not None and not isinstance(value, list):
        report.add("category_ids", "type_converted", value, "read as a list of one")
        value = [value]
    keys = [cut(clean_line(key_text(item)), doc.WORD_MOST) for item in (value or [])[: doc.WORDS_MOST]]
    single = key_text(tree.get("category_id"))
    if single and single not in keys:
        report.legacy.append("category_id")
        keys.insert(0, cut(clean_line(single), doc.WORD_MOST))
    return tuple(key for key in keys if key)


def _description(value: Any, report: Report) -> str:
    if value is None or value == "":
        report.add("description", "description_missing", value, "shown without a description", "medium")
        return ""
    if not isinstance(value, str):
        report.add("description", "type_wrong", value, "ignored", "medium")
        return ""
    kept = value[: 4 * DESCRIPTION_MOST]
    text = clean_block(kept)
    damage = text_damage(kept.replace("\n", " ").replace("\t", " "))
    if damage:
        report.add("description", damage, value, "cleaned", "medium" if damage == "text_mojibake" else "low")
    if len(text) > DESCRIPTION_MOST:
        text = shortened(text)
        report.add("description", "description_cut", f"{len(value)} characters", f"cut at {len(text)}", "medium")
    return text


def _short(value: Any, report: Report) -> str | None:
    if isinstance(value, str) and ("<" in value or "&" in value):
        text = plain(value[: 8 * doc.LINE_MOST])
        if text != clean_line(value):
            report.add("short_description", "short_description_markup", value, "shown as plain text")
        return cut(text, doc.LINE_MOST)
    return line(value, "short_description", report, doc.LINE_MOST) or None


def _stock(tree: Tree, report: Report) -> str:
    inventory = group(tree, "inventory", report)
    status = choice(inventory.get("status", tree.get("availability_status")), "inventory.status", STOCK, report)
    if status:
        return status
    for name in ("in_stock", "inventory_quantity"):
        value = tree.get(name)
        if isinstance(value, bool) or number(value) is not None:
            report.legacy.append(name)
            return "in_stock" if value is True or (number(value) or 0) > 0 else "out_of_stock"
    quantity = number(inventory.get("quantity"))
    if quantity is not None:
        report.add("inventory.status", "stock_derived", inventory.get("status"), "read from the quantity")
        return "in_stock" if quantity > 0 else "out_of_stock"
    report.add("inventory.status", "stock_unknown", inventory.get("status"), "held to be in stock")
    return "in_stock"


def _specifications(tree: Tree, report: Report) -> doc.Specifications:
    specifications = group(tree, "specifications", report)
    frame = group(specifications, "frame", report, "specifications.frame")
    lens = group(specifications, "lens", report, "specifications.lens")
    path = "specifications.frame"
    return doc.Specifications(
        frame=doc.Frame(
            material=_material(_either(frame, "material", tree, "frame_material", report), report),
            color=line(_either(frame, "color", tree, "frame_color", report), f"{path}.color", report),
            shape=_shape(_either(frame, "shape", tree, "frame_shape", report), report),
            style=choice(_rim(frame, tree, report), f"{path}.style", RIMS, report),  # type: ignore[arg-type]
            hinge_type=choice(frame.get("hinge_type"), f"{path}.hinge_type", HINGES, report),  # type: ignore[arg-type]
            weight=repair_weight(tree, report),
        ),
        lens=doc.Lens(
            material=line(lens.get("material"), "specifications.lens.material", report),
            color=line(lens.get("color"), "specifications.lens.color", report),
            uv_protection=line(lens.get("uv_protection"), "specifications.lens.uv_protection", report),
            coating=words(lens.get("coating"), "specifications.lens.coating", report),
            polarized=bool(flag(lens.get("polarized"), "specifications.lens.polarized", report)),
            prescription_ready=bool(
                flag(lens.get("prescription_ready"), "specifications.lens.prescription_ready", report)
            ),
        ),
        measurements=repair_measures(tree, report),
    )


def _either(part: Tree, name: str, tree: Tree, older: str, report: Report) -> Any:
    """Return a value by its name or, where it is missing, by an older one."""
    if part.get(name) is None and tree.get(older) is not None:
        report.legacy.append(older)
        return tree[older]
    return part.get(name)


def _rim(frame: Tree, tree: Tree, report: Report) -> Any:
    """Return the style, or `frame_type` where it speaks of the rim and not of the use."""
    value = tree.get("frame_type")
    if frame.get("style") is None and isinstance(value, str) and _spelt(value) in RIMS:
        report.legacy.append("frame_type")
        return value
    return frame.get("style")


def _kind(tree: Tree, report: Report) -> str | None:
    """Return the product type that `frame_type` names."""
    value = tree.get("frame_type")
    kind = KINDS.get(_spelt(value)) if isinstance(value, str) else None
    if kind is not None:
        report.legacy.append("frame_type")
    return kind


def _spelt(text: str) -> str:
    return "-".join(text.lower().replace("_", " ").split())


def _shape(value: Any, report: Report) -> str:
    text = line(value, "specifications.frame.shape", report)
    if text:
        return named_shape(text, value, report)
    if value == "":
        report.add("specifications.frame.shape", "shape_missing", value, "in no list of a shape")
    return ""


def named_shape(text: str, value: Any, report: Report) -> str:
    """Return the key of a clean shape, or its label when it is none that we know; `value` is what it stood for."""
    key, label, known = shape_of(text)
    if not known:
        report.add("specifications.frame.shape", "shape_unknown", value, f"shown as {label!r}, without a rule")
        return label
    if key != value:
        report.add("specifications.frame.shape", "enum_normalised", value, f"read as {key}")
    return key


def _material(value: Any, report: Report) -> str:
    text = line(value, "specifications.frame.material", report)
    return named_material(text, value, report) if text else ""


def named_material(text: str, value: Any, report: Report) -> str:
    """Return the name of a clean material; `value` is what it stood for. Only another word for it is worth telling."""
    material = material_of(text)
    if material != text and _spelt(material) != _spelt(text):
        report.add("specifications.frame.material", "enum_normalised", value, f"read as {material}")
    return material


def _seo(tree: Tree, report: Report) -> doc.Seo:
    seo = group(tree, "seo", report)
    slug = seo.get("slug")
    for name, other in (("slug", "slug"), ("handle", "shopify.handle"), ("url_path", "html_store.url_path")):
        if slug is None and at(tree, other) is not None:
            slug = at(tree, other)
            report.legacy.append(name if other == name else other)
    title, description = seo.get("meta_title", seo.get("title")), seo.get("meta_description", seo.get("description"))
    return doc.Seo(
        slug=_slug(slug, report),
        meta_title=line(title, "seo.meta_title", report, doc.LINE_MOST) or None,
        meta_description=line(description, "seo.meta_description", report, doc.LINE_MOST) or None,
    )


def _slug(value: Any, report: Report) -> str:
    if value is None:
        report.add("seo.slug", "slug_missing", value, "made from brand and name")
        return ""
    text = value if isinstance(value, str) else key_text(value)
    if is_slug(text):
        return text
    slug = slugify(text)
    report.add("seo.slug", "slug_sanitised", value, f"read as {slug}" if slug else "made from brand and name")
    return slug


def _attributes(tree: Tree, report: Report) -> doc.Attributes:
    attributes = group(tree, "attributes", report)
    gender = choice(_either(attributes, "gender", tree, "gender_target", report), "attributes.gender", GENDERS, report)
    age = choice(attributes.get("age_group"), "attributes.age_group", AGES, report)
    if age == "kids" and gender not in ("", "kids"):
        report.add("attributes.gender", "enum_normalised", gender, "read as kids, as the age group says")
        gender = "kids"
    style = choice(attributes.get("style_category"), "attributes.style_category", STYLES, report)
    return doc.Attributes(
        gender=gender or None,  # type: ignore[arg-type]
        age_group=age or None,  # type: ignore[arg-type]
        style_category=style or None,  # type: ignore[arg-type]
        features=words(attributes.get("features"), "attributes.features", report),
        occasion=words(attributes.get("occasion"), "attributes.occasion", report),
        prescription_compatible=bool(
            flag(attributes.get("prescription_compatible"), "attributes.prescription_compatible", report)
        ),
        reading_glasses=bool(flag(attributes.get("reading_glasses"), "attributes.reading_glasses", report)),
        computer_glasses=bool(flag(attributes.get("computer_glasses"), "attributes.computer_glasses", report)),
    )


def _quality(tree: Tree, report: Report) -> doc.Quality:
    quality = group(tree, "quality", report)
    value = _either(quality, "data_quality_score", tree, "quality_score", report)
    score = bounded(value, "quality.data_quality_score", 0, 100, report)
    if score is not None and score > 1:
        report.add("quality.data_quality_score", "score_percent", value, f"read as {score / 100:g}")
        score /= 100
    issues = quality.get("quality_issues")
    severities = [
        str(issue.get("severity", "")).strip().lower()
        for issue in (issues if isinstance(issues, list) else ())
        if isinstance(issue, dict)
    ]
    return doc.Quality(data_quality_score=score, quality_issues=tuple(doc.Issue(severity=name) for name in severities))


def _analytics(tree: Tree, report: Report) -> doc.Analytics:
    analytics = group(tree, "analytics", report)
    rating = group(analytics, "rating", report, "analytics.rating")
    popularity = analytics.get("popularity_score")
    average, count = (
        number(rating.get("average", tree.get("rating"))),
        number(rating.get("count", tree.get("review_count"))),
    )
    if (average is not None and not 0 <= average <= 5) or (count is not None and not 0 <= count <= 2**53):
        report.add("analytics.rating", "rating_out_of_range", rating, "shown without a rating", "medium")
        average = count = None
    return doc.Analytics(
        rating=doc.Rating(average=average or 0.0, count=int(count or 0)),
        popularity_score=bounded(popularity, "analytics.popularity_score", -1e12, 1e12, report),
    )


def _metadata(tree: Tree, report: Report) -> doc.Metadata:
    metadata = group(tree, "metadata", report)
    return doc.Metadata(
        status="active",
        created_at=_date(_either(metadata, "created_at", tree, "created_at", report), "metadata.created_at", report),
        updated_at=_date(_either(metadata, "updated_at", tree, "updated_at", report), "metadata.updated_at", report),
        tags=words(metadata.get("tags"), "metadata.tags", report),
    )


def _date(value: Any, path: str, report: Report) -> doc.Date | None:
    if value is None:
        return None
    moment = milliseconds(value)
    if moment is None:
        report.add(path, "date_invalid", value, "ignored")
        return None
    return doc.Date(value=EPOCH + timedelta(milliseconds=moment))


def _model(tree: Tree, report: Report) -> str:
    return line(_either(tree, "model_code", tree, "model_number", report), "model_code", report)
