"""A random generator -> the values that a random template is rendered with, of every kind that a page may meet."""

from random import Random
from typing import Any

from markupsafe import Markup
from msgspec import Struct


class Part(Struct, frozen=True):
    """A small record."""

    key: str
    name: str
    count: int


class Whole(Struct, frozen=True):
    """A record of records, as views are."""

    name: str
    kind: str
    count: int
    part: Part
    other: Part | None
    parts: tuple[Part, ...]
    words: tuple[str, ...]
    size: float


class Slotted:
    """An object whose attributes stand in slots; one may be empty."""

    __slots__ = ("count", "name", "parts")

    def __init__(self, name: Any, count: Any, parts: Any) -> None:
        self.name = name
        self.parts = parts
        if count is not None:
            self.count = count


class Asked:
    """An object that computes what it is asked for."""

    @property
    def name(self) -> str:
        return "computed <name>"

    @property
    def count(self) -> int:
        raise ValueError("no count")

    def __html__(self) -> str:
        return "<i>asked</i>"


TEXTS = (
    "",
    "a",
    "plain text",
    "<b>&\"'",
    "naïve",
    "日本",
    "😀 & 🎉",
    "x" * 40,
    "line\nline",
    "\u2028",
    "</script>",
    "0",
)
WHOLES = ("oval", "round", "<i>", "")


def text(random: Random) -> str:
    """Return a text."""
    return random.choice(TEXTS)


def scalar(random: Random) -> Any:
    """Return a value that holds no others."""
    if random.random() < 0.004:
        return "\ud800"  # no page can be written with it
    return random.choice(
        (
            text(random),
            text(random),
            Markup(text(random)),
            random.randint(-3, 12),
            random.choice((0, 1, 2**31, -(2**63), 2**63, 10**30)),
            random.choice((0.0, -0.0, 1.5, 1e100, 1e-7, float("nan"), float("inf"), 3.0)),
            True,
            False,
            None,
        )
    )


def part(random: Random) -> Part:
    """Return a small record."""
    return Part(random.choice(("a", "b", "c")), text(random), random.randint(0, 3))


def whole(random: Random) -> Whole:
    """Return a record of records."""
    return Whole(
        text(random),
        random.choice(WHOLES),
        random.randint(0, 3),
        part(random),
        random.choice((None, part(random))),
        tuple(part(random) for _ in range(random.randint(0, 3))),
        tuple(text(random) for _ in range(random.randint(0, 3))),
        random.choice((0.5, 2.0, 1e21)),
    )


def value(random: Random, deep: int = 2) -> Any:
    """Return any value."""
    kind = random.randint(0, 9)
    if deep == 0 or kind < 3:
        return scalar(random)
    if kind == 3:
        return [value(random, deep - 1) for _ in range(random.randint(0, 3))]
    if kind == 4:
        return tuple(value(random, deep - 1) for _ in range(random.randint(0, 3)))
    if kind == 5:
        keys = ("name", "count", "parts", "items", "key", 0)
        return {key: value(random, deep - 1) for key in random.sample(keys, random.randint(0, 5))}
    if kind == 6:
        return Slotted(value(random, 0), random.choice((None, 1, "n")), value(random, deep - 1))
    if kind == 7:
        return random.choice((Asked(), range(3), [(1, 2), ("a", "<")], {"a": 1, "b": "<"}))
    return whole(random) if kind == 8 else part(random)
