"""Loops -> bodies written out for constants, loops of the machine for the rest."""

from typing import Any

from jinja2 import nodes

from engine.render.compiler.bindings import Known, Loop, UnrolledLoop
from engine.render.compiler.folding import FAILURES
from engine.render.compiler.frames import Frame
from engine.render.compiler.statements import Statements
from engine.render.compiler.statics import item
from engine.render.compiler.tree import Body, For, If, Path, Test, Twin
from engine.render.compiler.twins import Draft, item_name


class Loops(Statements):
    """The part that knows {% for %}."""

    def write_for(self, node: nodes.For, frame: Frame, out: Body) -> None:
        """Compile a loop."""
        if node.recursive:
            self.refuse("a recursive loop")
        names = self.target_names(node.target)
        # Jinja makes `loop` only where the body names it.
        extended = "loop" in self.sources.special(node)
        extended = extended or self.sources.has_scoped_block(node)
        stored: Body = []
        source = self.value(node.iter, frame, stored)
        out.extend(stored)
        if isinstance(source, Known) and self._unroll(node, source, names, extended, frame, out):
            return
        if node.test is not None and (extended or node.else_):
            self._loop(node, self._filtered_items(node, names, frame, out), None, names, extended, frame, out)
            return
        if isinstance(source, Path):
            self._loop(node, source, node.test, names, extended, frame, out)
            return
        found = self.bind(node.iter, frame, out) if source is not None else None
        if found is None:
            bound = self.bind(node.iter, frame, out)
            found = bound if isinstance(bound, Path) else self.stored(bound, out)
        path = found if isinstance(found, Path) else self.stored(found, out)
        self._loop(node, path, node.test, names, extended, frame, out)

    def _frame(self, node: nodes.For, frame: Frame, extended: bool, loop: Any) -> Frame:
        inner = Frame(frame.context, frame)
        if extended:
            inner.declare("loop", loop)
        inner.enter(self.sources.names(node, "body"))
        return inner

    def _else(self, node: nodes.For, frame: Frame, out: Body) -> None:
        if node.else_:
            inner = Frame(frame.context, frame)
            inner.enter(self.sources.names(node, "else"))
            with self.region():
                self.write_body(node.else_, inner, out)

    # Over a constant.
    def _unroll(
        self, node: nodes.For, source: Known, names: list[str], extended: bool, frame: Frame, out: Body
    ) -> bool:
        try:
            values = list(source.value)
        except FAILURES:
            return False
        self.note(source)
        keyed = type(source.value) in (list, tuple)
        items = [self.item_of(source, index) if keyed else Known(value) for index, value in enumerate(values)]
        if node.test is not None:
            kept = self._kept(node, items, names, frame)
            if kept is None:
                return False
            items = kept
        unpacked = [self._named_items(one, names, node) for one in items]
        if None in unpacked:
            return False
        for index, bindings in enumerate(unpacked):
            assert bindings is not None
            inner = self._frame(node, frame, extended, UnrolledLoop(index, len(items)))
            inner.names.update(bindings)
            self.write_body(node.body, inner, out)
        if not items:
            self._else(node, frame, out)
        return True

    def _named_items(self, one: Known, names: list[str], node: nodes.For) -> dict[str, Known] | None:
        if isinstance(node.target, nodes.Name):
            return {names[0]: one}
        if type(one.value) not in (list, tuple) or len(one.value) != len(names):
            return None
        return {name: self.item_of(one, index) for index, name in enumerate(names)}

    def _kept(self, node: nodes.For, items: list[Known], names: list[str], frame: Frame) -> list[Known] | None:
        assert node.test is not None
        kept = []
        for one in items:
            bindings = self._named_items(one, names, node)
            if bindings is None:
                return None
            inner = self._asking(node, frame)
            inner.names.update(bindings)
            answer = self.cheap_test(node.test, inner)
            if not isinstance(answer, bool):
                return None
            if answer:
                kept.append(one)
        return kept

    # In the machine.
    def _loop(
        self,
        node: nodes.For,
        source: Path | Twin,
        test: nodes.Node | None,
        names: list[str],
        extended: bool,
        frame: Frame,
        out: Body,
    ) -> None:
        number = self.loops
        self.loops += 1
        slot = self.slot(item(self.type_of(source)) if isinstance(source, Path) else None)
        place = self.place
        inner = self._frame(node, frame, extended, Loop(number))
        body: Body = []
        with self.region():
            items = [Path(slot)]
            if not isinstance(node.target, nodes.Name):
                first = self.unpacked(Path(slot), len(names), body)
                items = [Path(first + index) for index in range(len(names))]
            given = dict(zip(names, items, strict=True))
            inner.names.update(given)
            if test is None:
                self.write_body(node.body, inner, body)
            else:
                asking = self._asking(node, frame)
                asking.names.update(given)
                self._tested(node, self.test(test, asking, body), inner, body)
        orelse: Body = []
        self._else(node, frame, orelse)
        out.append(For(source, slot, number, body, orelse, place))

    def _asking(self, node: nodes.For, frame: Frame) -> Frame:
        """Return the scope of a loop's test, which does not see what the body sets."""
        inner = Frame(frame.context, frame)
        inner.enter(self.sources.names(node, "test"))
        return inner

    def _tested(self, node: nodes.For, asked: Test, inner: Frame, out: Body) -> None:
        if isinstance(asked, bool):
            if asked:
                self.write_body(node.body, inner, out)
            return
        kept: Body = []
        with self.region():
            self.write_body(node.body, inner, kept)
        out.append(If(asked, kept, []))

    def _filtered_items(self, node: nodes.For, names: list[str], frame: Frame, out: Body) -> Twin:
        """Return the twin of the items that pass the loop's test."""
        assert node.test is not None
        draft = Draft()
        inner = self._asking(node, frame)
        source = self.rewrite(node.iter, frame, out, draft)
        if self.calls_macros(node.test, inner):
            # It would be called before there is an item.
            self.refuse("a macro in the test of a loop that uses `loop` or `else`")
        draft.bound = frozenset(names)
        test = self.rewrite(node.test, inner, out, draft)
        items = [item_name(name) for name in names]
        target = items[0] if isinstance(node.target, nodes.Name) else f"({', '.join(items)},)"
        return self.finish(draft, [source, test], f"[{target} for {target} in {{}} if {{}}]")
