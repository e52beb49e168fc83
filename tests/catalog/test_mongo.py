"""A real MongoDB gives what files give; ranges of mixed ids hold each document once."""

import json
import pickle
from collections import Counter
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

from engine.catalog.opening import open_source
from engine.catalog.product import Finding, Product, Reference
from engine.catalog.references import vet_reference
from engine.catalog.source import Range, Source
from engine.catalog.vet import vet
from engine.catalog.vetting import open_vetting
from engine.config.schema import Catalog, Shop, ShopConfig
from engine.errors import CatalogError, ConfigError
from tests.catalog.damage import DAMAGES
from tests.catalog.shelf import BRANDS, CATEGORIES, FACES, good


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


def test_a_connection_lost_in_the_middle_is_taken_up(mongod: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pymongo.errors import AutoReconnect

    from engine.catalog import mongo

    source = open_source(shop(fill(mongod, "lost", products=[{"_id": number} for number in range(25)])))
    monkeypatch.setattr(mongo, "BATCH_ROWS", 10)
    real, calls = mongo._raw, []

    def breaking(cursor: Any) -> Any:
        calls.append(cursor)
        for number, raw in enumerate(real(cursor)):
            if number == 1 and len(calls) < 3:
                raise AutoReconnect("connection closed")
            yield raw

    part = source.ranges(1)[0]
    monkeypatch.setattr(mongo, "_raw", breaking)
    with stamina.set_testing(True, attempts=5):
        found = [bson_id(document) for batch in source.read(part) for _, document in batch]
    assert (found, len(calls)) == (list(range(25)), 3)
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
    assert len(ids(source, source.ranges(3))) == 150
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
        ("mongodb://127.0.0.1:1/shop?serverSelectionTimeoutMS=50", CatalogError, "no server answered"),
        ("mongodb://user:se%ret@127.0.0.1:1/shop", ConfigError, "escaped"),
        ("mongodb://127.0.0.1:1/", ConfigError, "expected a database"),
    ],
)
def test_a_source_that_cannot_be_reached_says_what_to_do(uri: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told) as caught:
        open_source(shop(uri)).ranges(1)
    assert "se%ret" not in str(caught.value)


def test_a_wrong_password_is_never_shown(mongod: str) -> None:
    uri = mongod.replace("mongodb://", "mongodb://keeper:hunter2@") + "shop"
    source = open_source(shop(uri))
    with pytest.raises(CatalogError, match="may not read") as caught:
        source.ranges(1)
    assert "hunter2" not in str(caught.value)
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
