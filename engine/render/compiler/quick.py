"""Expressions of common forms -> what the machine does itself, without a twin, where the values are of common types."""

from jinja2 import nodes

from engine.render.compiler.bindings import Known
from engine.render.compiler.frames import Frame
from engine.render.compiler.purity import pure_filter
from engine.render.compiler.state import constant
from engine.render.compiler.tree import (
    COMPARISONS,
    SUMS,
    Collected,
    Compared,
    Constant,
    Item,
    Path,
    Slice,
    Sum,
    Within,
)
from engine.render.compiler.twins import Twins, mapped

DEEPEST_SUM = 8
FARTHEST = 2**30  # index of a slice


class Quick(Twins):
    """The part that knows forms of expressions; nothing of them is computed before its place."""

    def summed(self, node: nodes.Node, frame: Frame, deep: int = 0) -> Path | int | float | Sum | None:
        """Return an expression as a sum of paths and numbers, None when it is none."""
        what = SUMS.get(type(node).__name__)
        if what is not None and isinstance(node, nodes.BinExpr) and deep < DEEPEST_SUM:
            left, right = self.summed(node.left, frame, deep + 1), self.summed(node.right, frame, deep + 1)
            return None if left is None or right is None else Sum(what, left, right)
        found = self.looked_up(node, frame)
        if found is None and isinstance(node, nodes.Const):
            found = Known(node.value)
        if isinstance(found, Known) and type(found.value) in (int, float):
            return self.note(found) if constant(found) is not None else None
        return found if isinstance(found, Path) else None

    def quick_value(self, node: nodes.Node, frame: Frame) -> Item | Slice | Collected | None:
        """Return an expression that takes some of a value, None for any other one."""
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
            return self._slice(node.node, node.arg, frame)
        if isinstance(node, nodes.Getitem):
            return self._item_by_value(node, frame)
        return self._collected(node, frame) if isinstance(node, nodes.Filter) else None

    def _slice(self, of: nodes.Node, node: nodes.Slice, frame: Frame) -> Slice | None:
        path = self.looked_up(of, frame)
        if not isinstance(path, Path) or node.step is not None:
            return None
        start = 0 if node.start is None else self._index(node.start, frame)
        stop = FARTHEST if node.stop is None else self._index(node.stop, frame)
        return None if start is None or stop is None else Slice(path, start, stop)

    def _index(self, node: nodes.Node, frame: Frame) -> int | None:
        found = self.fold(node, frame)
        return found.value if found is not None and type(found.value) is int and 0 <= found.value < FARTHEST else None

    def _item_by_value(self, node: nodes.Getitem, frame: Frame) -> Item | None:
        key = self.looked_up(node.arg, frame)
        if not isinstance(key, Path):
            return None
        owner = self._constant_of(node.node, frame)
        if owner is None or type(owner.value) not in (dict, list, tuple):
            return None
        self.note(owner)
        found = constant(owner)
        return None if found is None else Item(found, key)

    def _constant_of(self, node: nodes.Node, frame: Frame) -> Known | None:
        found = self.looked_up(node, frame)
        return found if isinstance(found, Known) else self.fold(node, frame) if found is None else None

    def _collected(self, node: nodes.Filter, frame: Frame) -> Collected | None:
        inner = node.node
        if node.name != "list" or node.args or node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            return None
        if not isinstance(inner, nodes.Filter) or not (name := mapped(inner)) or inner.node is None:
            return None
        if not all(pure_filter(self.environment, one) for one in ("list", "map")) or self.environment.is_async:
            return None
        path = self.looked_up(inner.node, frame)
        return Collected(path, name) if isinstance(path, Path) else None

    def quick_test(self, node: nodes.Node, frame: Frame) -> Compared | Within | None:
        """Return a comparison that asks of numbers how large they are, or of a value whether it is in another."""
        if not isinstance(node, nodes.Compare) or len(node.ops) != 1:
            return None
        how, left, right = node.ops[0].op, node.expr, node.ops[0].expr
        if how == "in":
            one, other = self._part_of_test(left, frame), self._part_of_test(right, frame)
            if one is None or other is None or not (isinstance(one, Path) or isinstance(other, Path)):
                return None
            return Within(one, other)
        least, most = (self.summed(side, frame) for side in (left, right))
        if how not in COMPARISONS or least is None or most is None:
            return None
        # Two values are rather texts where it is asked whether they are equal.
        if how in ("eq", "ne") and isinstance(least, Path) and isinstance(most, Path):
            return None
        return Compared(least, COMPARISONS[how], most)

    def _part_of_test(self, node: nodes.Node, frame: Frame) -> Path | Constant | None:
        found = self.looked_up(node, frame)
        if isinstance(found, Path):
            return found
        known = self._constant_of(node, frame)
        if known is None:
            return None
        self.note(known)
        return constant(known)
