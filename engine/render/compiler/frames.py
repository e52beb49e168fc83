"""Names of a template -> what they stand for, by Jinja's own rules of scope."""

from collections.abc import Callable

from engine.render.compiler.bindings import Absent, Binding
from engine.render.compiler.sources import Names


class Context:
    """What a template is given, and what its top level sets: what its blocks and macros see too."""

    def __init__(self, given: Callable[[str], Binding | None]) -> None:
        """Start with what is given."""
        self.given = given
        self.set: dict[str, Binding] = {}
        self.exported: set[str] = set()
        self.unsure: set[str] = set()

    def find(self, name: str) -> Binding | None:
        """Return what a name stands for, None when nothing gives it a value."""
        found = self.set.get(name)
        return self.given(name) if found is None else found


class Frame:
    """A scope of one template: names that it sets hide those of the scopes around it."""

    def __init__(self, context: Context, parent: "Frame | None" = None, *, top: bool = False) -> None:
        """Start a scope; `top`: what it sets belongs to the template."""
        self.context = context
        self.parent = parent
        self.top = top
        self.names: dict[str, Binding] = {}
        self._known: frozenset[str] = frozenset()

    def enter(self, names: Names) -> None:
        """Take the names of a scope: one that is set before it is read has no value till then.

        It hides the page's value too, so that one name means one thing in a scope.
        """
        self._known |= names.known
        for name in names.set_first:
            if name not in self.names and not (self.parent and self.parent.knows(name)):
                self.names[name] = Absent(name, unset=True)

    def knows(self, name: str) -> bool:
        """Return whether this scope, or one around it, reads or sets a name."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame._known:
                return True
            frame = frame.parent
        return False

    def declare(self, name: str, binding: Binding) -> None:
        """Set a name that the scope is given from outside."""
        self._known |= {name}
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
        """Return what an included template sees under a name: names that are not set yet hide nothing."""
        frame: Frame | None = self
        while frame is not None:
            found = frame.names.get(name)
            if found is not None and not (isinstance(found, Absent) and found.unset):
                return found
            frame = frame.parent
        return self.context.find(name)

    def as_it_is(self) -> "Frame":
        """Return a copy that does not see what is set from here on."""
        context = Context(self.context.given)
        context.set = dict(self.context.set)
        copy = Frame(context, self.parent.as_it_is() if self.parent is not None else None)
        copy.names = dict(self.names)
        return copy

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
