"""The next site -> how many files of each kind are made for it, and why, in words; the rest is taken over.

A file may be stale for several reasons; the first that applies is told, for the others may follow from it.
"""

from collections import Counter
from typing import TYPE_CHECKING

from engine.pipeline.manifest import CARDS, CONTENT, FIRST, PLACE, PROGRAM, SHOP

if TYPE_CHECKING:
    from engine.pipeline.site import Site

REASONS = {FIRST: "new", PROGRAM: "theme", SHOP: "shop", CONTENT: "content", PLACE: "place", CARDS: "cards"}
MEANINGS = {
    "new": "the site before has no such file",
    "theme": "its templates and styles, or the settings and texts of the theme, are others",
    "shop": "its template shows facts of the shop that are others: name, menus, brands, categories, how many products",
    "content": "what it is about has changed",
    "place": "what stands around it has changed: addresses, lists that it links to, pictures, language and delivery",
    "cards": "products that it shows beside its own have changed",
}


def reason(why: int) -> str:
    """Return the first reason of a file that was made, empty for one that was taken over."""
    return next((name for bit, name in REASONS.items() if why & bit), "")


def reasons(why: int) -> tuple[str, ...]:
    """Return all reasons of a file that was made."""
    return tuple(name for bit, name in REASONS.items() if why & bit)


def remade(site: "Site") -> dict[str, dict[str, int]]:
    """Return how many files were made: kind -> reason -> number, only what there is."""
    counts: Counter[tuple[str, str]] = Counter()
    whys = bytes(site.products.why)
    for why in set(whys) - {0}:
        counts["product", reason(why)] += whys.count(why)
    for (kind, why), count in site.files.made.items():
        counts[kind, reason(why)] += count
    order = list(REASONS.values())
    found: dict[str, dict[str, int]] = {}
    for (kind, name), count in sorted(counts.items(), key=lambda one: (one[0][0], order.index(one[0][1]))):
        found.setdefault(kind, {})[name] = count
    return found
