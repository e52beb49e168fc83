"""A size and a seed -> a folder with the measured shop in both shapes: `flat/` for other tools, `catalog/` for ours.

Two files say the same of each product: a flat record, ready for templates, and a document as a database holds it,
with a third more bytes, prices as decimal numbers and values that must not be published.
"""

import json
import os
from pathlib import Path
from typing import Any

from benchmarks.peers import documents, goods
from benchmarks.peers import vocabulary as words

SEED = 20
STYLES = "".join(f".space-{step}{{margin:{step}px;padding:{step}px}}\n" for step in range(200))
SCRIPT = "document.documentElement.classList.add('js');\n"
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="9" cy="16" r="6"/>'
    '<circle cx="23" cy="16" r="6"/></svg>\n'
)


def write_data(folder: Path, size: int, seed: int = SEED) -> None:
    """Write a shop of `size` products; the same arguments give the same bytes."""
    flat, catalog = folder / "flat", folder / "catalog"
    for each in (flat / "assets", catalog):
        each.mkdir(parents=True, exist_ok=True)
    brands, categories = _write_products(flat, catalog, size, seed)
    _write(flat / "site.json", words.SITE)
    _write(flat / "brands.json", [goods.BRANDS[number] for number in brands])
    _write(flat / "categories.json", [goods.CATEGORIES[number] for number in categories])
    _lines(catalog / "brands.jsonl", [documents.brand_document(goods.BRANDS[each], each) for each in brands])
    _lines(
        catalog / "categories.jsonl",
        [documents.category_document(goods.CATEGORIES[each], each) for each in categories],
    )
    _lines(
        catalog / "face_shape_compatibility.jsonl",
        [documents.face_document(face, number) for number, face in enumerate(words.FACES)],
    )
    for name, text in (("site.css", STYLES), ("site.js", SCRIPT), ("icon.svg", ICON)):
        (flat / "assets" / name).write_text(text, encoding="utf-8")


def _write_products(flat: Path, catalog: Path, size: int, seed: int) -> tuple[list[int], list[int]]:
    """Write both files of products line by line; return which brands and categories have any, in order."""
    brand_of = {brand["slug"]: number for number, brand in enumerate(goods.BRANDS)}
    category_of = {category["slug"]: number for number, category in enumerate(goods.CATEGORIES)}
    brands, categories = set(), set()
    with open(flat / "products.json", "wb") as records, open(catalog / "products.jsonl", "wb") as lines:
        for number in range(size):
            record = goods.make_product(seed, number, size)
            brand, category = brand_of[record["brand"]["slug"]], category_of[record["category"]["slug"]]
            brands.add(brand)
            categories.add(category)
            lines.write(dump(documents.product_document(record, number, brand, category)) + b"\n")
            del record["facts"]
            records.write((b",\n" if number else b"[\n") + dump(record))
        records.write(b"\n]\n")
    return sorted(brands), sorted(categories)


def dump(value: Any) -> bytes:
    """Return JSON without a needless byte."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _write(path: Path, value: Any) -> None:
    path.write_bytes(dump(value))


def _lines(path: Path, values: list[Any]) -> None:
    path.write_bytes(b"".join(dump(value) + b"\n" for value in values))


def data_bytes(folder: Path) -> tuple[int, int]:
    """Return the size of the products in both shapes: flat, catalog."""
    return os.path.getsize(folder / "flat/products.json"), os.path.getsize(folder / "catalog/products.jsonl")
