"""A seed, a size and a number -> one product of the measured shop, as the flat record that the other tools read."""

import html
import re
import unicodedata
from typing import Any

from benchmarks.peers import vocabulary as words
from benchmarks.peers.dice import Dice

Record = dict[str, Any]

BRANDS: list[Record] = [
    {
        "slug": re.sub(r"[^a-z]+", "-", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()),
        "name": name,
        "description": f"{name}: the frames we carry, how they fit and what they are made of.",
    }
    for name in (f"{house} {trade}" for trade in words.TRADES for house in words.HOUSES)
]
CATEGORIES: list[Record] = [
    {"slug": slug, "name": name, "description": f"{name}: each pair with its measures and its fit for six face shapes."}
    for slug, name in words.CATEGORIES
]
FEATURED_EVERY = 20


def product_slug(seed: int, number: int) -> str:
    """Return the slug of a product without making the product."""
    brand, shape = _identity(Dice(seed, f"product {number}"))
    return f"{brand['slug']}-{shape}-{number:06d}"


def make_product(seed: int, number: int, size: int) -> Record:
    """Return product `number` of a shop of `size`; `facts` holds what only catalog documents have a place for."""
    dice = Dice(seed, f"product {number}")
    brand, shape = _identity(dice)
    slug = f"{brand['slug']}-{shape}-{number:06d}"
    category = dice.one(CATEGORIES)
    color = dice.one(list(words.COLORS))
    facts = _facts(dice, shape, color)
    name = f"{brand['name']} {shape.title()} {color} No. {number}"
    if dice.chance(0.04):
        name += " " + dice.one(words.NICKNAMES)
    cents = dice.number(39, 480) * 100 + dice.one((0, 50, 95))
    return {
        "slug": slug,
        "sku": f"{brand['slug'][:3].upper()}-{number:06d}",
        "gtin": _gtin(number),
        "name": name,
        "brand": {"slug": brand["slug"], "name": brand["name"]},
        "category": {"slug": category["slug"], "name": category["name"]},
        "cents": cents,
        "was_cents": cents + dice.number(10, 90) * 100 if dice.chance(0.3) else None,
        "currency": "USD",
        "in_stock": dice.chance(0.9),
        "stars": dice.one(words.STARS),
        "reviews": dice.number(3, 900),
        "summary": _summary(name, facts),
        "body": _body(dice, brand["name"], name),
        "rows": _rows(facts),
        "pictures": [
            {
                "stem": f"/img/{number:06d}-{place}",
                "alt": f"{name}, {view} view",
                "width": 1600,
                "height": 1200,
                "color": words.COLORS[color],
            }
            for place, view in enumerate(words.VIEWS, 1)
        ],
        "fit": [{"face": face, "percent": dice.number(25, 99)} for face in words.FACES],
        "related": _related(dice, seed, number, size),
        "featured": number % FEATURED_EVERY == 0,
        "updated": f"2026-{dice.number(1, 10):02d}-{dice.number(1, 28):02d}",
        "facts": facts,
    }


def _identity(dice: Dice) -> tuple[Record, str]:
    """Draw what a slug is made of: always the first two draws of a product."""
    return dice.one(BRANDS), dice.one(words.SHAPES)


def _facts(dice: Dice, shape: str, color: str) -> Record:
    eye, bridge = dice.number(44, 58), dice.number(15, 23)
    return {
        "shape": shape,
        "color": color,
        "material": dice.one(words.MATERIALS),
        "lens": dice.one(words.LENSES),
        "coatings": dice.some(words.COATINGS, 2),
        "eye": eye,
        "bridge": bridge,
        "temple": dice.one((135, 140, 145, 150)),
        "lens_height": dice.number(34, 48),
        "frame_width": max(122, min(158, 2 * eye + bridge + dice.number(4, 12))),
        "weight": dice.number(9, 34),
        "hinge": dice.one(words.HINGES),
        "rim": dice.one(words.RIMS),
        "tint": dice.one(words.TINTS),
        "ready": dice.chance(0.7),
        "gender": dice.one(words.GENDERS),
        "features": dice.some(words.FEATURES, 2),
        "style": dice.one(words.STYLES),
        "occasion": dice.one(words.OCCASIONS),
    }


def _rows(facts: Record) -> list[Record]:
    listed = {
        "Frame shape": facts["shape"],
        "Frame colour": facts["color"],
        "Frame material": facts["material"],
        "Lens material": facts["lens"],
        "Coatings": " + ".join(facts["coatings"]),
        "Lens width": f"{facts['eye']} mm",
        "Bridge": f"{facts['bridge']} mm",
        "Temple length": f"{facts['temple']} mm",
        "Lens height": f"{facts['lens_height']} mm",
        "Frame width": f"{facts['frame_width']} mm",
        "Weight": f"{facts['weight']} g",
        "Hinge": facts["hinge"],
        "Rim style": facts["rim"],
        "UV protection": "UV400",
        "Lens colour": facts["tint"],
        "Prescription ready": "Yes" if facts["ready"] else "No",
        "Gender": facts["gender"],
        "Features": " + ".join(facts["features"]),
        "Style": facts["style"],
        "Occasion": facts["occasion"],
    }
    return [{"label": label, "value": value} for label, value in listed.items()]


def _summary(name: str, facts: Record) -> str:
    return (
        f"{name} in {facts['material']}, {facts['eye']}-{facts['bridge']}-{facts['temple']}, with {facts['lens']} "
        f"lenses, {facts['coatings'][0]} & {facts['coatings'][1]}."
    )


def _body(dice: Dice, brand: str, name: str) -> str:
    """Return a description as clean HTML of about a kilobyte."""
    texts = [_sentence(dice) for _ in range(5)]
    items = "\n".join(f"<li>{_text(promise)}</li>" for promise in dice.some(words.PROMISES, 3))
    return (
        f"<p>{texts[0]} <strong>{_text(brand)}</strong> has built it this way since the first sketch.</p>\n"
        f"<p>{texts[1]} {texts[2]}</p>\n<ul>\n{items}\n</ul>\n<p>{texts[3]} {texts[4]}</p>\n<p>{_text(name)}</p>"
    )


def _sentence(dice: Dice) -> str:
    part, other = dice.some(words.PARTS, 2)
    return _text(dice.one(words.SENTENCES).format(quality=dice.one(words.QUALITIES), part=part, other=other))


def _text(value: str) -> str:
    return html.escape(value, quote=False)


def _related(dice: Dice, seed: int, number: int, size: int) -> list[str]:
    """Return the slugs of up to four other products."""
    chosen: list[int] = []
    for _ in range(4):
        other = dice.number(0, size - 1)
        while other == number or other in chosen:
            other = (other + 1) % size
            if len(chosen) + 1 >= size:
                return [product_slug(seed, each) for each in chosen]
        chosen.append(other)
    return [product_slug(seed, each) for each in chosen]


def _gtin(number: int) -> str:
    digits = f"{400_000_000_000 + number:012d}"
    return digits + str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)
