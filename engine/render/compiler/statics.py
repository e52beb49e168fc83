"""A type and a step -> the type that it reaches, and whether reading it can fail."""

from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

UNKNOWN: Any = None
_PLAIN = (str, int, float, bool)


@cache
def _fields(view: type[Struct]) -> dict[str, Any]:
    return get_type_hints(view)


def present(kind: Any) -> Any:
    """Return a type without None."""
    if get_origin(kind) in (Union, UnionType):
        rest = [one for one in get_args(kind) if one is not NoneType]
        return rest[0] if len(rest) == 1 else UNKNOWN
    return kind


def step(kind: Any, name: str | int) -> Any:
    """Return the type of a field, UNKNOWN when it is not known."""
    kind = present(kind)
    if isinstance(name, str):
        return _fields(kind).get(name, UNKNOWN) if isinstance(kind, type) and issubclass(kind, Struct) else UNKNOWN
    return item(kind)


def item(kind: Any) -> Any:
    """Return the type of the items of a tuple, UNKNOWN when they are not of one type."""
    arguments = get_args(present(kind)) if get_origin(present(kind)) is tuple else ()
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return arguments[0]
    return arguments[0] if arguments and len(set(arguments)) == 1 else UNKNOWN


def sure(kind: Any, steps: tuple[str | int, ...]) -> bool:
    """Return whether a value of a type always has what the steps lead to."""
    for name in steps:
        if not (isinstance(name, str) and isinstance(kind, type) and issubclass(kind, Struct)):
            return False
        if name not in _fields(kind):
            return False
        kind = _fields(kind)[name]
    return True


def along(kind: Any, steps: tuple[str | int, ...]) -> Any:
    """Return the type that steps lead to."""
    for name in steps:
        kind = step(kind, name)
    return kind


def askable(kind: Any) -> bool:
    """Return whether a value of a type can be asked for its truth without an error."""
    kind = present(kind)
    return kind in _PLAIN or get_origin(kind) is tuple or (isinstance(kind, type) and issubclass(kind, Struct))


def sized(kind: Any) -> bool:
    """Return whether a value of a type always has a length."""
    return kind is str or get_origin(kind) is tuple


def scalar(kind: Any) -> bool:
    """Return whether a value of a type is a text or a number, or may be."""
    return kind is UNKNOWN or kind in (str, int)
