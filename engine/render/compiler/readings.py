"""An expression of a template and what its names stand for -> what it stands for; each misread on the way is noted."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import nodes

from engine.render.compiler import contexts
from engine.render.compiler.unknowns import (
    Held,
    Items,
    Loop,
    Macro,
    Misread,
    Missing,
    Module,
    Nowhere,
    Scope,
    held,
    join,
    listed,
    row,
    taken,
)
from engine.render.undefined import names, not_defined, not_had, title

# Names that Jinja itself binds; what they stand for is not followed.
BOUND = frozenset({"self", "super", "caller", "varargs", "kwargs", "loop"})
# Tests that take what is missing without an error: who asks so knows that a name may be missing.
_ASKING = """
defined undefined none string number integer float boolean mapping callable sequence sameas true false
"""
_TEXTS = """
upper lower title capitalize trim e escape safe forceescape string replace join striptags truncate urlencode format
center indent wordwrap xmlattr urlize tojson j number label fill plural filesizeformat
"""
ASKING = frozenset(_ASKING.split())
TEXTS = frozenset(_TEXTS.split())
DEFAULTS = frozenset({"default", "d"})
LISTS = frozenset({"list", "sort", "reverse", "unique", "select", "reject", "selectattr", "rejectattr"})
PICKS = frozenset({"first", "last", "min", "max", "by_key"})
NUMBERS = frozenset({"length", "count", "int", "wordcount"})
BY_ATTRIBUTE = frozenset({"selectattr", "rejectattr", "groupby", "sum"})  # their first argument names an attribute


class Readings:
    """Reads the expressions of templates."""

    def __init__(self, excused: Collection[str], known: Collection[str]) -> None:
        """Take the names that templates ask for before they read them, and those that any page is given."""
        self.file = ""
        self.firm = True
        self.call: Callable[[Macro, nodes.Call, Scope], Any]  # how a macro is followed
        self._excused, self._known = excused, known
        self._certain: set[Misread] = set()
        self._doubtful: set[Misread] = set()
        self._sound: set[tuple[str, int, str]] = set()

    def misreads(self) -> list[Misread]:
        """Return what was found; a read in a branch counts when it is right for nothing that comes there."""
        doubtful = {one for one in self._doubtful if (one.file, one.line, one.read) not in self._sound}
        return sorted(self._certain | doubtful)

    @contextmanager
    def branch(self) -> Iterator[None]:
        """Read what does not run on every way."""
        before, self.firm = self.firm, False
        yield
        self.firm = before

    def use(self, node: nodes.Node, scope: Scope) -> Any:
        """Return what an expression stands for whose value is used, so that it must not be missing."""
        return self.used(self.read(node, scope))

    def used(self, value: Any) -> Any:
        """Return a value that is used; note it when it is missing."""
        if not isinstance(value, Missing):
            return value
        (self._certain if value.firm and self.firm else self._doubtful).add(value.misread)
        return Nowhere

    def read(self, node: nodes.Node, scope: Scope) -> Any:
        """Return what an expression stands for."""
        reading = _READINGS.get(type(node))
        if reading is not None:
            return reading(self, node, scope)
        take = (
            self.use if isinstance(node, nodes.BinExpr | nodes.UnaryExpr | nodes.Compare | nodes.Operand) else self.read
        )
        for child in node.iter_child_nodes():
            take(child, scope)
        return Any

    def step(self, owner: Any, name: str | int, read: str, line: int) -> Any:
        """Return what an attribute or an item of a value stands for."""
        if owner is Nowhere:
            return Nowhere
        if isinstance(owner, Items) and isinstance(name, int):
            several = len(owner.members) > 1 and -len(owner.members) <= name < len(owner.members)
            return owner.members[name] if several else join(owner.members)
        reached, known, called = _reach(owner, name)
        if reached is not contexts.Nothing:
            self._sound.add((self.file, line, read))
            return reached
        if str(name) in self._excused:
            return Any
        return Missing(Misread(self.file, line, read, not_had(read, called, name, known)), self.firm)

    def _constant(self, node: nodes.Const, _scope: Scope) -> Any:
        return held(node.value)

    def _text(self, node: nodes.Expr, scope: Scope) -> Any:
        for child in node.iter_child_nodes():
            self.use(child, scope)
        return str

    def _name(self, node: nodes.Name, scope: Scope) -> Any:
        found = scope.find(node.name)
        if node.name in self._excused and (found is None or isinstance(found, Missing)):
            return Any
        if found is not None or node.name in BOUND:
            return Any if found is None else found
        if node.name in self._known and scope.paged:
            return Nowhere
        message = not_defined(node.name, (name for name in self._known if name != node.name))
        return Missing(Misread(self.file, node.lineno, node.name, message), self.firm)

    def _items(self, node: nodes.List | nodes.Tuple, scope: Scope) -> Any:
        return Items(tuple(self.read(item, scope) for item in node.items))

    def _attribute(self, node: nodes.Getattr, scope: Scope) -> Any:
        return self.step(self.use(node.node, scope), node.attr, dotted(node), node.lineno)

    def _item(self, node: nodes.Getitem, scope: Scope) -> Any:
        owner = self.use(node.node, scope)
        if isinstance(node.arg, nodes.Const) and type(node.arg.value) in (str, int):
            return self.step(owner, node.arg.value, dotted(node), node.lineno)
        self.use(node.arg, scope)
        if not listed(owner):
            return Nowhere if owner is Nowhere else Any
        reached = taken(owner)
        return row(reached) if isinstance(node.arg, nodes.Slice) else reached

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        function = self.use(node.node, scope)
        if isinstance(function, Macro):
            return self.call(function, node, scope)
        take = self.use if function is contexts.Method else self.read
        for argument in arguments(node):
            take(argument, scope)
        return Any

    def _either(self, node: nodes.And | nodes.Or, scope: Scope) -> Any:
        left = self.use(node.left, scope)
        with self.branch():
            return join([left, self.read(node.right, scope)])

    def _choice(self, node: nodes.CondExpr, scope: Scope) -> Any:
        self.use(node.test, scope)
        with self.branch():
            return join(self.read(one, scope) for one in (node.expr1, node.expr2) if one is not None)

    def _test(self, node: nodes.Test, scope: Scope) -> Any:
        (self.read if node.name in ASKING else self.use)(node.node, scope)
        for argument in arguments(node):
            self.use(argument, scope)
        return bool

    def _filter(self, node: nodes.Filter, scope: Scope) -> Any:
        if node.name in DEFAULTS and node.node is not None:
            value, *others = (self.read(one, scope) for one in (node.node, *arguments(node)))
            if isinstance(value, Missing):
                return join(others) if others else str
            return join([value, *(one for one in others if not isinstance(one, Missing))])
        value = str if node.node is None else self.use(node.node, scope)
        for argument in arguments(node):
            self.use(argument, scope)
        reached = self._by_attribute(node, value)
        if node.name in TEXTS or node.name in NUMBERS:
            return str if node.name in TEXTS else int
        if not listed(value):
            return Nowhere if value is Nowhere else Any
        if node.name in LISTS:
            return row(taken(value))
        return reached if node.name == "map" else taken(value) if node.name in PICKS else Any

    def _by_attribute(self, node: nodes.Filter, value: Any) -> Any:
        """Follow an attribute that a filter is told by name; return what `map` gives."""
        given = [one.value for one in node.kwargs if one.key == "attribute"]
        if not given and node.name in BY_ATTRIBUTE:
            given = node.args[:1]
        if not given or not isinstance(given[0], nodes.Const) or any(one.key == "default" for one in node.kwargs):
            return Any
        if not listed(value):
            return Any
        for path in str(given[0].value).split(","):
            reached = taken(value)
            for name in path.split("."):
                reached = self.step(self.used(reached), int(name) if name.isdigit() else name, path, node.lineno)
            if node.name == "map":
                return row(reached)
            asks = [one.value for one in node.args[1:2] if isinstance(one, nodes.Const)]
            if not (asks and asks[0] in ASKING):
                self.used(reached)
        return Any


def arguments(node: nodes.Call | nodes.Filter | nodes.Test) -> list[nodes.Node]:
    """Return the expressions that a call, filter or test is given."""
    rest = [one for one in (node.dyn_args, node.dyn_kwargs) if one is not None]
    return [*node.args, *(one.value for one in node.kwargs), *rest]


def dotted(node: nodes.Node) -> str:
    """Return a path as a template writes it: product.brand.label."""
    if isinstance(node, nodes.Getattr):
        return f"{dotted(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{dotted(node.node)}.{node.arg.value}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _reach(owner: Any, name: str | int) -> tuple[Any, Iterable[str], str]:
    """Return what a step from a value stands for, the names that there are, and what the value is called."""
    if isinstance(owner, Held):
        values = owner.values
        found = held(getattr(values, name)) if isinstance(name, str) and hasattr(values, name) else contexts.Nothing
        return found, names(values), title(values)
    if isinstance(owner, Module):
        return owner.scope.names.get(str(name), Any), (), ""
    if owner is Loop:
        return Loop.KINDS.get(str(name), contexts.Nothing), Loop.KINDS, "LoopContext"
    if isinstance(owner, Items | Macro):
        return Any, (), ""
    return contexts.step(owner, name), contexts.names(owner), contexts.title(owner)


_READINGS: dict[type[nodes.Node], Callable[..., Any]] = {
    nodes.Const: Readings._constant,
    nodes.TemplateData: Readings._text,
    nodes.Concat: Readings._text,
    nodes.Name: Readings._name,
    nodes.List: Readings._items,
    nodes.Tuple: Readings._items,
    nodes.Getattr: Readings._attribute,
    nodes.Getitem: Readings._item,
    nodes.Call: Readings._call,
    nodes.And: Readings._either,
    nodes.Or: Readings._either,
    nodes.CondExpr: Readings._choice,
    nodes.Test: Readings._test,
    nodes.Filter: Readings._filter,
}
