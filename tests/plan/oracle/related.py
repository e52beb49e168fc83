"""Rows -> related products: same kind and shape, near in price, suiting the same faces, of several brands.

Cheaper than comparing all with all: products of a kind and shape stand in a line by bands of price, and each looks only
at its neighbours on both sides.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import frexp

from engine.snapshot.row import Row

REACH = 10  # neighbours looked at on each side
SOLD_OUT = 2


def related(rows: Sequence[Row], count: int) -> list[tuple[int, ...]]:
    """Return for each row the numbers of at most `count` related rows, best first."""
    if not count:
        return [()] * len(rows)
    by_shape: dict[tuple[int, str], list[int]] = defaultdict(list)
    by_kind: dict[int, list[int]] = defaultdict(list)
    for number in sorted(range(len(rows)), key=lambda number: (_band(rows[number].price), rows[number].id)):
        by_shape[rows[number].kind, rows[number].shape].append(number)
        by_kind[rows[number].kind].append(number)
    found: list[tuple[int, ...]] = [()] * len(rows)
    spare = _places(by_kind.values())
    for line in by_shape.values():
        for place, number in enumerate(line):
            best = _choose(rows, number, _around(line, place), count)
            if len(best) < count:
                wider = _choose(rows, number, _around(by_kind[rows[number].kind], spare[number]), 2 * count)
                best += [other for other in wider if other not in best][: count - len(best)]
            found[number] = tuple(best)
    return found


def _band(price: float) -> tuple[bool, int, int]:
    """Return one of four bands between a price and its double."""
    part, exponent = frexp(price)
    return price > 0, exponent, int(8 * part)


def _places(lines: Iterable[list[int]]) -> dict[int, int]:
    return {number: place for line in lines for place, number in enumerate(line)}


def _around(line: list[int], place: int) -> list[int]:
    return line[max(0, place - REACH) : place] + line[place + 1 : place + 1 + REACH]


def _choose(rows: Sequence[Row], number: int, others: list[int], count: int) -> list[int]:
    """Return the best of `others`: one a model, and a second one of a brand only when brands run out."""
    row = rows[number]
    scored = sorted(
        ((-_likeness(row, rows[other]), rows[other].id, other) for other in others if rows[other].group != row.group),
    )
    groups: set[int] = set()
    brands: set[int] = {row.brand}
    chosen: list[int] = []
    later: list[int] = []
    for _, _, other in scored:
        if rows[other].group in groups:
            continue
        groups.add(rows[other].group)
        fresh = rows[other].brand not in brands or rows[other].brand < 0
        (chosen if fresh else later).append(other)
        brands.add(rows[other].brand)
    return (chosen + later)[:count]


def _likeness(row: Row, other: Row) -> float:
    """Return how alike two rows are, about 0 to 4."""
    dearest = max(row.price, other.price)
    price = min(row.price, other.price) / dearest if dearest else 1.0
    gap = 0.0
    for one, two in zip(row.fits, other.fits, strict=True):
        gap += abs(one - two)  # not sum(): it rounds in another way from Python 3.12 on
    return price + (1.0 - gap / len(row.fits)) + (row.gender == other.gender) + (other.available < SOLD_OUT)
