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
from engine.catalog.product import Finding, Product
from engine.catalog.raw import LARGEST_BYTES, Kind
from engine.catalog.records import record
from engine.catalog.repair import is_live, name_of, named_material, named_shape, product_id_of, repair
from engine.catalog.shapes import MATERIALS, SHAPES
from engine.catalog.sound import is_sound
from engine.catalog.vetting import Vetting

Outcome = Literal["published", "withdrawn", "filtered", "excluded"]


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
        _respell(typed, report)
        return _published(typed, vetting, report)
    return _vet_tree(document, kind, vetting, report)


def _respell(document: Document, report: Report) -> None:
    """Give the frame's material and shape the names that repair gives them: whole catalogs spell them their own way."""
    frame = document.specifications.frame
    if frame.material not in MATERIALS:
        frame.material = named_material(frame.material, frame.material, report)
    if frame.shape not in SHAPES:
        frame.shape = named_shape(frame.shape, frame.shape, report)


def outcome(product: Product | None, findings: list[Finding]) -> Outcome:
    """Return what became of a document, from what `vet` returned for it."""
    if product is not None:
        return "published"
    codes = {finding.code for finding in findings}
    if "withdrawn" in codes:
        return "withdrawn"
    return "filtered" if "filtered" in codes else "excluded"


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
    if (
        quality is not None
        and quality.quality_issues
        and any(issue.severity == "critical" for issue in quality.quality_issues)
    ):
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
