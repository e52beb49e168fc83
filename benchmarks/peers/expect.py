"""The flat data -> what each page of the shop must say, as plain values under names that extract.py reads too."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.peers import vocabulary as words
from benchmarks.peers.vocabulary import BASE_URL, CARD_WIDTHS, PER_PAGE, SITE, WIDTHS

Record = dict[str, Any]
Facts = dict[str, Any]

RELATED_TITLE = "You may also like"
INVISIBLE = re.compile("[\u200e\u200f\u061c\u2066-\u2069]|\\s+")


@dataclass(frozen=True)
class Listing:
    """One page of the list of a category or brand."""

    term: Record
    items: list[Record]
    total: int
    number: int
    pages: int
    root: str

    @property
    def path(self) -> str:
        return self.address(self.number)

    def address(self, number: int) -> str:
        """Return the path of a page of this list, nothing when there is none."""
        if not 1 <= number <= self.pages:
            return ""
        return self.root if number == 1 else f"{self.root}page/{number}/"


@dataclass(frozen=True)
class Shop:
    """The flat data of a folder and the pages that it makes."""

    products: list[Record]
    categories: list[Record]
    brands: list[Record]
    listings: list[Listing]
    by_path: dict[str, Record] = field(repr=False)

    @property
    def featured(self) -> list[Record]:
        return [record for record in self.products if record["featured"]][:PER_PAGE]


def load_shop(folder: Path) -> Shop:
    """Read the flat files of a data folder."""
    products, categories, brands = (
        json.loads((folder / "flat" / f"{name}.json").read_bytes()) for name in ("products", "categories", "brands")
    )
    listings: list[Listing] = []
    for letter, key, terms in (("c", "category", categories), ("b", "brand", brands)):
        groups: dict[str, list[Record]] = defaultdict(list)
        for record in products:
            groups[record[key]["slug"]].append(record)
        for term in terms:
            items, root = groups[term["slug"]], f"/{letter}/{term['slug']}/"
            pages = -(-len(items) // PER_PAGE)
            listings += [
                Listing(term, items[start : start + PER_PAGE], len(items), start // PER_PAGE + 1, pages, root)
                for start in range(0, len(items), PER_PAGE)
            ]
    return Shop(products, categories, brands, listings, {path_of(record): record for record in products})


def path_of(record: Record) -> str:
    """Return the path of a product's page."""
    return f"/p/{record['slug']}/"


def squeeze(text: str) -> str:
    """Return a text without blanks and direction marks, which minifiers and themes may set as they like."""
    return INVISIBLE.sub("", text)


def home_facts(shop: Shop) -> Facts:
    """Return what the home page must say."""
    title = f"{SITE['name']} — {SITE['tagline']}"
    return _page(shop, title, SITE["description"], "/", "website", "/img/000000-1-1440.jpg") | {
        "h1": squeeze(SITE["tagline"]),
        "tiles": [[f"/c/{term['slug']}/", squeeze(term["name"])] for term in shop.categories],
        "featured": [card_facts(record) for record in shop.featured],
        "brands": sorted([f"/b/{term['slug']}/", squeeze(term["name"])] for term in shop.brands),
    }


def listing_facts(shop: Shop, page: Listing) -> Facts:
    """Return what one page of a list must say."""
    term = page.term
    title = (
        f"{term['name']} – page {page.number} | {SITE['name']}"
        if page.number > 1
        else f"{term['name']} | {SITE['name']}"
    )
    image = page.items[0]["pictures"][0]["stem"] + "-1440.jpg"
    before, after = page.address(page.number - 1), page.address(page.number + 1)
    return _page(shop, title, term["description"], page.path, "website", image) | {
        "prev": before,
        "next": after,
        "h1": squeeze(term["name"]),
        "crumbs": ["Home", squeeze(term["name"])],
        "lead": squeeze(term["description"]),
        "count": f"{page.total}products",
        "place": f"Page{page.number}of{page.pages}",
        "turn": [path for path in (before, after) if path],
        "cards": [card_facts(record) for record in page.items],
    }


def product_facts(shop: Shop, record: Record, related: list[str], related_title: str = RELATED_TITLE) -> Facts:
    """Return what a product's page must say; `related` are the paths of the products that it recommends."""
    name, brand, category = record["name"], record["brand"], record["category"]
    picture = record["pictures"][0]
    stock = "In stock, ships in 2 days" if record["in_stock"] else "Out of stock"
    page = _page(
        shop, f"{name} | {SITE['name']}", record["summary"], path_of(record), "product", f"{picture['stem']}-1440.jpg"
    )
    return page | {
        "meta_price": f"{record['cents'] / 100:.2f} {record['currency']}",
        "meta_stock": "in stock" if record["in_stock"] else "out of stock",
        "meta_brand": brand["name"],
        "preload": srcset(picture["stem"], "avif", WIDTHS),
        "h1": squeeze(name),
        "crumbs": ["Home", squeeze(category["name"]), squeeze(name)],
        "links": ["/", f"/c/{category['slug']}/", f"/b/{brand['slug']}/"],
        "brand": squeeze(f"by {brand['name']}"),
        "rating": squeeze(f"Rated {record['stars']} out of 5 from {record['reviews']} reviews"),
        "price": price_text(record),
        "stock": squeeze(stock),
        "form": [record["sku"], record["in_stock"]],
        "description": squeeze("Description" + text_of(record["body"])),
        "elements": {tag: len(re.findall(rf"<{tag}\b", record["body"])) for tag in ("p", "ul", "li", "strong")},
        "gallery": [gallery_facts(each) for each in record["pictures"]],
        "specs": [[squeeze(row["label"]), squeeze(row["value"]).casefold()] for row in record["rows"]],
        "faces": [[str(fit["percent"]), f"{fit['face'].capitalize()} fit"] for fit in record["fit"]],
        "related_title": squeeze(related_title),
        "related": [card_facts(shop.by_path[path]) for path in related],
        "ld_product": ld_facts(record),
        "ld_crumbs": [
            ["Home", f"{BASE_URL}/"],
            [category["name"], f"{BASE_URL}/c/{category['slug']}/"],
            [name, BASE_URL + path_of(record)],
        ],
    }


def card_facts(record: Record) -> Facts:
    """Return what the card of a product must show wherever it stands."""
    picture = record["pictures"][0]
    return {
        "path": path_of(record),
        "name": squeeze(record["name"]),
        "brand": squeeze(record["brand"]["name"]),
        "price": price_text(record),
        "rating": f"{record['stars']}({record['reviews']})",
        "alt": picture["alt"],
        "src": f"{picture['stem']}-320.jpg",
        "color": f"background-color:{picture['color']}",
        "sources": [srcset(picture["stem"], form, CARD_WIDTHS) for form in ("avif", "webp")],
    }


def gallery_facts(picture: Record) -> Facts:
    """Return what one picture of a product's page must offer."""
    return {
        "sources": [srcset(picture["stem"], form, WIDTHS) for form in ("avif", "webp")],
        "srcset": srcset(picture["stem"], "jpg", WIDTHS),
        "src": f"{picture['stem']}-640.jpg",
        "alt": picture["alt"],
        "size": f"{picture['width']}x{picture['height']}",
        "color": f"background-color:{picture['color']}",
    }


def ld_facts(record: Record) -> Facts:
    """Return what the structured data of a product must say."""
    return {
        "name": record["name"],
        "description": record["summary"],
        "sku": record["sku"],
        "gtin": record["gtin"],
        "images": [f"{BASE_URL}{picture['stem']}-1440.jpg" for picture in record["pictures"]],
        "brand": record["brand"]["name"],
        "url": BASE_URL + path_of(record),
        "price": f"{record['cents'] / 100:.2f} {record['currency']}",
        "availability": "InStock" if record["in_stock"] else "OutOfStock",
        "condition": "NewCondition",
        "rating": f"{float(record['stars'])} {record['reviews']}",
    }


def search_facts(record: Record) -> Facts:
    """Return the record that a search in the browser reads of a product."""
    return {
        "id": record["slug"],
        "n": record["name"],
        "b": record["brand"]["name"],
        "c": record["category"]["name"],
        "p": record["cents"],
        "i": record["pictures"][0]["stem"] + "-320.webp",
    }


def sitemap_facts(shop: Shop) -> dict[str, str]:
    """Return every address of the sitemap and its day, where it has one."""
    paths = ["/", *(page.path for page in shop.listings if page.number == 1)]
    dated = {BASE_URL + path_of(record): record["updated"] for record in shop.products}
    return {BASE_URL + path: "" for path in paths} | dated


def srcset(stem: str, form: str, widths: tuple[int, ...]) -> str:
    """Return a srcset without blanks after commas."""
    return ",".join(f"{stem}-{width}.{form} {width}w" for width in widths)


def price_text(record: Record) -> str:
    """Return a price as it is shown: what is charged, then what was asked before."""
    return "".join(f"${cents / 100:,.2f}" for cents in (record["cents"], record["was_cents"]) if cents)


def text_of(markup: str) -> str:
    """Return the text of a description."""
    plain = re.sub(r"<[^>]*>", "", markup)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _page(shop: Shop, title: str, description: str, path: str, kind: str, image: str) -> Facts:
    address, picture = BASE_URL + path, BASE_URL + image
    return {
        "lang": "en",
        "title": title,
        "description_meta": description,
        "canonical": address,
        "prev": "",
        "next": "",
        "og": [title, description, kind, address, SITE["name"], picture, "en_US"],
        "twitter": ["summary_large_image", title, description, picture],
        "theme_color": SITE["theme_color"],
        "nav": [[f"/c/{term['slug']}/", squeeze(term["name"])] for term in shop.categories],
        "footer": [
            [link["href"], squeeze(link["label"])] for column in words.SITE["footer"] for link in column["links"]
        ],
        "copyright": True,
        "skip": "#main",
    }
