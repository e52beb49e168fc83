"""Rows and the URL ledger -> a slug for each product: unique, safe, and the one it had before."""

from array import array
from collections.abc import Collection, Sequence

import xxhash
from msgspec import Struct

from engine.plan.model import Before
from engine.plan.order import Numbers
from engine.plan.urls import Addresses
from engine.snapshot.columns import Sections, Table
from engine.snapshot.ledger import Kept, Ledger, ledger_bytes, moved_part, parse_ledger
from native import merge_items, merge_spans, pack_texts, places_of, unpack_texts

LONGEST = 80
_NO_TEXT, _NO_KEY = pack_texts([""]), xxhash.xxh3_128_digest(b"")


class Slugs(Struct, frozen=True):
    """What the products of a plan are called."""

    column: Sections  # by row; empty: no page
    keys: bytes  # digests of them, by row
    turns: bytes  # i32, by row: place among the shown rows in the order of _id, -1: no page
    moved: dict[str, str]  # old route -> product_id, sorted
    ledger: bytes
    basis: bytes


def name_products(
    table: Table,
    by_id: Numbers,
    urls: Addresses,
    taken: Collection[str],
    ledger: bytes,
    folder: str,
    before: Before | None,
) -> Slugs:
    """Return the slugs of rows that stand by id; those of an earlier plan while nothing that decides them changed.

    `taken` are the routes of pages that are no product. A product keeps its slug while its wish stays.
    """
    blocked = blocked_slugs(taken, urls)
    ids = merge_spans(table.spans("product_id", "text"), _NO_TEXT, 1, by_id)
    wishes = merge_spans(table.spans("wish", "text"), _NO_TEXT, 1, by_id)
    facts = xxhash.xxh3_128_digest(b"".join((*ids, *wishes, *(f"{slug}\n".encode() for slug in sorted(blocked)))))
    facts += urls.patterns["product"].encode()
    turns = places_of(by_id, len(table))
    if before is not None and before.basis == _basis(ledger, facts):
        moved = parse_ledger(moved_part(ledger), folder).moved
        column, keys = _take_over(before.rows, by_id, turns)
        return Slugs(column, keys, turns, dict(sorted(moved.items())), ledger, before.basis)
    known = parse_ledger(ledger, folder)
    names, wished = unpack_texts(*ids), unpack_texts(*wishes)
    slugs = assign_slugs(names, wished, known, blocked)
    fresh = update_ledger(known, names, wished, slugs, urls.patterns["product"])
    raw = ledger_bytes(fresh)
    column = merge_spans(pack_texts(slugs), _NO_TEXT, 1, turns)
    digests = b"".join([xxhash.xxh3_128_digest(slug.encode()) for slug in slugs])
    keys = merge_items(digests, _NO_KEY, 16, turns)
    return Slugs(column, keys, turns, dict(sorted(fresh.moved.items())), raw, _basis(raw, facts))


def _basis(ledger: bytes, facts: bytes) -> bytes:
    return xxhash.xxh3_128_digest(xxhash.xxh3_128_digest(ledger) + facts)


def _take_over(rows: Table, by_id: Numbers, turns: bytes) -> tuple[Sections, bytes]:
    """Return the slugs of an earlier plan, whose products have the same turns but maybe other rows, and their keys."""
    held = places_of(rows.i32("turn"), len(memoryview(by_id).cast("B")) // 4)
    index = merge_items(held, array("i", [-1]).tobytes(), 4, turns)
    return merge_spans(rows.spans("slug", "text"), _NO_TEXT, 1, index), merge_items(rows.u8("key"), _NO_KEY, 16, index)


def blocked_slugs(taken: Collection[str], urls: Addresses) -> set[str]:
    """Return the slugs that would put a product at the route of another page."""
    head, _, tail = urls.patterns["product"].partition("{slug}")
    tail = tail.rstrip("/")
    return {
        route[len(head) : len(route) - len(tail)]
        for route in taken
        if len(route) > len(head) + len(tail) and route.startswith(head) and route.endswith(tail)
    }


def assign_slugs(ids: Sequence[str], wishes: Sequence[str], ledger: Ledger, blocked: Collection[str]) -> list[str]:
    """Return a slug for each product, given in _id order.

    A product keeps its slug while its wish stays. Slugs of products that are away stay theirs. Collisions get -2, -3 in
    _id order at first sight. A ledger that was merged may hold a slug twice: the first product keeps it.
    """
    taken = {slug for _, slug, _ in ledger.products.values()} | set(blocked)
    given = set(blocked)
    counters: dict[str, int] = {}
    slugs = []
    known = ledger.products.get
    for product, wish in zip(ids, wishes, strict=True):
        kept = known(product)
        if kept and kept[0] == wish and kept[1] not in given:
            slug = kept[1]
        else:
            fits = wish not in taken and wish not in counters and len(wish) <= LONGEST and wish[-1:] != "-"
            slug = wish if fits else _unused(wish, taken, counters)
            taken.add(slug)
        given.add(slug)
        slugs.append(slug)
    return slugs


def _unused(wish: str, taken: Collection[str], counters: dict[str, int]) -> str:
    number = counters.get(wish, 1)
    while True:
        ending = "" if number == 1 else f"-{number}"
        slug = wish[: LONGEST - len(ending)].rstrip("-") + ending
        number += 1
        if slug not in taken:
            counters[wish] = number
            return slug


def update_ledger(
    ledger: Ledger, ids: Sequence[str], wishes: Sequence[str], slugs: Sequence[str], pattern: str
) -> Ledger:
    """Return the ledger after a build: every published product's place, and the routes that were left."""
    products: dict[str, Kept] = dict(ledger.products)
    moved = dict(ledger.moved)
    head, _, tail = pattern.partition("{slug}")
    tail = tail.rstrip("/")
    known = ledger.products.get
    for product, wish, slug in zip(ids, wishes, slugs, strict=True):
        place = (wish, slug, f"{head}{slug}{tail}")
        kept = known(product)
        if kept != place:
            products[product] = place
            if kept and kept[2] != place[2]:
                moved[kept[2]] = product
    routes = {f"{head}{slug}{tail}" for slug in slugs} if moved else ()
    return Ledger(products, {route: product for route, product in moved.items() if route not in routes})
