"""The templates of a theme -> every read of what no view, text or setting has, before anything renders.

Each page template is followed as Jinja would: layouts, blocks, includes, imports and macros, with static types in place
of values. What is not known is let through, and so is what a template asks for first (`is defined`, `default`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from jinja2 import nodes

from engine.render.compiler.contexts import COMMON, OUTPUT, OWN
from engine.render.compiler.readings import ASKING, DEFAULTS, Readings
from engine.render.compiler.unknowns import (
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
    taken,
)

Trees = Callable[[str], nodes.Template | None]
Page = tuple[str, Mapping[str, Any] | None]  # a template and the types of what it is given; None: nothing but globals


def misreads(
    pages: Sequence[Page], trees: Trees, constants: Mapping[str, Any], reached: Iterable[str]
) -> list[Misread]:
    """Return what the pages of a theme read in vain.

    `trees` gives a template by its name, `constants` are the globals, `reached` are all templates that pages reach.
    """
    known = {*constants, *COMMON, *(name for names in (OUTPUT, *OWN.values()) for name in names)}
    readings = Readings(_asked(trees(name) for name in reached), known)
    walk = _Walk(readings, trees, Scope(names={name: held(value) for name, value in constants.items()}))
    for template, given in pages:
        walk.page(template, given)
    return readings.misreads()


def _asked(found: Iterable[nodes.Template | None]) -> frozenset[str]:
    """Return the names that templates ask for before they read them."""
    names = set()
    for tree in found:
        for node in tree.find_all((nodes.Test, nodes.Filter)) if tree else ():
            asks = node.name in ASKING if isinstance(node, nodes.Test) else node.name in DEFAULTS
            if asks and isinstance(node.node, nodes.Name):
                names.add(node.node.name)
            elif asks and isinstance(node.node, nodes.Getattr):
                names.add(node.node.attr)
            elif asks and isinstance(node.node, nodes.Getitem) and isinstance(node.node.arg, nodes.Const):
                names.add(str(node.node.arg.value))
    return frozenset(names)


class _Block(NamedTuple):
    node: nodes.Block
    file: str
    calls_super: bool


class _Run:
    """A template and the layouts that it extends, while it is followed."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.blocks: dict[str, list[_Block]] = {}
        self.layout = ""  # the template that is extended by the one that is followed


class _Walk:
    """Follows statements; what they write is read and dropped."""

    def __init__(self, readings: Readings, trees: Trees, constants: Scope) -> None:
        self._readings, self._trees, self._constants = readings, trees, constants
        self._modules: dict[str, Module] = {}
        self._blocks: dict[str, list[_Block]] = {}  # by template
        self._followed: set[tuple[Any, ...]] = set()  # macros with the types that they were called with
        # Templates by name, blocks and macros by identity: Jinja compares nodes by what they hold.
        self._within: list[str | int] = []
        readings.call = self._call

    def page(self, template: str, given: Mapping[str, Any] | None) -> None:
        """Follow a template that is rendered by itself."""
        scope = Scope(self._constants, given)
        scope.paged = given is not None
        self._template(template, scope)

    def _template(self, name: str, scope: Scope) -> None:
        run = _Run(scope)
        before = self._readings.file
        with self._entered(name) as first:
            while first and name and (tree := self._trees(name)):
                for block in self._blocks_of(name, tree):
                    run.blocks.setdefault(block.node.name, []).append(block)
                self._readings.file, run.layout = name, ""
                self._body(tree.body, scope, run)
                name = run.layout
        self._readings.file = before

    def _blocks_of(self, name: str, tree: nodes.Template) -> list[_Block]:
        if name not in self._blocks:
            found = list(tree.find_all(nodes.Block))
            above = [any(one.name == "super" for one in block.find_all(nodes.Name)) for block in found]
            self._blocks[name] = [_Block(block, name, calls) for block, calls in zip(found, above, strict=True)]
        return self._blocks[name]

    @contextmanager
    def _entered(self, what: str | int) -> Iterator[bool]:
        first = what not in self._within
        self._within.append(what)
        yield first
        self._within.pop()

    def _body(self, body: Iterable[nodes.Node], scope: Scope, run: _Run) -> None:
        for node in body:
            following = _FOLLOWING.get(type(node))
            if following is not None:
                following(self, node, scope, run)
            elif isinstance(node, nodes.Stmt) and isinstance(getattr(node, "body", None), list):
                self._body(node.body, scope, run)  # type: ignore[attr-defined]

    def _output(self, node: nodes.Output, scope: Scope, run: _Run) -> None:
        if run.layout and scope is run.scope:
            return  # Jinja drops what stands outside the blocks of a template that extends another
        for one in node.nodes:
            self._readings.use(one, scope)

    def _extends(self, node: nodes.Extends, _scope: Scope, run: _Run) -> None:
        run.layout = _names(node.template)[0]

    def _block(self, node: nodes.Block, scope: Scope, run: _Run) -> None:
        if not (run.layout and scope is run.scope):
            self._level(node.name, 0, scope if node.scoped else run.scope, run)

    def _level(self, name: str, level: int, scope: Scope, run: _Run) -> None:
        """Follow a block of the template, or of the layout so many levels above, if there is one."""
        if level >= len(run.blocks.get(name, ())):
            return
        block, file, calls_super = run.blocks[name][level]
        before = self._readings.file, run.layout
        self._readings.file, run.layout = file, ""
        with self._entered(id(block)) as first:
            if first:
                self._body(block.body, Scope(scope), run)
        self._readings.file, run.layout = before
        if calls_super:
            self._level(name, level + 1, scope, run)

    def _if(self, node: nodes.If, scope: Scope, run: _Run) -> None:
        self._readings.use(node.test, scope)
        before, ends = scope.names, []
        arms = [(None, node.body), *((one.test, one.body) for one in node.elif_), (None, node.else_)]
        with self._readings.branch():
            for test, body in arms:
                scope.names = dict(before)
                if test is not None:
                    self._readings.use(test, scope)
                self._body(body, scope, run)
                ends.append(scope.names)
        scope.names = before
        for name in dict.fromkeys(name for end in ends for name in end):
            scope.names[name] = join(end[name] for end in ends if name in end)

    def _for(self, node: nodes.For, scope: Scope, run: _Run) -> None:
        value = self._readings.use(node.iter, scope)
        inner = Scope(scope, {"loop": Loop})
        self._bind(node.target, taken(value), inner)
        if node.test is None:
            self._body(node.body, inner, run)
        with self._readings.branch():
            if node.test is not None:
                self._readings.use(node.test, inner)
                self._body(node.body, inner, run)
            self._body(node.else_, Scope(scope), run)

    def _assign(self, node: nodes.Assign, scope: Scope, _run: _Run) -> None:
        self._bind(node.target, self._readings.read(node.node, scope), scope)

    def _bind(self, target: nodes.Node, value: Any, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope.names[target.name] = value
        elif isinstance(target, nodes.Tuple | nodes.List):
            value = self._readings.used(value)
            whole = isinstance(value, Items) and len(value.members) == len(target.items)
            for index, one in enumerate(target.items):
                self._bind(one, value.members[index] if whole else self._part(value, index), scope)

    def _part(self, value: Any, index: int) -> Any:
        if value is Nowhere:
            return Nowhere
        part = self._readings.step(value, index, "", 0)
        return Any if isinstance(part, Missing) else part

    def _set(self, node: nodes.AssignBlock, scope: Scope, run: _Run) -> None:
        self._body(node.body, Scope(scope), run)
        if node.filter is not None:
            self._readings.use(node.filter, scope)
        self._bind(node.target, str, scope)

    def _with(self, node: nodes.With, scope: Scope, run: _Run) -> None:
        inner = Scope(scope)
        values = [self._readings.read(value, scope) for value in node.values]
        for target, value in zip(node.targets, values, strict=True):
            self._bind(target, value, inner)
        self._body(node.body, inner, run)

    def _scope(self, node: nodes.Scope, scope: Scope, run: _Run) -> None:
        self._body(node.body, Scope(scope), run)

    def _filter(self, node: nodes.FilterBlock, scope: Scope, run: _Run) -> None:
        self._body(node.body, Scope(scope), run)
        self._readings.use(node.filter, scope)

    def _expression(self, node: nodes.ExprStmt, scope: Scope, _run: _Run) -> None:
        self._readings.read(node.node, scope)

    def _macro(self, node: nodes.Macro, scope: Scope, _run: _Run) -> None:
        scope.names[node.name] = Macro(node, scope, self._readings.file)

    def _include(self, node: nodes.Include, scope: Scope, _run: _Run) -> None:
        found = [name for name in _names(node.template) if self._trees(name)]
        if found:
            self._template(found[0], Scope(scope if node.with_context else self._constants))

    def _module(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> Module:
        name = _names(node.template)[0]
        if node.with_context:
            module = Module(Scope(scope))
            self._template(name, module.scope)
            return module
        if name not in self._modules:
            self._modules[name] = Module(Scope(self._constants))
            self._template(name, self._modules[name].scope)
        return self._modules[name]

    def _import(self, node: nodes.Import, scope: Scope, _run: _Run) -> None:
        scope.names[node.target] = self._module(node, scope)

    def _from(self, node: nodes.FromImport, scope: Scope, _run: _Run) -> None:
        module = self._module(node, scope)
        for name in node.names:
            theirs, ours = (name, name) if isinstance(name, str) else name
            scope.names[ours] = module.scope.names.get(theirs, Any)

    def _call_block(self, node: nodes.CallBlock, scope: Scope, _run: _Run) -> None:
        macro = self._readings.use(node.call.node, scope)
        if isinstance(macro, Macro):
            self._call(macro, node.call, scope, Macro(node, scope, self._readings.file))
        else:
            self._readings.read(node.call, scope)

    def _call(self, macro: Macro, call: nodes.Call, scope: Scope, caller: Macro | None = None) -> Any:
        """Follow a macro with the types of its arguments, once for each."""
        names = [argument.name for argument in macro.node.args]
        given = dict(zip(names, (self._readings.read(one, scope) for one in call.args), strict=False))
        given |= {one.key: self._readings.read(one.value, scope) for one in call.kwargs}
        if call.dyn_args is not None or call.dyn_kwargs is not None:
            given = dict.fromkeys(names, Any)
        inner = Scope(macro.scope, {**given, "caller": caller or Any})
        readings = self._readings
        before, readings.file = readings.file, macro.file
        for name, default in zip(reversed(names), reversed(macro.node.defaults), strict=False):
            if name not in given:
                inner.names[name] = readings.read(default, inner)
        for name in names:
            inner.names.setdefault(name, Any)
        key = (macro, caller, readings.firm, *(inner.names[name] for name in names))
        with self._entered(id(macro.node)) as first:
            if first and key not in self._followed:
                self._followed.add(key)
                self._body(macro.node.body, inner, _Run(inner))
        readings.file = before
        return str


def _names(node: nodes.Expr) -> list[str]:
    """Return the names of templates that a statement is given; the reach of pages refuses all but constants."""
    values = [one.value for one in node.find_all(nodes.Const)] if not isinstance(node, nodes.Const) else [node.value]
    flat = [one for value in values for one in (value if isinstance(value, tuple | list) else (value,))]
    return [str(one) for one in flat]


_FOLLOWING: dict[type[nodes.Node], Callable[..., None]] = {
    nodes.Output: _Walk._output,
    nodes.Extends: _Walk._extends,
    nodes.Block: _Walk._block,
    nodes.If: _Walk._if,
    nodes.For: _Walk._for,
    nodes.Assign: _Walk._assign,
    nodes.AssignBlock: _Walk._set,
    nodes.With: _Walk._with,
    nodes.Scope: _Walk._scope,
    nodes.FilterBlock: _Walk._filter,
    nodes.ExprStmt: _Walk._expression,
    nodes.Macro: _Walk._macro,
    nodes.Include: _Walk._include,
    nodes.Import: _Walk._import,
    nodes.FromImport: _Walk._from,
    nodes.CallBlock: _Walk._call_block,
}
