"""Numbers as short as they can be written."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native import numbers, pure_numbers

twins = pytest.mark.parametrize("twin", [numbers, pure_numbers], ids=["compiled", "plain"])
NEAR_HALVES = st.integers(-(10**7), 10**7).map(lambda number: number / 2000)


@twins
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (24.0, "24"),
        (-0.5, "-0.5"),
        (0.0, "0"),
        (-0.0001, "0"),
        (3, "3"),
        (12.345, "12.35"),
        (100, "100"),
        (1e21, "1" + "0" * 21),
    ],
)
def test_a_number_of_a_drawing_is_as_short_as_it_can_be(twin, value, text):
    assert twin.short_number(value) == text


@settings(max_examples=2000)
@given(st.floats() | st.floats(-2e6, 2e6) | NEAR_HALVES | st.integers(-(2**70), 2**70), st.integers(0, 6))
def test_a_number_is_written_as_python_writes_it(value, digits):
    try:
        expected = pure_numbers.short_number(value, digits)
    except OverflowError:  # of a whole number that no float is
        return
    assert numbers.short_number(value, digits) == expected


@twins
def test_what_is_no_number_is_written_or_refused_as_formatting_does(twin):
    assert twin.short_number(Decimal("1.250"), digits=1) == "1.2"
    with pytest.raises(ValueError, match="Unknown format code"):
        twin.short_number("a")
    with pytest.raises(ValueError, match="Format specifier"):
        twin.short_number(1.0, -1)
