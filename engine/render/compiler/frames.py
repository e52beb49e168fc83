"""Names of a template -> what they stand for, by Jinja's own rules of scope."""

from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.idtracking import VAR_LOAD_UNDEFINED, Symbols

from engine.render.compiler.bindings import Absent, Binding


class Context:
    """What a template is given, and what its top level sets: what its blocks and macros see too."""

    def __init__(self, given: Callable[[str], Binding | None]) -> None:
        """Start with what is given."""
        self._given = given
        self.set: dict[str, Binding] = {}
        self.exported: set[str] = set()
        self.unsure: set[str] = set()

    def find(self, name: str) -> Binding | None:
        """Return what a name stands for, None when nothing gives it a value."""
        found = self.set.get(name)
        return self._given(name) if found is None or isinstance(found, Absent) else found


class Frame:
    """A scope of one template: names that it sets hide those of the scopes around it."""

    def __init__(self, context: Context, parent: "Frame | None" = None, *, top: bool = False) -> None:
        """Start a scope; `top`: what it sets belongs to the template."""
        self.context = context
        self.parent = parent
        self.top = top
        self.names: dict[str, Binding] = {}
        self.symbols = Symbols(parent=parent.symbols if parent else None)

    def enter(self, node: nodes.Node, **options: Any) -> None:
        """Take what Jinja finds in a scope: a name that is read before it is set has no value till then.

        It hides the page's value too, so that one name means one thing in a scope.
        """
        self.symbols.analyze_node(node, **options)
        for name, target in self.symbols.refs.items():
            if self.symbols.loads[target][0] == VAR_LOAD_UNDEFINED and name not in self.names:
                self.names[name] = Absent(name)

    def declare(self, name: str, binding: Binding) -> None:
        """Set a name that the scope is given from outside."""
        self.symbols.declare_parameter(name)
        self.names[name] = binding

    def find(self, name: str) -> Binding:
        """Return what a name stands for."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame.names[name]
            frame = frame.parent
        return self.context.find(name) or Absent(name)

    def seen_from_outside(self, name: str) -> Binding | None:
        """Return what an included template sees under a name: names without a value hide nothing."""
        frame: Frame | None = self
        while frame is not None:
            found = frame.names.get(name)
            if found is not None and not isinstance(found, Absent):
                return found
            frame = frame.parent
        return self.context.find(name)

    def put(self, name: str, binding: Binding, *, export: bool = True) -> None:
        """Set a name."""
        self.names[name] = binding
        if self.top:
            self.context.set[name] = binding
            if export and not name.startswith("_"):
                self.context.exported.add(name)
                self.context.unsure.discard(name)
            else:
                self.context.exported.discard(name)
