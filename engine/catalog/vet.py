"""The bytes of one product document -> the record that is published, or none, and the findings about it."""

from typing import Any, Literal

from engine.catalog.documents import (
    Document,
    Oid,
    decode_json,
    decode_msgpack,
)
from engine.catalog.extended import decode_any, key_text, unwrap
from engine.catalog.fields import apply_mapping
from engine.catalog.filters import left_out_by
from engine.catalog.findings import Report
from engine.catalog.pictures import is_plain_path, picture_source
from engine.catalog.product import Finding, Product
from engine.catalog.records import record
from engine.catalog.repair import is_live, name_of, product_id_of, repair
from engine.catalog.shapes import MATERIALS, SHAPES
from engine.catalog.slugs import is_slug
from engine.catalog.texts import MOJIBAKE, is_clean_block
from engine.catalog.vetting import Vetting

Kind = Literal["json", "msgpack"]
Outcome = Literal["published", "withdrawn", "filtered", "excluded"]
LARGEST_BYTES = 16 * 1024 * 1024  # what MongoDB holds; a line of a file may be longer


def vet(document: bytes | str, kind: Kind, source_id: str, vetting: Vetting) -> tuple[Product | None, list[Finding]]:
    """Return the product of a document and what was found; a `str` is the reason why there are no bytes."""
    report = Report(source_id)
    if isinstance(document, str):
        return _refused("document_broken", document, report)
    if len(document) > LARGEST_BYTES:
        return _refused("document_too_large", f"{len(document)} bytes", report)
    typed: Document | None = None
    if not vetting.fields:
        try:
            typed = decode_json(document) if kind == "json" else decode_msgpack(document)
        except (ValueError, RecursionError):
            typed = None
    if typed is not None and is_sound(typed, vetting):
        report.product_id = typed.product_id
        report.key = _key(typed)
        if typed.metadata.status != "active":
            report.add("metadata.status", "withdrawn", typed.metadata.status, "not published")
            return None, report.findings
        return _published(typed, vetting, report)
    return _vet_tree(document, kind, vetting, report)


def outcome(product: Product | None, findings: list[Finding]) -> Outcome:
    """Return what became of a document, from what `vet` returned for it."""
    if product is not None:
        return "published"
    codes = {finding.code for finding in findings}
    if "withdrawn" in codes:
        return "withdrawn"
    return "filtered" if "filtered" in codes else "excluded"


def is_sound(document: Document, vetting: Vetting) -> bool:
    """Return whether a document that decoded has nothing that repair would change or note."""
    metadata, price = document.metadata, document.price
    if metadata.status != "active":
        return metadata.status in ("draft", "inactive", "archived") and document.product_id.isprintable()
    if document.category_id is not None or document.categories is not None or document.gender_target is not None:
        return False
    if document.ai_enhanced is not None or document.quality_score is not None or document.model_number is not None:
        return False
    if document.frame_type is not None or document.rating is not None or document.review_count is not None:
        return False
    if document.seo.title is not None or document.seo.description is not None:
        return False
    if price.base_price is None or price.currency not in vetting.digits or document.brand_id is None:
        return False
    if price.discounted_price is not None and price.discounted_price > price.base_price:
        return False
    specifications = document.specifications
    frame, sizes = specifications.frame, specifications.measurements
    if frame.shape not in SHAPES or frame.material not in MATERIALS or frame.weight is None or not frame.color:
        return False
    if sizes.eye_size is None or sizes.bridge_size is None or sizes.temple_length is None:
        return False
    if sizes.frame_width is None or sizes.frame_height is None or sizes.lens_height is None:
        return False
    attributes, quality = document.attributes, document.quality
    if attributes.age_group == "kids" and attributes.gender != "kids":
        return False
    if quality is None or quality.data_quality_score is None:
        return False
    if quality.quality_issues and any(issue.severity != issue.severity.lower() for issue in quality.quality_issues):
        return False
    if not document.description or not is_clean_block(document.description) or not is_slug(document.seo.slug):
        return False
    for image in document.media.images:
        if image.alt is not None or (not is_plain_path(image.url) and picture_source(image.url) != image.url):
            return False
    return _dates_sound(document) and _texts_sound(document)


def _dates_sound(document: Document) -> bool:
    created, updated = document.metadata.created_at, document.metadata.updated_at
    if created is None or updated is None:
        return False
    return created.value.year >= 1970 and updated.value.year >= 1970


def _texts_sound(document: Document) -> bool:
    """Return whether all short texts are clean, looked at as one."""
    frame, lens, seo = document.specifications.frame, document.specifications.lens, document.seo
    if "<" in document.name:
        return False
    short = document.short_description or ""
    if "<" in short or "&" in short:
        return False
    parts = [
        document.product_id,
        document.sku or "",
        document.upc or "",
        document.name,
        short,
        frame.color,
        lens.material,
        lens.color,
        lens.uv_protection,
        seo.meta_title or "",
        seo.meta_description or "",
        document.model_code or "",
        *lens.coating,
        *document.attributes.features,
        *document.metadata.tags,
    ]
    for image in document.media.images:
        if image.alt_text is not None:
            parts.append(image.alt_text)
    for film in document.media.videos:
        if not is_plain_path(film.url) and picture_source(film.url) != film.url:
            return False
        if film.thumbnail and not is_plain_path(film.thumbnail) and picture_source(film.thumbnail) != film.thumbnail:
            return False
    for model in document.media.ar_models:
        if not is_plain_path(model.url) and picture_source(model.url) != model.url:
            return False
    faces = document.face_shape_compatibility
    if faces is not None:
        for face in (faces.oval, faces.round, faces.square, faces.heart, faces.diamond, faces.oblong):
            if face is not None:
                parts += face.reasons
    for reference in (document.id, document.brand_id, *document.category_ids):
        if isinstance(reference, str):
            parts.append(reference)
    joined = f"|{'|'.join(parts)}|"
    if "| " in joined or " |" in joined or not joined.isprintable():
        return False
    return joined.isascii() or MOJIBAKE.search(joined) is None


def _key(document: Document) -> str:
    return document.id.value if isinstance(document.id, Oid) else str(document.id)


def _refused(code: str, found: Any, report: Report) -> tuple[None, list[Finding]]:
    report.add("", code, found, "left out", "critical")
    return None, report.findings


def _vet_tree(document: bytes, kind: Kind, vetting: Vetting, report: Report) -> tuple[Product | None, list[Finding]]:
    try:
        tree = unwrap(decode_any(document, kind))
    except (ValueError, RecursionError) as error:
        return _refused("document_not_json" if kind == "json" else "document_broken", str(error), report)
    if not isinstance(tree, dict):
        return _refused("document_not_object", tree, report)
    if vetting.fields:
        apply_mapping(tree, vetting.fields)
    report.product_id = product_id_of(tree)
    report.key = key_text(tree.get("_id")) or report.product_id
    if not is_live(tree, report):
        return None, report.findings[-1:]
    if not report.product_id:
        return _refused("product_id_missing", tree.get("product_id"), report)
    name = name_of(tree, report)
    if not name:
        report.add("name", "name_missing", tree.get("name"), "left out", "critical")
        return None, report.findings
    return _published(repair(tree, report.key, name, vetting, report), vetting, report)


def _published(document: Document, vetting: Vetting, report: Report) -> tuple[Product | None, list[Finding]]:
    product = record(document, vetting, report)
    quality = document.quality
    if quality is not None and any(issue.severity == "critical" for issue in quality.quality_issues):
        done, severity = ("left out", "critical") if vetting.strict else ("published", "high")
        report.add("quality.quality_issues", "quality_critical", "an issue of severity critical", done, severity)
        if vetting.strict:
            return None, report.findings
    option = left_out_by(product, quality.data_quality_score if quality is not None else None, vetting)
    if option:
        report.findings.clear()
        report.add("", "filtered", option, f"left out by {option}")
        return None, report.findings
    return product, report.findings
