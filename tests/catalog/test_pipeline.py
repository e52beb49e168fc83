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
        ([{"$match": {}, "$sort": {}}], "one stage"),
    ],
)
def test_a_stage_that_writes_or_varies_is_refused(stages: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        check_pipeline(stages)


def test_extended_json_becomes_types() -> None:
    stage = {"$match": {"brand_id": {"$in": [{"$oid": "b" * 24}]}, "tags": {"$ne": "old"}}}
    assert check_pipeline([stage]) == [
        {"$match": {"brand_id": {"$in": [bson.ObjectId("b" * 24)]}, "tags": {"$ne": "old"}}}
    ]
