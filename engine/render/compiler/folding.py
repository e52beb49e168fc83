"""Expressions over constants -> their values, with the meaning that they have when a page is rendered."""

import operator
from collections.abc import Callable, Iterator
from types import NoneType
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.runtime import Context as JinjaContext
from jinja2.runtime import Undefined, markup_join, str_join
from jinja2.utils import _PassArg
from markupsafe import Markup

from engine.errors import EngineError
from engine.render.compiler.bindings import Known
from engine.render.compiler.frames import Frame
from engine.render.compiler.purity import CONTEXT_FILTERS, PURE_FUNCTIONS, pure_filter, pure_test, reads_only
from engine.render.compiler.state import State
from engine.render.compiler.tree import Origin

# What an expression may raise when it runs. It is left to the page then, which may never come to that place.
FAILURES = (
    TemplateError,
    EngineError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)

_BINARY: dict[type[nodes.Node], Callable[[Any, Any], Any]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: operator.truediv,
    nodes.FloorDiv: operator.floordiv,
    nodes.Mod: operator.mod,
    nodes.Pow: operator.pow,
}
_UNARY: dict[type[nodes.Node], Callable[[Any], Any]] = {
    nodes.Not: operator.not_,
    nodes.Neg: operator.neg,
    nodes.Pos: operator.pos,
}
COMPARING: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda one, other: one in other,
    "notin": lambda one, other: one not in other,
}


class Dynamic(Exception):  # noqa: N818  no error: a sign between functions of this file
    """An expression that is not constant."""


class Folding(State):
    """The part that knows constants."""

    def fold(self, node: nodes.Node, frame: Frame) -> Known | None:
        """Return the constant that an expression is, None when it is none."""
        before = dict(self.read)
        try:
            value = self._fold(node, frame)
        except Dynamic:
            self.read = before
            return None
        if isinstance(value, Undefined | Iterator):
            self.read = before
            return None
        # Only what cannot be kept as it is has to be made again where a program needs it.
        kept = type(value) in (str, int, float, bool, NoneType)
        return Known(value, source=None if kept else (node, _as_it_is(node, frame)))

    def _fold(self, node: nodes.Node, frame: Frame) -> Any:
        named = self.named(node, frame)
        if named is not None:
            return self.note(named)
        try:
            return self._evaluate(node, frame)
        except FAILURES as error:
            raise Dynamic from error

    def named(self, node: nodes.Node, frame: Frame) -> Known | None:
        """Return the constant that a name and the steps from it are."""
        raise NotImplementedError

    def _evaluate(self, node: nodes.Node, frame: Frame) -> Any:
        fold = self._fold
        if isinstance(node, nodes.Const):
            return node.value
        if isinstance(node, nodes.TemplateData):
            return Markup(node.data) if self.escaping else node.data
        if isinstance(node, nodes.BinExpr) and type(node) in _BINARY:
            return _BINARY[type(node)](fold(node.left, frame), fold(node.right, frame))
        if isinstance(node, nodes.UnaryExpr):
            return _UNARY[type(node)](fold(node.node, frame))
        if isinstance(node, nodes.And):
            return fold(node.left, frame) and fold(node.right, frame)
        if isinstance(node, nodes.Or):
            return fold(node.left, frame) or fold(node.right, frame)
        if isinstance(node, nodes.CondExpr):
            if fold(node.test, frame):
                return fold(node.expr1, frame)
            if node.expr2 is None:
                raise Dynamic
            return fold(node.expr2, frame)
        if isinstance(node, nodes.Compare):
            return self._compare(node, frame)
        if isinstance(node, nodes.Concat):
            return self._concat(node, frame)
        if isinstance(node, nodes.List):
            return [fold(one, frame) for one in node.items]
        if isinstance(node, nodes.Tuple):
            return tuple(fold(one, frame) for one in node.items)
        if isinstance(node, nodes.Dict):
            return {fold(pair.key, frame): fold(pair.value, frame) for pair in node.items}
        if isinstance(node, nodes.Getattr):
            return self.environment.getattr(fold(node.node, frame), node.attr)
        if isinstance(node, nodes.Getitem):
            if isinstance(node.arg, nodes.Slice):
                parts = [
                    None if part is None else fold(part, frame)
                    for part in (node.arg.start, node.arg.stop, node.arg.step)
                ]
                return fold(node.node, frame)[slice(*parts)]
            return self.environment.getitem(fold(node.node, frame), fold(node.arg, frame))
        if isinstance(node, nodes.Filter | nodes.Test):
            return self._filter(node, frame)
        if isinstance(node, nodes.Call):
            return self._call(node, frame)
        raise Dynamic

    def _compare(self, node: nodes.Compare, frame: Frame) -> Any:
        left: Any = self._fold(node.expr, frame)
        result: Any = True
        for operand in node.ops:
            right = self._fold(operand.expr, frame)
            result = COMPARING[operand.op](left, right)
            if not result:
                break
            left = right
        return result

    def _concat(self, node: nodes.Concat, frame: Frame) -> Any:
        values = [self._fold(one, frame) for one in node.nodes]
        # Jinja's optimizer joins what is written out in a template as plain text, before it knows of Markup.
        if node.find(nodes.Name) is None and node.find(nodes.Call) is None and self.environment.optimized:
            return "".join(str(value) for value in values)
        return markup_join(values) if self.escaping else str_join(values)

    def _arguments(
        self, node: nodes.Call | nodes.Filter | nodes.Test, frame: Frame
    ) -> tuple[list[Any], dict[str, Any]]:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise Dynamic
        named = {str(pair.key): self._fold(pair.value, frame) for pair in node.kwargs}
        return [self._fold(one, frame) for one in node.args], named

    def _filter(self, node: nodes.Filter | nodes.Test, frame: Frame) -> Any:
        is_filter = isinstance(node, nodes.Filter)
        pure = pure_filter(self.environment, node.name) if is_filter else pure_test(self.environment, node.name)
        if not pure or node.node is None:
            raise Dynamic
        function: Any = (self.environment.filters if is_filter else self.environment.tests)[node.name]
        value = self._fold(node.node, frame)
        arguments, named = self._arguments(node, frame)
        passed = _PassArg.from_obj(function)
        if passed is _PassArg.context:
            if node.name not in CONTEXT_FILTERS:
                raise Dynamic
            arguments.insert(0, value)
            value = self.blank_context()
        elif passed is not None:
            arguments.insert(0, value)
            value = self.evaluation if passed is _PassArg.eval_context else self.environment
        return function(value, *arguments, **named)

    def blank_context(self) -> JinjaContext:
        """Return a context without names, which escapes as the template does."""
        context = JinjaContext(self.environment, {}, self.file, {})
        context.eval_ctx = self.evaluation
        return context

    def _call(self, node: nodes.Call, frame: Frame) -> Any:
        if isinstance(node.node, nodes.Getattr):
            owner = self._fold(node.node.node, frame)
            if not reads_only(owner, node.node.attr):
                raise Dynamic
            arguments, named = self._arguments(node, frame)
            return getattr(owner, node.node.attr)(*arguments, **named)
        if not isinstance(node.node, nodes.Name) or node.node.name not in PURE_FUNCTIONS:
            raise Dynamic
        known = frame.find(node.node.name)
        if not isinstance(known, Known) or known.origin != Origin(node.node.name):
            raise Dynamic
        arguments, named = self._arguments(node, frame)
        value = known.value(*arguments, **named)
        if not named and all(type(one) in (str, int) for one in arguments):
            self.read[Origin(node.node.name, tuple(arguments))] = value
        return value


def _as_it_is(node: nodes.Node, frame: Frame) -> Frame:
    """Return a frame in which the names of an expression stand for what they do at this place, whatever comes later."""
    names = [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name)
    frozen = Frame(frame.context)
    frozen.names = {one.name: frame.find(one.name) for one in names}
    return frozen
