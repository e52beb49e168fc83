"""Values -> slots: what a name stands for when it is not simple, or may have changed by the time it is read."""

from typing import Any

from jinja2 import nodes
from msgspec.structs import replace

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
    UnrolledLoop,
)
from engine.render.compiler.frames import Frame
from engine.render.compiler.purity import pure_filter
from engine.render.compiler.quick import Quick
from engine.render.compiler.state import constant
from engine.render.compiler.statics import item, sure
from engine.render.compiler.tree import (
    Body,
    CallSet,
    Constant,
    Find,
    If,
    LoopSet,
    Move,
    Path,
    SetConst,
    Sum,
    SumSet,
    Twin,
)
from engine.render.compiler.twins import Draft, called


class Storing(Quick):
    """The part that stores."""

    def stored(self, value: Binding, out: Body) -> Path:
        """Return a slot that holds a value."""
        slot = self.slot()
        self.store(value, slot, out)
        return Path(slot)

    def store(self, value: Binding, slot: int, out: Body) -> None:
        """Put a value into a slot."""
        if isinstance(value, Path):
            self.types[slot] = self.type_of(value)
            out.append(Move(value, slot, self.place))
        elif isinstance(value, LoopPart):
            out.append(LoopSet(value.loop, value.kind, slot))
        elif isinstance(value, Choice):
            yes: Body = []
            no: Body = []
            self.store(value.yes, slot, yes)
            kind = self.types[slot]
            self.store(value.no, slot, no)
            self.types[slot] = kind if kind == self.types[slot] else None
            out.append(If(value.test, yes, no))
        elif isinstance(value, Known):
            self._store_constant(value, slot, out)
        elif isinstance(value, Absent):
            out.append(CallSet(Twin(value.source, (), (), (), (), self.escaping, (), True, self.place), slot))
        elif isinstance(value, Refused):
            self.refuse(value.reason)
        else:
            self.refuse(f"{called(value)} used as a value")

    def _store_constant(self, known: Known, slot: int, out: Body) -> None:
        self.types[slot] = type(known.value) if type(known.value) in (str, int, float, bool) else None
        self.note(known)
        found = constant(known)
        # A list that the template makes is another one each time.
        if found is not None and (known.origin is not None or not isinstance(known.value, list | dict | set)):
            out.append(SetConst(found, slot))
            return
        if known.source is None:
            self.refuse("a constant without a name in a variable")
        node, frame = known.source
        draft = Draft()
        parts = [self.rewrite(node, frame, out, draft, fold=False)]
        out.append(CallSet(self.finish(draft, parts, "{}"), slot))

    def bind(self, node: nodes.Node, frame: Frame, out: Body) -> Binding:
        """Return the value of an expression as it is at this place, whatever comes later."""
        found = self.looked_up(node, frame)
        if isinstance(found, Absent):
            return replace(found, unset=False)
        if isinstance(found, MacroBinding | ModuleBinding | Loop | UnrolledLoop):
            return found
        value = self.value(node, frame, out)
        if isinstance(value, Path) and not self.safe(value) and (value.steps or value.slot not in self.maybe):
            return self.stored(value, out)
        if isinstance(value, Known) and isinstance(value.value, list | dict | set) and value.origin is None:
            return value
        if value is not None:
            return value
        if isinstance(node, nodes.Call) and (captured := self.captured_call(node, frame, out)) is not None:
            return captured
        if isinstance(node, nodes.CondExpr) and (chosen := self._chosen(node, frame, out)) is not None:
            return chosen
        if isinstance(node, nodes.CondExpr | nodes.And | nodes.Or):
            return self.branched(node, frame, out)
        slot = self.slot(self.kind_of(node, frame))
        sum_ = self.summed(node, frame)
        twin = self.twin(node, frame, out)
        quick = self.quick_value(node, frame)
        out.append(SumSet(sum_, slot, twin) if isinstance(sum_, Sum) else CallSet(twin, slot, quick))
        return Path(slot)

    def _chosen(self, node: nodes.CondExpr, frame: Frame, out: Body) -> Choice | None:
        """Return one of two simple values, by a test whose answer is stored."""
        stored: Body = []
        with self.region():
            yes = self.value(node.expr1, frame, stored)
            no = self.value(node.expr2, frame, stored) if node.expr2 is not None else None
        if stored or yes is None or no is None or not (self.harmless(yes) and self.harmless(no)):
            return None
        slot = self.slot(bool)
        test = self.test(node.test, frame, out)
        out.append(If(test, [SetConst(Constant(True), slot)], [SetConst(Constant(False), slot)]))
        return Choice(self.truth(Path(slot)), yes, no)

    def kind_of(self, node: nodes.Node, frame: Frame) -> Any:
        """Return the static type of an expression: of the slice of a tuple or a text it is that of the whole."""
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
            owner = self.looked_up(node.node, frame)
            return self.type_of(owner) if isinstance(owner, Path) else None
        return None

    def find_by_key(self, node: nodes.Filter, frame: Frame, out: Body) -> Path | None:
        """Return where the first item of that key is put, when an expression is the filter by_key of a path."""
        if (
            node.name != "by_key"
            or node.node is None
            or len(node.args) != 1
            or node.kwargs
            or not pure_filter(self.environment, "by_key")
        ):
            return None
        items = self.looked_up(node.node, frame)
        # It may be asked for where Jinja would not ask: only what cannot fail is found early.
        if not isinstance(items, Path) or not self.safe(items) or not sure(item(self.type_of(items)), ("key",)):
            return None
        key = self.fold(node.args[0], frame)
        if key is None or type(key.value) is not str:
            return None
        mark = (items, key.value)
        found = self.once(mark)
        if found is None:
            slot = self.slot(item(self.type_of(items)) | None)
            out.append(Find(items, key.value, slot, self.place))
            self.found[-1][mark] = found = Path(slot)
        return found
