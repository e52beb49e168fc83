"""The operations that take some of a value: each against the Python that it stands for, or its twin's word."""

import gc
import sys

import msgspec
import pytest
from jinja2 import Environment
from markupsafe import Markup

from native import opcodes as op
from native.machine import Page
from tests.native.programs import COMPARISONS, named, program, render

PATHS = [(0, ()), (1, ()), (2, ()), (0, ("name",))]
GET = Environment().getitem
MAP = Environment().compile_expression("items|map(attribute='name')|list", undefined_to_none=False)


class Record(msgspec.Struct, frozen=True, gc=False):
    name: object


class Listed(msgspec.Struct, frozen=True):
    """Has items, which go before attributes."""

    name: str

    def __getitem__(self, key):
        return f"item {key}"


def taken(row, args, twin, **parts):
    """Return what an operation puts into the slot behind its arguments, as its repr, and whether its twin was asked."""
    asked = []

    def counted(*values):
        asked.append(values)
        return twin(*values)

    twins = [(counted, range(len(args))), (repr, (2,))]
    return render(row, (op.CALLOUT, 1, op.RAW), args=args, paths=PATHS, twins=twins, **parts).decode(), bool(asked)


CONTAINERS = [{"a": 1, "": [2], 3: "three", Markup("m"): None}, ["x", "y"], ("z",), {}, "text", 5]
KEYS = ["a", "", "b", "name", "m", Markup("a"), 3, 0, 1, -1, -2, -3, 2**70, -(2**70), True, 1.0, None, [], ("a",)]


@pytest.mark.parametrize("key", KEYS, ids=named)
@pytest.mark.parametrize("container", CONTAINERS, ids=named)
def test_an_item_of_a_constant_is_the_one_that_the_template_language_finds(container, key):
    shown, _ = taken((op.ITEM, 0, 0, 2, 0), (key, None), lambda key, _: GET(container, key), consts=[container])
    assert shown == repr(GET(container, key))


@pytest.mark.parametrize(
    ("container", "key"), [({"a": 1}, "a"), ({3: 1}, 3), ({"a": 1}, Markup("a")), (["x"], 0), (("x", "y"), -1)]
)
def test_an_item_that_is_there_needs_no_twin(container, key):
    shown = taken((op.ITEM, 0, 0, 2, 0), (key, None), lambda *_: "twin", consts=[container])
    assert shown == (repr(container[key]), False)


@pytest.mark.parametrize("value", ["", "äbc", Markup("<b>"), (), (1, 2, 3), [1, 2, 3], range(5), b"abc", {}], ids=named)
def test_a_slice_is_that_of_python(value):
    for start, stop in ((0, 0), (0, 2), (1, 2**30), (2, 1), (7, 9), (0, 2**30)):

        def cut(value, _, start=start, stop=stop):
            return value[start:stop] if value != {} else "none"

        shown, asked = taken((op.SLICE, 0, start, stop, 2, 0), (value, None), cut)
        assert shown == repr(cut(value, None))
        assert asked is (type(value) not in (str, tuple, list))


ITEMS = [
    (),
    (Record("a"), Record(1)),
    ({"name": "a"}, Record("b")),
    [Record("a")],
    (Record("a"), {}),
    (Listed("a"), Record("b")),
    ("text", ["list"]),
    iter(()),
    None,
]


@pytest.mark.parametrize("items", ITEMS, ids=named)
def test_an_attribute_of_each_item_is_collected_as_the_template_language_does(items):
    shown, asked = taken((op.COLLECT, 0, 3, 2, 0), (items, None), lambda items, _: MAP(items=items))
    assert shown == repr(MAP(items=items))
    assert asked is not (items in ITEMS[:3])


WHOLES = [(1, "a"), ["a", [], None], {"a": 1, (): 2}, "cat", {"a"}, range(3), "", Markup("<a>")]
PARTS = ["a", 1, 1.0, None, "", (), Markup("a")]


@pytest.mark.parametrize("whole", WHOLES, ids=named)
@pytest.mark.parametrize("part", PARTS, ids=named)
def test_what_is_in_another_value_is_what_python_finds_in_it(part, whole):
    rows = {(0, 1, -1): [], (0, -1, 0): [whole], (-1, 1, 0): [part]}
    for (one, other, const), consts in rows.items():
        parts = {"texts": [b"x"], "paths": PATHS, "args": (part, whole), "consts": consts}
        twins = [(lambda *_: pytest.fail("the twin was asked"), (0, 1))]
        for code in (op.INJF, op.INJT):

            def shown(row=(code, one, 2, 0, other, const), parts=parts, twins=twins):
                return render(row, (op.TEXT, 0), twins=twins, **parts)

            if type(part) not in (str, Markup) and type(whole) in (str, Markup):
                with pytest.raises(TypeError, match="requires string as left operand"):
                    shown()
            else:
                assert (shown() == b"") is ((part in whole) == (code == op.INJT))


def test_a_value_that_is_not_there_is_looked_for_by_the_twin():
    for row in ((op.INJF, 2, 2, 0, 0, -1), (op.INJF, 0, 2, 0, 2, -1)):
        asked = render(row, (op.TEXT, 0), texts=[b"x"], args=("a", "b"), paths=PATHS, twins=[(lambda: True, ())])
        assert asked == b"x"


@pytest.mark.parametrize("how", COMPARISONS)
def test_sums_compare_as_in_python(how):
    values = (0, 1, -1, 2.5, -0.0, 3.0, 3, 2**53 - 1, 2**53, 2**70, True, float("nan"), float("inf"), 1e300)
    for one in values:
        for other in values:
            for code in (op.SUMJF, op.SUMJT):
                rows = [(op.SUMPATH, 0), (op.SUMPATH, 1), (op.SUMCONST, 0), (op.SUMDO, op.ADD), (code, 0, 6, how)]
                twins = [(lambda one, other: COMPARISONS[how](one, other + 1), (0, 1))]
                shown = render(
                    *rows,
                    (op.TEXT, 0),
                    (op.END,),
                    texts=[b"x"],
                    args=(one, other),
                    paths=PATHS,
                    consts=[1],
                    twins=twins,
                )
                assert (shown == b"x") is (COMPARISONS[how](one, other + 1) == (code == op.SUMJF))


def test_a_comparison_without_its_numbers_is_an_error_and_no_crash():
    with pytest.raises(ValueError, match="expected two numbers"):
        render((op.SUMCONST, 0), (op.SUMJF, 0, 2, 0), consts=[1], twins=[(len, ())])


def test_taking_some_of_a_value_holds_nothing_more():
    rows = [(op.ITEM, 0, 1, 2, 0), (op.SLICE, 0, 0, 1, 2, 0), (op.COLLECT, 0, 3, 2, 0), (op.INJF, 1, 4, 0, 2, -1)]
    table, items = {"key": Record("found")}, (Record("one"), Record("two"))
    made, page = program(*rows, paths=PATHS, consts=[table], twins=[(list, ())], params=2), Page()
    held = [table, table["key"], items, *items, items[0].name, "key"]
    mixed = (items[0], Listed("x"))

    def runs():
        for _ in range(1000):
            made.run((items, "key"), page)
            made.run((mixed, "other"), page)

    runs()
    gc.collect()
    before, blocks = [sys.getrefcount(value) for value in held], sys.getallocatedblocks()
    runs()
    gc.collect()
    assert [sys.getrefcount(value) for value in held] == before
    assert sys.getallocatedblocks() - blocks < 100
