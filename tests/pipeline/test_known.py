"""Digests of documents -> the rows that they had, in whatever order they come by now."""

from random import Random

import pytest

from engine.pipeline.vetting import FEW, Known
from engine.snapshot.columns import Builder
from engine.snapshot.row import SCHEMA, Seen, blank_row


def digest(number: int) -> bytes:
    return number.to_bytes(2, "big") * 8  # of equal bytes, so that they are found at odd places too


def known(count: int) -> Known:
    rows = Builder(SCHEMA)
    for number in range(count):
        rows.append(blank_row(1, Seen(digest(number))))
    return Known(rows.draft().table())


def test_documents_that_stand_where_they_stood_are_found_together() -> None:
    table = known(10)
    assert table.find(b"".join(map(digest, range(6)))) == range(6)
    assert table.find(b"".join(map(digest, range(6, 10)))) == range(6, 10)
    assert list(table.find(digest(11))) == [-1]


@pytest.mark.parametrize("size", [5, 3 * FEW])
@pytest.mark.parametrize("seed", range(4))
def test_documents_that_moved_are_found_and_others_are_not(size: int, seed: int) -> None:
    table, dice = known(size), Random(seed)
    order = [dice.randrange(size + 5) for _ in range(2 * size)]
    found: list[int] = []
    while len(found) < len(order):
        step = dice.randrange(1, 9)
        found += table.find(b"".join(map(digest, order[len(found) : len(found) + step])))
    assert found == [number if number < size else -1 for number in order]
