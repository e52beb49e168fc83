"""A number of products and a seed -> models and their colours, one variant a product, in a steady stream."""

from collections.abc import Iterator
from random import Random

import msgspec

from engine.catalog.demo.brands import Brand, brands
from engine.catalog.demo.colours import CLEAR, Colour, Tint, lenses_for, palette, tint_named
from engine.catalog.demo.deck import Deck, weighted
from engine.catalog.demo.drawing.spec import Frame, Rim
from engine.catalog.demo.names import NameDealer

RATIO = {  # lens height by lens width
    "round": 0.96, "panto": 0.88, "oval": 0.69, "square": 0.81, "rectangle": 0.62,
    "trapezoid": 0.80, "cat-eye": 0.77, "aviator": 0.86, "browline": 0.78, "hexagonal": 0.89,
}  # fmt: skip
LENS = {"women": (49, 54), "men": (50, 57), "unisex": (47, 56), "kids": (40, 45)}
BARE = ("rectangle", "oval", "hexagonal", "square")  # outlines that stand without a rim


class Model(msgspec.Struct, frozen=True, gc=False):
    """What all colours of a frame share."""

    number: int
    brand: int
    name: str
    kind: str
    gender: str
    shape: str
    rim: Rim
    substance: str
    lens_width: int
    bridge: int
    temple: int
    price: int
    bulk: float
    colours: tuple[Colour, ...]
    lenses: tuple[Tint, ...]
    hero: bool = False

    @property
    def lens_height(self) -> int:
        return round(self.lens_width * RATIO[self.shape])

    @property
    def width(self) -> int:
        return 2 * self.lens_width + self.bridge + (14 if self.substance == "acetate" else 10)

    @property
    def size(self) -> str:
        return f"{self.lens_width}\N{EN DASH}{self.bridge}\N{EN DASH}{self.temple}"


class Variant(msgspec.Struct, frozen=True, gc=False):
    """One product: a model in one colour; `order` counts the siblings from 0."""

    number: int
    order: int
    model: Model
    brand: Brand
    colour: Colour
    tint: Tint

    @property
    def frame(self) -> Frame:
        """The frame as it is drawn."""
        model = self.model
        return Frame(
            shape=model.shape,
            lens_width=model.lens_width,
            lens_height=model.lens_height,
            bridge=model.bridge,
            temple=model.temple,
            rim=model.rim,
            finish=self.colour.finish,
            colour=self.colour.hex,
            second=self.colour.second,
            lens=self.tint.kind,
            lens_colour=self.tint.hex,
            bulk=model.bulk,
            keyhole=model.shape in ("round", "panto") and model.number % 2 == 0,
            seed=self.number * 7 + 1,
        )


def _signature(
    brand: int, name: str, kind: str, gender: str, shape: str, size: tuple[int, int, int], price: int,
    substance: str, colours: tuple[str, ...], *,
    lenses: tuple[str, ...] = (), rim: Rim = "full-rim", hero: bool = False,
) -> Model:  # fmt: skip
    by_name = {colour.name: colour for colour in palette().of(substance)}
    chosen = tuple(by_name[colour] for colour in colours)
    tints = tuple(map(tint_named, lenses)) or (CLEAR,) * len(chosen)
    return Model(0, brand, name, kind, gender, shape, rim, substance, *size, price, 1.0, chosen, tints, hero)


def signatures() -> list[Model]:
    """The models every demo shop opens with; the heroes are photographed from all sides."""
    return [
        _signature(0, "Alder", "eyeglasses", "men", "trapezoid", (50, 20, 145), 119, "acetate",
                   ("Honey Tortoise", "Ink", "Moss"), hero=True),
        _signature(8, "Meridian", "sunglasses", "unisex", "aviator", (58, 14, 140), 169, "metal",
                   ("Pale Gold", "Gunmetal", "Silver"), hero=True,
                   lenses=("Moss gradient", "Blue mirror", "Grey gradient")),
        _signature(2, "Phase", "eyeglasses", "women", "cat-eye", (53, 17, 140), 179, "acetate",
                   ("Bordeaux", "Blush Crystal", "Ink", "Dark Tortoise"), hero=True),
        _signature(1, "Mere", "eyeglasses", "unisex", "round", (49, 21, 145), 149, "metal",
                   ("Pale Gold", "Black Wire", "Silver"), hero=True),
        _signature(9, "Glass", "eyeglasses", "women", "square", (54, 19, 150), 159, "acetate",
                   ("Water Crystal", "Blush Crystal", "Smoke Crystal"), hero=True),
        _signature(6, "Clerk", "sunglasses", "men", "browline", (51, 19, 145), 199, "mixed",
                   ("Tortoise and Silver", "Ink and Gold"), lenses=("Green", "Grey")),
        _signature(5, "Mistral", "computer", "men", "rectangle", (54, 17, 145), 239, "titanium",
                   ("Slate", "Steel Blue", "Sand"), rim="semi-rimless"),
        _signature(4, "Folio", "reading", "women", "oval", (52, 18, 140), 59, "metal",
                   ("Rose Gold", "Silver", "Midnight"), rim="rimless"),
        _signature(11, "Pip", "eyeglasses", "kids", "rectangle", (44, 16, 130), 59, "acetate",
                   ("Deep Sea", "Terracotta", "Teal")),
    ]  # fmt: skip


def _pick_colours(rng: Random, pool: tuple[Colour, ...], count: int) -> tuple[Colour, ...]:
    """Colours of different hues, in the order chance gives."""
    chosen: list[Colour] = []
    for colour in rng.sample(pool, len(pool)):
        if len(chosen) < count and all(colour.hue != other.hue for other in chosen):
            chosen.append(colour)
    return tuple(chosen)


def _rim(rng: Random, substance: str, shape: str) -> Rim:
    if substance not in ("metal", "titanium") or shape not in BARE:
        return "full-rim"
    return rng.choices(("full-rim", "semi-rimless", "rimless"), (5, 3, 3))[0]


def _temple(width: int, gender: str) -> int:
    if gender == "kids":
        return 125 if width < 43 else 130
    return 135 if width < 49 else 140 if width < 52 else 145 if width < 56 else 150


def _price(rng: Random, brand: Brand, kind: str) -> int:
    low, high = brand.prices
    return (rng.randint(low, high) + (15 if kind == "sunglasses" else 0)) // 10 * 10 + 9


def draw_model(rng: Random, number: int, at: int, brand: Brand, name: str, cap: int) -> Model:
    """A model after its brand's bent, with two to five colours, `cap` at most."""
    shape = weighted(rng, brand.shapes)
    substance = "metal" if shape == "aviator" else weighted(rng, brand.substances)
    kind = weighted(rng, brand.kinds)
    gender = weighted(rng, brand.genders)
    rim = _rim(rng, substance, shape) if kind != "sunglasses" else "full-rim"
    width = rng.randint(*LENS[gender]) + (
        3 if shape == "aviator" else -2 if shape == "round" and gender != "kids" else 0
    )
    bridge = min(22, max(14, 22 - (width - 44) // 2 - (3 if gender == "kids" else 0) + rng.randint(-1, 1)))
    count = min(cap, rng.choices((2, 3, 4, 5), (35, 35, 20, 10))[0])
    pool = palette().of(substance)
    if brand.finishes:
        pool = tuple(colour for colour in pool if colour.finish in brand.finishes) or pool
    colours = _pick_colours(rng, pool, count)
    dark = kind == "sunglasses"
    lenses = tuple(rng.choice(lenses_for(colour.hue)) if dark else CLEAR for colour in colours)
    bulk = round(rng.uniform(0.9, 1.15) + (0.08 if brand.name == "Halrook" else 0), 2)
    temple = _temple(width, gender)
    price = _price(rng, brand, kind)
    return Model(
        number, at, name, kind, gender, shape, rim, substance, width, bridge, temple, price, bulk, colours, lenses
    )


def _other_size(rng: Random, model: Model) -> Model:
    """The same frame for another head."""
    step = rng.choice((-2, 2, 3)) if model.gender != "kids" else 2
    width = model.lens_width + step
    return msgspec.structs.replace(
        model,
        name=f"{model.name} {'Large' if step > 0 else 'Small'}",
        lens_width=width,
        bridge=min(22, max(14, model.bridge - (1 if step > 0 else -1))),
        temple=min(150, model.temple + 5) if step > 0 else max(125, model.temple - 5),
        hero=False,
    )


def models(products: int, seed: int) -> Iterator[Model]:
    """Models without end: the signatures, then whatever the brands are dealt."""
    houses = brands(products, seed)
    names = NameDealer(houses)
    rng = Random(f"{seed}:models")
    turn = Deck(range(len(houses)), rng)
    cap = 2 if products < 40 else 5
    number = 0
    for model in signatures():
        names.take(model.brand)
        yield msgspec.structs.replace(model, number=number, colours=model.colours[:cap], lenses=model.lenses[:cap])
        number += 1
    while True:
        at = turn.deal()
        model = draw_model(rng, number, at, houses[at], names.deal(at), cap)
        yield model
        number += 1
        if rng.random() < 0.15:
            yield msgspec.structs.replace(_other_size(rng, model), number=number)
            number += 1


def variants(products: int, seed: int) -> Iterator[Variant]:
    """Exactly that many products, siblings together."""
    houses = brands(products, seed)
    number = 0
    for model in models(products, seed):
        for order, (colour, tint) in enumerate(zip(model.colours, model.lenses, strict=True)):
            if number == products:
                return
            yield Variant(number, order, model, houses[model.brand], colour, tint)
            number += 1
