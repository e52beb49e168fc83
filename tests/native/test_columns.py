"""Columns in flat bytes: both twins, against each other and for inputs that lie."""

import random
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native import columns as compiled
from native import pure_columns as plain

both = pytest.mark.parametrize("twin", [compiled, plain], ids=["compiled", "plain"])
TEXTS = st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=9))
INTS = st.lists(st.lists(st.integers(-(2**31), 2**31 - 1), max_size=4))


def u32(*values):
    return array("I", values).tobytes()


def i32(*values):
    return array("i", values).tobytes()


@both
def test_texts_lie_end_to_end_in_a_heap(twin):
    assert twin.pack_texts(["ab", "", "é"]) == (u32(0, 2, 2, 4), b"ab\xc3\xa9")
    assert twin.pack_blobs((b"ab", b"")) == (u32(0, 2, 2), b"ab")
    assert twin.pack_ints([(1, -2), ()]) == (u32(0, 2, 2), i32(1, -2))
    assert twin.pack_texts(()) == (u32(0), b"")
    with pytest.raises(UnicodeDecodeError):
        twin.unpack_texts(u32(0, 1), b"\xff")
    with pytest.raises(ValueError, match="offsets"):
        twin.unpack_texts(u32(0, 2), b"a")


@both
@pytest.mark.parametrize(
    ("pack", "values"),
    [
        ("pack_texts", ["\ud800"]),
        ("pack_texts", [b"a"]),
        ("pack_blobs", ["a"]),
        ("pack_ints", [(2**31,)]),
        ("pack_ints", [1]),
    ],
)
def test_what_does_not_fit_is_refused(twin, pack, values):
    with pytest.raises((ValueError, TypeError, OverflowError, AttributeError)):
        getattr(twin, pack)(values)


@given(TEXTS, INTS)
def test_both_twins_pack_the_same(texts, ints):
    assert compiled.pack_texts(texts) == plain.pack_texts(texts)
    assert compiled.unpack_texts(*plain.pack_texts(texts)) == plain.unpack_texts(*plain.pack_texts(texts)) == texts
    assert compiled.pack_ints(ints) == plain.pack_ints(ints)
    blobs = [text.encode() for text in texts]
    assert compiled.pack_blobs(blobs) == plain.pack_blobs(blobs)


@both
@pytest.mark.parametrize("places", [(), (1, 4), (0, 3, 2, 4), (0, 5), (0, 3)])
def test_offsets_that_lead_astray_are_refused(twin, places):
    with pytest.raises(ValueError, match="expected offsets that rise from 0 to 4"):
        twin.check_spans(u32(*places), 4)
    twin.check_spans(u32(0, 2, 2, 4), 4)


@both
def test_offsets_of_heaps_laid_end_to_end_go_on_counting(twin):
    assert twin.join_offsets([u32(0, 2, 3), u32(0), u32(0, 4)]) == u32(0, 2, 3, 7)
    assert twin.join_offsets([]) == u32(0)
    with pytest.raises(ValueError, match="expected at most 4294967295"):
        twin.join_offsets([u32(0, 2**32 - 1), u32(0, 1)])


@both
def test_rows_are_taken_from_the_old_and_the_fresh(twin):
    assert twin.merge_items(b"aabbcc", b"xxyy", 2, i32(2, -1, 0, -2)) == b"ccxxaayy"
    old, fresh = (u32(0, 1, 3), b"abb"), (u32(0, 0, 2), b"xy")
    assert twin.merge_spans(old, fresh, 1, i32(1, -2, -1, 0)) == (u32(0, 2, 4, 4, 5), b"bbxya")


@both
@pytest.mark.parametrize("place", [2, -3, 2**31 - 1, -(2**31)])
def test_a_row_that_does_not_exist_is_refused(twin, place):
    with pytest.raises(IndexError):
        twin.merge_items(b"aabb", b"xxyy", 2, i32(place))
    spans = (u32(0, 1, 3), b"abb")
    with pytest.raises(IndexError):
        twin.merge_spans(spans, spans, 1, i32(place))
    with pytest.raises(IndexError):
        twin.merge_items(b"", b"", 2, i32(0))


@both
def test_broken_spans_are_not_merged(twin):
    with pytest.raises(ValueError, match="expected offsets"):
        twin.merge_spans((u32(0, 9), b"abb"), (u32(0), b""), 1, i32(0))


@both
def test_digests_find_their_rows_the_first_the_first(twin):
    a, b, c = (bytes([letter]) * 16 for letter in b"abc")
    assert twin.match_digests(a + b + a + a + c, c + a + b + a) == (i32(1, 2, 3, -1, 0), u32())
    assert twin.match_digests(b"", a + b) == (i32(), u32(0, 1))
    assert twin.match_digests(a, b"") == (i32(-1), u32())
    with pytest.raises(ValueError, match="16"):
        compiled.match_digests(b"a", b"")


def test_both_twins_match_the_same():
    source = random.Random(3)
    for size in (0, 1, 5, 40, 300) * 40:
        # Few values, and the same low bytes in many: long chains and full clusters of the hash table.
        draw = [bytes([source.randrange(4)] * 9 + [source.randrange(size + 1) % 256] * 7) for _ in range(2 * size)]
        fresh, old = b"".join(source.sample(draw, size)), b"".join(source.sample(draw, source.randrange(size + 1)))
        assert compiled.match_digests(fresh, old) == plain.match_digests(fresh, old)


def test_both_twins_merge_the_same():
    source = random.Random(4)
    for _ in range(300):
        sides = []
        for _ in range(2):
            sides.append(
                plain.pack_ints([[source.randrange(9)] * source.randrange(4) for _ in range(source.randrange(1, 9))])
            )
        rows = [len(offsets) // 4 - 1 for offsets, _ in sides]
        index = i32(*(source.randrange(-rows[1], rows[0]) for _ in range(source.randrange(20))))
        assert compiled.merge_spans(*sides, 4, index) == plain.merge_spans(*sides, 4, index)


@both
def test_an_index_falls_into_stretches_that_count_up(twin):
    assert twin.find_runs(i32(0, 1, 2, -1, -2, 5, 6, 6, 0), 9) == [(0, 3), (-1, 1), (-2, 1), (5, 2), (6, 1), (0, 1)]
    assert twin.find_runs(i32(-1, 0, 1), 2) == [(-1, 1), (0, 2)]
    assert twin.find_runs(i32(0, 2, 4), 2) is None
    assert twin.find_runs(i32(), 0) == []


@given(st.lists(st.integers(-4, 4)), st.integers(0, 9))
def test_both_twins_find_the_same_stretches(index, most):
    assert compiled.find_runs(i32(*index), most) == plain.find_runs(i32(*index), most)


@both
def test_offsets_of_parts_of_heaps_count_on_too(twin):
    assert twin.join_offsets([u32(2, 3, 7), u32(5), u32(4, 4, 6)]) == u32(0, 1, 5, 5, 7)


@both
def test_fresh_items_of_indexes_count_on(twin):
    parts = [(i32(0, -1, -2, 7), 2), (i32(), 0), (i32(-1, 3, -3), 3), (i32(-1), 1)]
    assert twin.join_indexes(parts) == i32(0, -1, -2, 7, -3, 3, -5, -6)
    assert twin.join_indexes([]) == b""
    with pytest.raises(OverflowError):
        twin.join_indexes([(b"", 2), (i32(-(2**31) + 1), 1)])
    with pytest.raises(ValueError, match="got -1"):
        twin.join_indexes([(b"", -1)])


@given(st.lists(st.tuples(st.lists(st.integers(-9, 9)), st.integers(0, 9))))
def test_both_twins_join_indexes_alike(parts):
    held = [(i32(*index), count) for index, count in parts]
    assert compiled.join_indexes(held) == plain.join_indexes(held)


@both
def test_numbers_count_up_from_a_first_one(twin):
    assert (twin.count_up(0, 3), twin.count_up(5, 2), twin.count_up(7, 0)) == (u32(0, 1, 2), u32(5, 6), b"")
    for first, count in ((-1, 2), (0, -1), (2**31 - 1, 2)):
        with pytest.raises(ValueError):
            twin.count_up(first, count)
