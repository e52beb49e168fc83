"""A database that says what has changed -> the site of a clean build, with few documents read, or with all of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest
from bson import ObjectId, json_util
from msgspec import json
from pymongo.collection import Collection

from engine.catalog.mongo import MongoSource
from engine.telemetry.events import Event, Warned
from tests.pipeline.test_build_sources import fill
from tests.shop.builder import LEAVE_OUT, build_shop, product, run, write_shop

FRAMES = [product(f"Frame {number}", {"metadata.updated_at": {"$date": "2024-05-06T00:00:00Z"}}) for number in range(9)]
LATER = {"metadata.updated_at": {"$date": "2024-05-07T00:00:00Z"}}


class Shop:
    """A shop whose products are in a database."""

    def __init__(self, folder: Path, uri: str, products: Collection[Any], config: str) -> None:
        self.folder = folder
        self.uri = uri
        self.products = products
        self.config = config

    def put(self, document: Any) -> None:
        """Put a document in the place of the one with its _id, or where none was."""
        found = json_util.loads(json.encode(document).decode())
        self.products.replace_one({"_id": found["_id"]}, found, upsert=True)

    def clean(self) -> dict[str, bytes]:
        """Return what a build of another folder makes, which knows the addresses but nothing else."""
        fresh = self.folder / "clean"
        write_shop(fresh, [], config=self.config)
        (fresh / "urls.ledger").write_bytes((self.folder / "urls.ledger").read_bytes())
        return run(fresh, full=True).files


@pytest.fixture
def shop(tmp_path: Path, mongod: str) -> Iterator[Shop]:
    fill(mongod, "dated", FRAMES)
    config = f'[catalog]\nsource = "{mongod}"\ndatabase = "dated"\n'
    build_shop(tmp_path, [], config=config)
    with pymongo.MongoClient[Any](mongod) as client:
        yield Shop(tmp_path, mongod, client["dated"]["products"], config)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a source was asked for, in order: `changed` and `ranges`."""
    told: list[str] = []
    for name in ("changed", "ranges"):
        real = getattr(MongoSource, name)

        def noted(self: MongoSource, *arguments: int, name: str = name, real: Any = real) -> Any:
            told.append(name)
            return real(self, *arguments)

        monkeypatch.setattr(MongoSource, name, noted)
    return told


def test_a_document_with_a_new_date_is_read_and_no_other(shop: Shop, asked: list[str]) -> None:
    shop.put(product("Frame 3", LATER | {"price.base_price": 77.0}))
    assert run(shop.folder).files == shop.clean()
    assert asked == ["changed", "ranges"]  # the second one is that of the clean build


def test_nothing_new_leaves_the_site_and_the_snapshot_alone(shop: Shop, asked: list[str]) -> None:
    current = (shop.folder / ".storeloom/snapshots/current").read_text()
    built = run(shop.folder)
    assert (built.report.changed, asked) == (0, ["changed"])
    assert (shop.folder / ".storeloom/snapshots/current").read_text() == current


def test_documents_of_the_same_date_are_told_apart_by_their_bytes(shop: Shop, asked: list[str]) -> None:
    shop.put(product("Frame 3", {"price.base_price": 77.0, "metadata.updated_at": {"$date": "2024-05-06T00:00:00Z"}}))
    assert run(shop.folder).files == shop.clean()
    assert asked[0] == "changed"
    assert asked.count("ranges") == 1


@pytest.mark.parametrize("place", ["000000000000000000000001", "7fffffffffffffffffffffff", "ffffffffffffffffffffffff"])
def test_a_document_that_is_added_takes_its_place_by_its_id(shop: Shop, asked: list[str], place: str) -> None:
    shop.put(product("Fresh", LATER | {"_id": {"$oid": place}, "product_id": FRAMES[4]["product_id"]}))
    built = run(shop.folder)
    assert asked == ["changed"]
    assert built.files == shop.clean()
    assert built.codes["product_id_twice"] == 1


def test_a_document_that_is_taken_away_is_missed(shop: Shop, asked: list[str]) -> None:
    shop.products.delete_one({"_id": ObjectId(FRAMES[2]["_id"]["$oid"])})
    assert run(shop.folder).files == shop.clean()
    assert asked == ["changed", "ranges", "ranges"]


def test_a_document_that_was_withdrawn_comes_back(shop: Shop, asked: list[str]) -> None:
    for status in ("draft", "active"):
        shop.put(product("Frame 5", LATER | {"metadata.status": status}))
        assert run(shop.folder).files == shop.clean()
    assert asked == ["changed", "ranges", "changed", "ranges"]


def test_an_edit_without_a_new_date_is_found_by_the_full_comparison(shop: Shop) -> None:
    before = run(shop.folder).files
    shop.put(product("Frame 3", {"price.base_price": 77.0, "metadata.updated_at": {"$date": "2024-01-01T00:00:00Z"}}))
    assert run(shop.folder).files == before
    assert run(shop.folder, compare=True).files == shop.clean() != before


def test_a_full_comparison_comes_round_by_itself(shop: Shop, asked: list[str]) -> None:
    write_shop(shop.folder, [], config=f"{shop.config}full_compare_hours = 0\n")
    assert run(shop.folder).report.changed == 0
    assert asked == ["ranges"]


def test_documents_without_a_date_have_all_compared_and_that_is_said_once(shop: Shop, asked: list[str]) -> None:
    shop.put(product("Frame 3", {"metadata.updated_at": LEAVE_OUT}))
    shop.put(product("Frame 4", {"metadata.updated_at": "2024-05-06T00:00:00Z"}))
    warned = []
    for _ in range(2):
        events: list[Event] = []
        run(shop.folder, listen=events.append, compare=True)
        warned += [event.message for event in events if isinstance(event, Warned)]
    assert len(warned) == 1
    assert "2 of 9 products have no date in `metadata.updated_at`" in warned[0]
    asked.clear()
    run(shop.folder)
    assert asked == ["ranges"]


def test_dates_that_are_still_to_come_hide_nothing(shop: Shop, asked: list[str]) -> None:
    shop.put(product("Frame 1", {"metadata.updated_at": {"$date": "2199-01-01T00:00:00Z"}}))
    run(shop.folder)
    shop.put(product("Frame 3", LATER | {"price.base_price": 77.0}))
    assert run(shop.folder).files == shop.clean()
    assert asked == ["changed", "changed", "ranges"]


def test_a_date_under_a_foreign_name_is_asked_for_by_it(shop: Shop, asked: list[str]) -> None:
    dated = {"modified": {"$date": "2024-05-06T00:00:00Z"}}
    fill(shop.uri, "dated", [frame | dated for frame in FRAMES])
    shop.config += '[catalog.fields]\n"metadata.updated_at" = "modified"\n'
    build_shop(shop.folder, [], config=shop.config)
    asked.clear()
    shop.put(product("Frame 3", {"modified": {"$date": "2024-06-06T00:00:00Z"}, "price.base_price": 77.0}))
    assert run(shop.folder).files == shop.clean()
    assert asked == ["changed", "ranges"]
