"""A name that a template reads and that does not exist -> an error that knows the object and the nearest name."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import UndefinedError
from jinja2.utils import missing
from msgspec import Struct

from engine.config.options import nearest
from engine.render.named import Named


class MissingNameError(UndefinedError):
    """A template read a name that its object, or the page, does not have."""

    def __init__(self, message: str | None, owner: Any, name: Any) -> None:
        """Remember what was read on what."""
        super().__init__(message)
        self.owner = owner
        self.name = name


class ThemeUndefined(StrictUndefined):
    """Jinja's strict undefined, whose error carries the object and the name."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[UndefinedError] = UndefinedError,
    ) -> None:
        """Take what Jinja knows of the place."""
        super().__init__(hint, obj, name, exc)
        self._undefined_exception = partial(MissingNameError, owner=obj, name=name)  # type: ignore[assignment]


def explain(error: MissingNameError, read: str, known: Iterable[str]) -> str:
    """Say what was read, where it is missing and which name is nearest; `known` are the names of every template."""
    if error.owner is missing and error.name is None:
        return str(error)  # a parameter that a macro was not given, or the like: Jinja's own words
    if error.owner is missing:
        return not_defined(error.name, known, read)
    if error.owner is None:
        return f"reads `{read}` where there is nothing; ask `{{% if %}}` first"
    return not_had(read, title(error.owner), error.name, names(error.owner))


def not_defined(name: Any, known: Iterable[str], read: str = "") -> str:
    """Say that a template reads a name that nothing gives it."""
    return f"reads `{read or name}`, which is not defined here{_guess(name, known)}"


def not_had(read: str, owner: str, name: Any, known: Iterable[str]) -> str:
    """Say that a template reads a name on something that does not have it."""
    return f"reads `{read}`, which {owner} does not have{_guess(name, known)}"


def _guess(name: Any, names: Iterable[str]) -> str:
    near = nearest(name, names)
    return f"; {near}" if near else ""


def title(owner: Any) -> str:
    """Return what an error calls an object."""
    return str(owner.__title__) if isinstance(owner, Named) else type(owner).__name__


def names(owner: Any) -> Iterable[str]:
    """Return the names that can be read on an object."""
    if isinstance(owner, Struct):
        return owner.__struct_fields__
    if isinstance(owner, Named):
        return (name for name in vars(owner) if not name.startswith("_"))
    return (str(key) for key in owner) if isinstance(owner, dict) else ()
