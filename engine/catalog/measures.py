"""Sizes as numbers or texts, under today's and older names -> believable millimetres and grams."""

import re
from typing import Any

from engine.catalog.documents import Measurements
from engine.catalog.findings import Report
from engine.catalog.values import Tree, group, number, number_text

_TEXT = re.compile(r"(?P<number>[+-]?\d{1,9}(?:[.,]\d{1,6})?)\s*(?P<unit>[^\d.,]*)")
_UNITS = {
    "": 1.0,
    "mm": 1.0,
    "millimetre": 1.0,
    "millimeter": 1.0,
    "cm": 10.0,
    "in": 25.4,
    "inch": 25.4,
    "inches": 25.4,
}
_UNITS.update({'"': 25.4, "''": 25.4, "\u2033": 25.4, "\u201d": 25.4})
_GRAMS = {"": 1.0, "g": 1.0, "gr": 1.0, "gram": 1.0, "grams": 1.0, "kg": 1000.0, "oz": 28.349523125}
# Ours -> least, most, then where else it may stand: a path from the top, and the name under measurements first.
_SIZES: dict[str, tuple[float, float, tuple[str, ...]]] = {
    "eye_size": (40, 70, ("specifications.lens.width", "measurements.lens_width", "lens_width")),
    "bridge_size": (
        14,
        24,
        ("specifications.frame.nose_bridge", "measurements.bridge_width", "bridge_width"),
    ),
    "temple_length": (
        120,
        160,
        ("specifications.frame.temple_length", "measurements.temple_length", "temple_length", "temples_length"),
    ),
    "frame_width": (
        100,
        160,
        (
            "specifications.frame.width",
            "measurements.frame_width",
            "measurements.total_width",
            "frame_width",
            "total_width",
        ),
    ),
    "frame_height": (30, 60, ("specifications.frame.height", "measurements.frame_height", "frame_height")),
    "lens_height": (15, 70, ("specifications.lens.height", "measurements.lens_height", "lens_height")),
}
_WEIGHTS = ("specifications.frame.weight", "measurements.weight", "weight_grams", "weight")


def repair_measures(tree: Tree, report: Report) -> Measurements:
    """Return the sizes of a document of any shape."""
    specifications = group(tree, "specifications", Report(""))
    measurements = group(specifications, "measurements", report, "specifications.measurements")
    result = Measurements()
    for name, (least, most, elsewhere) in _SIZES.items():
        path = f"specifications.measurements.{name}"
        size = _believed(measurements.get(name), path, least, most, _UNITS, report)
        for other in elsewhere:
            if size is not None:
                break
            size = _believed(at(tree, other), other, least, most, _UNITS, report)
            if size is not None and not other.startswith("specifications."):
                report.legacy.append(other)
        setattr(result, name, size)
    return result


def repair_weight(tree: Tree, report: Report) -> float | None:
    """Return the weight in grams of a document of any shape."""
    for path in _WEIGHTS:
        weight = _believed(at(tree, path), path, 1, 200, _GRAMS, report)
        if weight is not None:
            if not path.startswith("specifications."):
                report.legacy.append(path)
            return weight
    return None


def at(tree: Any, path: str) -> Any:
    """Return what stands at a dotted path, None when nothing does."""
    for name in path.split("."):
        if not isinstance(tree, dict):
            return None
        tree = tree.get(name)
    return tree


def _believed(
    value: Any, path: str, least: float, most: float, units: dict[str, float], report: Report
) -> float | None:
    if value is None:
        return None
    size = number(value)
    if isinstance(value, str):
        found = _TEXT.fullmatch(value.strip()[:40])
        factor = units.get(found["unit"].strip().lower().rstrip(".")) if found else None
        size = round(float(found["number"].replace(",", ".")) * factor, 1) if found and factor else None
    if size is None:
        report.add(path, "measure_not_number", value, "left out")
        return None
    if not least <= size <= most:
        expected = f"expected {number_text(least)} to {number_text(most)}"
        report.add(path, "measure_out_of_range", value, f"left out: {expected}", "medium")
        return None
    if isinstance(value, str):
        report.add(path, "measure_parsed", value, f"read as {number_text(size)}")
    return size
