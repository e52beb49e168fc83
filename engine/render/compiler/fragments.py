"""Macro calls that depend on one card and on constants -> numbers, the same for all programs of a theme."""

from typing import Any

from msgspec import Struct

from engine.render.compiler.tree import Constant


class FragmentKey(Struct, frozen=True):
    """A macro of a template, with the arguments that are not the card."""

    template: str
    macro: str
    card: str  # the parameter that is given the card
    arguments: tuple[tuple[str, Constant], ...]  # by name, sorted


class Fragments:
    """The fragments of a theme in the order in which programs ask for them: fragment k of a card is number k here."""

    def __init__(self, kind: type) -> None:
        """Start with none; `kind` is the type of a card."""
        self.kind = kind
        self.keys: list[FragmentKey] = []
        self._numbers: dict[str, int] = {}

    def number(self, key: FragmentKey) -> int:
        """Return the number of a fragment."""
        mark = repr(key)
        if mark not in self._numbers:
            self._numbers[mark] = len(self.keys)
            self.keys.append(key)
        return self._numbers[mark]

    def forget(self, count: int) -> None:
        """Keep only the first fragments: a program that was given up needs the others no more."""
        for mark, number in list(self._numbers.items()):
            if number >= count:
                del self._numbers[mark]
        del self.keys[count:]

    def holds(self, kind: Any) -> bool:
        """Return whether a static type is a card's."""
        return kind is self.kind
