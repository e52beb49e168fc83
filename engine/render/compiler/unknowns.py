"""What a template's names stand for before there are any values: static types, constants, macros, what is missing."""

from collections.abc import Iterable, Mapping
from types import NoneType
from typing import Any, ClassVar, get_origin

from jinja2 import nodes
from msgspec import Struct

from engine.render.compiler import contexts
from engine.render.named import Named


class Misread(Struct, frozen=True, order=True):
    """A read of what no view has, and what is to be said of it."""

    file: str
    line: int
    read: str  # product.nmae
    message: str


class Missing(Struct, frozen=True):
    """What nothing has: harmless until it is used."""

    misread: Misread
    firm: bool  # read wherever the template runs, and not in one of its branches


class Nowhere:
    """A name of other kinds of pages, and all that is read from it: never reached on this one."""


class Loop:
    """What Jinja says of a loop inside of it."""

    KINDS: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("index", "index0", "revindex", "revindex0", "length", "depth", "depth0"), int),
        **dict.fromkeys(("first", "last"), bool),
        **dict.fromkeys(("previtem", "nextitem", "cycle", "changed"), Any),
    }


class Items(Struct, frozen=True):
    """A list or tuple as a template writes it."""

    members: tuple[Any, ...]


class Held(Struct, frozen=True):
    """Texts or settings of the theme, which are known."""

    values: Named


class Scope:
    """Names and what they stand for; an inner one sees those around it."""

    def __init__(self, outer: "Scope | None" = None, names: Mapping[str, Any] | None = None) -> None:
        """Open a scope, perhaps within another one."""
        self.outer = outer
        self.names: dict[str, Any] = dict(names or {})
        self.paged: bool = outer is not None and outer.paged  # what the page was given can be seen

    def find(self, name: str) -> Any:
        """Return what a name stands for, None when there is none of it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None


class Macro:
    """A macro, or the body of a call block, in the scope and the file where it stands."""

    def __init__(self, node: nodes.Macro | nodes.CallBlock, scope: Scope, file: str) -> None:
        """Hold it."""
        self.node, self.scope, self.file = node, scope, file


class Module(Struct, frozen=True, eq=False):
    """What `import` gives."""

    scope: Scope


def held(value: Any) -> Any:
    """Return what a constant is to a template."""
    if isinstance(value, Named):
        return Held(value)
    if isinstance(value, list | tuple):
        return Items(tuple(held(each) for each in value))
    if callable(value):
        return Any if isinstance(value, type) else contexts.Method
    return type(value) if isinstance(value, str | int | float | Struct | NoneType) else Any


def row(member: Any) -> Any:
    """Return what a list of such members is."""
    return list[member] if plain(member) else Items((member,))


def taken(value: Any) -> Any:
    """Return what a loop takes from a value."""
    if isinstance(value, Items):
        return join(value.members)
    return contexts.items(value) if plain(value) else Nowhere if value is Nowhere else Any


def listed(value: Any) -> bool:
    """Return whether a value is a list or tuple of something."""
    return isinstance(value, Items) or get_origin(value) in (tuple, list)


def plain(value: Any) -> bool:
    """Return whether a value is a static type and nothing more."""
    return not isinstance(value, Missing | Items | Held | Macro | Module) and value not in (Nowhere, Loop)


def join(values: Iterable[Any]) -> Any:
    """Return what a name stands for that may be one of these; what is missing in one case is missing."""
    found = [value for value in values if value is not Nowhere]
    missing = [value for value in found if isinstance(value, Missing)]
    if missing:
        return missing[0]
    if not found or all(value == found[0] for value in found):
        return found[0] if found else Nowhere
    if all(isinstance(value, Items) and len(value.members) == len(found[0].members) for value in found):
        return Items(tuple(join(members) for members in zip(*(value.members for value in found), strict=True)))
    if all(listed(value) for value in found):
        return row(join(taken(value) for value in found))
    return contexts.either(found) if all(plain(value) for value in found) else Any
