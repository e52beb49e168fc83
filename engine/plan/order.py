"""Rows -> the order that lists show them in; ties by id, so that it never depends on how the catalog was read."""

from collections.abc import Callable

from engine.snapshot.row import Row

Key = Callable[[Row], tuple[float, str]]

KEYS: dict[str, Key] = {
    "popularity": lambda row: (-row.popularity, ""),
    "newest": lambda row: (-row.created, ""),
    "price": lambda row: (row.price or float("inf"), ""),
    "-price": lambda row: (-row.price, ""),
    "rating": lambda row: (-row.rating, ""),
    "name": lambda row: (0.0, row.name.casefold()),
}


def in_order(rows: list[Row], sort: str) -> list[Row]:
    """Return rows sorted: those with a sort_order of their own first, then by `sort`."""
    key = KEYS[sort]

    def place(row: Row) -> tuple[bool, float, tuple[float, str], str]:
        return (row.sort_order is None, row.sort_order or 0.0, key(row), row.id)

    return sorted(rows, key=place)


def first_of_each(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Part rows into those that are published and those whose product_id an earlier _id has already."""
    seen: set[str] = set()
    first: list[Row] = []
    again: list[Row] = []
    for row in sorted(rows, key=lambda row: row.id):
        (again if row.product_id in seen else first).append(row)
        seen.add(row.product_id)
    return first, again
