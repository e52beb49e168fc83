"""catalog.pipeline of shop.toml -> stages of an aggregation that only reads and gives the same result each time."""

from collections.abc import Iterable
from typing import Any

from engine.errors import OptionError

STAGES = frozenset(
    [
        "$addFields",
        "$bucket",
        "$bucketAuto",
        "$count",
        "$densify",
        "$documents",
        "$facet",
        "$fill",
        "$geoNear",
        "$graphLookup",
        "$group",
        "$limit",
        "$lookup",
        "$match",
        "$project",
        "$redact",
        "$replaceRoot",
        "$replaceWith",
        "$search",
        "$set",
        "$setWindowFields",
        "$skip",
        "$sort",
        "$sortByCount",
        "$unionWith",
        "$unset",
        "$unwind",
    ]
)
_WRITING = frozenset(("$out", "$merge"))
# Server-side JavaScript may do anything, and takes its time for it.
_OPERATORS = frozenset(("$where", "$function", "$accumulator", "$rand", "$sampleRate"))
_CLOCKS = ("$$NOW", "$$CLUSTER_TIME")
_ORDERING = frozenset(("$sort", "$sortByCount", "$geoNear", "$search", "$bucket", "$bucketAuto"))


def check_pipeline(stages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the stages with Extended JSON turned into BSON types; OptionError for one that writes or varies."""
    checked = [_stage(stage, f"catalog.pipeline[{at}]") for at, stage in enumerate(stages)]
    names = [name for stage in checked for name in stage]
    for at, name in enumerate(names):
        if name in ("$limit", "$skip") and _ORDERING.isdisjoint(names[:at]):
            raise OptionError(
                f"catalog.pipeline[{at}]",
                f"expected a $sort before {name}; without one the database "
                "chooses which products these are, and may choose others next time",
            )
    return checked


def _stage(stage: Any, path: str) -> dict[str, Any]:
    if not isinstance(stage, dict) or len(stage) != 1:
        raise OptionError(path, f"expected a table with one stage such as {{ $match = {{ … }} }}, got {stage}")
    name, body = next(iter(stage.items()))
    if name in _WRITING:
        raise OptionError(path, f"{name} writes to the database; the catalog is only read, remove the stage")
    if name not in STAGES:
        raise OptionError(path, f"expected a stage that only reads, got {name}; known are: {_known()}")
    if name == "$facet" and isinstance(body, dict):
        for facet, inner in body.items():
            _check_inner(inner, f"{path}.$facet.{facet}")
    if isinstance(body, dict) and isinstance(body.get("pipeline"), list):
        _check_inner(body["pipeline"], f"{path}.{name}.pipeline")
    _check_operators(body, path)
    return {name: _typed(body)}


def _check_inner(stages: Any, path: str) -> None:
    for at, stage in enumerate(stages if isinstance(stages, list) else ()):
        _stage(stage, f"{path}[{at}]")


def _check_operators(value: Any, path: str) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            if name in _OPERATORS:
                raise OptionError(path, f"{name} runs scripts or is random; the same catalog must give one shop")
            _check_operators(item, path)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check_operators(item, path)
    elif isinstance(value, str) and value.startswith(_CLOCKS):
        raise OptionError(path, f"{value} is the time of the build; the same catalog must give one shop, write a date")


def _typed(value: Any) -> Any:
    """Return a value with {"$oid": …}, {"$date": …} and the like as the types that they stand for."""
    if isinstance(value, dict):
        from bson.json_util import object_hook

        return object_hook({name: _typed(item) for name, item in value.items()})
    if isinstance(value, (list, tuple)):
        return [_typed(item) for item in value]
    return value


def _known() -> str:
    return ", ".join(sorted(STAGES))
