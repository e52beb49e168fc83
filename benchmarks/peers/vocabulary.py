"""The words that the measured shop is made of: its constants, categories and brands, and what products draw from."""

from typing import Any, Final

BASE_URL: Final = "https://shop.example"
PER_PAGE: Final = 24
WIDTHS: Final = (320, 640, 1024, 1440)
CARD_WIDTHS: Final = (320, 640)

COLORS: Final = {
    "Tortoise": "#7a4a21",
    "Matte Black": "#1c1c1e",
    "Crystal": "#e6e9ec",
    "Honey": "#c98a2b",
    "Navy": "#1b2a41",
    "Olive": "#5b6236",
    "Rose Gold": "#b76e79",
    "Gunmetal": "#53565a",
    "Burgundy": "#6d1f2f",
    "Smoke": "#8b8f94",
}

_GUIDES: Final = (
    ("Face-shape guide", "face-shape"),
    ("Size guide", "size"),
    ("Lens guide", "lenses"),
    ("Materials", "materials"),
    ("Prescription upload", "prescription"),
)


def _same(*slugs: str) -> tuple[tuple[str, str], ...]:
    """Return links whose label is their slug with a capital."""
    return tuple((slug.capitalize(), slug) for slug in slugs)


# The words of shop/shop.toml, which says the same to Storeloom.
SITE: Final[dict[str, Any]] = {
    "name": "Lumen Optical",
    "base_url": BASE_URL,
    "tagline": "Frames that fit faces, not trends.",
    "description": "Independent eyewear: measured frames, honest materials and a face-shape guide for every pair.",
    "theme_color": "#1b2a41",
    "copyright": "© 2026 Lumen Optical. All rights reserved.",
    "footer": [
        {"title": title, "links": [{"label": label, "href": f"{folder}{slug}/"} for label, slug in links]}
        for title, folder, links in (
            ("Help", "/help/", (*_same("contact", "shipping", "returns", "repairs"), ("FAQ", "faq"))),
            ("Guides", "/guides/", _GUIDES),
            ("Company", "/", _same("about", "stores", "careers", "press", "sustainability")),
            ("Legal", "/legal/", _same("privacy", "terms", "cookies", "accessibility", "imprint")),
        )
    ],
}

CATEGORIES: Final = (
    ("sunglasses", "Sunglasses"),
    ("eyeglasses", "Eyeglasses"),
    ("reading", "Reading Glasses"),
    ("screen", "Screen & Blue Light"),
    ("sport", "Sport & Cycling"),
    ("children", "Children's Frames"),
    ("rimless", "Rimless & Semi-Rimless"),
    ("titanium", "Titanium"),
    ("acetate", "Acetate"),
    ("progressive", "Progressive Ready"),
    ("clip-on", "Clip-On Sets"),
    ("limited", "Limited Editions"),
)

HOUSES: Final = ("Arden", "Björk", "Calloway", "Dorée", "Ellis", "Falk", "Garnier", "O'Shea", "Ishida", "Juniper")
TRADES: Final = ("Optical", "& Daughters", "Spectacles", "Atelier")

SHAPES: Final = ("aviator", "round", "cat-eye", "browline", "rectangle", "oversized", "geometric", "panto", "oval")
MATERIALS: Final = ("acetate", "beta titanium", "stainless steel", "tr-90 nylon", "bio-based acetate")
LENSES: Final = ("CR-39", "Polycarbonate", "Trivex", "High-index 1.67", "Mineral glass")
COATINGS: Final = ("anti-reflective", "scratch-resistant", "hydrophobic", "blue-filter", "photochromic")
FEATURES: Final = ("lightweight", "durable", "flexible", "hypoallergenic")
RIMS: Final = ("full-rim", "semi-rimless", "rimless")
HINGES: Final = ("standard", "spring", "flexible")
TINTS: Final = ("Grey", "Clear", "Brown", "Green")
GENDERS: Final = ("unisex", "women", "men")
STYLES: Final = ("fashion", "sport", "professional", "casual")
OCCASIONS: Final = ("everyday", "formal", "sport", "outdoor")
FACES: Final = ("oval", "round", "square", "heart", "diamond", "oblong")
# No whole number, which programs of other languages write without a point.
STARS: Final = (3.2, 3.4, 3.7, 3.9, 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 4.7, 4.8, 4.9)
VIEWS: Final = ("front", "three-quarter", "side", "worn")

QUALITIES: Final = ("even", "calm", "sturdy", "fine", "warm", "slender", "supple", "crisp", "plain", "bold")
PARTS: Final = ("bridge", "temple", "hinge", "rim", "outline", "finish", "lens", "nose pad")
SENTENCES: Final = (
    "Its {quality} {part} is cut from one block and tumbled for four days, which is why the {other} feels settled from "
    "the first morning on.",
    "A {quality} {part} carries the weight away from the nose, and the {other} follows the line of the brow rather "
    "than crossing it.",
    "We opened and closed the {part} 20,000 times before we signed it; the {quality} {other} did not move by a hair.",
    "Worn with a coat or over a swimsuit, the {quality} {part} keeps its colour, while the {other} takes any "
    "prescription up to six dioptres.",
    "Opticians like the {quality} {part} because it can be bent cold; you will like that the {other} stays put.",
    "Nothing on it is glued: {part}, {other} and the {quality} screws can all be replaced at our bench & by yours.",
)
PROMISES: Final = (
    "Comes in a hard case & a cloth of microfibre",
    "Try it at home for 30 days",
    "Spare screws and pads in the box",
    "Fits lenses from -6.00 to +4.00",
    "UV400 on both sides of the lens",
    "Every part is sold on its own",
)
# What a catalog written by people holds: each must come out as text on every page that shows the name.
NICKNAMES: Final = ('"Slim"', "R&D", "l'été", "größer", "100 % UV", "👓", "back\\slash", "${x}", "{{ 7*7 }}", "5'2\"")
