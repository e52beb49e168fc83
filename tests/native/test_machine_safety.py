"""What the machine must never do: leak, run within itself, read past an end, or take a damaged program."""

import gc
import os
import random
import sys
import threading
import weakref
from contextlib import suppress

import pytest
import xxhash

from native import opcodes as op
from native.machine import Page, Program
from tests.native.programs import assemble, program, render

RUNS = 3000


class Item:
    __slots__ = ("__weakref__", "name")

    def __init__(self, name):
        self.name = name


class Bad:
    """Raises when it is shown."""

    def __str__(self):
        raise ZeroDivisionError


def everything():
    """Return a program with every way to hold a value: slots, loops in loops, captures, unpacking, twins, constants."""
    inner = [(op.FOR, 1, 3, 1, 9, -1), (op.CAPB,), (op.OUT, 2, op.HTML, 1), (op.CAPE, 4, 1), (op.UNPACK, 3, 5, 2)]
    inner += [(op.CALLSET, 0, 7), (op.LOOPSET, 1, op.INDEX, 8), (op.NEXT, 1, 2)]
    rows = [(op.FOR, 0, 2, 0, 11, -1), *inner, (op.MOVE, 3, 4, -1), (op.NEXT, 0, 1)]
    rows += [(op.SETK, 0, 4), (op.OUT, 4, op.RAW, 2)]
    paths = [(0, ()), (2, ("name",)), (3, (0, "name")), (4, ()), (1, ("name",))]
    twins = [(lambda *items: list(items), (2, 3, 4)), (repr, (3,)), (str, (1,))]
    return program(*rows, paths=paths, twins=twins, consts=[object()], params=2)


def test_a_run_holds_nothing_when_it_has_ended_well_or_badly():
    run, page = everything().run, Page()
    pair = (Item("a<"), "second")
    groups = [Item([pair, pair]), Item((pair,))]
    good, bad = Item("good"), Bad()
    held = [pair, pair[0], pair[1], *groups, groups[0].name, groups, good, bad]
    args, bad_args = (groups, good), (groups, bad)
    wrong = ([*groups, Item([(good, 1, 2)])], good)

    def runs(count):
        for _ in range(count):
            page.clear()
            run(args, page)
            with pytest.raises(ZeroDivisionError):
                run(bad_args, page)
            with pytest.raises(ValueError, match="too many values"):
                run(wrong, page)

    runs(10)
    gc.collect()
    before, blocks = [sys.getrefcount(value) for value in held], sys.getallocatedblocks()
    runs(RUNS)
    gc.collect()
    assert [sys.getrefcount(value) for value in held] == before
    assert sys.getallocatedblocks() - blocks < RUNS // 10


def test_none_and_the_truths_are_counted_right():
    rows = [(op.FOR, 0, 1, 0, 5, -1), (op.OUT, 1, op.HTML, -1), (op.LOOPSET, 0, op.FIRST, 2), (op.JT, 1, 4, -1)]
    run, page = program(*rows, (op.NEXT, 0, 1), paths=[(0, ()), (1, ())], params=1).run, Page()
    args = ([None, True, False, 1, ""],)
    before = [sys.getrefcount(value) for value in (None, True, False, 1, "")]
    for _ in range(RUNS):
        run(args, page)
    after = [sys.getrefcount(value) for value in (None, True, False, 1, "")]
    assert all(abs(one - other) < RUNS // 10 for one, other in zip(before, after, strict=True))


def test_a_program_gives_back_all_that_it_was_made_of():
    item, constant = Item("a"), Item("k")
    text = b"".join([b"te", b"xt"])

    def twin(value):
        return value

    held = [constant, text, twin]
    before = [sys.getrefcount(value) for value in held]
    for _ in range(100):
        made = program(
            *[(op.TEXT, 0), (op.OUT, 0, 0, 0), (op.SETK, 0, 1)],
            texts=[text],
            consts=[constant],
            paths=[(0, ("name",))],
            twins=[(twin, (0,))],
            params=1,
        )
        made.run((item,), Page())
    del made
    assert [sys.getrefcount(value) for value in held] == before


def test_a_twin_that_knows_its_program_does_not_keep_it_alive():
    def cycle():
        def twin():
            return made

        mark = Item("mark")
        made = program((op.CALLSET, 0, 0), consts=[mark], twins=[(twin, ())])
        made.run((), Page())
        return weakref.ref(mark)

    mark = cycle()
    gc.collect()
    assert mark() is None


def test_a_type_that_a_path_has_seen_is_held_until_another_one_comes():
    path = program((op.OUT, 0, 0, 0), paths=[(0, ("name",))], twins=[(lambda _: "twin", (0,))], params=1)

    def fresh(*names):
        kind = type("Fresh", (), {"__slots__": names})
        value = kind()
        for name in names:
            setattr(value, name, f"{name};")
        return value

    page = Page()
    for _ in range(70):
        for names in (["name"], ["aaa", "name"], ["aaa"]):
            path.run((fresh(*names),), page)
            gc.collect(0)
    assert bytes(page) == b"name;name;twin" * 70


@pytest.mark.parametrize("again", ["run", "clear", "bytes"])
def test_a_twin_cannot_reach_into_the_page_that_is_being_made(again):
    page = Page()
    calls = {"run": lambda: made.run((), page), "clear": page.clear, "bytes": lambda: bytes(page)}
    made = program((op.CALLOUT, 0, 0), twins=[(lambda: calls[again](), ())])
    with pytest.raises((RuntimeError, BufferError), match=r"running|putting"):
        made.run((), page)
    assert bytes(page) == b""


def test_a_twin_may_run_another_program_into_another_page():
    inner, side = program((op.TEXT, 0), texts=[b"inner"]), Page()

    def twin():
        inner.run((), side)
        return bytes(side).decode()

    assert render((op.CALLOUT, 0, 0), twins=[(twin, ())]) == b"inner"
    page = Page()
    outer = program((op.CALLOUT, 0, 0), twins=[(lambda: inner.run((), page), ())])
    with pytest.raises(RuntimeError, match="still putting"):
        outer.run((), page)


def test_a_program_that_another_thread_runs_is_refused():
    inside, go_on = threading.Event(), threading.Event()
    made = program((op.CALLOUT, 0, 0), twins=[(lambda: (inside.set(), go_on.wait(30), "x")[2], ())])
    page = Page()
    thread = threading.Thread(target=made.run, args=((), page))
    thread.start()
    inside.wait(30)
    with pytest.raises(RuntimeError, match="this program is running"):
        made.run((), Page())
    go_on.set()
    thread.join()
    assert bytes(page) == b"x"


def test_an_error_leaves_the_page_as_it_was_and_the_program_fit_to_run():
    made, page = program((op.TEXT, 0), (op.OUT, 0, 0, -1), texts=[b"x"], paths=[(0, ())], params=1), Page()
    made.run((1,), page)
    with pytest.raises(ZeroDivisionError):
        made.run((Bad(),), page)
    made.run((2,), page)
    assert bytes(page) == b"x1x2"


@pytest.mark.parametrize("args", [(), (1, 2)])
def test_a_run_needs_exactly_its_arguments(args):
    with pytest.raises(TypeError, match=f"expected 1 arguments for the program, got {len(args)}"):
        program(params=1).run(args, Page())


def test_the_bytes_of_a_page_are_lent_without_a_copy(tmp_path):
    page = Page()
    program((op.TEXT, 0), texts=[b"hello"]).run((), page)
    assert xxhash.xxh3_128_digest(page) == xxhash.xxh3_128_digest(b"hello")
    with open(tmp_path / "page", "wb") as file:
        assert os.write(file.fileno(), page) == 5
    assert (tmp_path / "page").read_bytes() == b"hello"
    with memoryview(page) as view, pytest.raises(TypeError):
        view[0] = 0


def test_bytes_that_are_lent_out_stay_where_they_are():
    page = Page()
    made = program((op.TEXT, 0), texts=[b"x"])
    with memoryview(page):
        for change in (page.clear, lambda: made.run((), page)):
            with pytest.raises(BufferError, match="lent out"):
                change()
    made.run((), page)
    assert bytes(page) == b"x"


def test_a_page_grows_to_any_size_and_is_used_again():
    page = Page()
    parts = ["ä" * 70_000, "x" * 300_000, "<" * 100_000]
    made = program(*[(op.OUT, 0, op.HTML, -1)] * 3, (op.TEXT, 0), texts=[b"t" * 200_000], paths=[(0, ())], params=1)
    for part in parts:
        page.clear()
        made.run((part,), page)
        assert bytes(page) == (part.replace("<", "&lt;") * 3).encode() + b"t" * 200_000


def test_loops_and_captures_nest_deep():
    depth = 60
    begin, end = [], []
    for level in range(depth):
        begin += [(op.FOR, 0, 1, level, 5 * depth + 1 - 3 * level, -1), (op.CAPB,)]
        end = [(op.CAPE, 2, 0), (op.OUT, 1, 0, -1), (op.NEXT, level, 2 * level + 1), *end]
    rows = [*begin, (op.TEXT, 0), *end, (op.END,)]
    made = Program(assemble(*rows), [b"x"], [], [(0, ()), (2, ())], [], 3, 1, depth)
    page = Page()
    made.run(([1],), page)
    made.run(([],), page)
    assert bytes(page) == b"x"


PARTS = {
    "texts": [b"t"],
    "consts": [1],
    "paths": [(0, ()), (0, ("key",))],
    "twins": [(str, (0,))],
    "slots": 2,
    "params": 1,
    "loops": 1,
}


def make(*rows, **parts):
    named = PARTS | parts
    return Program(assemble(*rows), *[named[name] for name in PARTS])


@pytest.mark.parametrize("code", op.OPERANDS)
def test_an_operand_out_of_range_is_refused(code):
    sound = {"path": 1, "path?": 0, "twin": 0, "twin?": -1, "text": 0, "const": 0, "slot": 1, "loop": 0, "target": 2}
    sound |= {
        "mode": 0,
        "attribute": 0,
        "markup": 0,
        "kind": 0,
        "first": 0,
        "count": 2,
        "how": 0,
        "number": -9,
        "memo": 0,
        "what": 0,
        "digits": 2,
        "const?": 0,
        "start": 0,
        "stop": 0,
    }
    operands = op.OPERANDS[code]
    begin = (op.FOR, 0, 1, 0, 2, -1)
    row = [code, *(1 if code == op.NEXT and name == "target" else sound[name] for name in operands)]
    make(begin, row, (op.END,))
    for at in (
        at for at in range(1, op.WIDTH) if at > len(operands) or operands[at - 1] not in ("number", "start", "stop")
    ):
        for value in (-2, -(2**31), 2**31 - 1, 1 << 20):
            damaged = [*row, *[0] * (op.WIDTH - len(row))]
            damaged[at] = value
            with pytest.raises(ValueError, match="operation 1"):
                make(begin, damaged, (op.END,))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(op.TEXT, 0)],
        [(22,), (op.END,)],
        [(-1,), (op.END,)],
        [(op.JMP, 0), (op.END,)],
        [(op.TEXT, 0), (op.JF, 0, 0, -1), (op.END,)],
        [(op.FOR, -1, 1, 0, 1, -1), (op.END,)],
        [(op.NEXT, 0, 0), (op.END,)],
        [(op.TEXT, 0), (op.NEXT, 0, 1), (op.END,)],
        [(op.UNPACK, 0, 1, 2), (op.END,)],
        [(op.FIND, 0, 0, 0, 0, 0), (op.END,)],
        [(op.COLLECT, 0, 0, 0, 0), (op.END,)],
        [(op.INJF, -1, 1, 0, 0, -1), (op.END,)],
        [(op.INJT, 0, 1, 0, -1, -1), (op.END,)],
    ],
    ids=str,
)
def test_a_program_that_could_run_astray_is_refused(rows):
    with pytest.raises(ValueError, match="expected"):
        make(*rows)


@pytest.mark.parametrize(
    "parts",
    [
        {"paths": [(2, ())]},
        {"paths": [(-1, ())]},
        {"paths": [(0, (1.5,))]},
        {"paths": [(0, (None,))]},
        {"paths": [(0, (2**70,))]},
        {"twins": [(str, (2,))]},
        {"twins": [(str, (True,))]},
        {"twins": [(None, ())]},
        {"twins": [(str, (0,) * 13)]},
        {"texts": ["t"]},
        {"texts": [None]},
        {"params": 3},
        {"slots": -1},
        {"slots": 2**40},
        {"loops": 2**40},
        {"params": -1},
    ],
    ids=str,
)
def test_parts_out_of_range_are_refused(parts):
    with pytest.raises(ValueError, match="expected"):
        make((op.END,), **parts)


def test_operations_that_are_cut_short_are_refused():
    whole = assemble((op.TEXT, 0), (op.END,))
    for end in range(len(whole)):
        with pytest.raises(ValueError, match="expected"):
            Program(whole[:end], *PARTS.values())
    with pytest.raises(TypeError):
        Program(None, *PARTS.values())


def test_a_twin_takes_twelve_arguments():
    assert render((op.CALLOUT, 0, 0), args=tuple("abcdefghijkl"), twins=[(lambda *a: "".join(a), range(12))]) == (
        b"abcdefghijkl"
    )


def test_operations_out_of_their_order_raise():
    for rows in ([(op.CAPE, 1, 0)], [(op.LOOPOUT, 0, 0)], [(op.JMP, 2), (op.FOR, 0, 1, 0, 3, -1), (op.NEXT, 0, 2)]):
        with pytest.raises(ValueError, match="expected"):
            render(*rows, args=("ab",), paths=[(0, ())])


def test_no_damaged_program_runs_astray():
    """Random operations either are refused, or run to an end: shown, or a Python error."""
    chance = random.Random(4)
    ran = 0
    for _ in range(20_000):
        rows = []
        for number in range(8):
            code = chance.choice(list(op.OPERANDS))
            row = [code, *(chance.randrange(-1, 3) for _ in op.OPERANDS[code])]
            if "target" in op.OPERANDS[code]:
                row[1 + op.OPERANDS[code].index("target")] = chance.randrange(9) if code == op.NEXT else number + 1
            rows.append(row)
        parts = {"paths": [(0, ()), (1, (0,)), (2, ("name",))], "twins": [(repr, (0,)), (list, (1,)), (len, (2,))]}
        parts |= {"texts": [b"a", b"b", b"c"], "consts": ["k", [1, 2], 3], "slots": 4, "loops": 3}
        try:
            made = make(*rows, (op.END,), **parts)
        except ValueError:
            continue
        ran += 1
        with suppress(TypeError, ValueError, IndexError):
            made.run(([["a", 1], {"name": 2}],), Page())
    assert ran > 50
