"""An aggregation of the configuration may read and nothing else."""

from typing import Any

import bson
import pytest

from engine.catalog.pipeline import check_pipeline
from engine.errors import ConfigError


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ([{"$match": {}}, {"$out": "products"}], r"pipeline\[1\]`: \$out writes"),
        ([{"$merge": {"into": "x"}}], "writes to the database"),
        ([{"$facet": {"a": [{"$merge": "x"}]}}], "writes"),
        ([{"$lookup": {"from": "x", "as": "y", "pipeline": [{"$out": "z"}]}}], "writes"),
        ([{"$sample": {"size": 5}}], "only reads, got"),
        ([{"$currentOp": {}}], "only reads, got"),
        ([{"$match": {"$where": "sleep(1000)"}}], "scripts"),
        ([{"$match": {"$expr": {"$lt": [{"$rand": {}}, 0.5]}}}], "random"),
        ([{"$match": {"$expr": {"$lt": ["$since", "$$NOW"]}}}], r"\$\$NOW is the time of the build"),
        ([{"$set": {"at": ["$$CLUSTER_TIME"]}}], "time of the build"),
        ([{"$facet": {"a": [{"$set": {"day": {"$dayOfYear": "$$NOW"}}}]}}], "time of the build"),
        ([{"$match": {}}, {"$limit": 5}, {"$sort": {"sku": 1}}], r"pipeline\[1\]`: expected a \$sort before \$limit"),
        ([{"$skip": 5}], r"expected a \$sort before \$skip"),
        ([{"$match": {}, "$sort": {}}], "one stage"),
    ],
)
def test_a_stage_that_writes_or_varies_is_refused(stages: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        check_pipeline(stages)


def test_a_sorted_part_is_the_same_each_time() -> None:
    stages: list[dict[str, Any]] = [{"$sort": {"sku": 1}}, {"$match": {"on": True}}, {"$skip": 5}, {"$limit": 5}]
    assert check_pipeline(stages) == stages


def test_extended_json_becomes_types() -> None:
    stage = {"$match": {"brand_id": {"$in": [{"$oid": "b" * 24}]}, "tags": {"$ne": "old"}}}
    assert check_pipeline([stage]) == [
        {"$match": {"brand_id": {"$in": [bson.ObjectId("b" * 24)]}, "tags": {"$ne": "old"}}}
    ]
