"""Sorts and look-ups over columns: both twins against each other, and for inputs that lie."""

import random
from array import array
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native import ordering as compiled
from native import pure_ordering as plain
from native.pure_columns import pack_texts

both = pytest.mark.parametrize("twin", [compiled, plain], ids=["compiled", "plain"])
REALS = st.lists(st.floats() | st.sampled_from([0.0, -0.0, nan, inf, -inf, 1.0, 5e-324]), max_size=40)
WHOLES = st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 2), max_size=40)
WORDS = st.lists(st.text("ab\0é\U0001f453", max_size=20), max_size=40)


def u32(*values):
    return array("I", values).tobytes()


def f64(*values):
    return array("d", values).tobytes()


def numbers(raw, code="I"):
    return list(array(code, raw))


@both
def test_rows_are_sorted_and_ties_stay_as_they_stand(twin):
    values = f64(2.0, nan, -0.0, 0.0, -1.0)
    assert numbers(twin.sort_f64(values, u32(3, 1, 2, 0, 4), False, False)) == [4, 3, 2, 0, 1]
    assert numbers(twin.sort_f64(values, u32(3, 1, 2, 0, 4), True, False)) == [0, 3, 2, 4, 1]
    assert numbers(twin.sort_f64(values, u32(3, 1, 2, 0, 4), False, True)) == [4, 0, 3, 2, 1]
    assert numbers(twin.sort_i64(array("q", [5, -5, 5]).tobytes(), u32(2, 1, 0), True)) == [2, 0, 1]
    assert numbers(twin.sort_i64(array("q", [8, 7, 4, -1]).tobytes(), u32(0, 1, 2, 3), False, 2)) == [3, 1, 2, 0]


@both
def test_texts_are_sorted_as_python_sorts_them_and_ranked(twin):
    words = ["b", "", "ab", "a", "ab", "é", "a\0", "\U0001f453", "\uffff", "aaaaaaaab", "aaaaaaaaa"]
    found, ranks = twin.sort_texts(*pack_texts(words), u32(*range(len(words))))
    assert [words[row] for row in numbers(found)] == sorted(words)
    assert numbers(ranks, "q") == [sorted(set(words)).index(word) for word in words]


@both
def test_rows_are_marked_and_those_that_are_marked_found_in_the_order_asked_for(twin):
    marks = bytearray(b"\0\1\0\2")
    assert numbers(twin.rows_marked(marks, u32(3, 2, 1))) == [3, 1]
    twin.mark_rows(marks, 4, u32(1, 0))
    assert marks == b"\4\5\0\2"
    for call in (lambda: twin.rows_marked(marks, u32(4)), lambda: twin.mark_rows(marks, 4, u32(4))):
        with pytest.raises(IndexError):
            call()


@both
def test_places_and_rows_with_a_value(twin):
    assert numbers(twin.rows_with(b"\0\1\0", 0)) == [0, 2]
    assert numbers(twin.places_of(array("i", [2, -1, 0]).tobytes(), 4), "i") == [2, -1, 0, -1]
    with pytest.raises(IndexError):
        twin.places_of(u32(4), 4)


@both
def test_fits_go_by_two_digits_as_round_has_them(twin):
    fits = (0.701, 0.7049, 0.705, 0.69999, 0.715, 0.625, 0.875, 0.125, 1.0)
    rows = twin.best_fits(f64(*fits), 1, 0, u32(*range(len(fits))), 0.7)
    assert numbers(rows) == sorted(
        (row for row, fit in enumerate(fits) if fit >= 0.7), key=lambda r: -round(fits[r], 2)
    )
    assert numbers(twin.best_fits(f64(0.1, 0.9, 0.8, 0.2), 2, 1, u32(0, 1), 0.5)) == [0]


@given(st.lists(st.floats(0, 1) | st.integers(0, 2000).map(lambda number: number / 2000), min_size=1))
def test_both_twins_round_the_same(fits):
    rows = u32(*range(len(fits)))
    assert compiled.best_fits(f64(*fits), 1, 0, rows, 0.0) == plain.best_fits(f64(*fits), 1, 0, rows, 0.0)


@given(REALS, WHOLES, st.booleans(), st.booleans(), st.integers(0, 63), st.randoms(use_true_random=False))
def test_both_twins_sort_the_same(reals, wholes, descending, zero_last, shift, source):
    rows = u32(*source.sample(range(len(reals)), len(reals)))
    one = compiled.sort_f64(f64(*reals), rows, descending, zero_last)
    assert one == plain.sort_f64(f64(*reals), rows, descending, zero_last)
    rows, raw = u32(*source.sample(range(len(wholes)), len(wholes))), array("q", wholes).tobytes()
    assert compiled.sort_i64(raw, rows, descending) == plain.sort_i64(raw, rows, descending)
    assert compiled.sort_i64(raw, rows, descending, shift) == plain.sort_i64(raw, rows, descending, shift)


@given(WORDS, st.randoms(use_true_random=False))
def test_both_twins_treat_texts_the_same(words, source):
    rows = u32(*source.sample(range(len(words)), len(words) - len(words) // 4))
    spans = pack_texts(words)
    assert compiled.sort_texts(*spans, rows) == plain.sort_texts(*spans, rows)
    one, other = compiled.TextIndex(*spans, rows), plain.TextIndex(*spans, rows)
    assert (one.first, one.again) == (other.first, other.again)
    for word in [*words, "", "absent"]:
        assert one.find(word.encode()) == other.find(word.encode())


def test_a_thousand_texts_are_found_again():
    source = random.Random(2)
    words = ["".join(source.choices("abc", k=source.randrange(30))) for _ in range(1000)]
    rows = u32(*range(1000))
    one, other = (twin.TextIndex(*pack_texts(words), rows) for twin in (compiled, plain))
    assert (one.first, one.again) == (other.first, other.again)
    assert [one.find(word.encode()) for word in words] == [words.index(word) for word in words]
    assert compiled.sort_texts(*pack_texts(words), rows) == plain.sort_texts(*pack_texts(words), rows)


@both
def test_a_shift_of_more_bits_than_there_are_is_refused(twin):
    for shift in (-1, 64):
        with pytest.raises(ValueError, match=f"got {shift}"):
            twin.sort_i64(b"", b"", False, shift)


@both
def test_rows_that_do_not_exist_are_refused(twin):
    spans = pack_texts(["a"])
    for call in (
        lambda: twin.sort_f64(f64(1.0), u32(1), False, False),
        lambda: twin.sort_i64(array("q", [1]).tobytes(), u32(2**32 - 1), False),
        lambda: twin.sort_texts(*spans, u32(1)),
        lambda: twin.TextIndex(*spans, u32(1)),
        lambda: twin.best_fits(f64(1.0), 1, 0, u32(1), 0.0),
        lambda: twin.best_fits(f64(1.0), 1, 1, u32(0), 0.0),
    ):
        with pytest.raises(IndexError):
            call()
    for call in (twin.sort_texts, twin.TextIndex):
        with pytest.raises(ValueError, match="offsets"):
            call(u32(0, 2), b"a", u32(0))
