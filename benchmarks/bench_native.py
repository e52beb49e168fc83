"""Each function of native/ against its plain twin, on one product as a real shop has it."""

import datetime
import json
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import bson
import msgspec
import pytest
from bson import json_util
from pytest_benchmark.fixture import BenchmarkFixture

from native import bson as compiled_bson
from native import jsontext, minify, pure

PARAGRAPH = """<p>
    The frame is milled from a single block of cellulose acetate, polished for four days & fitted by hand.
    It weighs <strong>24&nbsp;g</strong> and comes with a <a href="/guides/care" title="How to  care">care kit</a>.
    <!-- supplier text, checked -->
</p>
"""
HTML = f'<div class="text">\n{PARAGRAPH * 7}<ul>\n  <li>Five-barrel hinges</li>\n  <li>UV 400</li>\n</ul>\n</div>\n'
TEXT = (
    "Aviator \u201eM\u00fcnchen\u201c, the frame that's light & wide: <b>24 g</b> of acetate, five-barrel hinges. " * 4
)


def product() -> dict[str, Any]:
    """Return a product of 4 KB: texts, prices, measurements, pictures, fits, dates."""
    shapes = ("oval", "round", "square", "heart", "diamond", "oblong", "triangle")
    moment = datetime.datetime(2024, 12, 17, 7, 26, 58, 26000)
    return {
        "_id": bson.ObjectId("66f0c0ffee66f0c0ffee66f0"),
        "sku": "AV-1042-BLK",
        "name": "Aviator M\u00fcnchen",
        "slug": "aviator-muenchen-black",
        "brand_id": bson.ObjectId("66f0c0ffee66f0c0ffee66f1"),
        "description": HTML,
        "price": {"amount": bson.Decimal128("189.00"), "sale": bson.Decimal128("149.90"), "currency": "EUR"},
        "measurements": {"lens": 52, "bridge": 18.0, "temple": 145, "width": 138.5, "height": 44.2, "weight": 24.0},
        "frame": {"shape": "aviator", "material": "acetate", "color": "black", "rim": "full", "polarized": True},
        "face_shape_compatibility": {shape: 0.31 + index / 10 for index, shape in enumerate(shapes)},
        "images": [
            {
                "url": f"https://images.example.com/products/av-1042/{index}.jpg",
                "alt": f"Aviator M\u00fcnchen in black, view {index}",
                "width": 1600,
                "height": 1200,
                "primary": index == 0,
                "caption": None,
            }
            for index in range(6)
        ],
        "tags": ["aviator", "acetate", "unisex", "uv400", "prescription", "bestseller"],
        "inventory": {"stock": bson.Int64(17), "reserved": 2, "backorder": False},
        "seo": {
            "title": "Aviator M\u00fcnchen | Black acetate",
            "description": "Light, wide and milled from one block.",
        },
        "related": [bson.ObjectId(bytes([index]) * 12) for index in range(4)],
        "created_at": moment,
        "updated_at": moment,
    }


BATCH = bson.encode(product()) * 100
CASES: dict[str, tuple[str, ModuleType, Any]] = {
    "bson": ("bson_to_msgpack", compiled_bson, BATCH),
    "split": ("bson_split", compiled_bson, BATCH),
    "json": ("json_string", jsontext, TEXT),
    "json-ascii": (
        "json_string",
        jsontext,
        "24 g of cellulose acetate, milled from one block & polished by hand. " * 6,
    ),
    "minify": ("minify_html", minify, HTML),
}


def check(case: str, function: Callable[[Any], Any]) -> None:
    """Hold the function's result to what other code says of it."""
    name, _, data = CASES[case]
    result = function(data)
    if name == "bson_to_msgpack":
        expected = json.loads(json_util.dumps(product(), json_options=json_util.RELAXED_JSON_OPTIONS))
        assert [msgspec.msgpack.decode(row) for row in result] == [expected] * 100
    elif name == "bson_split":
        assert result == [BATCH[: len(BATCH) // 100]] * 100
    elif name == "json_string":
        assert json.loads(result) == data
    else:
        assert result.startswith('<div class="text"><p>The frame is milled') and "<!--" not in result
        assert result == pure.minify_html(result)


@pytest.mark.parametrize("kind", ["compiled", "plain"])
@pytest.mark.parametrize("case", CASES)
def bench_native(benchmark: BenchmarkFixture, case: str, kind: str) -> None:
    name, module, data = CASES[case]
    function = getattr(module if kind == "compiled" else pure, name)
    check(case, function)
    benchmark.group = f"{case}: {name}"
    benchmark.extra_info["input_bytes"] = len(data)
    benchmark(function, data)


def cpu_us(function: Callable[[Any], Any], data: Any, rounds: int = 7, budget_s: float = 0.02) -> float:
    """Return the least CPU time of one call, in microseconds."""
    calls = 1
    best = float("inf")
    while rounds:
        start = time.process_time()
        for _ in range(calls):
            function(data)
        spent = time.process_time() - start
        if spent < budget_s / 2:
            calls *= 2
            continue
        best = min(best, spent / calls)
        rounds -= 1
    return best * 1e6


def ratios() -> dict[str, float]:
    """Return for each case how many times the CPU time of the compiled function the plain one takes, in one run."""
    result = {}
    for case, (name, module, data) in CASES.items():
        fast, slow = getattr(module, name), getattr(pure, name)
        check(case, fast)
        result[case] = cpu_us(slow, data) / cpu_us(fast, data)
    return result


if __name__ == "__main__":
    for case, (name, module, data) in CASES.items():
        fast, slow = (cpu_us(getattr(owner, name), data) for owner in (module, pure))
        print(f"{case:12} {len(data):8} bytes  compiled {fast:9.3f} us  plain {slow:10.3f} us  {slow / fast:6.1f}x")
