"""Face-shape scores of a document in any of their shapes -> the canonical ones; rules -> fits for a frame shape."""

from operator import attrgetter
from typing import Any

from engine.catalog.documents import REASON_MOST, REASONS_MOST, Faces, FaceScore
from engine.catalog.findings import Report
from engine.catalog.product import FACE_SHAPES, FaceShape, Fit
from engine.catalog.values import Tree, line, number, words

LISTED_SCORE = 0.8  # a document that only lists the shapes it suits gives each of them this
_FIELD = "face_shape_compatibility"
_SCORE = attrgetter("score")


def repair_faces(tree: Tree, report: Report) -> Faces | None:
    """Return the scores of a document of any shape, None when it has none."""
    value = tree.get(_FIELD)
    if value is None and isinstance(tree.get("ai_enhanced"), dict):
        value = tree["ai_enhanced"].get("face_shape_compatibility_scores")
        if value is not None:
            report.legacy.append("ai_enhanced.face_shape_compatibility_scores")
    if value is None:
        return None
    if isinstance(value, list):
        report.add(_FIELD, "face_list", value, f"a score of {LISTED_SCORE} for each shape")
        value = {item if isinstance(item, str) else "?": LISTED_SCORE for item in value[:100]}
    elif isinstance(value, dict) and any(type(item) in (int, float) for item in value.values()):
        report.add(_FIELD, "face_flat", value, "numbers are read as scores")
    if not isinstance(value, dict):
        report.add(_FIELD, "type_wrong", value, "ignored")
        return None
    scores: dict[str, FaceScore] = {}
    for name, entry in value.items():
        shape = name.strip().lower()
        if shape not in FACE_SHAPES:
            report.add(_FIELD, "face_shape_unknown", name, "left out")
        elif entry is not None and (score := _score(entry, f"{_FIELD}.{shape}", report)) is not None:
            scores[shape] = score
    return Faces(**scores) if scores else None


def _score(entry: Any, path: str, report: Report) -> FaceScore | None:
    if not isinstance(entry, dict) or "$numberDecimal" in entry:
        entry = {"score": entry}
    score = number(entry.get("score"))
    if score is None:
        report.add(f"{path}.score", "type_wrong", entry.get("score"), "left out")
        return None
    if not 0 <= score <= 1:
        clamped = min(max(score, 0.0), 1.0)
        report.add(f"{path}.score", "face_score_out_of_range", score, f"read as {clamped:g}")
        score = clamped
    reasons = words(entry.get("reasons"), f"{path}.reasons", report, REASONS_MOST, REASON_MOST)
    return FaceScore(score=score, reasons=reasons)


def fits_of(faces: Faces) -> tuple[Fit, ...]:
    """Return the scores as fits, best first."""
    scores = (faces.oval, faces.round, faces.square, faces.heart, faces.diamond, faces.oblong)
    entries = zip(FACE_SHAPES, scores, strict=True)
    fits = [Fit(shape, entry.score, entry.reasons, False) for shape, entry in entries if entry is not None]
    fits.sort(key=_SCORE, reverse=True)  # reversed or not, equal scores stay in the order of FACE_SHAPES
    return tuple(fits)


def rules_of(face_shapes: tuple[FaceShape, ...]) -> dict[str, tuple[Fit, ...]]:
    """Return for each frame shape that the rules name how it suits the face shapes, best first."""
    found: dict[str, list[Fit]] = {}
    for face in face_shapes:
        for rule in face.rules:
            found.setdefault(rule.shape, []).append(Fit(face.key, rule.score, rule.reasons, True))
    return {shape: tuple(sorted(fits, key=_SCORE, reverse=True)) for shape, fits in found.items()}


def face_key(value: Any, report: Report) -> str:
    """Return the face shape that a rule document is about, empty when it is none of ours."""
    name = line(value, "face_shape", report).lower()
    return name if name in FACE_SHAPES else ""
