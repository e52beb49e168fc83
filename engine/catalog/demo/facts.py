"""A variant and the seed -> what a shop knows about it besides the frame: prices, stock, ratings, dates."""

import datetime
import math
from random import Random

import msgspec

from engine.catalog.demo.deck import stamp
from engine.catalog.demo.models import Variant

TODAY = datetime.datetime(2025, 6, 1, tzinfo=datetime.UTC)
OPENED = TODAY - datetime.timedelta(days=3 * 365)


class Facts(msgspec.Struct, frozen=True, gc=False):
    """Figures of one product; `stars` counts the ratings of one to five."""

    base_price: float
    sale_price: float | None
    cost_price: float
    status: str
    quantity: int
    stars: tuple[int, int, int, int, int]
    popularity: float
    views: int
    weight: float
    created: datetime.datetime
    updated: datetime.datetime

    @property
    def rated(self) -> int:
        return sum(self.stars)

    @property
    def average(self) -> float:
        return round(sum((k + 1) * n for k, n in enumerate(self.stars)) / self.rated, 2) if self.rated else 0.0


def best_seller(variant: Variant, seed: int) -> bool:
    """Whether many people buy it; a hero always sells."""
    luck = int(stamp(seed, "star", variant.number, size=2), 16) / 65536
    return luck < 0.28 or (variant.model.hero and variant.order == 0)


def _stars(rng: Random, count: int) -> tuple[int, int, int, int, int]:
    """Ratings drawn around a mean, one by one, so that count, average and distribution agree."""
    mean = min(4.9, max(3.2, rng.gauss(4.35, 0.3)))
    likely = [math.exp(-(((k - mean - 0.25) / 0.85) ** 2) / 2) for k in range(1, 6)]
    drawn = rng.choices(range(5), likely, k=count)
    return drawn.count(0), drawn.count(1), drawn.count(2), drawn.count(3), drawn.count(4)


def _stock(rng: Random, variant: Variant) -> tuple[str, int]:
    """The first colour of a model is always there, so that no model is sold out whole."""
    roll = rng.random()
    if variant.order and roll < 0.06:
        return "out_of_stock", 0
    if variant.order and roll < 0.15:
        return "low_stock", rng.randint(1, 4)
    return "in_stock", rng.randint(8, 140)


def _weight(rng: Random, variant: Variant) -> float:
    low, high = {"acetate": (23, 32), "mixed": (22, 28), "metal": (15, 21), "titanium": (11, 15)}[
        variant.model.substance
    ]
    bare = 0.75 if variant.model.rim != "full-rim" else 1.0
    return round(rng.uniform(low, high) * bare * variant.model.lens_width / 52, 1)


def facts(variant: Variant, products: int, seed: int) -> Facts:
    """All figures of one product; they depend on nothing but the seed and the variant's number."""
    rng = Random(f"{seed}:facts:{variant.number}")
    star = best_seller(variant, seed)
    base = variant.model.price + {"tortoise": 10, "two-tone": 10}.get(variant.colour.finish, 0)
    sale = math.floor(base * (1 - rng.choice((0.15, 0.2, 0.3)))) if rng.random() < 0.08 and not star else None
    count = 0
    if star or rng.random() >= 0.2:
        count = min(480, max(1, round(rng.lognormvariate(math.log(48 if star else 18), 0.8))))
    status, quantity = _stock(rng, variant)
    popularity = round(min(1.0, 0.75 * math.log1p(count) / math.log(481) + rng.uniform(0, 0.25)), 4)
    created = OPENED + datetime.timedelta(seconds=int(variant.number / products * 1000 * 86400) + rng.randrange(40))
    days = (TODAY - created).days
    updated = created + datetime.timedelta(days=rng.randint(days // 2, days), seconds=rng.randrange(3600))
    return Facts(
        base_price=float(base),
        sale_price=None if sale is None else float(sale),
        cost_price=round(base * rng.uniform(0.34, 0.48), 2),
        status=status,
        quantity=quantity,
        stars=_stars(rng, count),
        popularity=popularity,
        views=round(40 + popularity * popularity * 9000 * rng.uniform(0.7, 1.3)),
        weight=_weight(rng, variant),
        created=created,
        updated=min(updated, TODAY),
    )
