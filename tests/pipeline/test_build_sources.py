"""A MongoDB that serves, and one that dies half-way -> the same site, or that of the last good snapshot, loudly."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pymongo
import pytest
from bson import json_util
from msgspec import json

from engine.errors import CatalogError
from engine.telemetry.events import Event, StageProgress, Warned
from tests.real.mongod import running_mongod
from tests.shop.builder import GLASSES, LIND, OVAL, build_shop, product, run, write_shop

FRAMES = [product(f"Frame {number}") for number in range(40)]


def fill(uri: str, name: str, products: list[Any]) -> None:
    """Put a catalog into a database."""
    with pymongo.MongoClient[Any](uri) as client:
        client.drop_database(name)
        collections = {"products": products, "brands": [LIND], "categories": [GLASSES]}
        for collection, documents in (collections | {"face_shape_compatibility": [OVAL]}).items():
            client[name][collection].insert_many(json_util.loads(json.encode(documents).decode()))


def test_files_and_mongodb_give_the_same_bytes(tmp_path: Path, mongod: str) -> None:
    fill(mongod, "same_bytes", FRAMES)
    files = build_shop(tmp_path / "files", FRAMES, workers=2)
    config = f'[catalog]\nsource = "{mongod}"\ndatabase = "same_bytes"\n'
    database = build_shop(tmp_path / "mongo", [], workers=2, config=config)
    assert database.files == files.files
    assert (tmp_path / "mongo/urls.ledger").read_bytes() == (tmp_path / "files/urls.ledger").read_bytes()


@pytest.mark.usefixtures("mongod")  # left out where there is none
def test_a_database_that_dies_is_stood_in_for_by_the_last_good_snapshot(tmp_path: Path) -> None:
    with running_mongod() as uri:
        fill(uri, "dies", FRAMES)
        source = f"{uri}?serverSelectionTimeoutMS=300"
        config = f'[catalog]\nsource = "{source}"\ndatabase = "dies"\n'
        whole = build_shop(tmp_path, [], config=config)
    for _ in range(2):
        events: list[Event] = []
        again = run(tmp_path, listen=events.append)
        (warned,) = (event.message for event in events if isinstance(event, Warned))
        assert "The shop is built from the last good snapshot of the catalog" in warned
        assert again.files == whole.files
    write_shop(tmp_path, [], config=f"{config}in_stock = true\n")
    with pytest.raises(CatalogError):
        run(tmp_path)


@pytest.mark.usefixtures("mongod")  # left out where there is none
def test_a_database_that_dies_while_products_are_read_is_stood_in_for_too(tmp_path: Path) -> None:
    many = [product(f"Frame {number}") for number in range(1500)]
    died: list[str] = []
    events: list[Event] = []
    with ExitStack() as stack:
        uri = stack.enter_context(running_mongod())
        fill(uri, "dies", many)
        source = f"{uri}?serverSelectionTimeoutMS=300"
        config = f'[catalog]\nsource = "{source}"\ndatabase = "dies"\nlimit = 5\n'
        whole = build_shop(tmp_path, [], config=config)

        def listen(event: Event) -> None:
            events.append(event)
            if isinstance(event, StageProgress) and event.stage == "read" and not died:
                died.append(f"after {event.done}")
                stack.close()

        again = run(tmp_path, listen=listen, compare=True)
    (warned,) = (event.message for event in events if isinstance(event, Warned))
    assert "The shop is built from the last good snapshot of the catalog" in warned
    assert again.files == whole.files


def test_a_first_build_from_a_database_that_is_not_there_says_so(tmp_path: Path) -> None:
    config = '[catalog]\nsource = "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200"\ndatabase = "none"\n'
    with pytest.raises(CatalogError, match=r"127\.0\.0\.1:9"):
        build_shop(tmp_path, [], config=config)
    assert not (tmp_path / "site").exists()
