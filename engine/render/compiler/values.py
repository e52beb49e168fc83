"""Expressions -> what they stand for, where that is simple: a constant, a path, a choice of these, a part of a loop."""

from typing import Any

from jinja2 import nodes
from jinja2.runtime import Undefined

from engine.render.compiler.bindings import (
    Absent,
    Binding,
    Choice,
    Known,
    Loop,
    LoopPart,
    MacroBinding,
    ModuleBinding,
    Refused,
    SuperBinding,
    UnrolledLoop,
)
from engine.render.compiler.folding import FAILURES, Folding
from engine.render.compiler.frames import Frame
from engine.render.compiler.statics import sure
from engine.render.compiler.tree import LOOP, Body, Origin, Path, Test

Simple = Known | Path | Choice | LoopPart


class Values(Folding):
    """The part that looks through names."""

    def named(self, node: nodes.Node, frame: Frame) -> Known | None:
        """Return the constant that a name and the steps from it are; nothing is noted as read."""
        if not isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            return None
        found = self.looked_up(node, frame)
        return found if isinstance(found, Known) else None

    def looked_up(self, node: nodes.Node, frame: Frame) -> Binding | None:
        """Return what a name and the steps from it stand for, None for any other expression."""
        if isinstance(node, nodes.Name):
            found = frame.find(node.name)
            if isinstance(found, Refused):
                self.refuse(found.reason)
            return found
        if isinstance(node, nodes.Getattr):
            owner = self.looked_up(node.node, frame)
            return None if owner is None else self._attribute(owner, node.attr)
        if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Slice):
            owner = self.looked_up(node.node, frame)
            if not isinstance(owner, Known | Path | Choice):
                return None
            key = self._key(node.arg, frame)
            return None if key is None else self._item(owner, key.value)
        return None

    def _key(self, node: nodes.Node, frame: Frame) -> Known | None:
        return Known(node.value) if isinstance(node, nodes.Const) else self.fold(node, frame)

    def _attribute(self, owner: Binding, name: str) -> Binding | None:
        if isinstance(owner, Path):
            return self.path(Path(owner.slot, (*owner.steps, name)))
        if isinstance(owner, Known):
            return self._inside(owner, name, attribute=True)
        if isinstance(owner, Choice):
            return self._both(owner, self._attribute(owner.yes, name), self._attribute(owner.no, name))
        if isinstance(owner, Loop | UnrolledLoop):
            if name in ("depth", "depth0"):
                return Known(int(name == "depth"))
            if name not in LOOP:
                return Refused(f"`loop.{name}`")
            return LoopPart(owner.number, LOOP[name]) if isinstance(owner, Loop) else Known(owner.part(name))
        if isinstance(owner, ModuleBinding):
            return owner.exports.get(name) or Refused(f"`{name}` is nothing that {owner.name} exports")
        return None

    def _item(self, owner: Known | Path | Choice, key: Any) -> Binding | None:
        if isinstance(owner, Known):
            return self._inside(owner, key, attribute=False)
        if isinstance(owner, Choice):
            return self._both(owner, self._item_of(owner.yes, key), self._item_of(owner.no, key))
        if type(key) is int and 0 <= key < 2**31:
            return self.path(Path(owner.slot, (*owner.steps, key)))
        return None

    def _item_of(self, owner: Binding, key: Any) -> Binding | None:
        return self._item(owner, key) if isinstance(owner, Known | Path | Choice) else None

    @staticmethod
    def _both(choice: Choice, yes: Binding | None, no: Binding | None) -> Choice | None:
        return None if yes is None or no is None else Choice(choice.test, yes, no)

    def _inside(self, owner: Known, key: Any, *, attribute: bool) -> Known | None:
        try:
            value = (self.environment.getattr if attribute else self.environment.getitem)(owner.value, key)
        except FAILURES:
            return None
        if isinstance(value, Undefined):
            return None
        origin = None
        if owner.origin is not None and type(key) in (str, int) and (attribute or not isinstance(owner.value, str)):
            origin = Origin(owner.origin.root, (*owner.origin.steps, key))
        return Known(value, origin, None if origin else _stepped(owner, key, attribute))

    def path(self, path: Path) -> Known | Path:
        """Return a path, or the constant that is known to be there."""
        return Known(self.known[path]) if path in self.known else path

    def safe(self, path: Path) -> bool:
        """Return whether reading a path cannot fail and gives a value."""
        return path.slot not in self.maybe and sure(self.types[path.slot], path.steps)

    def value(self, node: nodes.Node, frame: Frame, out: Body) -> Simple | None:
        """Return what an expression stands for, None when it has to be computed; `out` takes what must come before."""
        self.at(node)
        found = self.looked_up(node, frame)
        if isinstance(found, Known | Path | Choice | LoopPart):
            return found
        if isinstance(found, Absent | MacroBinding | ModuleBinding | SuperBinding | Loop | UnrolledLoop | Refused):
            if isinstance(found, Refused):
                self.refuse(found.reason)
            return None
        folded = self.fold(node, frame)
        if folded is not None:
            return folded
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            return self._conditional(node, frame, out)
        if isinstance(node, nodes.And | nodes.Or):
            return self._either(node, frame, out)
        if isinstance(node, nodes.Not | nodes.Compare):
            return self._answer(self.cheap_test(node, frame))
        if isinstance(node, nodes.Getattr):
            owner = self.value(node.node, frame, out)
            return _simple(self._attribute(owner, node.attr)) if owner is not None else None
        if isinstance(node, nodes.Filter):
            return self.find_by_key(node, frame, out)
        return None

    def _conditional(self, node: nodes.CondExpr, frame: Frame, out: Body) -> Simple | None:
        test = self.cheap_test(node.test, frame)
        if test is None:
            return None
        if isinstance(test, bool):
            return self.value(node.expr1 if test else node.expr2 or node, frame, out)
        stored: Body = []
        with self.region():
            yes, no = self.value(node.expr1, frame, stored), self.value(node.expr2 or node, frame, stored)
        if stored or yes is None or no is None or not (self.harmless(yes) and self.harmless(no)):
            return None
        return Choice(test, yes, no)

    def _either(self, node: nodes.And | nodes.Or, frame: Frame, out: Body) -> Simple | None:
        test = self.cheap_test(node.left, frame)
        if test is None:
            return None
        if isinstance(test, bool):
            return self.value(node.right if test is isinstance(node, nodes.And) else node.left, frame, out)
        stored: Body = []
        with self.region():
            left, right = self.value(node.left, frame, stored), self.value(node.right, frame, stored)
        if stored or left is None or right is None or not (self.harmless(left) and self.harmless(right)):
            return None
        return Choice(test, right, left) if isinstance(node, nodes.And) else Choice(test, left, right)

    @staticmethod
    def _answer(test: Test | None) -> Simple | None:
        if test is None:
            return None
        return Known(test) if isinstance(test, bool) else Choice(test, Known(True), Known(False))

    def harmless(self, value: Binding) -> bool:
        """Return whether a value may be read later, or never: it cannot fail."""
        if isinstance(value, Choice):
            return self.harmless(value.yes) and self.harmless(value.no)
        return self.safe(value) if isinstance(value, Path) else isinstance(value, Known | LoopPart)

    def cheap_test(self, node: nodes.Node, frame: Frame) -> Test | None:
        """Return an expression as a test that cannot fail and calls nothing, None when it is none."""
        raise NotImplementedError

    def find_by_key(self, node: nodes.Filter, frame: Frame, out: Body) -> Path | None:
        """Return where the first item of that key is put, when an expression is the filter by_key of a path."""
        raise NotImplementedError


def _simple(found: Binding | None) -> Simple | None:
    return found if isinstance(found, Known | Path | Choice | LoopPart) else None


def _stepped(owner: Known, key: Any, attribute: bool) -> tuple[nodes.Node, Any] | None:
    """Return the expression of a step from a constant that has an expression and no name."""
    if owner.source is None:
        return None
    node, frame = owner.source
    if attribute:
        return nodes.Getattr(node, key, "load", lineno=node.lineno), frame
    return nodes.Getitem(node, nodes.Const(key, lineno=node.lineno), "load", lineno=node.lineno), frame
