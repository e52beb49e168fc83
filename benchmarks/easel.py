"""What workers were told of a theme -> its pages, as the machine and stock Jinja2 are given them, to be repeated."""

from array import array
from collections.abc import Mapping
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from engine.pipeline.jobs import Show
from engine.pipeline.painter import Painter
from engine.render.opened import OpenPrograms
from engine.snapshot.pack import PackWriter
from native.machine import Fragments, Page, Program

PACK = 90  # a number that no worker has


class Given(Struct):
    """A program, and all that it was given."""

    program: Program
    arguments: list[tuple[Any, ...]]

    def run(self, arguments: tuple[Any, ...], page: Page, made: Fragments | None = None) -> None:
        """Put a page behind what `page` holds, and keep what it is made of."""
        self.arguments.append(arguments)
        self.program.run(arguments, page, made)


class _Kept:
    """Programs that keep what they are given; none at all where Jinja2 is to render."""

    def __init__(self, programs: OpenPrograms, *, stock: bool) -> None:
        self._programs = programs
        self._stock = stock
        self.given: list[Given] = []

    def of(self, kind: str) -> Any:
        """Return the program of a page kind."""
        opened = self._programs.of(kind)
        if self._stock or opened is None:
            return None
        self.given.append(Given(opened.program, []))
        return replace(opened, program=self.given[-1])


class Easel(Painter):
    """A worker's painter that has the pieces of all cards at hand and keeps what its pages are made of."""

    def __init__(self, told: Show, *, stock: bool = False) -> None:
        """Render by the machine, or every page by Jinja2."""
        super().__init__(told, PackWriter(told.snapshot, "cards", PACK))
        pieces = self._programs.pieces
        self._fragments = _join(pieces, dict(zip(self._board.shown, self._cards(self._board.shown), strict=True)))
        self._kept = _Kept(self._programs, stock=stock)
        self._programs = cast(OpenPrograms, self._kept)
        self._contexts: list[tuple[str, Mapping[str, Any]]] = []
        self._sheet = Page()

    def machine(self) -> int:
        """Render all pages once more by the machine and return how many bytes they have."""
        page, made, size = self._sheet, self._fragments, 0
        for given in self._kept.given:
            run = given.program.run
            for arguments in given.arguments:
                page.clear()
                run(arguments, page, made)
                size += len(page)
        return size

    def jinja(self) -> int:
        """Render all pages once more by Jinja2 and return how many bytes they have."""
        render = self._theme.render
        return sum(len(render(kind, context)) for kind, context in self._contexts)

    def _stock(self, kind: str, context: Mapping[str, Any]) -> bytes:
        self._contexts.append((kind, {"shop": self._shop, **context}))
        return super()._stock(kind, dict(context))


def _join(pieces: list[Program], cards: Mapping[int, Any]) -> Fragments | None:
    """Return the pieces of cards by their rows."""
    if not pieces:
        return None
    page, sizes, ends = Page(), array("I"), []
    for row in range(max(cards) + 1):
        for piece in pieces:
            before = len(page)
            if row in cards:
                piece.run((cards[row],), page)
            sizes.append(len(page) - before)
        ends.append(len(page))
    starts = array("q", [0, *ends[:-1]])
    return Fragments([bytes(page)], array("I", bytes(4 * len(ends))), starts, sizes, len(pieces))
