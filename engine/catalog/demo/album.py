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


def _group(variant: Variant) -> tuple[str, str, str, bool]:
    model = variant.model
    return model.shape, model.substance, model.rim, model.kind == "sunglasses"


def _quotas(groups: Counter[tuple[str, str, str, bool]], seats: int) -> dict[tuple[str, str, str, bool], int]:
    """Seats in proportion, one for each group while they last, the largest groups first."""
    ranked = sorted(groups, key=lambda group: (-groups[group], group))
    whole = sum(groups.values())
    out = {group: 1 if at < seats else 0 for at, group in enumerate(ranked)}
    spare = max(0, seats - len(ranked))
    for group in ranked:
        share = min(groups[group] - 1, spare * groups[group] // whole)
        out[group] += share
        seats -= share
    for group in ranked:  # what rounding left over
        more = min(groups[group] - out[group], seats - len(ranked)) if seats > len(ranked) else 0
        out[group] += more
        seats -= more
    return out


class Album:
    """Deals shots to products; with a limit, groups of alike frames share two views each."""

    def __init__(self, products: Iterable[Variant], seed: int, limit: int | None) -> None:
        self._seed = seed
        self._limit = limit
        self._made: dict[tuple[str, str, str, bool], list[Page]] = {}
        self._all: list[Page] = []
        self._dealt: Counter[tuple[str, str, str, bool]] = Counter()
        groups: Counter[tuple[str, str, str, bool]] = Counter()
        wanted = 0
        for variant in products:
            wanted += len(views_of(variant, seed))
            groups[_group(variant)] += 1
        self.shared = limit is not None and wanted > limit
        self._views: tuple[View, ...] = ("three-quarter",) if limit == 1 else ("three-quarter", "front")
        self._quota = _quotas(groups, (limit or 0) // len(self._views)) if self.shared else {}

    def page(self, variant: Variant) -> Page:
        """The pictures of the next product; ask once for each, in order."""
        if not self.shared:
            return self._shoot(variant, views_of(variant, self._seed))
        if not self._limit:
            return Page((), False)
        group = _group(variant)
        made = self._made.setdefault(group, [])
        if len(made) < self._quota[group]:
            page = self._shoot(variant, self._views)
            made.append(page)
            self._all.append(page)
            return page
        pool = made or [page for page in self._all if page.shots[0].frame.shape == variant.model.shape] or self._all
        if not pool:
            self._all.append(self._shoot(variant, self._views))
            return self._all[-1]
        self._dealt[group] += 1
        return Page(pool[self._dealt[group] % len(pool)].shots, False)

    def _shoot(self, variant: Variant, views: tuple[View, ...]) -> Page:
        slug, frame = slug_of(variant), variant.frame
        return Page(tuple(Shot(f"{slug}-{view}", frame, view) for view in views), True)
