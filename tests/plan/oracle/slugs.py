"""Rows and the URL ledger -> a slug for each product: unique, safe, and the one it had before."""

from collections.abc import Callable, Sequence

from engine.snapshot.ledger import Ledger
from engine.snapshot.row import Row

LONGEST = 80


def assign_slugs(rows: Sequence[Row], ledger: Ledger, free: Callable[[str], bool]) -> list[str]:
    """Return a slug a row, rows given in _id order; `free` tells whether the route of a slug is still to be had.

    A product keeps its slug while its wish stays. Slugs of products that are away stay theirs. Collisions get -2, -3 in
    _id order at first sight. A ledger that was merged may hold a slug twice: the first product keeps it.
    """
    taken = {kept[1] for kept in ledger.products.values()}
    given: set[str] = set()
    counters: dict[str, int] = {}
    slugs = []
    for row in rows:
        kept = ledger.products.get(row.product_id)
        slug = kept[1] if kept and kept[0] == row.wish and kept[1] not in given and free(kept[1]) else ""
        if not slug:
            slug = _unused(row.wish, taken, counters, free)
            taken.add(slug)
        given.add(slug)
        slugs.append(slug)
    return slugs


def _unused(wish: str, taken: set[str], counters: dict[str, int], free: Callable[[str], bool]) -> str:
    number = counters.get(wish, 1)
    while True:
        ending = "" if number == 1 else f"-{number}"
        slug = wish[: LONGEST - len(ending)].rstrip("-") + ending
        number += 1
        if slug not in taken and free(slug):
            counters[wish] = number
            return slug


def update_ledger(ledger: Ledger, rows: Sequence[Row], slugs: Sequence[str], routes: Sequence[str]) -> Ledger:
    """Return the ledger after a build: every published product's place, and the routes that were left."""
    products = dict(ledger.products)
    moved = dict(ledger.moved)
    for row, slug, route in zip(rows, slugs, routes, strict=True):
        kept = ledger.products.get(row.product_id)
        if kept and kept[2] != route:
            moved[kept[2]] = row.product_id
        products[row.product_id] = (row.wish, slug, route)
    live = set(routes)
    return Ledger(products, {route: product for route, product in moved.items() if route not in live})
