"""The measured shop in a real MongoDB -> what a build takes that finds nothing or one edit, as a table.

By date a build reads what has a new `metadata.updated_at`; by full comparison it looks at every document, and finds an
edit without a new date too. In the end the site must be that of a first build, else there are no figures.
"""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bson import json_util
from pymongo import MongoClient
from pymongo.collection import Collection

from benchmarks.peers.columns import Command, Place
from benchmarks.peers.run import Options, measured, prepare
from tests.real.mongod import running_mongod

Document = dict[str, Any]

SHOP = Path(__file__).with_name("shop")
FULL = "--full-compare"
A_LOAD = 1_000
EDITED = datetime(2026, 11, 20, tzinfo=UTC)


def database(options: Options) -> str:
    """Return a table of the least wall and CPU seconds of whole commands."""
    place = Place(options.scratch / "database")
    place.kept.mkdir(parents=True)
    shutil.copytree(SHOP, place.project)
    with running_mongod() as uri, MongoClient[Document](uri) as client:
        for path in sorted((prepare(options).base / "catalog").iterdir()):
            _load(client["shop"][path.stem], path)
        products, source = client["shop"]["products"], f"{uri}shop"
        chosen = _middle(products)
        _build(place, source, options)
        lines = ["| MongoDB, what changed | found | wall, s | CPU, s |", "| --- | --- | --- | --- |"]
        for what, edit in (("nothing", _nothing), ("one price", _edit)):
            for found, words in (("by date", ()), ("by full comparison", (FULL,))):
                measures = []
                for turn in range(options.repeat):
                    edit(products, chosen, turn, dated=not words)
                    measures.append(_build(place, source, options, *words))
                wall, cpu = (min(one[key] for one in measures) for key in ("wall_s", "cpu_s"))
                lines.append(f"| {what} | {found} | {wall:.2f} | {cpu:.2f} |")
        clean = Place(options.scratch / "clean")
        clean.kept.mkdir(parents=True)
        shutil.copytree(SHOP, clean.project)
        shutil.copyfile(place.project / "urls.ledger", clean.project / "urls.ledger")
        _build(clean, source, options)
        if subprocess.run(["diff", "-rq", place.site, clean.site], check=False).returncode:
            raise SystemExit("database: the site is not that of a first build")
    return "\n".join(lines)


def _load(collection: Collection[Document], path: Path) -> None:
    held: list[Document] = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            held.append(json_util.loads(line))
            if len(held) == A_LOAD:
                collection.insert_many(held)
                held = []
    if held:
        collection.insert_many(held)
    collection.create_index("metadata.updated_at")


def _build(place: Place, source: str, options: Options, *words: str) -> dict[str, float]:
    program = str(Path(sys.executable).with_name("storeloom"))
    given = ["--quiet", "--source", source, "--output", str(place.site), *words]
    return measured(Command([program, "build", str(place.project), *given], place.project), place, options)


def _nothing(_products: Collection[Document], _product: str, _turn: int, *, dated: bool) -> None:
    """Leave everything as it is."""


def _edit(products: Collection[Document], product: str, turn: int, *, dated: bool) -> None:
    """Raise the price of a product, with a new date or without one."""
    change: Document = {"$inc": {"price.base_price": 1}}
    if dated:
        change["$set"] = {"metadata.updated_at": EDITED + timedelta(days=turn)}
    products.update_one({"product_id": product}, change)


def _middle(products: Collection[Document]) -> str:
    found = products.find({}, {"product_id": 1}).sort("_id").skip(products.estimated_document_count() // 3).limit(1)
    return str(next(found)["product_id"])
