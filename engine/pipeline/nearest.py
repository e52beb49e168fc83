"""A name and the names that there are -> the few that were most likely meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher

LOOKED_AT = 100  # of the names that share most with it
TOLD = 3


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Return the nearest names, the best first; quick for a hundred thousand of them."""
    wanted = _triples(name)
    ranked = sorted(names, key=lambda one: (-len(wanted & _triples(one)), abs(len(one) - len(name)), one))
    matcher = SequenceMatcher(b=name, autojunk=False)

    def likeness(one: str) -> float:
        matcher.set_seq1(one)
        return -matcher.ratio()

    return sorted(ranked[:LOOKED_AT], key=lambda one: (likeness(one), one))[:TOLD]


def _triples(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))}
