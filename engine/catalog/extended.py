"""Relaxed MongoDB Extended JSON, decoded -> plain values; a value of the two sources comes out the same."""

import base64
import binascii
import json
import math
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

DEEPEST = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC)
LATEST_MS = 253_402_300_799_999  # the last millisecond of the year 9999
_DAY_FIRST = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")


def decode_any(document: bytes, kind: str) -> Any:
    """Return the tree of a document as Extended JSON or msgpack; ValueError or RecursionError when there is none."""
    if kind == "msgpack":
        return msgspec.msgpack.decode(document)
    try:
        return msgspec.json.decode(document)
    except msgspec.DecodeError:
        # The library's parser also takes lone surrogates, NaN, Infinity, control characters and 1e999.
        return json.loads(document, strict=False)
    except UnicodeDecodeError:
        return json.loads(document.decode(errors="replace"), strict=False)


def unwrap(value: Any, depth: int = 0) -> Any:
    """Return a value with each wrapper of Extended JSON replaced by what it stands for; dates keep theirs."""
    if isinstance(value, dict):
        if len(value) <= 2:
            name = next(iter(value), "")
            if name[:1] == "$" and name in _WRAPPERS:
                return _WRAPPERS[name](value)
        if depth >= DEEPEST:
            return None
        return {key: unwrap(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [unwrap(item, depth + 1) for item in value] if depth < DEEPEST else None
    return value


def key_text(value: Any) -> str:
    """Return an unwrapped _id or reference as text, empty when it is none."""
    if isinstance(value, str):
        # Escaped rather than cleaned: two ids must not become one.
        return value if value.isprintable() else ascii(value)[1:-1]
    if value is None or isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    try:
        return key_text(msgspec.json.encode(value, order="sorted").decode())
    except (OverflowError, RecursionError, UnicodeEncodeError):
        return ""


def milliseconds(value: Any) -> int | None:
    """Return an unwrapped date, ISO text or number of milliseconds as milliseconds since 1970, None: no such date."""
    if isinstance(value, dict) and "$date" in value:
        value = unwrap(value["$date"])
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _DAY_FIRST.fullmatch(value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return since_1970(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if isinstance(value, (int, float)) and 0 < value <= LATEST_MS:
        return int(value)
    return None


def since_1970(moment: datetime) -> int | None:
    """Return a moment in milliseconds, None before 1970 and, as an offset may have it, behind the year 9999."""
    since = moment - EPOCH
    result = since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000
    return result if 0 <= result <= LATEST_MS else None


def _number(text: Any) -> Any:
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def _integer(text: Any) -> Any:
    try:
        return int(text)
    except (TypeError, ValueError, OverflowError):
        return text


def _decimal(value: dict[str, Any]) -> Any:
    # As a float it would lose what the price rules round: a decimal stays what it says, as its own wrapper.
    return {"$numberDecimal": value["$numberDecimal"]} if isinstance(value["$numberDecimal"], str) else None


def _binary(value: dict[str, Any]) -> Any:
    held = value["$binary"]
    if isinstance(held, dict) and held.get("subType") in ("04", "4", "03", "3"):
        try:
            return str(uuid.UUID(bytes=base64.b64decode(str(held.get("base64")))))
        except (binascii.Error, ValueError):
            return value
    return value


_WRAPPERS: dict[str, Callable[[Any], Any]] = {
    "$oid": lambda value: value["$oid"] if isinstance(value["$oid"], str) else None,
    "$uuid": lambda value: value["$uuid"],
    "$binary": _binary,
    "$numberInt": lambda value: _integer(value["$numberInt"]),
    "$numberLong": lambda value: _integer(value["$numberLong"]),
    "$numberDouble": lambda value: _number(value["$numberDouble"]),
    "$numberDecimal": _decimal,
    "$date": lambda value: value,
    "$undefined": lambda value: None,  # noqa: ARG005
    "$symbol": lambda value: value["$symbol"],
    "$minKey": lambda value: None,  # noqa: ARG005
    "$maxKey": lambda value: None,  # noqa: ARG005
}
