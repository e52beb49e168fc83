"""Expressions that are asked for their truth -> tests: known ones, cheap ones, and twins for the rest."""

from jinja2 import nodes

from engine.render.compiler.bindings import (
    Binding,
    Choice,
    Known,
    Loop,
    LoopPart,
    MacroBinding,
    ModuleBinding,
    UnrolledLoop,
)
from engine.render.compiler.folding import COMPARING, FAILURES
from engine.render.compiler.frames import Frame
from engine.render.compiler.statics import askable, sized
from engine.render.compiler.storing import Storing
from engine.render.compiler.tree import (
    COMPARISONS,
    LOOP,
    After,
    And,
    Body,
    CallTruth,
    Equal,
    Length,
    LoopCompare,
    LoopTruth,
    Not,
    Or,
    Path,
    Test,
    Truth,
)

TURNED = {"eq": "eq", "ne": "ne", "lt": "gt", "lteq": "gteq", "gt": "lt", "gteq": "lteq"}
MOST_ALTERNATIVES = 6  # of `x in (...)`: more are quicker asked at once


class Conditions(Storing):
    """The part that knows conditions."""

    def test(self, node: nodes.Node, frame: Frame, out: Body) -> Test:
        """Return an expression as a test; what its left side needs first goes to `out`."""
        self.at(node)
        if isinstance(node, nodes.Not):
            return opposite(self.test(node.node, frame, out))
        if isinstance(node, nodes.And | nodes.Or):
            return self._junction(node, frame, out)
        if isinstance(node, nodes.Compare) and (compared := self._compared(node, frame)) is not None:
            return compared
        if isinstance(self.looked_up(node, frame), MacroBinding):
            return True
        if isinstance(node, nodes.Test) and node.name in ("defined", "undefined"):
            named = self.looked_up(node.node, frame)
            if isinstance(named, MacroBinding | ModuleBinding | Loop | UnrolledLoop):
                return node.name == "defined"
        # What a comparison stands for is asked of this function in turn.
        value = self.fold(node, frame) if isinstance(node, nodes.Compare) else self.value(node, frame, out)
        if value is not None:
            asked = self.asked(value)
            if asked is not None:
                return asked
        if isinstance(node, nodes.Filter) and (length := self.length(node, frame)) is not None:
            return Length(length, COMPARISONS["gt"], 0, self.place)
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op == "notin":
            within = nodes.Compare(node.expr, [nodes.Operand("in", node.ops[0].expr)], lineno=node.lineno)
            return Not(CallTruth(self.twin(within, frame, out), self.quick_test(within, frame)))
        return CallTruth(self.twin(node, frame, out), self.quick_test(node, frame))

    def _junction(self, node: nodes.And | nodes.Or, frame: Frame, out: Body) -> Test:
        ends = isinstance(node, nodes.Or)  # what a left side has to be for the right one not to be asked
        left = self.test(node.left, frame, out)
        if left is ends:
            return ends
        if isinstance(left, bool):
            return self.test(node.right, frame, out)
        stored: Body = []
        with self.region():
            right = self.test(node.right, frame, stored)
        if stored:
            right = After(stored, right)
        if isinstance(right, bool) and self.cheap(left):
            return right if right is ends else left
        return Or(left, right) if ends else And(left, right)

    def asked(self, value: Binding) -> Test | None:
        """Return the truth of a value, None when it is a constant whose truth fails."""
        if isinstance(value, Known):
            try:
                return bool(self.note(value))
            except FAILURES:
                return None
        if isinstance(value, Path):
            return self.truth(value)
        if isinstance(value, LoopPart):
            return LoopTruth(value.loop, value.kind)
        if isinstance(value, Choice):
            yes, no = self.asked(value.yes), self.asked(value.no)
            return None if yes is None or no is None else either(value.test, yes, no)
        return None

    def truth(self, path: Path) -> Test:
        """Return the test of a path's truth."""
        return Truth(path, self.place)

    # Comparisons.
    def _compared(self, node: nodes.Compare, frame: Frame) -> Test | None:
        if len(node.ops) != 1:
            return None
        how, left, right = node.ops[0].op, node.expr, node.ops[0].expr
        stored: Body = []
        with self.region():
            one, other = self.value(left, frame, stored), self.value(right, frame, stored)
        if stored:
            return None
        if isinstance(one, Known) and how in TURNED:
            left, right, one, other, how = right, left, other, one, TURNED[how]
        if not isinstance(other, Known) or isinstance(one, Known):
            return None
        if how in ("in", "notin"):
            found = self._one_of(one, other)
            return None if found is None else opposite(found) if how == "notin" else found
        if how not in COMPARISONS:
            return None
        if one is None:
            return self._length_compared(left, how, other, frame)
        return self._value_compared(one, how, other)

    def _value_compared(self, one: Binding, how: str, other: Known) -> Test | None:
        if isinstance(one, LoopPart):
            if type(other.value) is not int or abs(other.value) > 2**30 or one.kind >= LOOP["first"]:
                return None
            return LoopCompare(one.loop, one.kind, COMPARISONS[how], self.note(other))
        if isinstance(one, Path) and how in ("eq", "ne") and type(other.value) in (str, int):
            equal = self.equal(one, self.note(other))
            return equal if how == "eq" else Not(equal)
        if isinstance(one, Choice) and isinstance(one.yes, Known) and isinstance(one.no, Known):
            answers = [self._known_answer(arm, how, other) for arm in (one.yes, one.no)]
            if None not in answers:
                return either(one.test, bool(answers[0]), bool(answers[1]))
        return None

    def _known_answer(self, one: Known, how: str, other: Known) -> bool | None:
        try:
            return bool(COMPARING[how](self.note(one), self.note(other)))
        except FAILURES:
            return None

    def equal(self, path: Path, value: str | int) -> Equal:
        """Return the test of a path against a plain constant."""
        return Equal(path, value, self.place)

    def _one_of(self, one: Binding | None, other: Known) -> Test | None:
        if not isinstance(one, Path) or type(other.value) not in (tuple, list) or not other.value:
            return None
        if len(other.value) > MOST_ALTERNATIVES or any(type(value) is not str for value in other.value):
            return None
        found: Test = self.equal(one, self.note(other)[-1])
        for value in reversed(other.value[:-1]):
            found = Or(self.equal(one, value), found)
        return found

    def length(self, node: nodes.Node, frame: Frame) -> Path | None:
        """Return the path whose length an expression is."""
        if not isinstance(node, nodes.Filter) or node.name not in ("length", "count") or node.args or node.kwargs:
            return None
        if node.node is None or self.environment.filters.get(node.name) is not len:
            return None
        found = self.looked_up(node.node, frame)
        return found if isinstance(found, Path) else None

    def _length_compared(self, left: nodes.Node, how: str, other: Known, frame: Frame) -> Test | None:
        path = self.length(left, frame)
        if path is None or type(other.value) is not int or abs(other.value) > 2**30:
            return None
        return Length(path, COMPARISONS[how], self.note(other), self.place)

    # What may be asked again, or never.
    def cheap_test(self, node: nodes.Node, frame: Frame) -> Test | None:
        """Return an expression as a test that cannot fail and calls nothing, None when it is none."""
        stored: Body = []
        with self.region():
            test = self.test(node, frame, stored)
        return None if stored or not self.cheap(test) else test

    def cheap(self, test: Test) -> bool:
        """Return whether a test cannot fail and calls nothing."""
        if isinstance(test, bool | LoopTruth | LoopCompare):
            return True
        if isinstance(test, Not):
            return self.cheap(test.test)
        if isinstance(test, And | Or):
            return self.cheap(test.left) and self.cheap(test.right)
        if isinstance(test, Truth):
            return self.safe(test.path) and askable(self.type_of(test.path))
        if isinstance(test, Equal):
            return self.safe(test.path) and self.type_of(test.path) in (str, int)
        return isinstance(test, Length) and self.safe(test.path) and sized(self.type_of(test.path))


def opposite(test: Test) -> Test:
    """Return the opposite of a test."""
    if isinstance(test, bool):
        return not test
    return test.test if isinstance(test, Not) else Not(test)


def either(test: Test, yes: Test, no: Test) -> Test:
    """Return the test that is one of two by a third, which cannot fail."""
    if isinstance(yes, bool) and isinstance(no, bool):
        return yes if yes is no else test if yes else opposite(test)
    return Or(And(test, yes), And(opposite(test), no))
