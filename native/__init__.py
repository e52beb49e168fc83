"""The compiled hot path: bytes in, bytes out; no input, no output, no state.

Every name stands twice: compiled, in a .pyx, and in plain Python, in pure.py, which carries the types and is what the
tests hold the compiled one to. STORELOOM_PURE=1 runs the plain ones; a missing build is an error, never a slow run.
"""

import os
from typing import TYPE_CHECKING

PURE = os.environ.get("STORELOOM_PURE") == "1"

if TYPE_CHECKING or PURE:
    from native.pure import bson_split, bson_to_msgpack, json_string, minify_html
    from native.pure_columns import (
        check_spans,
        join_offsets,
        match,
        merge_items,
        merge_spans,
        pack_blobs,
        pack_ints,
        pack_texts,
    )
    from native.pure_digests import fold_chosen, fold_columns, fold_runs, mark_changed
else:
    try:
        from native.bson import bson_split, bson_to_msgpack
        from native.columns import (
            check_spans,
            join_offsets,
            match,
            merge_items,
            merge_spans,
            pack_blobs,
            pack_ints,
            pack_texts,
        )
        from native.digests import fold_chosen, fold_columns, fold_runs, mark_changed
        from native.jsontext import json_string
        from native.minify import minify_html
    except ModuleNotFoundError as error:
        raise ImportError("native/ is not compiled: run `pip install -e .`, or set STORELOOM_PURE=1") from error

__all__ = [
    "PURE",
    "bson_split",
    "bson_to_msgpack",
    "check_spans",
    "fold_chosen",
    "fold_columns",
    "fold_runs",
    "join_offsets",
    "json_string",
    "mark_changed",
    "match",
    "merge_items",
    "merge_spans",
    "minify_html",
    "pack_blobs",
    "pack_ints",
    "pack_texts",
]
