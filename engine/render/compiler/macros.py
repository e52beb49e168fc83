"""Calls of macros -> their bodies, with arguments bound; of cards, fragments."""

from jinja2 import nodes

from engine.render.compiler.bindings import Absent, Binding, Choice, Known, LoopPart, MacroBinding, SuperBinding
from engine.render.compiler.fragments import FragmentKey
from engine.render.compiler.frames import Frame
from engine.render.compiler.outputs import Outputs, extend
from engine.render.compiler.state import constant
from engine.render.compiler.tree import LOOP, Body, Constant, Fragment, If, LoopTruth, Path, Test

MOST_DEEP = 40
WORTH = 2  # nodes: less is written as fast as it is looked up


class Macros(Outputs):
    """The part that calls."""

    def call_macro(self, node: nodes.Call, frame: Frame, out: Body) -> bool:
        """Compile the call of a macro, False when it is none."""
        found = self.looked_up(node.node, frame)
        if isinstance(found, SuperBinding):
            if node.args or node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
                self.refuse("`super()` with arguments")
            self.write_block(found.block, found.depth, out)
            return True
        if not isinstance(found, MacroBinding):
            return False
        self.inline(found, node, frame, out, None)
        return True

    def inline(
        self, macro: MacroBinding, call: nodes.Call, frame: Frame, out: Body, caller: MacroBinding | None
    ) -> None:
        """Compile a call of a macro; `caller` is the body of a call block."""
        self.at(call)
        if call.dyn_args is not None or call.dyn_kwargs is not None:
            self.refuse(f"`*` or `**` in a call of `{macro.name}`")
        self._check(macro, call, caller)
        given: dict[str, Binding] = {}
        names = [argument.name for argument in macro.node.args]
        for name, argument in zip(names, call.args, strict=False):
            given[name] = self.bind(argument, frame, out)
        for pair in call.kwargs:
            given[pair.key] = self.bind(pair.value, frame, out)
        if caller is None and macro.alone and self._fragment(macro, given, out):
            return
        self.expand(macro, given, out, caller)

    def _check(self, macro: MacroBinding, call: nodes.Call, caller: MacroBinding | None) -> None:
        names = [argument.name for argument in macro.node.args]
        used = self.sources.special(macro.node)
        if used & {"varargs", "kwargs"} - set(names):
            self.refuse(f"`varargs` or `kwargs` in `{macro.name}`")
        if "caller" in names or (caller is not None and "caller" not in used):
            self.refuse(f"a call block of `{macro.name}`, which does not take its caller in the common way")
        if self.sources.includes_alone(macro.node):
            self.refuse("`include` without context where what is written is a value")
        if len(call.args) > len(names):
            self.refuse(f"`{macro.name}` takes at most {len(names)} arguments, got {len(call.args)}")
        taken = set(names[: len(call.args)])
        for pair in call.kwargs:
            if pair.key not in names or pair.key in taken:
                self.refuse(f"`{macro.name}` does not take the argument `{pair.key}` here")
            taken.add(pair.key)
        if macro.node in self.running or len(self.running) > MOST_DEEP:
            self.refuse(f"`{macro.name}` calls itself")

    def expand(self, macro: MacroBinding, given: dict[str, Binding], out: Body, caller: MacroBinding | None) -> None:
        node = macro.node
        inner = Frame(macro.frame.context, macro.frame)
        inner.enter(self.sources.names(node, ""))
        for argument in node.args:
            inner.names[argument.name] = given.get(argument.name, Absent(argument.name))
        if "caller" in self.sources.special(node):
            absent = Absent("caller", "No caller defined")
            inner.declare("caller", caller if caller is not None else absent)
        inner.enter(self.sources.names(node, ""))
        body: Body = []
        first_slot = self.slots
        self.running.append(node)
        with self.elsewhere(macro.file, buffered=True), self.region():
            for index, argument in enumerate(node.args):
                if argument.name not in given:
                    at = index - len(node.args) + len(node.defaults)
                    inner.names[argument.name] = (
                        self.bind(node.defaults[at], inner, body)
                        if at >= 0
                        else Absent(argument.name, f"parameter {argument.name!r} was not provided")
                    )
            self.write_body(node.body, inner, body)
        self.running.pop()
        keys = [value for value in given.values() if isinstance(value, Path)]
        if len(keys) == 1 and caller is None and len(body) > WORTH:
            kept = self.remember(body, keys[0], first_slot)
            if kept is not None:
                out.append(kept)
                return
        extend(out, body)

    # Fragments.
    def _fragment(self, macro: MacroBinding, given: dict[str, Binding], out: Body) -> bool:
        """Write a card that is prebuilt, when a call depends on one card and on constants."""
        if self.fragments is None:
            return False
        cards = {
            name: value
            for name, value in given.items()
            if isinstance(value, Path) and self.fragments.holds(self.type_of(value))
        }
        others = {name: as_choice(value) for name, value in given.items() if name not in cards}
        if len(cards) != 1 or not all(self._settled(value) for value in others.values()):
            return False
        ((name, path),) = cards.items()
        assert isinstance(path, Path)
        self._fragments(macro, name, path, others, out)
        return True

    def _settled(self, value: Binding) -> bool:
        if isinstance(value, Choice):
            return self._settled(value.yes) and self._settled(value.no)
        return isinstance(value, Known) and constant(value) is not None

    def _fragments(self, macro: MacroBinding, name: str, path: Path, others: dict[str, Binding], out: Body) -> None:
        asked = next((value.test for value in others.values() if isinstance(value, Choice)), None)
        if asked is not None:
            bodies: list[Body] = [[], []]
            for answer, body in zip((True, False), bodies, strict=True):
                taken = {key: assumed(value, asked, answer) for key, value in others.items()}
                self._fragments(macro, name, path, taken, body)
            out.append(If(asked, *bodies))
            return
        arguments: list[tuple[str, Constant]] = []
        for key, value in sorted(others.items()):
            assert isinstance(value, Known)
            self.note(value)
            found = constant(value)
            assert found is not None
            arguments.append((key, found))
        assert self.fragments is not None
        number = self.fragments.number(FragmentKey(macro.file, macro.name, name, tuple(arguments)))
        self.used[number] = None
        out.append(Fragment(path, number, self.place))

    used: dict[int, None]

    def write_block(self, name: str, depth: int, out: Body) -> None:
        """Compile a block of the chain."""
        raise NotImplementedError


def as_choice(value: Binding) -> Binding:
    """Return `loop.first` or `loop.last` as a choice between constants, other values as they are."""
    if isinstance(value, LoopPart) and value.kind >= LOOP["first"]:
        return Choice(LoopTruth(value.loop, value.kind), Known(True), Known(False))
    return value


def assumed(value: Binding, test: Test, answer: bool) -> Binding:
    """Return a value where a test is known to have an answer."""
    if not isinstance(value, Choice):
        return value
    if value.test == test:
        return assumed(value.yes if answer else value.no, test, answer)
    return Choice(value.test, assumed(value.yes, test, answer), assumed(value.no, test, answer))
