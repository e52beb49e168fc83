"""A table of rows -> those that are published, and the order that lists show them in.

Ties go by id, so that nothing depends on how the catalog was read.
"""

from collections.abc import Collection

from msgspec import Struct

from engine.snapshot.columns import Table
from engine.snapshot.formats import Whole
from engine.snapshot.row import PUBLISHED
from native import TextIndex, rows_with, sort_f64, sort_i64, sort_texts

Numbers = bytes | Whole

# Sort of catalog.sort -> column, whether the greatest comes first, whether 0 comes last.
SORTS = {
    "popularity": ("popularity", True, False),
    "price": ("price", False, True),
    "-price": ("price", True, False),
    "rating": ("rating", True, False),
}


class Published(Struct, frozen=True):
    """The products of a catalog, each of a product_id of its own."""

    rows: Whole  # u32, in the order of _id
    again: Whole  # u32, rows whose product_id an earlier one has; they are left out
    ranks: Whole  # i64, by row: the place of its _id, the same for the same _id
    index: TextIndex  # of product_id

    def without(self, rows: Collection[int]) -> "Published":
        """Return the products but for some rows."""
        kept = b"".join(self.rows[place : place + 1] for place, row in enumerate(self.rows) if row not in rows)
        return Published(whole(kept), self.again, self.ranks, self.index)


def whole(numbers: bytes) -> Whole:
    """Return row numbers as they come from native as a view."""
    return memoryview(numbers).cast("I")


def published(table: Table) -> Published:
    """Return the products that are published: the first of each product_id in the order of _id."""
    rows, ranks = sort_texts(*table.spans("id", "text"), rows_with(table.u8("outcome"), PUBLISHED))
    index = TextIndex(*table.spans("product_id", "text"), rows)
    return Published(whole(index.first), whole(index.again), memoryview(ranks).cast("q"), index)


def in_order(table: Table, rows: Numbers, sort: str) -> Whole:
    """Return rows that stand by id sorted: those with a sort_order of their own first, then by `sort`."""
    if sort in SORTS:
        column, descending, zero_last = SORTS[sort]
        rows = sort_f64(table.f64(column), rows, descending, zero_last)
    elif sort == "newest":
        rows = sort_i64(table.i64("created"), rows, True)
    elif sort == "name":
        rows, _ = sort_texts(*table.spans("name", "text"), rows)
    return whole(sort_f64(table.f64("sort_order"), rows, False, False))
