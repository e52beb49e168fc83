"""The compiled hot path: bytes in, bytes out; no input, no output, no state.

Every name stands twice: compiled, in a .pyx, and in plain Python, in pure.py, which carries the types and is what the
tests hold the compiled one to. STORELOOM_PURE=1 runs the plain ones; a missing build is an error, never a slow run.
"""

import os
from typing import TYPE_CHECKING

PURE = os.environ.get("STORELOOM_PURE") == "1"

if TYPE_CHECKING or PURE:
    from native.pure import bson_find, bson_split, bson_to_msgpack, json_string, minify_html
    from native.pure_clean import are_clean_lines, are_clean_links, is_clean_text, tidy_html
    from native.pure_columns import (
        check_spans,
        count_up,
        find_runs,
        join_indexes,
        join_offsets,
        match_digests,
        merge_items,
        merge_spans,
        pack_blobs,
        pack_ints,
        pack_texts,
        unpack_texts,
    )
    from native.pure_digests import (
        fold_buckets,
        fold_chosen,
        fold_columns,
        fold_runs,
        in_bucket,
        mark_changed,
        most_in_buckets,
        widen,
    )
    from native.pure_grouping import (
        first_filled,
        latest_dates,
        mark_repeated,
        member_rows,
        number_values,
        pair_places,
        sibling_rows,
    )
    from native.pure_likeness import related_rows
    from native.pure_links import plain_part
    from native.pure_numbers import short_number
    from native.pure_ordering import (
        TextIndex,
        best_fits,
        mark_rows,
        places_of,
        rows_marked,
        rows_with,
        sort_f64,
        sort_i64,
        sort_texts,
    )
    from native.pure_rows import Columns
    from native.pure_sitemap import sitemap_lines
else:
    try:
        from native.bson import bson_find, bson_split, bson_to_msgpack
        from native.clean import are_clean_lines, are_clean_links, is_clean_text, tidy_html
        from native.columns import (
            check_spans,
            count_up,
            find_runs,
            join_indexes,
            join_offsets,
            match_digests,
            merge_items,
            merge_spans,
            pack_blobs,
            pack_ints,
            pack_texts,
            unpack_texts,
        )
        from native.digests import (
            fold_buckets,
            fold_chosen,
            fold_columns,
            fold_runs,
            in_bucket,
            mark_changed,
            most_in_buckets,
            widen,
        )
        from native.grouping import (
            first_filled,
            latest_dates,
            mark_repeated,
            member_rows,
            number_values,
            pair_places,
            sibling_rows,
        )
        from native.jsontext import json_string
        from native.likeness import related_rows
        from native.links import plain_part
        from native.minify import minify_html
        from native.numbers import short_number
        from native.ordering import (
            TextIndex,
            best_fits,
            mark_rows,
            places_of,
            rows_marked,
            rows_with,
            sort_f64,
            sort_i64,
            sort_texts,
        )
        from native.rows import Columns
        from native.sitemap import sitemap_lines
    except ModuleNotFoundError as error:
        raise ImportError("native/ is not compiled: run `pip install -e .`, or set STORELOOM_PURE=1") from error

__all__ = [
    "PURE",
    "Columns",
    "TextIndex",
    "are_clean_lines",
    "are_clean_links",
    "best_fits",
    "bson_find",
    "bson_split",
    "bson_to_msgpack",
    "check_spans",
    "count_up",
    "find_runs",
    "first_filled",
    "fold_buckets",
    "fold_chosen",
    "fold_columns",
    "fold_runs",
    "in_bucket",
    "is_clean_text",
    "join_indexes",
    "join_offsets",
    "json_string",
    "latest_dates",
    "mark_changed",
    "mark_repeated",
    "mark_rows",
    "match_digests",
    "member_rows",
    "merge_items",
    "merge_spans",
    "minify_html",
    "most_in_buckets",
    "number_values",
    "pack_blobs",
    "pack_ints",
    "pack_texts",
    "pair_places",
    "places_of",
    "plain_part",
    "related_rows",
    "rows_marked",
    "rows_with",
    "short_number",
    "sibling_rows",
    "sitemap_lines",
    "sort_f64",
    "sort_i64",
    "sort_texts",
    "tidy_html",
    "unpack_texts",
    "widen",
]
