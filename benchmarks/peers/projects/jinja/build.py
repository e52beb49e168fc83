"""Flat data -> the measured shop by Jinja2 alone: what a careful script of one afternoon does, in one process.

Templates are compiled once, cards are rendered once a product, the collector is off while the data is alive.
"""

import argparse
import gc
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

Record = dict[str, Any]
PER_PAGE = 24


def money(cents: int) -> str:
    """Return an amount as customers read it."""
    return f"${cents / 100:,.2f}"


def amount(cents: int) -> str:
    """Return an amount as machines read it."""
    return f"{cents / 100:.2f}"


def structured(base: str, record: Record) -> Record:
    """Return the structured data of a product and of the way to it."""
    address = f"{base}/p/{record['slug']}/"
    steps = [
        ("Home", f"{base}/"),
        (record["category"]["name"], f"{base}/c/{record['category']['slug']}/"),
        (record["name"], address),
    ]
    product = {
        "@type": "Product",
        "name": record["name"],
        "description": record["summary"],
        "sku": record["sku"],
        "gtin13": record["gtin"],
        "image": [f"{base}{picture['stem']}-1440.jpg" for picture in record["pictures"]],
        "brand": {"@type": "Brand", "name": record["brand"]["name"]},
        "offers": {
            "@type": "Offer",
            "url": address,
            "price": amount(record["cents"]),
            "priceCurrency": record["currency"],
            "availability": f"https://schema.org/{'InStock' if record['in_stock'] else 'OutOfStock'}",
            "itemCondition": "https://schema.org/NewCondition",
        },
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": record["stars"],
            "reviewCount": record["reviews"],
        },
    }
    trail = [
        {"@type": "ListItem", "position": place, "name": name, "item": item}
        for place, (name, item) in enumerate(steps, 1)
    ]
    return {
        "@context": "https://schema.org",
        "@graph": [product, {"@type": "BreadcrumbList", "itemListElement": trail}],
    }


class Site:
    """Writes pages of templates into a folder."""

    def __init__(self, data: Path, out: Path, minify: Callable[[str], str] | None) -> None:
        self.shop, self.categories, self.brands, self.products = (
            json.loads((data / f"{name}.json").read_bytes()) for name in ("site", "categories", "brands", "products")
        )
        self.out, self.minify = str(out), minify
        folder = Path(__file__).parent / "templates"
        self.templates = Environment(
            loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False
        )
        self.templates.filters.update(money=money, amount=amount)
        self.templates.globals.update(site=self.shop, categories=self.categories, brands=self.brands)
        card = self.templates.get_template("card.html")
        self.cards = {record["slug"]: Markup(card.render(p=record)) for record in self.products}

    def write(self, path: str, text: str) -> None:
        """Write one file, with its folder."""
        target = self.out + path
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)

    def page(self, template: str, path: str, **context: Any) -> None:
        """Render one page and write it."""
        text = self.templates.get_template(template).render(path=path, **context)
        self.write(f"{path}index.html", self.minify(text) if self.minify else text)

    def build(self) -> None:
        """Write the whole shop."""
        featured = [record for record in self.products if record["featured"]][:PER_PAGE]
        self.page("home.html", "/", cards=[self.cards[record["slug"]] for record in featured])
        base = self.shop["base_url"]
        for record in self.products:
            self.page(
                "product.html",
                f"/p/{record['slug']}/",
                p=record,
                data=structured(base, record),
                cards=[self.cards[slug] for slug in record["related"]],
            )
        self.lists("c", "category", self.categories)
        self.lists("b", "brand", self.brands)
        self.records()

    def lists(self, letter: str, key: str, terms: list[Record]) -> None:
        """Write the pages of all lists of one kind."""
        groups: dict[str, list[Record]] = defaultdict(list)
        for record in self.products:
            groups[record[key]["slug"]].append(record)
        for term in terms:
            items, root = groups[term["slug"]], f"/{letter}/{term['slug']}/"
            pages = -(-len(items) // PER_PAGE)
            paths = ["", root, *(f"{root}page/{number}/" for number in range(2, pages + 1)), ""]
            for number in range(1, pages + 1):
                shown = items[(number - 1) * PER_PAGE : number * PER_PAGE]
                self.page(
                    "list.html",
                    paths[number],
                    term=term,
                    number=number,
                    pages=pages,
                    total=len(items),
                    prev=paths[number - 1],
                    next=paths[number + 1],
                    first=shown[0],
                    cards=[self.cards[record["slug"]] for record in shown],
                )

    def records(self) -> None:
        """Write the sitemap and the records for search."""
        self.write("/sitemap.xml", self.templates.get_template("sitemap.xml").render(products=self.products))
        found = [
            {
                "id": record["slug"],
                "n": record["name"],
                "b": record["brand"]["name"],
                "c": record["category"]["name"],
                "p": record["cents"],
                "i": f"{record['pictures'][0]['stem']}-320.webp",
            }
            for record in self.products
        ]
        self.write("/search-index.json", json.dumps(found, ensure_ascii=False, separators=(",", ":")))


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minify", action="store_true", help="with minify-html")
    options = parser.parse_args()
    minify: Callable[[str], str] | None = None
    if options.minify:
        from minify_html import minify as minify_html

        def minify(text: str) -> str:
            return str(minify_html(text, keep_closing_tags=True, keep_html_and_head_opening_tags=True))

    gc.disable()
    Site(options.data, options.out, minify).build()
    shutil.copytree(options.data / "assets", options.out / "assets", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
