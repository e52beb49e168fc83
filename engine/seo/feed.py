"""Products -> feed.xml for Merchant Center: RSS 2.0 with the g: namespace, in parts.

Attributes and their values: Google's product data specification. Merchant Center takes several files, so each part is a
whole feed of its own.
"""

from collections.abc import Iterable

from msgspec import Struct

from engine.seo.markup import escape

A_PART = 5_000
AVAILABILITY = {"in_stock": "in_stock", "low_stock": "in_stock", "out_of_stock": "out_of_stock"}
GENDERS = {"men": "male", "women": "female", "unisex": "unisex", "kids": "unisex"}
MOST_PICTURES = 10


class FeedItem(Struct, frozen=True, gc=False):
    """A product that can be bought, as the shop's page shows it."""

    id: str
    title: str
    description: str  # plain text
    link: str
    pictures: tuple[str, ...]
    price: str  # what is charged: 184.10
    regular_price: str  # empty when not on sale
    currency: str
    availability: str
    brand: str = ""
    gtin: str = ""
    sku: str = ""
    colour: str = ""
    material: str = ""
    size: str = ""
    gender: str = ""
    group: str = ""  # empty without colour siblings
    category: str = ""


def feed_name(part: int) -> str:
    """Return the file of a part, counted from 1."""
    return "feed.xml" if part == 1 else f"feed-{part}.xml"


def feed(title: str, link: str, description: str, items: Iterable[FeedItem]) -> bytes:
    """Return one part of the feed."""
    body = "\n".join(_item(item) for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
        f"<title>{escape(title)}</title><link>{escape(link)}</link><description>{escape(description)}</description>\n"
        f"{body}\n</channel></rss>\n"
    ).encode()


def _item(item: FeedItem) -> str:
    price = item.regular_price or item.price
    rows = [
        ("id", item.id[:50]),
        ("title", item.title[:150]),
        ("description", item.description[:5000]),
        ("link", item.link),
        ("image_link", item.pictures[0] if item.pictures else ""),
        *(("additional_image_link", picture) for picture in item.pictures[1 : MOST_PICTURES + 1]),
        ("availability", AVAILABILITY.get(item.availability, "out_of_stock")),
        ("price", f"{price} {item.currency}"),
        ("sale_price", f"{item.price} {item.currency}" if item.regular_price else ""),
        ("brand", item.brand[:70]),
        ("gtin", item.gtin),
        ("mpn", item.sku[:70] if not item.gtin else ""),
        ("identifier_exists", "" if item.brand and (item.gtin or item.sku) else "no"),
        ("condition", "new"),
        ("color", item.colour[:100]),
        ("material", item.material[:200]),
        ("size", item.size[:100]),
        ("gender", GENDERS.get(item.gender, "")),
        ("age_group", "kids" if item.gender == "kids" else "adult"),
        ("item_group_id", item.group[:50]),
        ("product_type", item.category[:750]),
    ]
    return "<item>" + "".join(f"<g:{name}>{escape(value)}</g:{name}>" for name, value in rows if value) + "</item>"
