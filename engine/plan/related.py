"""Rows -> the products related to each, the other colours of each, and the few that the home page shows."""

from collections import Counter

from engine.catalog.product import AVAILABILITY
from engine.config.schema import Pages
from engine.plan.order import Numbers
from engine.snapshot.columns import Sections, Table
from engine.snapshot.formats import Whole
from native import number_values, related_rows, sibling_rows, sort_f64, sort_i64

SOLD_OUT = AVAILABILITY.index("out_of_stock")
# Bits of a price that its place in the line does not heed: between a price and its double there are four bands. In the
# order of prices themselves a price that changes a little would move others, whose pages would all be made again.
BAND = 50
A_BRAND = 2  # featured products at most


def related(table: Table, shown: Whole, by_id: Numbers, ranks: Whole, groups: bytes, count: int) -> bytes:
    """Return `count` related rows for each row of the table (u32, NONE: no more), best first.

    They are of the same kind and shape, near in price, suit the same faces and come from several brands. `by_id` are
    the shown rows in the order of _id, `groups` the number of each row's model.
    """
    bits = memoryview(table.f64("price")).cast("B").cast("q")
    kinds, _ = number_values(table.u64("kind"), table.u64("kind"), shown)
    shapes, _ = number_values(table.u64("kind"), table.u64("shape_hash"), shown)
    return related_rows(
        sort_i64(bits, by_id, False, BAND),
        shown,
        ranks,
        kinds,
        shapes,
        groups,
        table.i32("brand"),
        table.f64("price"),
        table.u8("available"),
        table.u64("gender"),
        table.f64("fits"),
        count,
    )


def siblings(table: Table, shown: Whole, groups: bytes) -> Sections:
    """Return for each row the rows of its model, one a colour and itself for its own; none without another colour."""
    return sibling_rows(shown, groups, table.u64("colour_hash"))


def featured(table: Table, shown: Whole, pages: Pages) -> list[int]:
    """Return the most popular products, or the first that can be bought, one a model and two a brand at most."""
    if pages.featured_by == "popularity":
        return list(memoryview(sort_f64(table.f64("popularity"), shown, True, False)).cast("I")[: pages.featured])
    return _pick(table, shown, pages.featured, A_BRAND)


def newest(table: Table, by_id: Numbers, count: int) -> list[int]:
    """Return the latest products that can be bought, one a model; `by_id` are the shown rows in the order of _id."""
    created = table.i64("created")
    return _pick(table, memoryview(sort_i64(created, by_id, True)).cast("I"), count, 0, created)


def _pick(table: Table, rows: Whole, count: int, a_brand: int, wanted: Whole | None = None) -> list[int]:
    """Return the first `count` rows that can be bought and have what is wanted."""
    available, price, (pictures, _) = table.u8("available"), table.f64("price"), table.spans("pictures")
    group, brand = table.u64("group"), table.i32("brand")
    chosen: list[int] = []
    groups: set[int] = set()
    brands: Counter[int] = Counter()
    for row in rows if count else ():
        if available[row] >= SOLD_OUT or price[row] <= 0 or pictures[row] == pictures[row + 1]:
            continue
        if group[row] in groups or (wanted and not wanted[row]) or (a_brand and brands[brand[row]] == a_brand):
            continue
        groups.add(group[row])
        brands[brand[row]] += 1
        chosen.append(row)
        if len(chosen) == count:
            break
    return chosen
