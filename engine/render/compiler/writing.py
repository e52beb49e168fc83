"""A tree -> a flat program: operations in a row, each text, constant, path and twin once."""

import marshal
from array import array
from typing import Any

from engine.render.compiler.flat import FlatCode, FlatTwin
from engine.render.compiler.tree import (
    COMPARISONS,
    After,
    And,
    Body,
    CallOut,
    CallSet,
    CallTruth,
    Capture,
    Collected,
    Compared,
    Constant,
    Equal,
    Find,
    For,
    Fragment,
    If,
    Item,
    Length,
    LengthOut,
    LoopCompare,
    LoopOut,
    LoopSet,
    LoopTruth,
    Memo,
    Move,
    Node,
    Not,
    Or,
    Out,
    Path,
    SetConst,
    Slice,
    Sum,
    SumOut,
    SumSet,
    Test,
    Text,
    Tree,
    Truth,
    Twin,
    Unpack,
    Within,
)
from native import opcodes

NOTHING = -1


class Writer:
    """The parts of a program that is being written."""

    def __init__(self, names: dict[int, str]) -> None:
        """Start with nothing; `names` are those of slots that may be empty."""
        self.ops: list[list[int]] = []
        self.texts: dict[bytes, int] = {}
        self.consts: list[Constant] = []
        self.paths: dict[Path, int] = {}
        self.twins: list[FlatTwin] = []
        self.sources: dict[bool, dict[str, int]] = {}
        self.constants: dict[bool, dict[str, tuple[int, Constant]]] = {}
        self.helpers: dict[bool, dict[tuple[str, str], int]] = {}
        self.memos = 0
        self._names = names
        self._twins: dict[Any, int] = {}

    # Tables.
    def text(self, text: str) -> int:
        """Return the number of a text."""
        return self.texts.setdefault(text.encode(), len(self.texts))

    def const(self, constant: Constant) -> int:
        """Return the number of a constant."""
        self.consts.append(constant)
        return len(self.consts) - 1

    def path(self, path: Path) -> int:
        """Return the number of a path."""
        return self.paths.setdefault(path, len(self.paths))

    def path_twin(self, path: Path) -> int:
        """Return the number of the twin of a path, none for a slot that is never empty."""
        name = self._names.get(path.slot, "")
        if not path.steps and not name:
            return NOTHING
        return self._twin(path, FlatTwin((path.slot,), path, name))

    def asking(self, path: Path, asked: str, value: str | int = 0) -> int:
        """Return the number of the twin that asks something of a path's value."""
        name = self._names.get(path.slot, "")
        key = path, asked, type(value).__name__, value
        return self._twin(key, FlatTwin((path.slot,), path, name, asked=asked, value=value))

    def twin(self, twin: Twin) -> int:
        """Return the number of a twin."""
        source = twin.source
        constants = self.constants.setdefault(twin.escaping, {})
        helpers = self.helpers.setdefault(twin.escaping, {})
        numbers: dict[str, str] = {}
        for index, constant in enumerate(twin.constants):
            mark = repr((type(constant.value).__name__, constant))
            numbers[f"k{index}"] = f"c{constants.setdefault(mark, (len(constants), constant))[0]}"
        for index, helper in enumerate(twin.helpers):
            numbers[f"h{index}"] = f"g{helpers.setdefault(helper, len(helpers))}"
        arguments = ", ".join(
            [
                *(f"s{slot}" for slot in twin.slots),
                *(["*", *(f"{old}={new}" for old, new in numbers.items())] if numbers else []),
            ]
        )
        key = f"lambda {arguments}: {source}"
        sources = self.sources.setdefault(twin.escaping, {})
        number = sources.setdefault(key, len(sources))
        return self._twin((twin.escaping, number), FlatTwin(twin.slots, None, "", number, twin.escaping))

    def _twin(self, key: Any, twin: FlatTwin) -> int:
        if key not in self._twins:
            self._twins[key] = len(self.twins)
            self.twins.append(twin)
        return self._twins[key]

    # Operations.
    def put(self, *numbers: int) -> int:
        """Add an operation and return its place."""
        self.ops.append([*numbers, *[0] * (opcodes.WIDTH - len(numbers))])
        return len(self.ops) - 1

    def land(self, places: list[int]) -> None:
        """Let jumps lead here."""
        for place in places:
            op = self.ops[place]
            op[_TARGETS[op[0]]] = len(self.ops)

    def body(self, body: Body) -> None:
        """Add a body."""
        for node in body:
            getattr(self, _WRITERS[type(node)])(node)

    def write_text(self, node: Text) -> None:
        """Add a text."""
        self.put(opcodes.TEXT, self.text(node.text))

    def write_out(self, node: Out) -> None:
        """Add the value of a path."""
        self.put(opcodes.OUT, self.path(node.path), node.mode, self.path_twin(node.path))

    def write_length_out(self, node: LengthOut) -> None:
        """Add a length."""
        self.put(opcodes.LENOUT, self.path(node.path), self.asking(node.path, "length"))

    def write_call_out(self, node: CallOut) -> None:
        """Add the value of a twin."""
        self.put(opcodes.CALLOUT, self.twin(node.twin), node.mode)

    def write_sum_out(self, node: SumOut) -> None:
        """Add a number as text."""
        self.sum(node.sum)
        self.put(opcodes.SUMOUT, self.twin(node.twin), node.digits)

    def write_sum_set(self, node: SumSet) -> None:
        """Add a number to a slot."""
        self.sum(node.sum)
        self.put(opcodes.SUMSET, self.twin(node.twin), node.slot)

    def sum(self, value: Path | int | float | Sum) -> None:
        """Add the operations of a sum."""
        if isinstance(value, Path):
            self.put(opcodes.SUMPATH, self.path(value))
        elif isinstance(value, Sum):
            self.sum(value.left)
            self.sum(value.right)
            self.put(opcodes.SUMDO, value.what)
        else:
            self.put(opcodes.SUMCONST, self.const(Constant(value)))

    def write_loop_out(self, node: LoopOut) -> None:
        """Add an attribute of a loop."""
        self.put(opcodes.LOOPOUT, node.loop, node.kind)

    def write_fragment(self, node: Fragment) -> None:
        """Add a fragment."""
        self.put(opcodes.FRAG, self.path(node.path), node.number)

    def write_move(self, node: Move) -> None:
        """Add the value of a path to a slot."""
        self.put(opcodes.MOVE, self.path(node.path), node.slot, self.path_twin(node.path))

    def write_call_set(self, node: CallSet) -> None:
        """Add the value of a twin to a slot."""
        twin, quick = self.twin(node.twin), node.quick
        if isinstance(quick, Item):
            self.put(opcodes.ITEM, self.const(quick.constant), self.path(quick.key), node.slot, twin)
        elif isinstance(quick, Slice):
            self.put(opcodes.SLICE, self.path(quick.path), quick.start, quick.stop, node.slot, twin)
        elif isinstance(quick, Collected):
            step = self.path(Path(0, (quick.name,)))
            self.put(opcodes.COLLECT, self.path(quick.path), step, node.slot, twin)
        else:
            self.put(opcodes.CALLSET, twin, node.slot)

    def write_set_const(self, node: SetConst) -> None:
        """Add a constant to a slot."""
        self.put(opcodes.SETK, self.const(node.constant), node.slot)

    def write_loop_set(self, node: LoopSet) -> None:
        """Add an attribute of a loop to a slot."""
        self.put(opcodes.LOOPSET, node.loop, node.kind, node.slot)

    def write_unpack(self, node: Unpack) -> None:
        """Add the items of a slot to slots."""
        self.put(opcodes.UNPACK, node.slot, node.first, node.count)

    def write_find(self, node: Find) -> None:
        """Add the first item of a key to a slot."""
        key = self.const(Constant(node.key))
        twin = self.asking(node.path, "find", node.key)
        self.put(opcodes.FIND, self.path(node.path), key, node.slot, twin, self.path(Path(0, ("key",))))

    def write_capture(self, node: Capture) -> None:
        """Add a capture."""
        self.put(opcodes.CAPB)
        self.body(node.body)
        self.put(opcodes.CAPE, node.slot, int(node.markup))

    def write_memo(self, node: Memo) -> None:
        """Add what is written once for each value."""
        memo = self.memos
        self.memos += 1
        place = self.put(opcodes.MEMO, self.path(node.key), 0, memo)
        self.body(node.body)
        self.put(opcodes.KEEP, memo)
        self.land([place])

    def write_if(self, node: If) -> None:
        """Add a condition."""
        places = self.jump(node.test, False)
        self.body(node.body)
        if not node.orelse:
            self.land(places)
            return
        last = self.put(opcodes.JMP)
        self.land(places)
        self.body(node.orelse)
        self.land([last])

    def write_for(self, node: For) -> None:
        """Add a loop."""
        if isinstance(node.source, Path):
            path, twin = self.path(node.source), self.path_twin(node.source)
        else:
            path, twin = NOTHING, self.twin(node.source)
        first = self.put(opcodes.FOR, path, node.slot, node.loop, 0, twin)
        self.body(node.body)
        self.put(opcodes.NEXT, node.loop, first + 1)
        if not node.orelse:
            self.land([first])
            return
        last = self.put(opcodes.JMP)
        self.land([first])
        self.body(node.orelse)
        self.land([last])

    # Jumps.
    def jump(self, test: Test, when: bool) -> list[int]:
        """Add jumps that are taken when a test has an answer, and return their places."""
        if isinstance(test, bool):
            return [self.put(opcodes.JMP)] if test is when else []
        if isinstance(test, Not):
            return self.jump(test.test, not when)
        if isinstance(test, After):
            self.body(test.body)
            return self.jump(test.test, when)
        if isinstance(test, And | Or):
            if isinstance(test, Or) is when:
                return [*self.jump(test.left, when), *self.jump(test.right, when)]
            around = self.jump(test.left, not when)
            places = self.jump(test.right, when)
            self.land(around)
            return places
        return [self._jump(test, when)]

    def _jump(self, test: Truth | Equal | Length | LoopTruth | LoopCompare | CallTruth, when: bool) -> int:
        if isinstance(test, Truth):
            twin = self.path_twin(test.path)
            return self.put(opcodes.JT if when else opcodes.JF, self.path(test.path), 0, twin)
        if isinstance(test, LoopTruth):
            return self.put(opcodes.LOOPJT if when else opcodes.LOOPJF, test.loop, 0, test.kind)
        if isinstance(test, LoopCompare):
            code = opcodes.LOOPC if when else opcodes.LOOPNC
            return self.put(code, test.loop, 0, test.kind, test.how, test.number)
        if isinstance(test, Equal):
            value = self.const(Constant(test.value))
            twin = self.asking(test.path, "equal", test.value)
            return self.put(opcodes.JEQ if when else opcodes.JNE, self.path(test.path), 0, twin, value)
        if isinstance(test, Length):
            code = opcodes.LENJT if when else opcodes.LENJF
            twin = self.asking(test.path, _COMPARED[test.how], test.number)
            return self.put(code, self.path(test.path), 0, twin, test.how, test.number)
        return self._call_jump(test, when)

    def _call_jump(self, test: CallTruth, when: bool) -> int:
        twin, quick = self.twin(test.twin), test.quick
        if isinstance(quick, Compared):
            self.sum(quick.left)
            self.sum(quick.right)
            return self.put(opcodes.SUMJT if when else opcodes.SUMJF, twin, 0, quick.how)
        if isinstance(quick, Within):
            constant = next((one for one in (quick.one, quick.other) if isinstance(one, Constant)), None)
            one, other = (self.path(part) if isinstance(part, Path) else NOTHING for part in (quick.one, quick.other))
            number = NOTHING if constant is None else self.const(constant)
            return self.put(opcodes.INJT if when else opcodes.INJF, one, 0, twin, other, number)
        return self.put(opcodes.CALLJT if when else opcodes.CALLJF, twin, 0)


def write_program(tree: Tree) -> dict[str, Any]:
    """Return the parts of a flat program that the machine needs, by name."""
    writer = Writer(tree.names)
    writer.body(tree.body)
    writer.put(opcodes.END)
    return {
        "ops": array("i", [number for op in writer.ops for number in op]).tobytes(),
        "texts": tuple(writer.texts),
        "consts": tuple(writer.consts),
        "paths": tuple(writer.paths),
        "twins": tuple(writer.twins),
        "code": {escaping: _code(writer, escaping) for escaping in sorted(writer.sources)},
        "params": tree.params,
        "slots": tree.slots,
        "loops": tree.loops,
    }


def _code(writer: Writer, escaping: bool) -> FlatCode:
    source = "\n".join(f"t{number} = {code}" for code, number in writer.sources[escaping].items())
    return FlatCode(
        # Later versions mark what is shared, which depends on what else the process holds: the bytes would differ.
        marshal.dumps(compile(source, "<twins>", "exec", dont_inherit=True), 2),
        tuple(constant for _, constant in writer.constants[escaping].values()),
        tuple(writer.helpers[escaping]),
    )


_COMPARED = {number: name for name, number in COMPARISONS.items()}
_TARGETS = {
    opcodes.JEQ: 2,
    opcodes.JNE: 2,
    opcodes.LENJF: 2,
    opcodes.LENJT: 2,
    opcodes.LOOPC: 2,
    opcodes.LOOPNC: 2,
    opcodes.MEMO: 2,
    opcodes.INJF: 2,
    opcodes.INJT: 2,
    opcodes.SUMJF: 2,
    opcodes.SUMJT: 2,
    opcodes.JMP: 1,
    opcodes.JF: 2,
    opcodes.JT: 2,
    opcodes.FOR: 4,
    opcodes.CALLJF: 2,
    opcodes.CALLJT: 2,
    opcodes.LOOPJF: 2,
    opcodes.LOOPJT: 2,
}
_WRITERS: dict[type[Node], str] = {
    Text: "write_text",
    Out: "write_out",
    LengthOut: "write_length_out",
    SumOut: "write_sum_out",
    SumSet: "write_sum_set",
    CallOut: "write_call_out",
    LoopOut: "write_loop_out",
    Fragment: "write_fragment",
    Move: "write_move",
    CallSet: "write_call_set",
    SetConst: "write_set_const",
    LoopSet: "write_loop_set",
    Unpack: "write_unpack",
    Find: "write_find",
    Capture: "write_capture",
    Memo: "write_memo",
    If: "write_if",
    For: "write_for",
}
