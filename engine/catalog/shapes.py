"""What catalogs call shapes, materials and other closed lists -> our name for them."""

import re
from functools import lru_cache

from engine.catalog.slugs import slugify

# Each shape that has a name of its own in eyewear, and what a page calls it.
SHAPES = {
    "aviator": "Aviator",
    "browline": "Browline",
    "butterfly": "Butterfly",
    "cat-eye": "Cat-eye",
    "clubmaster": "Clubmaster",
    "geometric": "Geometric",
    "heart": "Heart",
    "hexagonal": "Hexagonal",
    "octagonal": "Octagonal",
    "oval": "Oval",
    "oversized": "Oversized",
    "panto": "Panto",
    "rectangle": "Rectangle",
    "round": "Round",
    "shield": "Shield",
    "sport": "Sport",
    "square": "Square",
    "trapezoid": "Trapezoid",
    "wayfarer": "Wayfarer",
    "wrap": "Wrap",
}
_SHAPE_PATTERNS = tuple(
    (re.compile(pattern), shape)
    for pattern, shape in (
        ("circular|circle|rounded", "round"),
        ("rectangular|rectangles", "rectangle"),
        ("elliptical|ellipse", "oval"),
        ("cateye|cats?-?eyes?|cat-eyed", "cat-eye"),
        ("pilot|navigator|aviators", "aviator"),
        ("hexagon", "hexagonal"),
        ("octagon", "octagonal"),
        ("wayfarers", "wayfarer"),
        ("wraparound|wrap-around", "wrap"),
        ("clubmasters", "clubmaster"),
    )
)
# A shape that has no rule of its own borrows one.
RULE_OF = {"wayfarer": "square"}
_MATERIAL_PATTERNS = tuple(
    (re.compile(pattern), material)
    for pattern, material in (
        ("alloy|steel|aluminum|aluminium|metal-alloy", "metal"),
        ("nylon|polyamide|plastics", "plastic"),
        ("cellulose-acetate", "acetate"),
        ("combination|mixed-materials", "mixed"),
        ("stainless", "stainless-steel"),
        ("tr-90", "tr90"),
    )
)

GENDERS = {"men": "men", "women": "women", "unisex": "unisex", "kids": "kids"}
GENDERS |= {"male": "men", "man": "men", "mens": "men", "female": "women", "woman": "women", "womens": "women"}
GENDERS |= {"kid": "kids", "child": "kids", "children": "kids", "boys": "kids", "girls": "kids", "all": "unisex"}
AGES = {
    "adult": "adult",
    "adults": "adult",
    "teen": "teen",
    "teens": "teen",
    "kids": "kids",
    "kid": "kids",
    "child": "kids",
}
STYLES = {name: name for name in ("fashion", "sport", "professional", "casual")} | {"sports": "sport"}
RIMS = {name: name for name in ("full-rim", "semi-rimless", "rimless")}
RIMS |= {"full": "full-rim", "fullrim": "full-rim", "full-rimmed": "full-rim", "half-rim": "semi-rimless"}
RIMS |= {"semi-rim": "semi-rimless", "semirimless": "semi-rimless", "half-rimless": "semi-rimless"}
HINGES = {name: name for name in ("standard", "spring", "flexible")}
HINGES |= {"spring-hinge": "spring", "spring-hinges": "spring", "flex": "flexible", "regular": "standard"}
STOCK = {name.replace("_", "-"): name for name in ("in_stock", "low_stock", "out_of_stock", "discontinued")}
STOCK |= {name: name for name in ("in_stock", "low_stock", "out_of_stock", "discontinued")}
STOCK |= {"instock": "in_stock", "available": "in_stock", "outofstock": "out_of_stock", "sold-out": "out_of_stock"}
ROLES = {name: name for name in ("primary", "angle", "detail", "lifestyle")} | {"main": "primary", "front": "primary"}
FILMS = {name: name for name in ("product_demo", "try_on", "360_view")}
FILMS |= {"product-demo": "product_demo", "try-on": "try_on", "360-view": "360_view", "360": "360_view"}
MODELS = {"glb": "glb", "usdz": "usdz"}
KINDS = {
    "eyeglasses": "eyeglasses",
    "prescription": "eyeglasses",
    "glasses": "eyeglasses",
    "frames": "eyeglasses",
    "sunglasses": "sunglasses",
    "reading": "reading-glasses",
    "reading-glasses": "reading-glasses",
    "blue-light": "computer-glasses",
    "computer": "computer-glasses",
    "computer-glasses": "computer-glasses",
    "accessories": "accessories",
}


def shape_of(text: str) -> tuple[str, str, bool]:
    """Return the key and the label of a clean shape, and whether it is one that we know."""
    key = "-".join(text.lower().replace("_", " ").replace("-", " ").split())
    for pattern, shape in _SHAPE_PATTERNS:
        if pattern.fullmatch(key):
            return shape, SHAPES[shape], True
    if key in SHAPES:
        return key, SHAPES[key], True
    return slugify(text), text, False


@lru_cache(maxsize=1024)  # a catalog has a few materials, and each product one of them
def material_of(text: str) -> str:
    """Return the one name of a clean material that is known by several; any other as it is."""
    key = "-".join(text.lower().replace("_", " ").split())
    for pattern, material in _MATERIAL_PATTERNS:
        if pattern.fullmatch(key):
            return material
    return key if key in MATERIALS else text


def kind_of(slug: str) -> str:
    """Return the product type that the slug of a root category names, empty when it names none."""
    for word, kind in (
        ("sunglass", "sunglasses"),
        ("reading", "reading-glasses"),
        ("reader", "reading-glasses"),
        ("computer", "computer-glasses"),
        ("blue-light", "computer-glasses"),
        ("accessor", "accessories"),
        ("eyeglass", "eyeglasses"),
        ("optical", "eyeglasses"),
    ):
        if word in slug:
            return kind
    return ""


MATERIALS = frozenset(
    ("acetate", "metal", "titanium", "plastic", "stainless-steel", "tr90", "wood", "mixed", "carbon", "horn", "rubber")
)
