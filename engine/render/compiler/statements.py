"""Statements of a template -> nodes: outputs, conditions, assignments, captures."""

from jinja2 import nodes

from engine.render.compiler.bindings import Absent, Binding, Choice, Known, LoopPart, MacroBinding, Refused
from engine.render.compiler.frames import Frame
from engine.render.compiler.macros import Macros
from engine.render.compiler.outputs import extend
from engine.render.compiler.state import plain
from engine.render.compiler.tree import HTML, RAW, Body, CallOut, CallSet, If, Path, Test, Unpack
from engine.render.compiler.twins import Draft


class Statements(Macros):
    """The part that knows every statement but loops and other templates."""

    def write_body(self, body: list[nodes.Node], frame: Frame, out: Body) -> None:
        """Compile statements."""
        for node in body:
            self.at(node)
            name = type(node).__name__
            if name not in HANDLED:
                self.refuse(f"the statement `{name.lower()}`")
            getattr(self, HANDLED[name])(node, frame, out)

    def write_output(self, node: nodes.Output, frame: Frame, out: Body) -> None:
        """Compile text and expressions."""
        if self.silent:
            return
        for one in node.nodes:
            self.write(one, frame, out, HTML if self.escaping else RAW)

    # Conditions.
    def write_if(self, node: nodes.If, frame: Frame, out: Body) -> None:
        """Compile a condition."""
        self._branches([(node.test, node.body), *((one.test, one.body) for one in node.elif_)], node.else_, frame, out)

    def _branches(
        self,
        arms: list[tuple[nodes.Node, list[nodes.Node]]],
        last: list[nodes.Node],
        frame: Frame,
        out: Body,
    ) -> None:
        if not arms:
            self.write_body(last, frame, out)
            return
        (asked, body), *rest = arms
        line = self.line
        test = self.test(asked, frame, out)
        if test is True:
            self.write_body(body, frame, out)
        elif test is False:
            self._branches(rest, last, frame, out)
        else:
            yes: Body = []
            no: Body = []
            context = frame.context
            before, set_before, exported = dict(frame.names), dict(context.set), set(context.exported)
            with self.region():
                self.write_body(body, frame, yes)
            after_yes, exported_yes = frame.names, context.exported
            frame.names, context.set, context.exported = dict(before), dict(set_before), exported
            with self.region():
                self._branches(rest, last, frame, no)
            context.set = set_before
            unsure = exported_yes ^ context.exported
            self.line = line
            self._join(test, before, after_yes, frame, yes, no)
            # What only one side sets is exported on some pages and not on others.
            context.unsure |= unsure
            out.append(If(test, yes, no))

    def _join(
        self, test: Test, before: dict[str, Binding], after_yes: dict[str, Binding], frame: Frame, yes: Body, no: Body
    ) -> None:
        """Let a name that one of two bodies set stand for what it is after either."""
        after_no = frame.names
        changed = [
            name
            for name in {**after_yes, **after_no}
            if after_yes.get(name) is not before.get(name) or after_no.get(name) is not before.get(name)
        ]
        frame.names = dict(before)
        for name in sorted(changed):
            outer = frame.find(name)
            joined = self._joined(test, name, after_yes.get(name, outer), after_no.get(name, outer), yes, no)
            frame.put(name, joined)

    def _joined(self, test: Test, name: str, one: Binding, other: Binding, yes: Body, no: Body) -> Binding:
        if one is other or (type(one) is type(other) and isinstance(one, Path | Choice | LoopPart) and one == other):
            return one
        if isinstance(one, Known) and isinstance(other, Known) and plain(one.value):
            same_type = type(one.value) is type(other.value) is not float
            if same_type and one.value == other.value and one.origin == other.origin:
                return one
        if self.cheap(test) and self.harmless(one) and self.harmless(other):
            return Choice(test, one, other)
        storable = Path | Known | Choice | LoopPart | Absent
        if not (isinstance(one, storable) and isinstance(other, storable)):
            return Refused(f"`{name}` is a macro or an import under one condition and not under another")
        slot = self.slot()
        self.store(one, slot, yes)
        kind = self.types[slot]
        self.store(other, slot, no)
        self.types[slot] = kind if kind == self.types[slot] and not isinstance(one, Absent) else None
        if isinstance(one, Absent) or isinstance(other, Absent):
            self.types[slot] = None
        return Path(slot)

    # Assignments.
    def write_assign(self, node: nodes.Assign, frame: Frame, out: Body) -> None:
        """Compile {% set a = b %}."""
        if isinstance(node.target, nodes.Name):
            frame.put(node.target.name, self.bind(node.node, frame, out))
            return
        names = self.target_names(node.target)
        value = self.bind(node.node, frame, out)
        if isinstance(value, Known) and type(value.value) in (list, tuple) and len(value.value) == len(names):
            for index, name in enumerate(names):
                frame.put(name, self.item_of(value, index))
            return
        first = self.unpacked(value, len(names), out)
        for index, name in enumerate(names):
            frame.put(name, Path(first + index))

    def target_names(self, target: nodes.Node) -> list[str]:
        """Return the names of a target such as `a, b`."""
        if isinstance(target, nodes.Name):
            return [target.name]
        if not isinstance(target, nodes.Tuple) or not all(isinstance(one, nodes.Name) for one in target.items):
            self.refuse("a target that is not a name or some names")
        names = [one.name for one in target.items if isinstance(one, nodes.Name)]
        if len(set(names)) != len(names):
            self.refuse("a target that names something twice")
        return names

    def item_of(self, value: Known, index: int) -> Known:
        """Return an item of a constant."""
        found = self._inside(value, index, attribute=False)
        return found if found is not None else Known(value.value[index])

    def unpacked(self, value: Binding, count: int, out: Body) -> int:
        """Return the first of the slots that the items of a value are put into."""
        slot = value.slot if isinstance(value, Path) and not value.steps else self.stored(value, out).slot
        first = self.slots
        for _ in range(count):
            self.slot()
        out.append(Unpack(slot, first, count))
        return first

    def write_assign_block(self, node: nodes.AssignBlock, frame: Frame, out: Body) -> None:
        """Compile {% set a %}...{% endset %}."""
        if not isinstance(node.target, nodes.Name):
            self.refuse("a target of a set block that is not a name")
        inner = Frame(frame.context, frame)
        inner.enter(self.sources.names(node, ""))
        value: Binding = self._captured_body(node.body, inner, out)
        if node.filter is not None:
            slot = self.slot()
            wrap = "Markup({})" if self.escaping else "{}"
            out.append(CallSet(self._filtered(node.filter, value, inner, out, wrap), slot))
            value = Path(slot)
        frame.put(node.target.name, value)

    def _captured_body(self, statements: list[nodes.Node], inner: Frame, out: Body) -> Binding:
        body: Body = []
        with self.captured(silent=False):
            self.write_body(statements, inner, body)
        return self.capture(body, out)

    def _filtered(self, node: nodes.Filter, value: Binding, inner: Frame, out: Body, wrap: str):  # type: ignore[no-untyped-def]
        """Return the twin of filters over a value that was captured."""
        chain: list[nodes.Filter] = []
        one: nodes.Node | None = node
        while isinstance(one, nodes.Filter):
            chain.append(one)
            one = one.node
        name = "captured text"  # no template can spell it
        hidden = Frame(inner.context, inner)
        hidden.names[name] = value
        expression: nodes.Node = nodes.Name(name, "load", lineno=node.lineno)
        for part in reversed(chain):
            expression = nodes.Filter(
                expression, part.name, part.args, part.kwargs, part.dyn_args, part.dyn_kwargs, lineno=part.lineno
            )
        draft = Draft()
        return self.finish(draft, [self.rewrite(expression, hidden, out, draft, fold=False)], wrap)

    def write_filter_block(self, node: nodes.FilterBlock, frame: Frame, out: Body) -> None:
        """Compile {% filter upper %}...{% endfilter %}."""
        inner = Frame(frame.context, frame)
        inner.enter(self.sources.names(node, ""))
        body: Body = []
        with self.captured(silent=self.silent):
            self.write_body(node.body, inner, body)
        value = self.capture(body, out)
        # Jinja joins what the filter gives with other texts, so that it has to be one.
        out.append(CallOut(self._filtered(node.filter, value, inner, out, "concat(({},))"), RAW))

    def write_with(self, node: nodes.With, frame: Frame, out: Body) -> None:
        """Compile {% with a = b %}."""
        inner = Frame(frame.context, frame)
        inner.enter(self.sources.names(node, ""))
        for target, expression in zip(node.targets, node.values, strict=True):
            if not isinstance(target, nodes.Name):
                self.refuse("a target of `with` that is not a name")
            inner.names[target.name] = self.bind(expression, frame, out)
        self.write_body(node.body, inner, out)

    def write_scope(self, node: nodes.Scope, frame: Frame, out: Body) -> None:
        """Compile statements that set nothing outside."""
        inner = Frame(frame.context, frame)
        inner.enter(self.sources.names(node, ""))
        self.write_body(node.body, inner, out)

    # Macros.
    def write_macro(self, node: nodes.Macro, frame: Frame, out: Body) -> None:  # noqa: ARG002  as all statements
        """Remember a macro."""
        frame.put(node.name, MacroBinding(node, frame, self.file, self.alone))

    def write_call_block(self, node: nodes.CallBlock, frame: Frame, out: Body) -> None:
        """Compile {% call macro() %}...{% endcall %}."""
        found = self.looked_up(node.call.node, frame)
        if not isinstance(found, MacroBinding):
            self.refuse("a call block of something that is no macro here")
        body: Body = []
        silent, self.silent = self.silent, False
        self.inline(found, node.call, frame, body, MacroBinding(node, frame, self.file))
        self.silent = silent
        extend(out, body)

    alone: bool


HANDLED = {
    "Output": "write_output",
    "If": "write_if",
    "For": "write_for",
    "Assign": "write_assign",
    "AssignBlock": "write_assign_block",
    "FilterBlock": "write_filter_block",
    "With": "write_with",
    "Scope": "write_scope",
    "Macro": "write_macro",
    "CallBlock": "write_call_block",
    "Include": "write_include",
    "Import": "write_import",
    "FromImport": "write_from_import",
    "Block": "write_block_statement",
}
