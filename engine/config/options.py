"""The schema -> its options: their paths, types and defaults, and the one that a wrong name was meant to be."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import Any

from msgspec import NODEFAULT, inspect

from engine.config.schema import ShopConfig

LOADERS = ("folder", "origins")  # what no file can set
Option = tuple[tuple[str, ...], inspect.Field]


@cache
def schema() -> inspect.Type:
    """Return the type of all of shop.toml."""
    return inspect.type_info(ShopConfig)


@cache
def options() -> tuple[Option, ...]:
    """Return every option that is not a table, in the order of the schema."""
    return tuple(_options(schema(), ()))


def _options(kind: inspect.Type, path: tuple[str, ...]) -> Iterator[Option]:
    for each in fields(kind, path):
        place = (*path, each.encode_name)
        if isinstance(each.type, inspect.StructType):
            yield from _options(each.type, place)
        else:
            yield place, each


def fields(kind: inspect.Type, path: Sequence[str | int] = ()) -> tuple[inspect.Field, ...]:
    """Return what a table may hold; some of the whole is the loader's own."""
    assert isinstance(kind, inspect.StructType)
    return tuple(each for each in kind.fields if path or each.encode_name not in LOADERS)


def kind_at(path: Sequence[str]) -> inspect.Type | None:
    """Return the type of an option; None where there is no such option."""
    kind = schema()
    for place, step in enumerate(path):
        if isinstance(kind, inspect.StructType):
            found = [each.type for each in fields(kind, path[:place]) if each.encode_name == step]
            if not found:
                return None
            kind = found[0]
        elif isinstance(kind, inspect.DictType) and step:
            kind = kind.value_type
        else:
            return None
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
    return kind


def default_of(field: inspect.Field) -> Any:
    """Return the default of an option; None where it has none."""
    if field.default is not NODEFAULT:
        return field.default
    return field.default_factory() if field.default_factory is not NODEFAULT else None


def described(field: inspect.Field) -> str:
    """Return the line that says what an option does."""
    schema = field.type.extra_json_schema if isinstance(field.type, inspect.Metadata) else None
    return str((schema or {}).get("description", ""))


def nearest(name: Any, names: Iterable[Any], prefix: str = "") -> str:
    """Return a question that names what was probably meant, or nothing."""
    text = str(name)
    close = get_close_matches(text, [str(each) for each in names], 5, 0.6)
    if not close:
        return ""
    best = max(close, key=lambda each: (SequenceMatcher(None, each, text).ratio(), each[:2] == text[:2]))
    return f"did you mean `{prefix}{best}`?"


def elsewhere(name: str) -> str:
    """Return a question that names the option of that very name in another table, or nothing."""
    found = [".".join(path) for path, _ in options() if path[-1] == name]
    return f"did you mean `{found[0]}`?" if len(found) == 1 else ""
