"""A data folder and slugs -> the same shop after a day's work: prices, texts and dates of some products changed.

Both shapes are changed alike and written whole, as a nightly export would: each file gets a new date, few lines differ.
"""

import json
import os
from pathlib import Path
from typing import Any

from benchmarks.peers.documents import price_document
from benchmarks.peers.generate import dump

RISE_CENTS = 300
REMARK = "<p>Tried on again this week by all of us.</p>\n"
DAY = "2026-11-11"


def spread(size: int, count: int, turn: int = 0) -> list[int]:
    """Return the numbers of `count` products spread over a shop; another turn, other ones."""
    return sorted({(size // 3 + turn * 7 + place * size // count) % size for place in range(count)})


def edit_products(folder: Path, numbers: list[int]) -> list[str]:
    """Change these products in both shapes and return their slugs."""
    chosen = set(numbers)
    flat, catalog = folder / "flat/products.json", folder / "catalog/products.jsonl"
    changed: dict[int, Any] = {}
    with open(flat, "rb") as old, open(f"{flat}.new", "wb") as new:
        for number, line in enumerate(old, -1):
            if number in chosen:
                changed[number] = record = json.loads(line.rstrip(b",\n"))
                record["cents"] += RISE_CENTS
                record["was_cents"] = record["was_cents"] and record["was_cents"] + RISE_CENTS
                record["body"] = REMARK + record["body"]
                record["updated"] = DAY
                line = dump(record) + (b",\n" if line.endswith(b",\n") else b"\n")
            new.write(line)
    with open(catalog, "rb") as old, open(f"{catalog}.new", "wb") as new:
        for number, line in enumerate(old):
            if number in chosen:
                document, record = json.loads(line), changed[number]
                document["price"] = price_document(record)
                document["description"] = record["body"]
                document["metadata"]["updated_at"] = {"$date": f"{DAY}T00:00:00.000Z"}
                line = dump(document) + b"\n"
            new.write(line)
    for path in (flat, catalog):
        os.replace(f"{path}.new", path)
    return [changed[number]["slug"] for number in numbers]
