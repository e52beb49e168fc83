"""The products in order and a limit on pictures -> which shots are made, and which shot each product shows."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from engine.catalog.demo.drawing.spec import Frame, View
from engine.catalog.demo.facts import best_seller
from engine.catalog.demo.models import Variant


class Shot(msgspec.Struct, frozen=True, gc=False):
    """A picture to be made: the file's name, what it shows and from where."""

    name: str
    frame: Frame
    view: View


class Page(msgspec.Struct, frozen=True, gc=False):
    """The pictures of one product; `own` is false where another product lends them."""

    shots: tuple[Shot, ...]
    own: bool


def slug_of(variant: Variant) -> str:
    """Brand, model and colour: unique, because names are."""
    return f"{variant.brand.name} {variant.model.name} {variant.colour.name}".lower().replace(" ", "-")


def views_of(variant: Variant, seed: int) -> tuple[View, ...]:
    """Three-quarter for all, the front of best-sellers, every side of a hero."""
    if variant.model.hero and variant.order == 0:
        return "three-quarter", "front", "side", "folded"
    return ("three-quarter", "front") if best_seller(variant, seed) else ("three-quarter",)


Key = tuple[object, ...]


def _keys(variant: Variant) -> tuple[Key, ...]:
    """What frames alike have in common, from the finest likeness to none."""
    model = variant.model
    return (model.shape, model.substance, model.rim, model.kind == "sunglasses"), (model.shape,), ()


def _quotas(groups: Counter[Key], seats: int) -> dict[Key, int]:
    """Seats in proportion to the groups, the largest first, and one at least for each."""
    ranked = sorted(groups, key=lambda group: (-groups[group], repr(group)))
    whole, spare = sum(groups.values()), max(0, seats - len(ranked))
    out = {group: 1 + min(groups[group] - 1, spare * groups[group] // whole) for group in ranked}
    left = seats - sum(out.values())
    for group in ranked:
        more = max(0, min(groups[group] - out[group], left))
        out[group] += more
        left -= more
    return out


class Album:
    """Deals shots to products; with a limit, groups of alike frames share two views each."""

    def __init__(self, products: Iterable[Variant], seed: int, limit: int | None) -> None:
        self._seed = seed
        self._made: dict[Key, list[Page]] = {}
        self._lent: Counter[Key] = Counter()
        levels: tuple[Counter[Key], ...] = (Counter(), Counter(), Counter())
        wanted = 0
        for variant in products:
            wanted += len(views_of(variant, seed))
            for groups, key in zip(levels, _keys(variant), strict=True):
                groups[key] += 1
        self.shared = limit is not None and wanted > limit
        self._views: tuple[View, ...] = ("three-quarter",) if limit == 1 else ("three-quarter", "front")
        seats = (limit or 0) // len(self._views)
        self._level = next((level for level, groups in enumerate(levels) if len(groups) <= seats), len(levels) - 1)
        self._quota = _quotas(levels[self._level], seats) if self.shared and seats else {}

    def page(self, variant: Variant) -> Page:
        """The pictures of the next product; ask once for each, in order."""
        if not self.shared:
            return self._shoot(variant, views_of(variant, self._seed))
        if not self._quota:
            return Page((), False)
        key = _keys(variant)[self._level]
        made = self._made.setdefault(key, [])
        if len(made) < self._quota[key]:
            made.append(self._shoot(variant, self._views))
            return made[-1]
        self._lent[key] += 1
        return Page(made[self._lent[key] % len(made)].shots, False)

    def _shoot(self, variant: Variant, views: tuple[View, ...]) -> Page:
        slug, frame = slug_of(variant), variant.frame
        return Page(tuple(Shot(f"{slug}-{view}", frame, view) for view in views), True)
