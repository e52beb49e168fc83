"""What a name of a template stands for while it is compiled."""

from typing import Any

from jinja2 import nodes
from msgspec import Struct

from engine.render.compiler.tree import Origin, Path, Test


class Known(Struct, eq=False):
    """A value that is known when the theme is compiled."""

    value: Any
    origin: Origin | None = None  # where it comes from, as far as it has a name
    source: "tuple[nodes.Node, Any] | None" = None  # or the expression that gave it, and its frame


class Choice(Struct):
    """One of two, by a test that cannot fail and that gives the same answer as long as the name is known."""

    test: Test
    yes: "Binding"
    no: "Binding"


class LoopPart(Struct):
    """An attribute of a loop that runs in the machine; `kind` is a value of LOOP."""

    loop: int
    kind: int


class Loop(Struct, eq=False):
    """`loop` in a loop that runs in the machine."""

    number: int


class UnrolledLoop(Struct, eq=False):
    """`loop` in a loop over a constant."""

    index0: int
    length: int

    def part(self, name: str) -> Any:
        """Return the value of an attribute."""
        rest = self.length - self.index0
        parts = {
            "index": self.index0 + 1,
            "index0": self.index0,
            "length": self.length,
            "revindex": rest,
            "revindex0": rest - 1,
            "first": self.index0 == 0,
            "last": rest == 1,
        }
        return parts[name]


class Absent(Struct):
    """A name without a value: Jinja's Undefined, with the hint that Jinja would give."""

    name: str
    hint: str = ""
    unset: bool = False  # it is set further on: it hides nothing from other templates till then

    @property
    def source(self) -> str:
        """Return Python that makes it."""
        return f"undefined({self.hint!r}, name={self.name!r})" if self.hint else f"undefined(name={self.name!r})"


class MacroBinding(Struct, eq=False):
    """A macro, or the body of a call block, with the frame that it was defined in."""

    node: nodes.Macro | nodes.CallBlock
    frame: Any
    file: str
    alone: bool = False  # a macro of a template that was imported without context

    @property
    def name(self) -> str:
        """Return what a message calls it."""
        return str(getattr(self.node, "name", "caller"))


class ModuleBinding(Struct, eq=False):
    """An imported template."""

    name: str
    exports: "dict[str, Binding]"


class SuperBinding(Struct, eq=False):
    """`super` in a block: the block at a depth of the chain."""

    block: str
    depth: int


class Refused(Struct):
    """A name that cannot be followed, with the reason."""

    reason: str


Binding = (
    Known
    | Path
    | Choice
    | LoopPart
    | Loop
    | UnrolledLoop
    | Absent
    | MacroBinding
    | ModuleBinding
    | SuperBinding
    | Refused
)
