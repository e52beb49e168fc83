"""Rows -> the order that lists show them in; ties by id, so that it never depends on how the catalog was read."""

from collections.abc import Callable
from math import isnan

from engine.snapshot.row import Row

Key = Callable[[Row], tuple[float, str]]

KEYS: dict[str, Key] = {
    "popularity": lambda row: (-row.popularity, ""),
    "newest": lambda row: (-row.created, ""),
    "price": lambda row: (row.price or float("inf"), ""),
    "-price": lambda row: (-row.price, ""),
    "rating": lambda row: (-row.rating, ""),
    "name": lambda row: (0.0, row.name),
    "id": lambda _: (0.0, ""),
}


def in_order(rows: list[Row], sort: str) -> list[Row]:
    """Return rows sorted: those with a sort_order of their own first, then by `sort`."""
    key = KEYS[sort]

    def place(row: Row) -> tuple[bool, float, tuple[float, str], str]:
        return (isnan(row.sort_order), 0.0 if isnan(row.sort_order) else row.sort_order, key(row), row.id)

    return sorted(rows, key=place)
