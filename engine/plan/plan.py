"""Rows, Reference, content, configuration and URL ledger -> Plan. Pure: same input, same plan."""

from array import array
from collections.abc import Collection, Sequence
from itertools import accumulate

from engine.catalog.product import Reference
from engine.config.schema import ShopConfig
from engine.plan.lists import Shown, make_lists
from engine.plan.model import NEW, SAME_DESCRIPTION, SAME_TITLE, SHOWN, Before, Plan
from engine.plan.order import Numbers, Published, in_order, whole
from engine.plan.related import featured, newest, related, siblings
from engine.plan.singles import EntryHead, make_singles, reserved
from engine.plan.slugs import Slugs, name_products
from engine.plan.urls import Addresses, addresses
from engine.snapshot.columns import Draft, Table
from native import mark_repeated, mark_rows, number_values, places_of, sort_i64


def make_plan(
    table: Table,
    products: Published,
    reference: Reference,
    entries: Sequence[EntryHead],
    config: ShopConfig,
    ledger: bytes,
    before: Before | None = None,
) -> Plan:
    """Return the plan of a shop; `ledger` is its file as it stands, `before` saves the work of naming products anew."""
    urls = addresses(config)
    ordered = in_order(table, products.rows, config.catalog.sort)
    shown = Shown(table, ordered[: config.catalog.limit] if config.catalog.limit else ordered)
    found = make_lists(shown, reference, config.pages, urls.route, reserved(urls))
    lists = tuple(one for one, _ in found)
    widths = table.f64("frame_width")
    singles, findings = make_singles(
        lists,
        entries,
        config.pages,
        urls,
        sized=any(widths[row] for row in shown.rows),
        updated=shown.latest_of(shown.rows),
    )
    taken = {one.route for one in lists} | {single.route for single in singles} | reserved(urls)
    by_id = sort_i64(products.ranks, shown.rows, False)
    slugs = name_products(table, by_id, urls, taken, ledger, config.folder, before)
    latest = newest(table, by_id, config.pages.newest)
    rows = _rows(shown, products, by_id, slugs, latest, config.pages.related)
    return Plan(
        per_page=config.pages.per_page,
        rows=rows,
        shown=shown.rows,
        lists=lists,
        starts=memoryview(array("I", accumulate((len(held) for _, held in found), initial=0))),
        items=whole(b"".join(held for _, held in found)),
        singles=tuple(singles),
        featured=tuple(featured(table, shown.rows, config.pages)),
        newest=tuple(latest),
        redirects=_redirects(slugs, products, rows, urls, taken),
        ledger=slugs.ledger,
        basis=slugs.basis,
        findings=tuple(findings),
        cut=len(ordered) - len(shown.rows),
    )


def _rows(shown: Shown, products: Published, by_id: Numbers, slugs: Slugs, latest: Sequence[int], count: int) -> Table:
    """Return what the plan says of each row of the table."""
    table, rows = shown.table, shown.rows
    groups, _ = number_values(table.u64("group"), table.u64("group"), rows)
    flags = bytearray(len(table))
    mark_rows(flags, SHOWN, rows)
    for row in latest:
        flags[row] |= NEW
    mark_repeated(flags, SAME_TITLE, table.u64("title"), rows)
    mark_repeated(flags, SAME_DESCRIPTION, table.u64("description"), rows)
    return Draft(
        len(table),
        {
            "slug": ("text", slugs.column),
            "key": ("digest", (slugs.keys,)),
            "place": ("i32", (places_of(rows, len(table)),)),
            "turn": ("i32", (slugs.turns,)),
            "related": (f"u32x{count}", (related(table, rows, by_id, products.ranks, groups, count),)),
            "siblings": ("ints", siblings(table, rows, groups)),
            "flags": ("u8", (flags,)),
        },
    ).table()


def _redirects(
    slugs: Slugs, products: Published, rows: Table, urls: Addresses, taken: Collection[str]
) -> dict[str, str]:
    """Return where the routes lead that products have left, sorted."""
    names, places = rows.texts("slug"), rows.i32("place")
    found = {}
    for old, product in slugs.moved.items():
        row = products.index.find(product.encode())
        if row >= 0 and places[row] >= 0 and old not in taken:
            found[old] = urls.route("product", names[row])
    return found
