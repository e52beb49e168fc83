"""Dice -> the catalog of a tiny shop, and changes of it: each takes the dice and a shop, and says what it did."""

import copy
from collections.abc import Callable
from random import Random
from typing import Any

from msgspec import Struct, json

from tests.shop.builder import LEAVE_OUT, OVAL, Document, brand, category, override, product

Edit = Callable[[Random, "Shop"], str]
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Holly")
COLOURS = ("Black", "Honey", "Olive", "Rosé <b>", "")
SHAPES = ("round", "oval", "cat-eye", "square", "", "Diamond Cut")
PICTURES = ("images/a.jpg", "images/b.jpg", "images/c.jpg", "images/broken.jpg", "images/none.jpg")
BROKEN = (b'{"_id": ', b"[1]", b'{"_id": {"$oid": "1"}, "name": "Nobody"}', b"\xff\xfe{", b"")
TEXTS = ("Milled from one block.", "<p>Two &amp; <b>bold</b></p>", "", "A quiet frame " * 9, "Naïve – “quoted”")


class Shop(Struct):
    """All that a shop's folder holds, to be changed and then written."""

    products: list[Document | bytes]
    brands: list[Document]
    categories: list[Document]
    faces: list[Document]
    options: dict[str, Any]
    files: dict[str, bytes]  # content/, static/, theme/ and the theme's own folder
    number: int = 0  # of the next product


def some_product(dice: Random, shop: Shop) -> Document:
    """Return a product with a number of its own."""
    shop.number += 1
    number = shop.number
    changes = {
        "_id": {"$oid": f"{dice.randrange(1 << 32):08x}{number:016x}"},
        "product_id": f"p{number}",
        "sku": f"S{number}",
        "price.base_price": dice.choice((0, 9.5, 120, 120, 80000)),
        "specifications.frame.shape": dice.choice(SHAPES),
        "specifications.frame.color": dice.choice(COLOURS),
        "specifications.measurements.frame_width": dice.choice((0, 120, 133, 141)),
        "analytics.popularity_score": dice.choice((0.1, 0.5, 0.9)),
        "metadata.created_at": _date(dice),
        "metadata.updated_at": _date(dice),
        "media.images": _pictures(dice),
    }
    made = product(dice.choice(NAMES), changes)
    for place in (_brand, _category):
        place(dice, shop, made)
    return made


def first_shop(dice: Random) -> Shop:
    """Return a shop before its first build, its theme and options left out."""
    roots = [category("Glasses"), category("Sunglasses")]
    below = [category("Round", {"parent_id": roots[0]["_id"]}), category("Sport", {"parent_id": roots[1]["_id"]})]
    faces = [OVAL, _face("square", 2)]
    shop = Shop([], [brand(name) for name in ("Lind", "Møller", "Aa")], roots + below, faces, {}, {})
    shop.products = [some_product(dice, shop) for _ in range(dice.randint(6, 12))]
    return shop


def _face(shape: str, number: int) -> Document:
    return override(OVAL, {"_id": {"$oid": f"{number:024x}"}, "compatibility_id": shape, "face_shape": shape})


def _date(dice: Random) -> dict[str, str]:
    return {"$date": f"2024-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}T00:00:00Z"}


def _pictures(dice: Random) -> list[Document]:
    chosen = dice.sample(PICTURES, dice.choice((0, 1, 1, 1, 2, 3)))
    kinds = ("primary", "angle", "detail")
    pictures: list[Document] = []
    for at, url in enumerate(chosen):
        pictures.append({"url": url, "alt_text": f"{kinds[at]} view", "type": kinds[at], "order": at})
        if dice.random() < 0.5:
            pictures[at]["dimensions"] = {"width": dice.choice((600, 900)), "height": 600}
    return pictures


def _whole(dice: Random, shop: Shop) -> Document | None:
    """Return a product that is no broken line."""
    whole = [one for one in shop.products if not isinstance(one, bytes)]
    return dice.choice(whole) if whole else None


def _set(name: str, values: Callable[[Random], Any]) -> Edit:
    """Return a change of one field of a product."""

    def edit(dice: Random, shop: Shop) -> str:
        chosen = _whole(dice, shop)
        if chosen is None:
            return "nothing"
        value = values(dice)
        chosen.update(override(chosen, {name: value}) if value is not LEAVE_OUT else {})
        if value is LEAVE_OUT:
            changed = override(chosen, {name: LEAVE_OUT})
            chosen.clear()
            chosen.update(changed)
        return f"{chosen.get('product_id')}.{name} = {value!r:.60}"

    return edit


def _brand(dice: Random, shop: Shop, document: Document) -> None:
    document["brand_id"] = dice.choice([one["_id"] for one in shop.brands] or [{"$oid": "0" * 24}])


def _category(dice: Random, shop: Shop, document: Document) -> None:
    ids = [one["_id"] for one in shop.categories]
    document["category_ids"] = dice.sample(ids, min(len(ids), dice.choice((0, 1, 1, 2))))


def _rebrand(dice: Random, shop: Shop) -> str:
    if (chosen := _whole(dice, shop)) is None:
        return "nothing"
    _brand(dice, shop, chosen)
    return f"{chosen['product_id']} has the brand {chosen['brand_id']['$oid'][:6]}"


def _recategorise(dice: Random, shop: Shop) -> str:
    if (chosen := _whole(dice, shop)) is None:
        return "nothing"
    _category(dice, shop, chosen)
    return f"{chosen['product_id']} has {len(chosen['category_ids'])} other categories"


def _add(dice: Random, shop: Shop) -> str:
    if len(shop.products) >= 14:
        return _remove(dice, shop)
    place = dice.randint(0, len(shop.products))
    shop.products.insert(place, some_product(dice, shop))
    return f"product p{shop.number} added at {place}"


def _remove(dice: Random, shop: Shop) -> str:
    if len(shop.products) < 6:
        return _add(dice, shop)
    place = dice.randrange(len(shop.products))
    del shop.products[place]
    return f"product at {place} removed"


def _reorder(dice: Random, shop: Shop) -> str:
    dice.shuffle(shop.products)
    return "products in another order"


def _break(dice: Random, shop: Shop) -> str:
    place = dice.randrange(len(shop.products))
    one = shop.products[place]
    if isinstance(one, bytes):
        shop.products[place] = some_product(dice, shop)
        return f"product at {place} mended"
    shop.products[place] = dice.choice((*BROKEN, json.encode(one)[:-9]))
    return f"product at {place} broken"


def _double(dice: Random, shop: Shop) -> str:
    if (chosen := _whole(dice, shop)) is None or len(shop.products) >= 14:
        return "nothing"
    twin = copy.deepcopy(chosen)
    how = dice.choice(("line", "product_id", "_id", "model"))
    if how == "product_id":
        twin["_id"] = {"$oid": f"{dice.randrange(1 << 32):024x}"}
    elif how in ("_id", "model"):
        shop.number += 1
        twin["product_id"] = f"p{shop.number}"
    if how == "model":
        twin["_id"] = {"$oid": f"{dice.randrange(1 << 32):024x}"}
        twin["specifications"]["frame"]["color"] = dice.choice(COLOURS)
    shop.products.insert(dice.randint(0, len(shop.products)), twin)
    return f"a second {chosen['product_id']} of the same {how}"


def _same_wish(dice: Random, shop: Shop) -> str:
    """Let one product ask for the address of another."""
    whole = [one for one in shop.products if not isinstance(one, bytes)]
    if len(whole) < 2:
        return "nothing"
    one, other = dice.sample(whole, 2)
    slug = dice.choice(("taken", "brands", "all", str(other.get("seo", {}).get("slug", "lind-alder"))))
    one.update(override(one, {"seo.slug": slug}))
    return f"{one['product_id']} asks for {slug}"


def _subject(named: str, fields: dict[str, Callable[[Random], Any]]) -> Edit:
    """Return a change of a brand, a category or a face shape."""

    def edit(dice: Random, shop: Shop) -> str:
        subjects: list[Document] = getattr(shop, named)
        if not subjects:
            return "nothing"
        place = dice.randrange(len(subjects))
        name = dice.choice(list(fields))
        value = fields[name](dice)
        subjects[place] = override(subjects[place], {name: value})
        return f"{named}[{place}].{name} = {value!r:.60}"

    return edit


def _parent(dice: Random, shop: Shop) -> str:
    if not shop.categories:
        return "nothing"
    place = dice.randrange(len(shop.categories))
    above = dice.choice((None, *(one["_id"] for one in shop.categories)))
    shop.categories[place] = override(shop.categories[place], {"parent_id": above})
    return f"categories[{place}] below another"


def _come_or_go(dice: Random, shop: Shop) -> str:
    named = dice.choice(("brands", "categories", "faces"))
    subjects: list[Document] = getattr(shop, named)
    if subjects and dice.random() < 0.5:
        del subjects[dice.randrange(len(subjects))]
        return f"one of {named} removed"
    if len(subjects) > 5:
        return "nothing"
    name = f"{dice.choice(NAMES)}ia"
    made = {"brands": brand(name), "categories": category(name), "faces": _face(dice.choice(("heart", "oblong")), 9)}
    if made[named] not in subjects:
        subjects.insert(dice.randint(0, len(subjects)), made[named])
    return f"one of {named} added"


_TITLES: dict[str, Callable[[Random], Any]] = {
    "name": lambda dice: f"{dice.choice(NAMES)} & Co",
    "slug": lambda dice: dice.choice(("lind", "one", "all", "glasses", "")),
    "description": lambda dice: dice.choice(TEXTS),
    "seo.meta_title": lambda dice: dice.choice(("", "A title")),
    "seo.meta_description": lambda dice: dice.choice(("", "Told at length")),
    "metadata.updated_at": _date,
    "metadata.status": lambda dice: dice.choice(("active", "active", "hidden")),
}
_BRANDS: dict[str, Callable[[Random], Any]] = _TITLES | {
    "country_of_origin": lambda dice: dice.choice(("Italy", "Japan")),
    "story": lambda dice: dice.choice(TEXTS),
    "established_year": lambda dice: dice.choice((1921, 2001)),
}
_CATEGORIES: dict[str, Callable[[Random], Any]] = _TITLES | {
    "attributes.display_order": lambda dice: dice.randrange(4),
    "attributes.visible": lambda dice: dice.random() < 0.7,
    "attributes.type": lambda dice: dice.choice(("product_type", "style")),
}
_FACES: dict[str, Callable[[Random], Any]] = {
    "compatible_frame_shapes": lambda dice: [
        {
            "frame_shape": shape,
            "compatibility_score": dice.choice((0.2, 0.71, 0.9)),
            "reasons": [f"suits {dice.randrange(9)}"],
            "styling_tips": ["wear it"],
        }
        for shape in dice.sample(("round", "oval", "square", "cat-eye"), 2)
    ],
    "characteristics.jaw_definition": lambda dice: dice.choice(("soft", "strong")),
    "style_guidelines.avoid": lambda dice: [f"frames {dice.randrange(9)}"],
    "recommended_measurements.frame_width": lambda dice: {"min": 120 + dice.randrange(9), "max": 140},
}
_FIELDS: dict[str, Callable[[Random], Any]] = {
    "name": lambda dice: dice.choice(NAMES),
    "seo.slug": lambda dice: dice.choice(("alder", "birch-2", f"n{dice.randrange(99)}", LEAVE_OUT)),
    "seo.meta_title": lambda dice: dice.choice(("One title", f"Title {dice.randrange(9)}", LEAVE_OUT)),
    "price.base_price": lambda dice: dice.choice((0, 19.99, 120.0, 121.5, "90")),
    "price.sale_price": lambda dice: dice.choice((10, 99.0, LEAVE_OUT)),
    "price.currency": lambda dice: dice.choice(("EUR", "USD", LEAVE_OUT)),
    "description": lambda dice: dice.choice(TEXTS),
    "short_description": lambda dice: dice.choice(TEXTS),
    "specifications.frame.color": lambda dice: dice.choice(COLOURS),
    "specifications.frame.shape": lambda dice: dice.choice(SHAPES),
    "specifications.frame.material": lambda dice: dice.choice(("acetate", "titanium")),
    "specifications.measurements.frame_width": lambda dice: dice.choice((0, 120, 133, 141)),
    "model_code": lambda dice: dice.choice(("M1", "M2", LEAVE_OUT)),
    "inventory.status": lambda dice: dice.choice(("in_stock", "out_of_stock", "low_stock", "discontinued")),
    "inventory.quantity": lambda dice: dice.choice((0, 2, 9)),
    "face_shape_compatibility": lambda dice: dice.choice(
        (LEAVE_OUT, {"square": {"score": 0.8, "confidence": 0.8, "reasons": ["yes"]}}, {"oval": {"score": 0.3}})
    ),
    "media.images": _pictures,
    "attributes.gender": lambda dice: dice.choice(("men", "women", "unisex")),
    "attributes.features": lambda dice: dice.sample(("lightweight", "hypoallergenic"), 1),
    "analytics.rating": lambda dice: dice.choice(({"average": 4.1, "count": 3}, {"average": 0, "count": 0})),
    "analytics.popularity_score": lambda dice: dice.choice((0.1, 0.5, 0.9)),
    "sort_order": lambda dice: dice.choice((1, 2, LEAVE_OUT)),
    "metadata.created_at": _date,
    "metadata.updated_at": _date,
    "metadata.status": lambda dice: dice.choice(("active", "active", "draft")),
    "quality": lambda dice: {"data_quality_score": dice.choice((0.2, 0.9)), "quality_issues": []},
}
EDITS: tuple[Edit, ...] = (
    *(_set(name, values) for name, values in _FIELDS.items()),
    *(_add, _add, _add, _remove, _remove, _reorder, _break, _break, _double, _double, _same_wish, _same_wish),
    *(_rebrand, _rebrand, _recategorise, _recategorise, _parent, _come_or_go),
    *(_subject("brands", _BRANDS), _subject("categories", _CATEGORIES), _subject("faces", _FACES)),
)
