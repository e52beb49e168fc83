"""A decoded value and the type it should have -> every way in which it does not fit."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct, inspect, json

from engine.config.options import elsewhere, fields, nearest
from engine.config.redact import redact
from engine.config.schema import Section

Path = tuple[str | int, ...]


class Problem(Struct, frozen=True):
    """One value that cannot be: where, what was expected, what came, and perhaps the way out."""

    path: Path
    expected: str
    got: str
    hint: str = ""
    because: Path = ()  # the option that asks for a value where there is none

    def text(self) -> str:
        """Say it in one line."""
        line = f"`{dotted(self.path)}`: expected {self.expected}, got {self.got}"
        return f"{line}; {self.hint}" if self.hint else line


def dotted(path: Path) -> str:
    """Return a path as it is written: images.widths[2]."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if re.fullmatch(r"[A-Za-z0-9_-]+", step) else json.encode(step).decode()
            text += f".{name}" if text else name
    return text


def problems(kind: inspect.Type, value: Any, path: Path = ()) -> Iterator[Problem]:
    """Yield what keeps a value from being of a type, all of it."""
    expected = words(kind)
    match kind:
        case inspect.Metadata():
            told = (kind.extra or {}).get("expected")
            for problem in problems(kind.type, value, path):
                yield Problem(path, told, problem.got, problem.hint) if told and problem.path == path else problem
        case inspect.StructType() if isinstance(value, dict):
            yield from _fields(kind, value, path)
        case inspect.DictType() if isinstance(value, dict):
            for key, item in value.items():
                yield from problems(kind.value_type, item, (*path, key))
        case inspect.VarTupleType() if isinstance(value, list):
            if not (kind.min_length or 0) <= len(value) <= (kind.max_length or len(value)):
                yield Problem(path, expected, shown(value))
            for place, item in enumerate(value):
                yield from problems(kind.item_type, item, (*path, place))
        case inspect.TupleType() if isinstance(value, list) and len(value) == len(kind.item_types):
            for place, (item_type, item) in enumerate(zip(kind.item_types, value, strict=True)):
                yield from problems(item_type, item, (*path, place))
        case _ if not _fits(kind, value):
            close = nearest(value, kind.values) if isinstance(kind, inspect.LiteralType) else ""
            yield Problem(path, expected, shown(value), close)


def _fields(kind: inspect.StructType, value: dict[str, Any], path: Path) -> Iterator[Problem]:
    known = {each.encode_name: each for each in fields(kind, path)}
    for key in value:
        if key not in known:
            place = f"a known option of [{dotted(path)}]" if path else "a known option"
            moved = elsewhere(key) if issubclass(kind.cls, Section) else ""
            hint = moved or nearest(key, list(known)) or "there are: " + ", ".join(known)
            yield Problem((*path, key), place, f"`{key}`", hint)
    for name, each in known.items():
        if name in value:
            yield from problems(each.type, value[name], (*path, name))
        elif each.required:
            if isinstance(each.type, inspect.StructType):
                yield from problems(each.type, {}, (*path, name))
            else:
                yield Problem((*path, name), words(each.type), "nothing")


def _fits(kind: inspect.Type, value: Any) -> bool:
    match kind:
        case inspect.AnyType():
            return True
        case inspect.NoneType():
            return value is None
        case inspect.DateType():
            return isinstance(value, date) and not isinstance(value, datetime)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool) and _within(kind, value)
        case inspect.FloatType():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return number and math.isfinite(value) and _within(kind, value)
        case inspect.StrType():
            if not isinstance(value, str) or not (kind.min_length or 0) <= len(value) <= (
                kind.max_length or len(value)
            ):
                return False
            return kind.pattern is None or re.search(kind.pattern, value) is not None
        case inspect.LiteralType():
            return value in kind.values
        case inspect.UnionType():
            return any(not list(problems(each, value)) for each in kind.types)
        case _:
            return False


def _within(kind: inspect.IntType | inspect.FloatType, value: float) -> bool:
    return (
        (kind.ge is None or value >= kind.ge)
        and (kind.gt is None or value > kind.gt)
        and (kind.le is None or value <= kind.le)
        and (kind.lt is None or value < kind.lt)
    )


def words(kind: inspect.Type) -> str:
    """Say in words what values a type has."""
    match kind:
        case inspect.Metadata():
            return str((kind.extra or {}).get("expected") or words(kind.type))
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number" + _range(kind)
        case inspect.FloatType():
            return "a number" + _range(kind)
        case inspect.StrType():
            return _text(kind)
        case inspect.LiteralType():
            return "one of " + ", ".join(sorted(f'"{each}"' for each in kind.values))
        case inspect.UnionType():
            return " or ".join(words(each) for each in kind.types if not isinstance(each, inspect.NoneType))
        case inspect.VarTupleType():
            return _count(kind) + _plural(kind.item_type)
        case inspect.TupleType():
            return f"{len(kind.item_types)} values: " + ", ".join(words(each) for each in kind.item_types)
        case inspect.DictType() | inspect.StructType():
            return "a table"
        case inspect.DateType():
            return "a date such as 2026-01-31"
        case _:
            return "a value"


def _plural(kind: inspect.Type) -> str:
    one = words(kind)
    return "tables" if one == "a table" else f"values, each {one}"


def _count(kind: inspect.VarTupleType) -> str:
    if kind.max_length is not None:
        return f"a list of {kind.min_length or 0} to {kind.max_length} "
    return f"a list of {kind.min_length} or more " if kind.min_length else "a list of "


def _text(kind: inspect.StrType) -> str:
    if kind.max_length is None:
        return "a text that is not empty" if kind.min_length else "a text"
    return f"a text of {kind.min_length or 0} to {kind.max_length} characters"


def _range(kind: inspect.IntType | inspect.FloatType) -> str:
    if kind.ge is not None and kind.le is not None:
        return f" from {kind.ge} to {kind.le}"
    if kind.ge is not None:
        return f" of {kind.ge} or more"
    return f" above {kind.gt}" if kind.gt is not None else ""


def shown(value: Any, most: int = 200) -> str:
    """Return a value as TOML would have it, short and without credentials."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a table"
    # JSON has no inf and nan, which TOML does have.
    text = redact(str(value) if isinstance(value, float) else json.encode(value).decode())
    return text if len(text) <= most else f"{text[: most - 3]}..."
