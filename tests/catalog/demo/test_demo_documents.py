"""The demo catalog's documents: of the schema, whole, consistent, and the same each time."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from engine.catalog.demo import write_catalog
from engine.errors import CatalogError

FILES = ("products.jsonl", "brands.jsonl", "categories.jsonl", "face_shape_compatibility.jsonl")


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_catalog(folder, products=300, pictures=0)
    return folder


@pytest.fixture(scope="module")
def products(folder: Path) -> list[dict[str, Any]]:
    return lines(folder, "products.jsonl")


def test_there_are_as_many_products_as_asked_for(products: list[dict[str, Any]]) -> None:
    assert len(products) == 300


def test_identifiers_and_slugs_are_unique(products: list[dict[str, Any]]) -> None:
    for key in ("product_id", "sku"):
        assert len({product[key] for product in products}) == 300
    assert len({product["_id"]["$oid"] for product in products}) == 300
    assert len({product["seo"]["slug"] for product in products}) == 300


def test_required_fields_have_the_types_of_the_schema(products: list[dict[str, Any]]) -> None:
    for product in products:
        assert product["product_id"] and product["name"] and len(product["brand_id"]["$oid"]) == 24
        assert product["price"]["base_price"] > 0 and product["price"]["currency"] == "USD"
        assert product["specifications"]["frame"]["style"] in ("full-rim", "semi-rimless", "rimless")
        assert product["inventory"]["status"] in ("in_stock", "low_stock", "out_of_stock")
        assert product["attributes"]["gender"] in ("men", "women", "unisex", "kids")
        assert product["metadata"]["status"] == "active"


def test_every_reference_leads_somewhere(folder: Path, products: list[dict[str, Any]]) -> None:
    brands = {brand["_id"]["$oid"] for brand in lines(folder, "brands.jsonl")}
    categories = {category["_id"]["$oid"]: category for category in lines(folder, "categories.jsonl")}
    for product in products:
        assert product["brand_id"]["$oid"] in brands
        path = [reference["$oid"] for reference in product["category_ids"]]
        last = categories[path[-1]]
        assert [reference["$oid"] for reference in last["path"]] == path[:-1]
        assert last["parent_id"] == ({"$oid": path[-2]} if len(path) > 1 else None)


def test_a_category_counts_its_products_and_a_leaf_has_three(folder: Path, products: list[dict[str, Any]]) -> None:
    counted: dict[str, int] = defaultdict(int)
    for product in products:
        for reference in product["category_ids"]:
            counted[reference["$oid"]] += 1
    for category in lines(folder, "categories.jsonl"):
        assert category["metrics"]["product_count"] == counted[category["_id"]["$oid"]]
        assert category["level"] < 2 or category["metrics"]["product_count"] >= 3


def test_a_sale_price_lies_below_the_regular_one(products: list[dict[str, Any]]) -> None:
    on_sale = [product["price"] for product in products if "discounted_price" in product["price"]]
    assert on_sale
    assert all(0 < price["discounted_price"] < price["base_price"] for price in on_sale)


def test_stars_count_and_average_agree(products: list[dict[str, Any]]) -> None:
    for product in products:
        rating = product["analytics"]["rating"]
        stars = {int(key): count for key, count in rating["distribution"].items()}
        assert sum(stars.values()) == rating["count"] <= 480
        mean = sum(key * count for key, count in stars.items()) / max(1, rating["count"])
        assert rating["average"] == round(mean, 2)


def test_siblings_differ_in_colour_and_one_of_them_is_in_stock(products: list[dict[str, Any]]) -> None:
    siblings: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for product in products:
        siblings[product["brand_id"]["$oid"], product["name"]].append(product)
    for family in siblings.values():
        assert len({member["specifications"]["frame"]["color"] for member in family}) == len(family)
        assert any(member["inventory"]["status"] == "in_stock" for member in family)


def test_no_two_descriptions_are_alike(products: list[dict[str, Any]]) -> None:
    assert len({product["description"] for product in products}) == 300
    assert not any("{" in product["description"] for product in products)


def test_measurements_repeat_what_frame_and_lens_say(products: list[dict[str, Any]]) -> None:
    for product in products:
        frame, lens = product["specifications"]["frame"], product["specifications"]["lens"]
        measured = product["specifications"]["measurements"]
        assert (measured["eye_size"], measured["bridge_size"]) == (lens["width"], frame["nose_bridge"])
        assert 40 <= lens["width"] <= 70 and 14 <= frame["nose_bridge"] <= 24
        assert 120 <= frame["temple_length"] <= 160 and 30 <= frame["height"] <= 60


def test_a_product_says_of_each_face_why_it_suits(folder: Path, products: list[dict[str, Any]]) -> None:
    faces = [document["face_shape"] for document in lines(folder, "face_shape_compatibility.jsonl")]
    assert faces == ["oval", "round", "square", "heart", "diamond", "oblong"]
    for product in products:
        assert list(product["face_shape_compatibility"]) == faces
        assert all(0 <= face["score"] <= 1 for face in product["face_shape_compatibility"].values())


def test_a_round_frame_suits_a_square_face_better_than_a_round_one(folder: Path) -> None:
    scores = {
        document["face_shape"]: {row["frame_shape"]: row["compatibility_score"] for row in rows}
        for document in lines(folder, "face_shape_compatibility.jsonl")
        if (rows := document["compatible_frame_shapes"])
    }
    assert scores["square"]["round"] > scores["round"]["round"]
    assert scores["round"]["square"] > scores["square"]["square"]


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_every_process_writes_the_same_bytes(folder: Path, tmp_path: Path, hash_seed: str) -> None:
    script = "import sys; from engine.catalog.demo.catalog import *; write_catalog(Path(sys.argv[1]), 300, pictures=0)"
    subprocess.run(
        [sys.executable, "-c", script, tmp_path], check=True, env={**os.environ, "PYTHONHASHSEED": hash_seed}
    )
    assert [(tmp_path / name).read_bytes() for name in FILES] == [(folder / name).read_bytes() for name in FILES]


def test_another_seed_makes_another_catalog(folder: Path, tmp_path: Path) -> None:
    write_catalog(tmp_path, products=300, seed=8, pictures=0)
    assert (tmp_path / "products.jsonl").read_bytes() != (folder / "products.jsonl").read_bytes()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogError, match="file: expected a folder that can be written to"):
        write_catalog(tmp_path / "file", products=1)


def test_a_catalog_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="at least 1 product"):
        write_catalog(tmp_path, products=0)
