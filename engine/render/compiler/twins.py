"""Expressions that are not simple -> twins: Jinja's own code for them, over slots and constants."""

from io import StringIO
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.compiler import Frame as CodeFrame
from jinja2.nodes import EvalContext
from jinja2.utils import _PassArg

from engine.render.compiler.bindings import (
    Absent,
    Binding,
    Choice,
    Known,
    Loop,
    LoopPart,
    MacroBinding,
    Refused,
    SuperBinding,
    UnrolledLoop,
)
from engine.render.compiler.frames import Frame
from engine.render.compiler.purity import (
    CHANGING_METHODS,
    CONTEXT_FILTERS,
    PURE_FUNCTIONS,
    TEXT_METHODS,
    pure_filter,
    pure_test,
)
from engine.render.compiler.state import constant
from engine.render.compiler.tree import (
    Body,
    CallSet,
    Constant,
    If,
    Path,
    Twin,
)
from engine.render.compiler.values import Values

MOST_ARGUMENTS = 12


class Names(dict[str, str]):
    """The filters or tests of a twin: a name of its own for each, in the order in which they are met."""

    def __init__(self, kind: str, helpers: list[tuple[str, str]]) -> None:
        """Note each in a list that filters and tests share."""
        super().__init__()
        self._kind, self._helpers = kind, helpers

    def __missing__(self, name: str) -> str:
        """Take a name."""
        self._helpers.append((self._kind, name))
        self[name] = found = f"h{len(self._helpers) - 1}"
        return found


class Draft:
    """A twin that is being written."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.slots: list[int] = []
        self.constants: list[Constant] = []
        self.reads: list[Path] = []
        self.counted: list[Path] = []
        self.pure = True
        self.bound: frozenset[str] = frozenset()  # names of a comprehension


class Twins(Values):
    """The part that writes twins."""

    def twin(self, node: nodes.Node, frame: Frame, out: Body, wrap: str = "{}") -> Twin:
        """Return the twin of an expression; what it needs first goes to `out`."""
        draft = Draft()
        return self.finish(draft, [self.rewrite(node, frame, out, draft)], wrap)

    def finish(self, draft: Draft, parts: list[nodes.Node], wrap: str) -> Twin:
        """Return the twin whose source is made of expressions."""
        helpers: list[tuple[str, str]] = []
        source = wrap.format(*(self._code(part, helpers) for part in parts))
        if len(draft.slots) > MOST_ARGUMENTS:
            self.refuse(f"an expression reads more than {MOST_ARGUMENTS} names")
        return Twin(
            source,
            tuple(draft.slots),
            tuple(draft.constants),
            tuple(dict.fromkeys(draft.reads)),
            tuple(dict.fromkeys(draft.counted)),
            self.escaping,
            tuple(helpers),
            draft.pure,
            self.place,
        )

    def _code(self, node: nodes.Node, helpers: list[tuple[str, str]]) -> str:
        stream = StringIO()
        generator = CodeGenerator(self.environment, self.file, self.file, stream, True, optimized=False)
        generator.filters, generator.tests = Names("filters", helpers), Names("tests", helpers)
        generator.visit(node, CodeFrame(EvalContext(self.environment, self.file)))
        return stream.getvalue()

    # The copy of an expression in which every free name is a slot or a constant.
    def rewrite(self, node: nodes.Node, frame: Frame, out: Body, draft: Draft, *, fold: bool = True) -> nodes.Node:
        """Return an expression over slots and constants."""
        self.at(node)
        if isinstance(node, nodes.Name) and node.name in draft.bound:
            return _verbatim(item_name(node.name))
        if isinstance(node, nodes.Const | nodes.TemplateData):
            return node
        if draft.bound and node.find(nodes.Name) is not None and _uses(node, draft.bound):
            return self._parts(node, frame, out, draft)
        found = self.looked_up(node, frame)
        if found is not None and not (isinstance(found, Known) and not fold):
            return self._bound(found, out, draft)
        if isinstance(node, nodes.Name | nodes.NSRef):
            self.refuse(f"`{node.name}` in an expression")
        if fold and not isinstance(node, nodes.List | nodes.Dict) and (folded := self.fold(node, frame)) is not None:
            return self._constant(folded, out, draft)
        if isinstance(node, nodes.Call) and (captured := self.captured_call(node, frame, out)) is not None:
            return self._bound(captured, out, draft)
        if isinstance(node, nodes.CondExpr | nodes.And | nodes.Or) and self.calls_macros(node, frame):
            return self._bound(self.branched(node, frame, out), out, draft)
        if isinstance(node, nodes.Filter) and (path := self.find_by_key(node, frame, out)) is not None:
            return self._bound(path, out, draft)
        if isinstance(node, nodes.Filter) and (path := self.length(node, frame)) is not None:
            items = self._slot(path, draft, counted=True)
            return nodes.Filter(items, node.name, [], [], None, None, lineno=node.lineno)
        if isinstance(node, nodes.Filter) and (field := mapped(node)) and node.node is not None:
            found = self.looked_up(node.node, frame)
            if isinstance(found, Path):
                draft.reads.append(Path(found.slot, (*found.steps, 0, field)))
                self._check_filter(node, draft)
                items = self._slot(found, draft, counted=True)
                return nodes.Filter(items, node.name, [], node.kwargs, None, None, lineno=node.lineno)
        return self._parts(node, frame, out, draft)

    def _parts(self, node: nodes.Node, frame: Frame, out: Body, draft: Draft) -> nodes.Node:
        if isinstance(node, nodes.Call):
            node = self._checked_call(node, frame, draft)
        elif isinstance(node, nodes.Filter | nodes.Test):
            self._check_filter(node, draft)
        elif type(node).__module__ != "jinja2.nodes" or isinstance(
            node, nodes.ContextReference | nodes.DerivedContextReference
        ):
            self.refuse(f"the expression {type(node).__name__}")
        copy = type(node).__new__(type(node))
        copy.__dict__.update(node.__dict__)
        for field in node.fields:
            part = getattr(node, field)
            if isinstance(part, nodes.Node):
                part = self._part(part, frame, out, draft)
            elif isinstance(part, list):
                part = [self._part(one, frame, out, draft) if isinstance(one, nodes.Node) else one for one in part]
            setattr(copy, field, part)
        return copy

    def _part(self, node: nodes.Node, frame: Frame, out: Body, draft: Draft) -> nodes.Node:
        if isinstance(node, nodes.Operand | nodes.Pair | nodes.Keyword | nodes.Slice):
            return self._parts(node, frame, out, draft)
        assert isinstance(node, nodes.Expr)
        return self.rewrite(node, frame, out, draft)

    def _bound(self, found: Binding, out: Body, draft: Draft) -> nodes.Node:
        if isinstance(found, Known):
            return self._constant(found, out, draft)
        if isinstance(found, Absent):
            return _verbatim(f"({found.source})")
        if isinstance(found, Choice | LoopPart):
            found = self.stored(found, out)
        if isinstance(found, Path):
            return self._slot(found, draft)
        return self.refuse(found.reason if isinstance(found, Refused) else f"{called(found)} used as a value")

    def _slot(self, path: Path, draft: Draft, *, counted: bool = False) -> nodes.Node:
        (draft.counted if counted else draft.reads).append(path)
        if path.slot not in draft.slots:
            draft.slots.append(path.slot)
        return stepped(self.slot_name(path.slot), path.steps)

    def slot_name(self, slot: int) -> str:
        """Return Python for the value of a slot."""
        if slot in self.maybe:
            return f"(undefined(name={self.maybe[slot]!r}) if s{slot} is missing else s{slot})"
        return f"s{slot}"

    def _constant(self, known: Known, out: Body, draft: Draft) -> nodes.Node:
        self.note(known)
        found = constant(known)
        if found is None:
            if known.source is None:
                self.refuse("a constant without a name in an expression")
            node, frame = known.source
            return self.rewrite(node, frame, out, draft, fold=False)
        draft.constants.append(found)
        return _verbatim(f"k{len(draft.constants) - 1}")

    def _checked_call(self, node: nodes.Call, frame: Frame, draft: Draft) -> nodes.Node:
        function = node.node
        if isinstance(function, nodes.Getattr):
            owner = self.looked_up(function.node, frame)
            if isinstance(owner, Loop | UnrolledLoop):
                return self._cycle(node, function)
            if function.attr in CHANGING_METHODS:
                self.refuse(f"`.{function.attr}()`, which may change a value")
            draft.pure = draft.pure and function.attr in TEXT_METHODS
            return node
        known = self.looked_up(function, frame)
        if isinstance(known, Known):
            function_known: Any = known.value
            passed = _PassArg.from_obj(function_known) or _PassArg.from_obj(type(function_known).__call__)
            if passed is _PassArg.context:
                self.refuse("a function that asks for the context")
        draft.pure = draft.pure and isinstance(function, nodes.Name) and function.name in PURE_FUNCTIONS
        return node

    def _cycle(self, node: nodes.Call, function: nodes.Getattr) -> nodes.Node:
        if function.attr != "cycle" or not node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.refuse(f"`loop.{function.attr}()`")
        index = nodes.Getattr(function.node, "index0", "load", lineno=node.lineno)
        number = nodes.Mod(index, nodes.Const(len(node.args), lineno=node.lineno), lineno=node.lineno)
        return nodes.Getitem(nodes.Tuple(node.args, "load", lineno=node.lineno), number, "load", lineno=node.lineno)

    def _check_filter(self, node: nodes.Filter | nodes.Test, draft: Draft) -> None:
        is_filter = isinstance(node, nodes.Filter)
        function: Any = (self.environment.filters if is_filter else self.environment.tests).get(node.name)
        if function is None:
            self.refuse(f"there is no {'filter' if is_filter else 'test'} `{node.name}`")
        if _PassArg.from_obj(function) is _PassArg.context and node.name not in CONTEXT_FILTERS:
            self.refuse(f"the {'filter' if is_filter else 'test'} `{node.name}`, which asks for the context")
        pure = pure_filter if is_filter else pure_test
        draft.pure = draft.pure and pure(self.environment, node.name)

    # What has to be put into a slot first.
    def captured_call(self, node: nodes.Call, frame: Frame, out: Body) -> Binding | None:
        body: Body = []
        if not self.call_macro(node, frame, body):
            return None
        return self.capture(body, out)

    def capture(self, body: Body, out: Body) -> Known | Path:
        """Return what a body writes, as a value."""
        raise NotImplementedError

    def calls_macros(self, node: nodes.Node, frame: Frame) -> bool:
        own = [node] if isinstance(node, nodes.Call) else []
        found = (self.looked_up(call.node, frame) for call in (*own, *node.find_all(nodes.Call)))
        return any(isinstance(one, MacroBinding | SuperBinding) for one in found)

    def branched(self, node: nodes.Node, frame: Frame, out: Body) -> Path:
        """Compute an expression by branches, so that no macro is called that Jinja would not call."""
        slot = self.slot()
        self._branch(node, frame, out, slot)
        return Path(slot)

    def _branch(self, node: nodes.Node, frame: Frame, out: Body, slot: int) -> None:
        yes: Body = []
        no: Body = []
        if isinstance(node, nodes.CondExpr):
            test = self.test(node.test, frame, out)
            with self.region():
                self._branch(node.expr1, frame, yes, slot)
            with self.region():
                if node.expr2 is None:
                    no.append(CallSet(self.nothing(), slot))
                else:
                    self._branch(node.expr2, frame, no, slot)
            out.append(If(test, yes, no))
        elif isinstance(node, nodes.And | nodes.Or):
            self._branch(node.left, frame, out, slot)
            with self.region():
                self._branch(node.right, frame, yes, slot)
            test = self.truth(Path(slot))
            out.append(If(test, yes, []) if isinstance(node, nodes.And) else If(test, [], yes))
        else:
            self.store(self.bind(node, frame, out), slot, out)

    def nothing(self) -> Twin:
        """Return the twin of a condition without else, where it is false."""
        source = 'cond_expr_undefined("the inline if-expression evaluated to false and no else section was defined.")'
        return Twin(source, (), (), (), (), self.escaping, (), True, self.place)

    def stored(self, value: Binding, out: Body) -> Path:
        """Return a slot that holds a value."""
        raise NotImplementedError

    def store(self, value: Binding, slot: int, out: Body) -> None:
        """Put a value into a slot."""
        raise NotImplementedError

    def bind(self, node: nodes.Node, frame: Frame, out: Body) -> Binding:
        """Return the value of an expression as it is at this place, whatever comes later."""
        raise NotImplementedError

    def length(self, node: nodes.Node, frame: Frame) -> Path | None:
        """Return the path whose length an expression is."""
        raise NotImplementedError

    def test(self, node: nodes.Node, frame: Frame, out: Body) -> Any:
        """Return an expression as a test."""
        raise NotImplementedError

    def truth(self, path: Path) -> Any:
        """Return the test of a path's truth."""
        raise NotImplementedError


def mapped(node: nodes.Node) -> str:
    """Return the one attribute of items that `|map(attribute="path")` asks for, empty for any other expression."""
    if not isinstance(node, nodes.Filter) or node.name != "map" or node.args or len(node.kwargs) != 1:
        return ""
    wanted = node.kwargs[0]
    if wanted.key != "attribute" or not isinstance(wanted.value, nodes.Const):
        return ""
    field = wanted.value.value
    return field if isinstance(field, str) and field.isidentifier() else ""


def stepped(name: str, steps: tuple[str | int, ...]) -> nodes.Node:
    """Return the expression of a path."""
    found: nodes.Node = _verbatim(name)
    for step in steps:
        if isinstance(step, str):
            found = nodes.Getattr(found, step, "load", lineno=1)
        else:
            found = nodes.Getitem(found, nodes.Const(step, lineno=1), "load", lineno=1)
    return found


def _verbatim(source: str) -> nodes.Node:
    """Return an expression that the code generator writes as it stands."""
    node = object.__new__(nodes.InternalName)
    nodes.Node.__init__(node, source, lineno=1)
    return node


def item_name(name: str) -> str:
    """Return Python for a name of a comprehension: no word of Python's own, and no name that a twin uses."""
    return f"v_{name}"


def _uses(node: nodes.Node, names: frozenset[str]) -> bool:
    own = [node] if isinstance(node, nodes.Name) else []
    return any(name.name in names for name in (*own, *node.find_all(nodes.Name)))


def called(binding: Binding) -> str:
    if isinstance(binding, MacroBinding):
        return f"the macro `{binding.name}`"
    if isinstance(binding, SuperBinding):
        return "`super`"
    return "`loop`" if isinstance(binding, Loop | UnrolledLoop) else "an imported template"
