"""The kinds of pages -> the static types of what their templates are given, and of what a step from a type reaches."""

from collections.abc import Iterable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from markupsafe import Markup
from msgspec import Struct

from engine.render.guide_views import FaceGuideView, SizeGuideView
from engine.render.views import (
    CardView,
    EntryView,
    HomeView,
    IndexView,
    ListView,
    PageView,
    ProductView,
    ShopView,
)

COMMON: dict[str, Any] = {"shop": ShopView, "page": PageView}
OUTPUT: dict[str, Any] = {"shop": ShopView, "cards": tuple[CardView, ...]}
OWN: dict[str, dict[str, Any]] = {
    "home": {"home": HomeView},
    "product": {"product": ProductView},
    "category": {"listing": ListView},
    "brand": {"listing": ListView},
    "frame_shape": {"listing": ListView},
    "face_shape": {"listing": ListView},
    "brands": {"index": IndexView},
    "shapes": {"index": IndexView},
    "faces": {"guide": FaceGuideView},
    "sizes": {"sizes": SizeGuideView},
    "guide": {"entry": EntryView},
    "page": {"entry": EntryView},
    "not_found": {},
}


class Nothing:
    """What a step reaches where a type has no such name."""


class Method:
    """What a step reaches that is called with values and uses them all."""


# The attributes that a value may have: a text may be Markup, and what says float may hold a whole number.
_ATTRIBUTES = {str: (Markup,), int: (int,), bool: (bool,), float: (float, int), tuple: (tuple,)}


def context_types(kind: str) -> dict[str, Any]:
    """Return the type of each name that a page of a kind is given."""
    return {**COMMON, **OWN[kind]}


@cache
def fields(view: type[Struct]) -> dict[str, Any]:
    """Return the type of each field of a view."""
    return get_type_hints(view)


@cache
def alternatives(kind: Any) -> tuple[Any, ...]:
    """Return what a value may be beside None."""
    members = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return tuple(member for member in members if member not in (None, NoneType))


def either(kinds: Iterable[Any]) -> Any:
    """Return the type of a value that has one of these types; Any as soon as one of them is not known."""
    found = tuple(dict.fromkeys(member for kind in kinds for member in alternatives(kind)))
    if not found:
        return NoneType
    return Any if Any in found else Union[found]  # noqa: UP007  the members are known at run time only


@cache
def items(kind: Any) -> Any:
    """Return the type of what a loop over a value takes from it."""
    found = []
    for member in alternatives(kind):
        arguments = get_args(member)
        if member is str:
            found.append(str)
        elif get_origin(member) in (tuple, list):
            found.append(either(one for one in arguments if one is not Ellipsis))
        else:
            return Any
    return either(found) if found else Any


@cache
def step(kind: Any, name: str | int) -> Any:
    """Return the type that an attribute or an item has, Any when it is not known, Nothing when no value has it."""
    reached = [_step(member, name) for member in alternatives(kind)]
    held = [one for one in reached if one is not Nothing]
    if reached and not held:
        return Nothing
    return either(held) if held else Any


@cache
def names(kind: Any) -> tuple[str, ...]:
    """Return the names of what a value may be asked for, as far as it is a view."""
    views = [member for member in alternatives(kind) if isinstance(member, type) and issubclass(member, Struct)]
    return tuple(dict.fromkeys(name for view in views for name in fields(view)))


@cache
def title(kind: Any) -> str:
    """Return what an error calls a type."""
    return " or ".join(getattr(get_origin(member) or member, "__name__", "") for member in alternatives(kind))


def _step(kind: Any, name: str | int) -> Any:
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    if isinstance(name, int):
        return _item(origin, arguments, name)
    if isinstance(origin, type) and issubclass(origin, Struct):
        known = fields(origin)
        if name in known:
            return known[name]
        return Any if hasattr(origin, name) else Nothing
    if origin not in _ATTRIBUTES:
        return Any
    found = [getattr(one, name) for one in _ATTRIBUTES[origin] if hasattr(one, name)]
    return (Method if callable(found[0]) else Any) if found else Nothing


def _item(origin: Any, arguments: tuple[Any, ...], index: int) -> Any:
    if origin is str:
        return str
    if origin is tuple and arguments and arguments[-1] is not Ellipsis:
        return arguments[index] if -len(arguments) <= index < len(arguments) else Nothing
    if origin in (tuple, list) and arguments:
        return arguments[0]
    views = isinstance(origin, type) and issubclass(origin, Struct)
    return Nothing if views or origin in (int, bool, float) else Any
