"""Expressions that are written -> nodes that write them."""

from string import Formatter

from jinja2 import nodes
from jinja2.utils import url_quote
from markupsafe import Markup, escape, soft_str

from engine.render.compiler.bindings import Binding, Choice, Known, LoopPart
from engine.render.compiler.conditions import Conditions
from engine.render.compiler.folding import FAILURES
from engine.render.compiler.frames import Frame
from engine.render.compiler.purity import pure_filter
from engine.render.compiler.reads import paths, pure
from engine.render.compiler.statics import scalar
from engine.render.compiler.tree import (
    FILLED,
    HTML,
    JSON,
    PART,
    QUOTED,
    RAW,
    Body,
    CallOut,
    CallSet,
    Capture,
    If,
    Item,
    LengthOut,
    LoopOut,
    Memo,
    Node,
    Out,
    Path,
    Slice,
    SumOut,
    Text,
)
from native import json_string

MOST_DIGITS = 15  # behind the point, that the machine writes
_VALUES = None | Known | Path | Choice | LoopPart


class Outputs(Conditions):
    """The part that writes."""

    def write(self, node: nodes.Node, frame: Frame, out: Body, mode: int) -> None:
        """Compile the output of an expression."""
        self.at(node)
        if isinstance(node, nodes.TemplateData):
            add_text(out, node.data)
            return
        if isinstance(node, nodes.Call) and self.call_macro(node, frame, out):
            return
        value = self.value(node, frame, out)
        if value is not None and self._write_value(value, out, mode):
            return
        if isinstance(node, nodes.Concat):
            for one in node.nodes:
                self.write(one, frame, out, PART if mode == HTML else mode)
            return
        if isinstance(node, nodes.CondExpr | nodes.Or | nodes.And):
            self._write_branches(node, frame, out, mode)
            return
        if isinstance(node, nodes.Filter) and self._write_filter(node, frame, out, mode):
            return
        self.write_twin(node, frame, out, mode)

    def _write_number(self, node: nodes.Filter, frame: Frame, out: Body) -> bool:
        """Write a sum as the filter `number` does."""
        if node.name != "number" or node.node is None or node.kwargs or len(node.args) > 1:
            return False
        if not pure_filter(self.environment, "number") or node.dyn_args is not None or node.dyn_kwargs is not None:
            return False
        digits = self.fold(node.args[0], frame) if node.args else Known(2)
        if digits is None or type(digits.value) is not int or not 0 <= digits.value <= MOST_DIGITS:
            return False
        found = self.summed(node.node, frame)
        if found is None:
            return False
        out.append(SumOut(found, digits.value, self.twin(node, frame, out)))
        return True

    def write_twin(self, node: nodes.Node, frame: Frame, out: Body, mode: int) -> None:
        """Write an expression by its twin; one that depends on one text or number is kept in mind."""
        twin = self.twin(node, frame, out)
        if isinstance(quick := self.quick_value(node, frame), Item | Slice):
            slot = self.slot(self.kind_of(node, frame))
            out.extend((CallSet(twin, slot, quick), Out(Path(slot), mode, self.place)))
            return
        call = CallOut(twin, mode)
        reads = twin.reads
        if (
            twin.pure
            and len(reads) == 1
            and not twin.counted
            and len(twin.slots) == 1
            and scalar(self.type_of(reads[0]))
        ):
            out.append(Memo(reads[0], [call], self.place))
        else:
            out.append(call)

    def _write_value(self, value: Binding, out: Body, mode: int) -> bool:
        if isinstance(value, Known):
            return self._write_constant(value, out, mode)
        if isinstance(value, Path):
            out.append(Out(value, mode, self.place))
            return True
        if isinstance(value, LoopPart):
            out.append(LoopOut(value.loop, value.kind))
            return True
        if isinstance(value, Choice):
            yes: Body = []
            no: Body = []
            if not (self._write_value(value.yes, yes, mode) and self._write_value(value.no, no, mode)):
                return False
            out.append(If(value.test, yes, no))
            return True
        return False

    def _write_constant(self, known: Known, out: Body, mode: int) -> bool:
        value = self.note(known)
        try:
            value = soft_str(value) if mode == PART else value
            text = str(value) if mode == FILLED else value
            text = str(escape(text)) if mode in (HTML, PART, FILLED) else str(text)
            add_text(out, json_string(text)[1:-1] if mode == JSON else url_quote(text) if mode == QUOTED else text)
        except FAILURES:
            return False
        return True

    def _write_branches(self, node: nodes.Node, frame: Frame, out: Body, mode: int) -> None:
        """Write one side of a condition; `a or b` writes `a` where it is true."""
        if isinstance(node, nodes.CondExpr):
            sides: tuple[nodes.Node | None, nodes.Expr | None] = node.expr1, node.expr2
            test = self.test(node.test, frame, out)
        else:
            assert isinstance(node, nodes.And | nodes.Or)
            left = self.value(node.left, frame, out)
            if not isinstance(left, Path | Known):
                self._write_stored(node, frame, out, mode)
                return
            sides = (node.right, node.left) if isinstance(node, nodes.And) else (node.left, node.right)
            test = self.test(node.left, frame, out)
        bodies: list[Body] = [[], []]
        for side, body in zip(sides, bodies, strict=True):
            # A condition without else is plain Undefined there, which is written as nothing even where it is strict.
            if side is not None and test is not (body is bodies[1]):
                with self.region():
                    self.write(side, frame, body, mode)
        if isinstance(test, bool):
            out.extend(bodies[0] if test else bodies[1])
        else:
            out.append(If(test, *bodies))

    def _write_stored(self, node: nodes.Node, frame: Frame, out: Body, mode: int) -> None:
        if self.calls_macros(node, frame):
            out.append(Out(self.branched(node, frame, out), mode, self.place))
        else:
            self.write_twin(node, frame, out, mode)

    def _write_filter(self, node: nodes.Filter, frame: Frame, out: Body, mode: int) -> bool:
        found = self.environment.filters.get(node.name)
        if node.node is None or found is None:
            return False
        if (path := self.length(node, frame)) is not None:
            out.append(LengthOut(path, self.place))
            return True
        if self._write_number(node, frame, out):
            return True
        if node.dyn_args is not None or node.dyn_kwargs is not None or node.args:
            return False
        if node.name == "fill" and pure_filter(self.environment, "fill"):
            return self._write_filled(node, frame, out, mode)
        if node.kwargs:
            return False
        if node.name in ("e", "escape"):
            value = self.value(node.node, frame, out)
            return value is not None and self._write_value(value, out, HTML)
        if node.name == "safe":
            return self._write_safe(node.node, frame, out)
        if node.name == "urlencode" and pure_filter(self.environment, "urlencode"):
            return self._plain_text(node.node, frame) and self._write_parts(node.node, frame, out, QUOTED)
        return (
            node.name == "j"
            and pure_filter(self.environment, "j")
            and self._write_parts(node.node, frame, out, JSON, '"')
        )

    def _write_filled(self, node: nodes.Filter, frame: Frame, out: Body, mode: int) -> bool:
        """Write a text that is known with its blanks, each of them a value."""
        text = self.looked_up(node.node, frame) if node.node is not None else None
        if not isinstance(text, Known) or type(text.value) is not str:
            return False
        pieces = blanks(text.value)
        given = {str(pair.key): pair.value for pair in node.kwargs}
        # What the filter refuses is left to it.
        if pieces is None or len(given) < len(node.kwargs) or "text" in given:
            return False
        # It takes the text of each value, shown or not: one that is missing is an error.
        if {name for _, name in pieces if name} != given.keys():
            return False
        if not all(isinstance(self.looked_up(one, frame), _VALUES) for one in given.values()):
            return False
        self.note(text)
        values = {name: self.bind(one, frame, out) for name, one in given.items()}
        mode = FILLED if mode in (HTML, PART) else mode
        parts: Body = []
        for before, name in pieces:
            self._write_constant(Known(before), parts, mode)
            if name and not self._write_value(values[name], parts, mode):
                return False
        extend(out, parts)
        return True

    def _write_safe(self, node: nodes.Node, frame: Frame, out: Body) -> bool:
        value = self.value(node, frame, out)
        # Of a value that is no text Markup asks for its own markup.
        if isinstance(value, Path) and self.type_of(value) is str:
            return self._write_value(value, out, RAW)
        return False

    def _write_parts(self, node: nodes.Node, frame: Frame, out: Body, mode: int, around: str = "") -> bool:
        """Write what a filter makes of a text from its parts; False where these may be more than plain texts."""
        parts: Body = []
        with self.region():
            if not self._parts_of(node, frame, parts, mode):
                return False
        add_text(out, around)
        extend(out, parts)
        add_text(out, around)
        return True

    def _parts_of(self, node: nodes.Node, frame: Frame, out: Body, mode: int) -> bool:
        value = self.value(node, frame, out)
        if value is not None:
            return self._write_value(value, out, mode)
        if isinstance(node, nodes.Concat):
            return all(self._plain_text(one, frame) and self._parts_of(one, frame, out, mode) for one in node.nodes)
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None and self._plain_text(node, frame):
            return self._sides_of(node, frame, out, mode)
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
            self.write_twin(node, frame, out, mode)
            return True
        return False

    def _sides_of(self, node: nodes.CondExpr, frame: Frame, out: Body, mode: int) -> bool:
        test = self.test(node.test, frame, out)
        bodies: list[Body] = [[], []]
        for side, body in zip((node.expr1, node.expr2), bodies, strict=True):
            with self.region():
                if side is None or not self._parts_of(side, frame, body, mode):
                    return False
        if isinstance(test, bool):
            extend(out, bodies[0] if test else bodies[1])
        else:
            out.append(If(test, *bodies))
        return True

    def _plain_text(self, node: nodes.Node, frame: Frame) -> bool:
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
            return self.kind_of(node, frame) is str
        if isinstance(node, nodes.Concat):
            return all(self._plain_text(one, frame) for one in node.nodes)
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            return self._plain_text(node.expr1, frame) and self._plain_text(node.expr2, frame)
        with self.region():
            return self._is_text(self.value(node, frame, []))

    def _is_text(self, value: Binding | None) -> bool:
        if isinstance(value, Choice):
            return self._is_text(value.yes) and self._is_text(value.no)
        if isinstance(value, Path):
            return self.type_of(value) is str
        return isinstance(value, Known) and type(value.value) is str

    def capture(self, body: Body, out: Body) -> Known | Path:
        """Return what a body writes, as a value."""
        escaping = self.escaping
        if all(isinstance(node, Text) for node in body):
            text = "".join(node.text for node in body if isinstance(node, Text))
            return Known(Markup(text) if escaping else text)
        slot = self.slot()
        out.append(Capture(body, slot, escaping))
        return Path(slot)

    def remember(self, body: Body, key: Path, first_slot: int) -> Node | None:
        """Return a body as one that is written once for each value of a path, None when it depends on more."""
        if not scalar(self.type_of(key)) or not pure(body):
            return None
        if any(path != key and path.slot < first_slot for path in paths(body)):
            return None
        return Memo(key, body, self.place)


def add_text(out: Body, text: str) -> None:
    """Write a text."""
    if not text:
        return
    if out and isinstance(out[-1], Text):
        out[-1] = Text(out[-1].text + text)
    else:
        out.append(Text(text))


def extend(out: Body, body: Body) -> None:
    """Add a body to another, so that texts that meet are one."""
    for node in body:
        if isinstance(node, Text):
            add_text(out, node.text)
        else:
            out.append(node)


def blanks(text: str) -> list[tuple[str, str]] | None:
    """Return the blanks of a text, each with the text before it; None where one is more than a name."""
    try:
        pieces = [(before, name or "", form, turned) for before, name, form, turned in Formatter().parse(text)]
    except ValueError:
        return None
    for _, name, form, turned in pieces:
        if form or turned or not (name.isidentifier() or (name == "" and form is None)):
            return None
    return [(before, name) for before, name, *_ in pieces]
