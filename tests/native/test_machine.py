"""The machine, operation by operation, each in a program of its own."""

import re
from pathlib import Path

import pytest
from jinja2.runtime import missing
from markupsafe import Markup

import native
from native import opcodes as op
from native.machine import Page
from tests.native.programs import named, program, render

LOOP_NAMES = ("index", "index0", "length", "revindex", "revindex0", "first", "last")


def test_the_machine_is_compiled_with_the_numbers_of_opcodes():
    compiled = (Path(native.__file__).parent / "_opcodes.pxd").read_text(encoding="utf-8")
    numbers = {name: int(value) for name, value in re.findall(r"(\w+) = (\d+)", compiled)}
    assert numbers == {name: value for name, value in vars(op).items() if isinstance(value, int)}


def test_each_operation_has_its_operands():
    ends = list(vars(op)).index("END"), list(vars(op)).index("OPERANDS")
    assert list(op.OPERANDS) == [vars(op)[name] for name in list(vars(op))[ends[0] : ends[1]]]
    assert max(len(operands) for operands in op.OPERANDS.values()) < op.WIDTH


def test_texts_come_in_order():
    assert render((op.TEXT, 1), (op.TEXT, 0), texts=[b"b", "ä".encode()]) == "äb".encode()


def test_pages_follow_each_other_until_the_page_is_cleared():
    page = Page()
    hello = program((op.TEXT, 0), texts=[b"hello"])
    hello.run((), page)
    hello.run((), page)
    assert (len(page), bytes(page)) == (10, b"hellohello")
    page.clear()
    hello.run((), page)
    assert bytes(page) == b"hello"


def test_a_jump_leaves_out_what_it_skips():
    assert render((op.JMP, 2), (op.TEXT, 0), (op.TEXT, 1), texts=[b"a", b"b"]) == b"b"


@pytest.mark.parametrize("value", [True, False, None, 0, 1, "", "a", (), [0], 0.0, {"a": 1}])
def test_branches_follow_the_truth_of_python(value):
    rows = {
        op.JF: (op.JF, 0, 2, -1),
        op.JT: (op.JT, 0, 2, -1),
        op.CALLJF: (op.CALLJF, 0, 2),
        op.CALLJT: (op.CALLJT, 0, 2),
    }
    for code, row in rows.items():
        shown = render(row, (op.TEXT, 0), texts=[b"x"], args=(value,), paths=[(0, ())], twins=[(lambda x: x, (0,))])
        assert (shown == b"") == (bool(value) == (code in (op.JT, op.CALLJT)))


@pytest.mark.parametrize("items", [["a", "b"], ("a", "b"), "ab", {"a": 1, "b": 2}, iter(["a", "b"])], ids=named)
def test_a_loop_goes_over_anything_that_can_be_listed(items):
    rows = [(op.FOR, 0, 1, 0, 4, -1), (op.OUT, 1, 0, -1), (op.TEXT, 0), (op.NEXT, 0, 1)]
    assert render(*rows, texts=[b","], args=(items,), paths=[(0, ()), (1, ())]) == b"a,b,"


def test_a_loop_over_nothing_jumps_to_its_target():
    rows = [(op.FOR, 0, 1, 0, 4, -1), (op.TEXT, 0), (op.NEXT, 0, 1), (op.JMP, 5), (op.TEXT, 1)]
    parts = {"texts": [b"item", b"none"], "paths": [(0, ())]}
    assert [render(*rows, args=(items,), **parts) for items in ([], (), {}, [1])] == [b"none"] * 3 + [b"item"]


def test_a_loop_without_a_path_goes_over_its_twin():
    rows = [(op.FOR, -1, 1, 0, 3, 0), (op.OUT, 0, 0, -1), (op.NEXT, 0, 1)]
    assert render(*rows, args=("ab",), paths=[(1, ())], twins=[(reversed, (0,))]) == b"ba"


def test_a_loop_over_what_cannot_be_listed_raises_what_python_raises():
    with pytest.raises(TypeError, match="not iterable"):
        render((op.FOR, 0, 1, 0, 2, -1), (op.NEXT, 0, 1), args=(5,), paths=[(0, ())])


def test_loops_nest_and_start_anew():
    inner = [(op.FOR, 1, 2, 1, 4, -1), (op.OUT, 2, 0, -1), (op.NEXT, 1, 2)]
    rows = [(op.FOR, 0, 1, 0, 6, -1), *inner, (op.TEXT, 0), (op.NEXT, 0, 1)]
    args = ([[1, 2], [], (3,)],)
    assert render(*rows, texts=[b";"], args=args, paths=[(0, ()), (1, ()), (2, ())]) == b"12;;3;"


def test_a_list_that_shrinks_under_its_loop_ends_it():
    items = [1, 2, 3]
    rows = [(op.FOR, 0, 1, 0, 3, -1), (op.CALLOUT, 0, 0), (op.NEXT, 0, 1)]
    assert render(*rows, args=(items,), paths=[(0, ())], twins=[(items.pop, ())]) == b"32"


@pytest.mark.parametrize("number", range(len(LOOP_NAMES)), ids=LOOP_NAMES)
def test_what_a_loop_says_of_itself_is_what_the_template_language_says(number):
    from jinja2.runtime import LoopContext

    context = LoopContext("abc", undefined=str, recurse=None)
    expected = "".join(f"{getattr(loop, LOOP_NAMES[number])}," for _, loop in context).encode()
    shown = [(op.LOOPOUT, 0, number), (op.TEXT, 0), (op.NEXT, 0, 1)]
    stored = [(op.LOOPSET, 0, number, 2), (op.OUT, 1, 0, -1), (op.TEXT, 0), (op.NEXT, 0, 1)]
    for rows in (shown, stored):
        begin = (op.FOR, 0, 1, 0, len(rows) + 1, -1)
        assert render(begin, *rows, texts=[b","], args=("abc",), paths=[(0, ()), (2, ())]) == expected


def test_branches_on_a_loop():
    rows = [(op.FOR, 0, 1, 0, 6, -1), (op.LOOPJT, 0, 3, op.FIRST), (op.TEXT, 0)]
    rows += [(op.LOOPJF, 0, 5, op.LAST), (op.TEXT, 1), (op.NEXT, 0, 1)]
    assert render(*rows, texts=[b",", b"!"], args=("abc",), paths=[(0, ())]) == b",,!"


def test_a_twin_gets_the_slots_it_names_and_missing_for_an_empty_one():
    twins = [(lambda *args: repr(args), (1, 0, 5))]
    assert render((op.CALLOUT, 0, 0), args=("a", missing), twins=twins) == b"(missing, 'a', missing)"


def test_values_are_kept_in_slots():
    rows = [(op.CALLSET, 0, 1), (op.MOVE, 0, 2, -1), (op.SETK, 0, 3)]
    rows += [(op.OUT, path, 0, -1) for path in (1, 2, 3)]
    paths = [(0, (1,)), (1, ()), (2, ()), (3, ())]
    assert render(*rows, args=("ab",), consts=["k"], paths=paths, twins=[(str.upper, (0,))]) == b"ABmissingk"
    assert render(*rows, args=(["x", "y"],), consts=["k"], paths=paths, twins=[(len, (0,))]) == b"2yk"


def test_a_move_that_fails_takes_the_value_of_its_twin():
    rows = [(op.MOVE, 0, 1, 0), (op.OUT, 1, 0, -1)]
    assert render(*rows, args=(5,), paths=[(0, ("name",)), (1, ())], twins=[(lambda x: x + 1, (0,))]) == b"6"


@pytest.mark.parametrize("value", [(1, 2), [1, 2], "12", {1: 0, 2: 0}, iter((1, 2))], ids=named)
def test_a_value_is_unpacked_into_slots(value):
    rows = [(op.UNPACK, 0, 1, 2), (op.OUT, 1, 0, -1), (op.OUT, 0, 0, -1)]
    assert render(*rows, args=(value,), paths=[(1, ()), (2, ())]) == b"21"


@pytest.mark.parametrize("value", [(1,), [1, 2, 3], "a", iter(range(9)), 5, None, {}], ids=named)
def test_unpacking_raises_what_python_raises(value):
    again = iter([1, 2, 3]) if hasattr(value, "__next__") else value
    with pytest.raises((TypeError, ValueError)) as expected:
        _first, _second = again
    with pytest.raises(expected.type):
        render((op.UNPACK, 0, 1, 2), args=(value,))


def test_a_capture_goes_into_a_slot_instead_of_the_page():
    rows = [(op.TEXT, 0), (op.CAPB,), (op.OUT, 0, op.HTML, -1), (op.CAPB,), (op.TEXT, 0), (op.CAPE, 2, 0)]
    rows += [(op.CAPE, 1, 1), (op.CALLOUT, 0, op.RAW)]
    shown = render(*rows, texts=["ä".encode()], args=("<",), paths=[(0, ())], twins=[(lambda *a: repr(a), (1, 2))])
    assert shown == f"ä{(Markup('&lt;'), 'ä')!r}".encode()
