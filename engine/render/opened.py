"""Programs as data -> programs that run in this process."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from engine.render.compiler.flat import decode_flat
from engine.render.compiler.fragments import FragmentKey
from engine.render.compiler.linking import link, look_up
from engine.render.programs import Programs
from engine.render.reads import Steps
from engine.render.theme import Theme
from engine.render.views import ShopView
from native.machine import Fragments, Page, Program


class Opened(Struct):
    """A program, ready to run."""

    program: Program
    params: tuple[str, ...]
    inserts: bool  # it takes rows for cards
    reads: tuple[Steps, ...]

    def run(self, context: Mapping[str, Any], page: Page, made: Fragments | None) -> None:
        """Put a page behind what `page` holds; `context` names its parameters."""
        self.program.run(tuple([context[name] for name in self.params]), page, made)


class OpenPrograms:
    """The programs of a theme in one process."""

    def __init__(self, programs: Programs, theme: Theme, shop: ShopView) -> None:
        self._programs = programs
        self._theme = theme
        self._environment = theme.environment
        self._constants = {"shop": shop}
        self._opened: dict[str, Opened | None] = {}
        self.pieces = [self._link(piece).program for piece in programs.pieces]
        self.groups = programs.groups
        self.asks_cards = programs.asks_cards

    def of(self, kind: str) -> Opened | None:
        """Return the program of a page kind, None when Jinja renders it."""
        if kind not in self._opened:
            data = self._programs.pages.get(kind)
            self._opened[kind] = None if data is None else self._link(data)
        return self._opened[kind]

    def stock_piece(self, number: int, card: Any, doing: str) -> str:
        """Return a piece of a card as Jinja makes it; an error says where in the theme, and `doing` what."""
        key = self._key(number)
        given = {name: look_up(constant, self._environment, self._constants) for name, constant in key.arguments}
        return self._theme.call(key.template, key.macro, {**given, key.card: card}, self._constants, doing)

    def _key(self, number: int) -> FragmentKey:
        for data in self._programs.pages.values():
            flat = decode_flat(data)
            if number in flat.fragments:
                return flat.keys[flat.fragments.index(number)]
        raise KeyError(number)

    def _link(self, data: bytes) -> Opened:
        flat = decode_flat(data)
        return Opened(link(flat, self._environment, self._constants), flat.params, flat.rows, flat.reads)
