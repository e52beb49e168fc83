"""Tables of a theme's files -> values that templates read by name."""

from collections.abc import Mapping
from typing import Any


class Named:
    """Texts or settings of a theme: values by name, read as attributes, so that no method can hide a name."""

    def __init__(self, title: str, values: dict[str, Any]) -> None:
        """Hold values; `title` is what an error calls them."""
        self.__dict__.update(values)
        self.__title__ = title


def named(title: str, values: Mapping[str, Any]) -> Named:
    """Return values by name, and whatever tables stand in them too; lists become tuples, so that nothing can change."""
    return Named(title, {name: _frozen(f"{title} {name}", value) for name, value in values.items()})


def _frozen(title: str, value: Any) -> Any:
    if isinstance(value, dict):
        return named(title, value)
    return tuple(_frozen(title, each) for each in value) if isinstance(value, list | tuple) else value
