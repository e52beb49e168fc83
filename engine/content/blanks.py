"""The folder content/ -> the blanks in it: [[what has to be filled in]]."""

import os
import re
from collections.abc import Iterator

from msgspec import Struct

from engine.content.entry import legible, sources

_BLANK = re.compile(r"\[\[([^\[\]\n]+)\]\]")


class Blank(Struct, frozen=True, gc=False):
    """A place that the shop's owner has to fill in."""

    source: str  # content/imprint.md
    line: int
    text: str  # what belongs there


def blanks(folder: str) -> tuple[Blank, ...]:
    """Return the blanks of a shop's folder, in the order of files and lines."""
    return tuple(_blanks(folder))


def _blanks(folder: str) -> Iterator[Blank]:
    for source in sources(folder):
        with (
            legible(source, "a text file"),
            open(os.path.join(folder, source), encoding="utf-8", errors="replace") as stream,
        ):
            lines = stream.readlines()
        for line, text in enumerate(lines, 1):
            for found in _BLANK.finditer(text):
                yield Blank(source, line, found[1])
