"""The plain twin of likeness.pyx: slow, and what the compiled one is held to."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias

Bytes: TypeAlias = "bytes | bytearray | memoryview[Any]"

REACH = 10  # neighbours looked at on each side
FITS = 6
SOLD_OUT = 2  # from this number of AVAILABILITY on, a product cannot be bought
NONE = 0xFFFFFFFF


def related_rows(
    by_price: Bytes,
    shown: Bytes,
    ranks: Bytes,
    kinds: Bytes,
    shapes: Bytes,
    groups: Bytes,
    brands: Bytes,
    prices: Bytes,
    available: Bytes,
    genders: Bytes,
    fits: Bytes,
    wanted: int,
) -> bytes:
    """Return `wanted` related rows a row (u32, by row, 0xFFFFFFFF: none), best first.

    `shown` are rows in the order of lists, `by_price` the same in a line by price; all else is by row. A product's
    neighbours are those of its shape or, when they do not suffice, of its kind.
    """
    if not 0 <= wanted <= 2 * REACH:
        raise ValueError(f"expected at most {2 * REACH} related rows, got {wanted}")
    lined, given = array("I", bytes(by_price)), array("I", bytes(shown))
    frames = _Frames(given, ranks, groups, brands, prices, available, genders, fits)
    rows = len(frames.prices)
    kind, shape = array("i", bytes(kinds)), array("i", bytes(shapes))
    if len(kind) != rows or len(shape) != rows:
        raise ValueError(f"expected {rows} rows in every column, got {len(kind)} and {len(shape)}")
    if max([*lined, *given], default=-1) >= rows:
        raise IndexError(f"expected rows below {rows}")
    if not wanted or not lined:
        return array("I", [NONE] * (rows * wanted)).tobytes()
    numbers = [number for row in lined for number in (kind[row], shape[row])]
    if not 0 <= min(numbers) <= max(numbers) < rows:
        raise IndexError(f"expected numbers from 0 below {rows}")
    if len(set(lined)) < len(lined):
        raise ValueError("expected each row once")
    by_shape: dict[int, list[int]] = defaultdict(list)
    by_kind: dict[int, list[int]] = defaultdict(list)
    spare: dict[int, int] = {}
    for row in lined:
        by_shape[shape[row]].append(row)
        spare[row] = len(by_kind[kind[row]])
        by_kind[kind[row]].append(row)
    found = array("I", [NONE]) * (rows * wanted)
    for line in by_shape.values():
        for place, row in enumerate(line):
            best = frames.choose(row, _around(line, place), wanted)
            if len(best) < wanted:
                wider = frames.choose(row, _around(by_kind[kind[row]], spare[row]), 2 * wanted)
                best += [other for other in wider if other not in best][: wanted - len(best)]
            found[row * wanted : row * wanted + len(best)] = array("I", best)
    return found.tobytes()


def _around(line: list[int], place: int) -> list[int]:
    return line[max(0, place - REACH) : place] + line[place + 1 : place + 1 + REACH]


class _Frames:
    """What is compared, by row."""

    def __init__(
        self,
        shown: Sequence[int],
        ranks: Bytes,
        groups: Bytes,
        brands: Bytes,
        prices: Bytes,
        available: Bytes,
        genders: Bytes,
        fits: Bytes,
    ) -> None:
        self.ranks, self.groups, self.brands = (
            array("q", bytes(ranks)),
            array("i", bytes(groups)),
            array("i", bytes(brands)),
        )
        self.prices, self.genders, self.stock = array("d", bytes(prices)), array("Q", bytes(genders)), bytes(available)
        scores = array("d", bytes(fits))
        self.fits = [scores[at : at + FITS] for at in range(0, len(scores), FITS)]
        self.places = {row: place for place, row in enumerate(shown)}
        for column in (self.ranks, self.groups, self.brands, self.genders, self.stock, self.fits):
            if len(column) != len(self.prices):
                raise ValueError(f"expected {len(self.prices)} rows in every column, got {len(column)}")

    def choose(self, row: int, others: list[int], wanted: int) -> list[int]:
        """Return the best of `others`: one a group, and a second one of a brand only when brands run out."""
        scored = sorted(
            (-self._likeness(row, other), self.ranks[other], self.places.get(other, -1), other)
            for other in others
            if self.groups[other] != self.groups[row]
        )
        groups: set[int] = set()
        brands = {self.brands[row]}
        chosen: list[int] = []
        later: list[int] = []
        for *_, other in scored:
            if self.groups[other] in groups:
                continue
            groups.add(self.groups[other])
            fresh = self.brands[other] not in brands or self.brands[other] < 0
            (chosen if fresh else later).append(other)
            brands.add(self.brands[other])
        return (chosen + later)[:wanted]

    def _likeness(self, row: int, other: int) -> float:
        """Return how alike two rows are, about 0 to 4."""
        dearest = max(self.prices[row], self.prices[other])
        price = min(self.prices[row], self.prices[other]) / dearest if dearest else 1.0
        gap = 0.0
        for one, two in zip(self.fits[row], self.fits[other], strict=True):
            gap += abs(one - two)  # not sum(): it rounds in another way from Python 3.12 on
        same = self.genders[row] == self.genders[other]
        return price + (1.0 - gap / FITS) + same + (self.stock[other] < SOLD_OUT)
