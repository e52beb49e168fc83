"""A name that a template reads and that does not exist -> an error that knows the object and the nearest name."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import UndefinedError
from jinja2.utils import missing
from msgspec import Struct

from engine.config.options import nearest


class Named:
    """Texts or settings of a theme: values by name, read as attributes, so that no method can hide a name."""

    def __init__(self, title: str, values: dict[str, Any]) -> None:
        """Hold values; `title` is what an error calls them."""
        self.__dict__.update(values)
        self.__title__ = title


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
        return f"reads `{read}`, which is not defined here{_guess(error.name, known)}"
    if error.owner is None:
        return f"reads `{read}` where there is nothing; ask `{{% if %}}` first"
    return f"reads `{read}`, which {_title(error.owner)} does not have{_guess(error.name, _names(error.owner))}"


def _guess(name: Any, names: Iterable[str]) -> str:
    near = nearest(name, names)
    return f"; {near}" if near else ""


def _title(owner: Any) -> str:
    return str(owner.__title__) if isinstance(owner, Named) else type(owner).__name__


def _names(owner: Any) -> Iterable[str]:
    if isinstance(owner, Struct):
        return owner.__struct_fields__
    if isinstance(owner, Named):
        return (name for name in vars(owner) if not name.startswith("_"))
    return (str(key) for key in owner) if isinstance(owner, dict) else ()
