"""Sums of numbers in the machine: what Python makes of them, or the twin's word."""

import itertools

import pytest

from native import opcodes as op
from native.pure_numbers import short_number as number
from tests.native.programs import render

VALUES = (0, 1, -1, 3, 54, 2.5, -0.0, 0.5, 1e16, -7.25, 2**53 - 1, 0.005)
DO = {
    op.ADD: lambda one, other: one + other,
    op.SUBTRACT: lambda one, other: one - other,
    op.MULTIPLY: lambda one, other: one * other,
    op.DIVIDE: lambda one, other: one / other,
}
PATHS = [(0, ()), (1, ()), (2, ())]


@pytest.mark.parametrize("what", DO)
def test_two_numbers_come_to_what_python_makes_of_them(what):
    rows = ((op.SUMPATH, 0), (op.SUMPATH, 1), (op.SUMDO, what))
    for one, other in itertools.product(VALUES, VALUES):
        if what == op.DIVIDE and other == 0:
            continue
        value = DO[what](one, other)
        twins = [
            (lambda one, other: DO[what](one, other), (0, 1)),
            (lambda one, other: number(DO[what](one, other)), (0, 1)),
        ]
        shown = render(*rows, (op.SUMSET, 0, 2), (op.OUT, 2, op.RAW, -1), args=(one, other), paths=PATHS, twins=twins)
        assert shown.decode() == str(value)
        assert render(*rows, (op.SUMOUT, 1, 2), args=(one, other), paths=PATHS, twins=twins).decode() == number(value)


@pytest.mark.parametrize("digits", [0, 1, 2, 4, 15])
def test_a_number_is_written_as_short_as_it_can_be(digits):
    for value in (0, 10, 0.1, -0.04, 100.0, 1.005, 2 / 3, -0.5, 1e22, 12345.6789):
        shown = render((op.SUMPATH, 0), (op.SUMOUT, 0, digits), args=(value,), paths=PATHS[:1], twins=[(number, (0,))])
        assert shown.decode() == number(value, digits)


@pytest.mark.parametrize("value", ["1", None, True, 2**53, -(2**70), float("nan"), float("inf"), 1e308])
def test_the_twin_is_asked_where_a_number_may_come_out_otherwise(value):
    rows = ((op.SUMPATH, 0), (op.SUMCONST, 0), (op.SUMDO, op.MULTIPLY), (op.SUMOUT, 0, 2))
    shown = render(*rows, args=(value,), paths=PATHS[:1], consts=[10**9 * 1.0e1], twins=[(lambda _: "twin<", (0,))])
    assert shown in ((b"twin&lt;",) if value != 1e308 else (b"twin&lt;", number(1e308 * 1e10).encode()))


def test_nothing_is_divided_by_nothing():
    rows = ((op.SUMCONST, 0), (op.SUMCONST, 1), (op.SUMDO, op.DIVIDE), (op.SUMSET, 0, 0), (op.OUT, 0, op.RAW, -1))
    with pytest.raises(ZeroDivisionError):
        render(*rows, consts=[1, 0], paths=PATHS[:1], twins=[(lambda: 1 // 0, ())])
    after = ((op.SUMCONST, 0), (op.SUMOUT, 0, 2))
    failed = (*rows[:3], (op.SUMOUT, 0, 2))
    assert render(*failed, *after, consts=[1, 0], twins=[(lambda: "?", ())]) == b"?1"


def test_a_sum_without_its_numbers_is_an_error_and_no_crash():
    with pytest.raises(ValueError, match="expected two numbers"):
        render((op.SUMDO, op.ADD))
    with pytest.raises(ValueError, match="expected a number"):
        render((op.SUMOUT, 0, 2), twins=[(lambda: "", ())])
    with pytest.raises(ValueError, match="at most 16 numbers"):
        render(*((op.SUMCONST, 0),) * 17, consts=[1])
