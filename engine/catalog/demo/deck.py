"""A list and a seeded source of chance -> its items dealt to the end before any comes again."""

import hashlib
from collections.abc import Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Deck(Generic[T]):
    """Deals every item once, then shuffles again; the last card is never dealt twice in a row."""

    def __init__(self, items: Sequence[T], rng: Random) -> None:
        self._items = list(items)
        self._rng = rng
        self._at = len(self._items)

    def deal(self) -> T:
        if self._at == len(self._items):
            last = self._items[-1]
            self._rng.shuffle(self._items)
            if len(self._items) > 1 and self._items[0] == last:
                self._items.append(self._items.pop(0))
            self._at = 0
        self._at += 1
        return self._items[self._at - 1]


def weighted(rng: Random, weights: dict[str, float]) -> str:
    """One key, each as likely as its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def stamp(seed: int, *parts: object, size: int = 16) -> str:
    """Hex digits that follow from the seed and the parts alone, whatever the process."""
    text = "\x1f".join([str(seed), *map(str, parts)])
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()
