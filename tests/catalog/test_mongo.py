"""A real MongoDB gives what files give; ranges of mixed ids hold each document once."""

import json
import pickle
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import bson
import msgspec
import pymongo
import pytest
import stamina
from bson import json_util
from msgspec.structs import replace

from engine.catalog.mongo import MongoSource
from engine.catalog.opening import open_source
from engine.catalog.product import Finding, Product, Reference
from engine.catalog.references import vet_reference
from engine.catalog.source import Range, Source
from engine.catalog.vet import vet
from engine.catalog.vetting import open_vetting
from engine.config.schema import Catalog, Shop, ShopConfig
from engine.errors import CatalogError, ConfigError, SourceLostError
from tests.catalog.damage import DAMAGES
from tests.catalog.shelf import BRANDS, CATEGORIES, FACES, good
from tests.real.mongod import running_mongod


def shop(source: str, **catalog: Any) -> ShopConfig:
    return ShopConfig(shop=Shop(name="S", base_url="https://s.example"), catalog=Catalog(source=source, **catalog))


def fill(uri: str, name: str, **collections: list[Any]) -> str:
    """Return the URI of a database that holds just these documents."""
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        client.drop_database(name)
        for collection, trees in collections.items():
            client[name][collection].insert_many(trees)
    return uri + name


def ids(source: Source, parts: tuple[Range, ...]) -> list[str]:
    """Return the ids of all documents, read as a worker would."""
    again: Source = pickle.loads(pickle.dumps(source))
    rows = [row for part in parts for batch in again.read(part) for row in batch]
    again.close()
    return [str(json_util.dumps(bson_id(document))) for _, document in rows]


def bson_id(document: bytes | str) -> Any:
    assert isinstance(document, bytes)
    return msgspec.msgpack.decode(document)["_id"]


def vetted(config: ShopConfig) -> tuple[Reference, list[Product], Counter[Finding]]:
    source = open_source(config)
    reference, names, findings = vet_reference(source.reference())
    context = open_vetting(config, reference, names)
    products = []
    for part in source.ranges(3):
        for batch in source.read(part):
            for source_id, document in batch:
                product, more = vet(document, source.kind, source_id, context)
                findings += more
                if product is not None:
                    products.append(product)
    source.close()
    products.sort(key=lambda product: product.id)
    return reference, products, Counter(replace(finding, source_id="") for finding in findings)


def test_files_and_a_database_give_the_same(mongod: str, tmp_path: Path) -> None:
    trees = []
    for number, damage in enumerate(DAMAGES):
        tree = good()
        damage.harm(tree)
        trees.append(tree | {"_id": {"$oid": f"{number:024x}"}})
    collections = {"products": trees, "brands": BRANDS, "categories": CATEGORIES, "face_shape_compatibility": FACES}
    for name, documents in collections.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(tree) + "\n" for tree in documents))
    stored = {name: [json_util.loads(json.dumps(tree)) for tree in trees] for name, trees in collections.items()}
    from_files = vetted(shop(str(tmp_path)))
    from_mongo = vetted(shop(fill(mongod, "same", **stored)))
    assert from_mongo == from_files
    assert len(from_files[1]) > 60


def test_ranges_hold_ids_of_all_types_once(mongod: str) -> None:
    numbers = [{"_id": number} for number in range(300)] + [{"_id": number + 0.5} for number in range(300)]
    texts = [{"_id": f"id-{number}"} for number in range(300)]
    oids = [{"_id": bson.ObjectId(f"{number:024x}")} for number in range(300)]
    odd = [{"_id": {"a": number}} for number in range(50)] + [{"_id": bson.Binary(UUID(int=1).bytes, 4)}]
    odd += [{"_id": bson.DatetimeMS(-(2**62))}, {"_id": True}, {"_id": None}, {"_id": bson.Int64(2**60)}]
    documents = numbers + texts + oids + odd
    source = open_source(shop(fill(mongod, "mixed", products=documents)))
    parts = source.ranges(8)
    found = ids(source, parts)
    assert len(parts) == 8
    assert (len(found), len(set(found))) == (len(documents), len(documents))
    source.close()


def test_a_range_splits_down_to_single_documents(mongod: str) -> None:
    source = open_source(shop(fill(mongod, "split", products=[{"_id": number} for number in range(7)])))
    parts, single = list(source.ranges(1)), []
    while parts:
        halves = parts[0].split()
        if halves is None:
            single += ids(source, (parts[0],))
        elif ids(source, (parts[0],)):
            parts += halves
        del parts[0]
    assert sorted(single) == [str(number) for number in range(7)]
    source.close()


@pytest.fixture(scope="module")
def frail(mongod: str) -> Iterator[str]:
    """A server that can be told to fail; `mongod` leaves this out where there is none."""
    assert mongod
    with running_mongod(["--setParameter", "enableTestCommands=1"]) as uri:
        yield uri


def let_fail(uri: str, command: str, times: int, **how: Any) -> None:
    """Have the server fail at a command so many times."""
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        data = {"failCommands": [command], **how}
        client.admin.command("configureFailPoint", "failCommand", mode={"times": times}, data=data)


def test_a_connection_lost_in_the_middle_is_taken_up(frail: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = open_source(shop(fill(frail, "lost", products=[{"_id": number} for number in range(25)])))
    monkeypatch.setattr("engine.catalog.mongo.BATCH_ROWS", 10)
    part = source.ranges(1)[0]
    let_fail(frail, "getMore", 2, closeConnection=True)
    with stamina.set_testing(True, attempts=5):
        found = [bson_id(document) for batch in source.read(part) for _, document in batch]
    assert found == list(range(25))
    source.close()


def test_a_server_that_hangs_is_not_waited_for(frail: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.catalog.mongo.SOCKET_MS", 100)
    source = open_source(shop(fill(frail, "hangs", products=[{"_id": 1}])))
    part = source.ranges(1)[0]
    let_fail(frail, "find", 4, blockConnection=True, blockTimeMS=1000)
    with stamina.set_testing(True, attempts=2), pytest.raises(SourceLostError, match="`socketTimeoutMS` in the URI"):
        list(source.read(part))


@pytest.mark.parametrize("catalog", [{}, {"pipeline": ({"$match": {}},)}])
def test_a_server_that_dies_while_products_are_read_is_lost(
    mongod: str, catalog: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mongod
    monkeypatch.setattr("engine.catalog.mongo.BATCH_ROWS", 10)
    with running_mongod() as server:
        fill(server, "dies", products=[{"_id": number} for number in range(25)])
        source = open_source(shop(f"{server}dies?serverSelectionTimeoutMS=100", **catalog))
        batches = source.read(source.ranges(1)[0])
        assert len(next(batches)) == 10
    with stamina.set_testing(True, attempts=2), pytest.raises(SourceLostError, match=r"MongoDB 127\.0\.0\.1"):
        list(batches)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", 15.0), ("?w=1&sockettimeoutms=500", 0.5), ("?socketTimeoutMS=0", None), ("?timeoutMS=700", None)],
)
def test_an_answer_is_waited_for_as_long_as_the_uri_says(query: str, expected: float | None) -> None:
    source = MongoSource(Catalog(source=f"mongodb://127.0.0.1:1/shop{query}"))
    assert source._database().client.options.pool_options.socket_timeout == expected
    source.close()


def test_a_pipeline_chooses_and_changes_products(mongod: str) -> None:
    stages = ({"$match": {"_id": {"$gte": {"$oid": f"{2:024x}"}}}}, {"$set": {"sku": "fixed"}})
    documents = [{"_id": bson.ObjectId(f"{number:024x}")} for number in range(5)]
    source = open_source(shop(fill(mongod, "pipeline", products=documents), pipeline=stages))
    assert len(ids(source, source.ranges(4))) == 3
    source.close()


def test_a_view_is_read_whole(mongod: str) -> None:
    uri = fill(mongod, "viewed", goods=[{"_id": number} for number in range(200)])
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        client["viewed"].command("create", "products", viewOn="goods", pipeline=[{"$match": {"_id": {"$lt": 150}}}])
    source = open_source(shop(uri))
    (whole,) = source.ranges(3)
    assert len(ids(source, (whole,))) == 150
    source.close()


@pytest.mark.parametrize("catalog", [{"products": "backwards"}, {"pipeline": ({"$sort": {"sku": -1}},)}])
def test_halves_of_a_pipeline_or_a_view_are_counted_in_one_order(mongod: str, catalog: dict[str, Any]) -> None:
    uri = fill(mongod, "halves", products=[{"_id": number, "sku": number} for number in range(9)])
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        client["halves"].command("create", "backwards", viewOn="products", pipeline=[{"$sort": {"sku": -1}}])
    source = open_source(shop(uri, **catalog))
    (whole,) = source.ranges(3)
    (first, rest) = whole.split() or ()
    assert [int(key) for part in (first, *(rest.split() or ())) for key in ids(source, (part,))] == list(range(9))
    source.close()


def test_only_what_vetting_reads_is_asked_for(mongod: str) -> None:
    document = json_util.loads(json.dumps(good())) | {"unknown": "x", "cost": {"retail": 5, "deep": 1}}
    source = open_source(shop(fill(mongod, "fields", products=[document]), fields={"price.base_price": "cost.retail"}))
    ((_, row),) = next(source.read(source.ranges(1)[0]))
    assert isinstance(row, bytes)
    assert b"SHOPIFY-77" not in row and b"unknown" not in row and b"retail" in row
    ((_, whole),) = source.sample(5)
    assert isinstance(whole, bytes)
    assert b"unknown" in whole
    source.close()


@pytest.mark.parametrize(
    ("uri", "error", "told"),
    [
        ("mongodb://127.0.0.1:1/shop?serverSelectionTimeoutMS=50", SourceLostError, "no server answered"),
        ("mongodb://user:se%ret@127.0.0.1:1/shop", ConfigError, "escaped"),
        ("mongodb://user:open/se%ret@localhost/shop", ConfigError, "Bad database name"),
        ("mongodb://127.0.0.1:1/", ConfigError, "expected a database"),
        ("mongodb://127.0.0.1:99999/shop", ConfigError, "`catalog.source`: Port must be"),
        (
            "mongodb://127.0.0.1:1/shop?readPrefernece=x",
            ConfigError,
            r"got: Unknown option: readprefernece\..*readpreference",
        ),
        ("mongodb://127.0.0.1:1/shop?socketTimeoutMS=x", ConfigError, "must be an integer or float$"),
        ("mongodb://127.0.0.1:1/shop?tls=true&tlsCAFile=/nope.pem", ConfigError, r"No such file .*/nope\.pem"),
    ],
)
def test_a_source_that_cannot_be_reached_says_what_to_do(uri: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told) as caught:
        open_source(shop(uri)).ranges(1)
    assert "se%ret" not in str(caught.value)
    assert type(caught.value) is error


def test_a_wrong_password_is_never_shown(mongod: str) -> None:
    uri = mongod.replace("mongodb://", "mongodb://keeper:hunter2@") + "shop"
    source = open_source(shop(uri))
    with pytest.raises(CatalogError, match="may not read") as caught:
        source.ranges(1)
    assert "hunter2" not in str(caught.value)
    assert not isinstance(caught.value, SourceLostError)
    source.close()


def test_missing_and_empty_collections_are_named(mongod: str) -> None:
    uri = fill(mongod, "empty", goods=[{"_id": 1}])
    source = open_source(shop(uri))
    with pytest.raises(CatalogError, match="expected a collection products, found goods"):
        source.ranges(1)
    source.close()
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        client["empty"].create_collection("products")
    with pytest.raises(CatalogError, match="collection products is empty"):
        source.ranges(1)
    assert source.reference().missing == ("mongodb brands", "mongodb categories", "mongodb face_shape_compatibility")
    source.close()
