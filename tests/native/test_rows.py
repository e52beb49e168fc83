"""Rows as columns in flat bytes: both twins, against each other and for values that do not fit."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native import pure_rows as plain
from native import rows as compiled

both = pytest.mark.parametrize("twin", [compiled, plain], ids=["compiled", "plain"])
FORMATS = (
    ("B", 1),
    ("I", 1),
    ("i", 1),
    ("Q", 1),
    ("q", 1),
    ("d", 1),
    ("d", 2),
    ("bytes16", 1),
    ("text", -1),
    ("bytes", -1),
    ("ints", -1),
)
ONE = (255, 2**32 - 1, -(2**31), 2**64 - 1, -(2**63), 1, (0.5, 2), bytes(range(16)), "né\0", b"\0x", (1, -2))
ROWS = st.lists(
    st.tuples(
        st.integers(0, 255),
        st.integers(0, 2**32 - 1),
        st.integers(-(2**31), 2**31 - 1),
        st.integers(0, 2**64 - 1),
        st.integers(-(2**63), 2**63 - 1),
        st.floats() | st.integers(-(2**70), 2**70),
        st.tuples(st.floats(), st.floats()),
        st.binary(min_size=16, max_size=16),
        st.text(st.characters(exclude_categories=("Cs",)), max_size=9),
        st.binary(max_size=9),
        st.lists(st.integers(-(2**31), 2**31 - 1), max_size=4),
    )
)


def columns(twin, rows):
    found = twin.Columns(FORMATS)
    for row in rows:
        found.append(row)
    assert len(found) == len(rows)
    return found.sections()


@both
def test_each_value_stands_in_its_column(twin):
    found = twin.Columns([("I", 1), ("text", -1), ("ints", -1), ("d", 2)])
    found.append((7, "é", (1, -2), (0.5, 1.0)))
    found.append([8, "", [], [2, 3]])
    assert found.sections() == [
        (array("I", [7, 8]).tobytes(),),
        (array("I", [0, 2, 2]).tobytes(), b"\xc3\xa9"),
        (array("I", [0, 2, 2]).tobytes(), array("i", [1, -2]).tobytes()),
        (array("d", [0.5, 1, 2, 3]).tobytes(),),
    ]


@given(ROWS)
def test_both_make_the_same_of_any_rows(rows):
    assert columns(compiled, rows) == columns(plain, rows)


@both
@pytest.mark.parametrize(
    ("place", "value"),
    [
        *((place, value) for place in range(6) for value in ("x", None, 2**2000, "")),
        *((place, value) for place, most in enumerate((2**8, 2**32, 2**31, 2**64, 2**63)) for value in (most, 0.5)),
        *((place, -1) for place in (0, 1, 3)),
        *((6, value) for value in (1.0, (), (1.0,), (1.0, "x"), (1.0, 2.0, 3.0))),
        *((7, value) for value in ("0123456789abcdef", b"short", bytearray(16))),
        *((8, value) for value in (b"x", "\ud800", None)),
        *((9, value) for value in ("x", bytearray(1))),
        *((10, value) for value in (1, (2**31,), ("x",), (0.5,))),
    ],
)
def test_a_row_with_a_value_that_does_not_fit_is_refused_whole(twin, place, value):
    found = twin.Columns(FORMATS)
    found.append(ONE)
    with pytest.raises((ValueError, TypeError, OverflowError)):
        found.append((*ONE[:place], value, *ONE[place + 1 :]))
    with pytest.raises(ValueError, match="expected 11 values in a row, got 10"):
        found.append(ONE[1:])
    found.append(ONE)
    assert found.sections() == columns(plain, [ONE, ONE])


@both
@pytest.mark.parametrize("wrong", [("x", 1), ("B", 0), ("bytes16", -1), ("", 1), ("BI", 1)])
def test_an_unknown_format_is_refused(twin, wrong):
    with pytest.raises(ValueError, match="expected a format of a column"):
        twin.Columns([("B", 1), wrong])
