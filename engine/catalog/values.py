"""Values of a document that did not decode -> clean texts, words, flags and numbers, each repair noted."""

import math
import re
from typing import Any

from engine.catalog.documents import WORD_MOST, WORDS_MOST
from engine.catalog.findings import Report
from engine.catalog.texts import BIDI, UNWANTED, clean_line, cut, mend
from native import is_clean_text

Tree = dict[str, Any]
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,9})?")
_TRUE = frozenset(("true", "yes", "y", "1"))
_FALSE = frozenset(("false", "no", "n", "0", ""))


def group(tree: Tree, name: str, report: Report, path: str = "") -> Tree:
    """Return a part of a document, empty when it is missing or no object."""
    value = tree.get(name)
    if isinstance(value, dict):
        return value
    if value is not None:
        report.add(path or name, "type_wrong", value, "ignored", "medium")
    return {}


def line(value: Any, path: str, report: Report, most: int = WORD_MOST) -> str:
    """Return a value as one clean line of at most `most` characters."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        report.add(path, "type_converted", value, "read as text")
        value = number_text(value)
    if not isinstance(value, str):
        report.add(path, "type_wrong", value, "ignored")
        return ""
    text = clean_line(value)
    damage = text_damage(value)
    if damage:
        report.add(path, damage, value, f"shown as {text!r}" if len(text) < 120 else "cleaned")
    if len(text) > most:
        report.add(path, "text_cut", f"{len(text)} characters", f"cut at {most}")
        text = cut(text, most)
    return text


def text_damage(text: str) -> str:
    """Return the code of what cleaning takes out of a text or mends in it."""
    if is_clean_text(text):
        return ""
    if BIDI.search(text):
        return "text_bidi"
    if UNWANTED.search(text):
        return "text_control"
    return "text_mojibake" if mend(text) != text else ""


def number_text(value: float) -> str:
    """Return a number as text: 5 rather than 5.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def words(value: Any, path: str, report: Report, most: int = WORDS_MOST, length: int = WORD_MOST) -> tuple[str, ...]:
    """Return a list of short texts without blanks and repeats; a lone text is a list of one."""
    if value is None:
        return ()
    if isinstance(value, str):
        report.add(path, "type_converted", value, "read as a list of one")
        value = [value]
    if not isinstance(value, list):
        report.add(path, "type_wrong", value, "ignored")
        return ()
    found = [line(item, path, report, length) for item in value[: most * 4]]
    kept = [text for text in found if text]
    if len(value) > most:
        report.add(path, "list_cut", f"{len(value)} items", f"the first {most} are kept")
    return tuple(kept[:most])


def flag(value: Any, path: str, report: Report) -> bool | None:
    """Return a yes or no, None when the value is neither."""
    if value is None or isinstance(value, bool):
        return value
    text = number_text(value) if isinstance(value, (int, float)) else value
    if isinstance(text, str) and text.strip().lower() in _TRUE | _FALSE:
        result = text.strip().lower() in _TRUE
        report.add(path, "type_converted", value, f"read as {'true' if result else 'false'}")
        return result
    report.add(path, "type_wrong", value, "ignored")
    return None


def number(value: Any) -> float | None:
    """Return a finite number from a number, a decimal or a text that is one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, dict):
        value = value.get("$numberDecimal")
    if isinstance(value, str):
        if _NUMBER.fullmatch(value.strip()) is None:
            return None
        value = value.strip().replace(",", ".")
    try:
        result = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def bounded(value: Any, path: str, least: float, most: float, report: Report) -> float | None:
    """Return a number within its bounds; anything else but a missing one is noted and dropped."""
    if value is None:
        return None
    result = number(value)
    if result is None:
        report.add(path, "type_wrong", value, "ignored")
        return None
    if isinstance(value, str):
        report.add(path, "type_converted", value, f"read as {number_text(result)}")
    if not least <= result <= most:
        report.add(path, "out_of_range", value, "ignored")
        return None
    return result


def choice(value: Any, path: str, variants: dict[str, str], report: Report) -> str:
    """Return the canonical name of a value of a closed list, empty when it has none."""
    if value is None or value == "":
        return ""
    text = line(value, path, report)
    result = variants.get(text)
    if result is not None and result == value:
        return result
    result = variants.get("-".join(text.lower().replace("_", " ").split()))
    if result is None:
        report.add(path, "enum_unknown", value, "left out")
        return ""
    report.add(path, "enum_normalised", value, f"read as {result}")
    return result
