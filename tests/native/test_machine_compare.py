"""The operations that compare, measure, find and remember: each against the Python that it stands for."""

import gc
import sys

import msgspec
import pytest
from markupsafe import Markup

from native import opcodes as op
from native.machine import Page
from tests.native.programs import COMPARISONS, program, render

PATHS = [(0, ()), (1, ()), (2, ()), (0, ("key",))]


class Record(msgspec.Struct, frozen=True, gc=False):
    key: object
    name: str


class Grumpy:
    """Has no truth."""

    def __bool__(self):
        raise ZeroDivisionError

    def __eq__(self, other):
        return self

    __hash__ = None


def shows(*row, args, twin, **parts):
    """Return whether a jump is taken: what it leaves out is not shown."""
    return render(row, (op.TEXT, 0), texts=[b"x"], args=args, paths=PATHS, twins=[(twin, (0,))], **parts) == b""


VALUES = ["a", "", "ä", 1, 0, -5, 2**70, 1.0, True, None, Markup("a"), (), "1"]


@pytest.mark.parametrize("wanted", ["a", "ä", "", 1, 0, 2**70])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_equality_is_that_of_python(value, wanted):
    parts = {"args": (value,), "consts": [wanted], "twin": lambda value: value == wanted}
    assert shows(op.JEQ, 0, 2, 0, 0, **parts) is (value == wanted)
    assert shows(op.JNE, 0, 2, 0, 0, **parts) is (value != wanted)


@pytest.mark.parametrize("how", COMPARISONS)
@pytest.mark.parametrize(
    "value", [(), (1, 2), [], [1], [1, 2, 3], "ab", "ä", {}, {1: 2}, {1, 2}, range(2), b"ab"], ids=repr
)
def test_a_length_is_compared_as_in_python(value, how):
    for number in (-1, 0, 1, 2, 3):
        expected = COMPARISONS[how](len(value), number)
        parts = {"args": (value,), "twin": lambda value, number=number: COMPARISONS[how](len(value), number)}
        assert shows(op.LENJT, 0, 2, 0, how, number, **parts) is expected
        assert shows(op.LENJF, 0, 2, 0, how, number, **parts) is not expected


def test_an_error_of_a_comparison_is_the_error_of_the_run():
    for row in ((op.JEQ, 0, 2, 0, 0), (op.LENJT, 0, 2, 0, 0, 0), (op.LENJF, 0, 2, 0, 0, 0)):
        with pytest.raises(ZeroDivisionError):
            shows(*row, args=(Grumpy(),), consts=["a"], twin=lambda value: value)
        with pytest.raises(TypeError):
            shows(*row, args=(5.0,), consts=["a"], twin=len)


@pytest.mark.parametrize("value", [(), [1, 2], "äb", {1: 2}, {1, 2, 3}], ids=repr)
def test_a_length_is_shown(value):
    assert render((op.LENOUT, 0, 0), args=(value,), paths=PATHS, twins=[(len, (0,))]) == str(len(value)).encode()


@pytest.mark.parametrize("how", COMPARISONS)
def test_a_loop_is_compared_with_a_number(how):
    for code in (op.LOOPC, op.LOOPNC):
        rows = [(op.FOR, 0, 1, 0, 4, -1), (code, 0, 3, op.INDEX0, how, 2), (op.OUT, 1, 0, -1), (op.NEXT, 0, 1)]
        expected = "".join(str(n) for n in range(5) if COMPARISONS[how](n, 2) == (code == op.LOOPNC))
        assert render(*rows, args=(range(5),), paths=PATHS) == expected.encode()


RECORDS = (Record("a", "one"), Record("b", "two"), Record("b", "three"))


@pytest.mark.parametrize("wanted", ["a", "b", "c"])
@pytest.mark.parametrize(
    "items", [RECORDS, list(RECORDS), (), (*RECORDS, Record(1, "four")), (Record(None, "x"), *RECORDS)]
)
def test_the_first_item_with_a_key_is_found(items, wanted):
    twins = [(lambda items: next((item for item in items if item.key == wanted), None), (0,)), (repr, (2,))]
    shown = render(
        (op.FIND, 0, 0, 2, 0, 3), (op.CALLOUT, 1, 0), args=(items,), paths=PATHS, twins=twins, consts=[wanted]
    )
    assert shown == repr(twins[0][0](items)).encode()


def memo(**parts):
    """Return a program that shows its second argument, but once for each value of its first."""
    rows = [(op.MEMO, 0, 3, 0), (op.OUT, 1, op.RAW, -1), (op.KEEP, 0), (op.TEXT, 0)]
    return program(*rows, texts=[b";"], paths=PATHS, params=2, **parts)


def test_what_was_put_for_a_text_or_a_whole_number_is_put_again():
    made, page = memo(), Page()
    for args in (
        ("a", "one"),
        ("b", "two"),
        ("a", "-"),
        (1, "three"),
        ("1", "four"),
        (True, "five"),
        (1, "-"),
        (True, "six"),
    ):
        made.run(args, page)
    assert bytes(page) == b"one;two;one;three;four;five;three;six;"


def test_a_memo_keeps_a_bounded_number_of_values():
    made, page = memo(), Page()
    for value in range(op.MOST_KEPT + 1):
        made.run((value, f"{value}"), page)
    page.clear()
    for value in (0, op.MOST_KEPT - 1, op.MOST_KEPT):
        made.run((value, "x"), page)
    assert bytes(page) == f"0;{op.MOST_KEPT - 1};x;".encode()


def test_an_error_within_a_memo_keeps_nothing():
    made, page = memo(), Page()
    key = "".join(["a ", "key"])
    before = sys.getrefcount(key)
    with pytest.raises(UnicodeEncodeError):
        made.run((key, "\ud800"), page)
    gc.collect()
    assert sys.getrefcount(key) == before
    made.run((key, "x"), page)
    assert bytes(page) == b"x;"


def test_a_memo_begun_in_a_capture_that_ended_keeps_nothing_wrong():
    rows = [(op.TEXT, 0), (op.CAPB,), (op.TEXT, 0), (op.MEMO, 0, 5, 0), (op.TEXT, 0), (op.CAPE, 2, 0), (op.KEEP, 0)]
    made, page = program(*rows, texts=[b"ab"], paths=PATHS, params=2), Page()
    made.run(("key", ""), page)
    made.run(("key", ""), page)
    assert bytes(page) == b"abab"


def test_finding_and_remembering_hold_nothing_more_than_the_keys():
    rows = [(op.FIND, 0, 0, 2, 0, 3), (op.JEQ, 1, 3, 0, 0), (op.LENJT, 0, 3, 0, 0, 0), (op.MEMO, 1, 5, 0), (op.KEEP, 0)]
    made = program(*rows, paths=PATHS, consts=["b"], twins=[(bool, (0,))], params=2)
    held = [RECORDS, *RECORDS, RECORDS[0].key, "b"]
    page = Page()
    made.run((RECORDS, "m"), page)
    before = [sys.getrefcount(value) for value in held]
    for _ in range(1000):
        made.run((RECORDS, "m"), page)
        made.run(([], "m"), page)
    assert [sys.getrefcount(value) for value in held] == before
