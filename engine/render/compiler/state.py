"""What one program needs while it is compiled: slots, types of slots, constants that were read, where we are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from jinja2 import Environment, nodes
from jinja2.nodes import EvalContext

from engine.render.compiler.bindings import Binding, Known
from engine.render.compiler.fragments import Fragments
from engine.render.compiler.frames import Frame
from engine.render.compiler.sources import Sources
from engine.render.compiler.statics import UNKNOWN, along
from engine.render.compiler.tree import Body, Constant, Origin, Path, Place
from engine.render.compiler.unsupported import Unsupported

MOST_NODES = 200_000  # of the templates' trees, visited: what inlining may blow a page up to


class State:
    """The part of a compilation that every other part uses; one for each program."""

    def __init__(
        self,
        sources: Sources,
        params: Mapping[str, Any],
        constants: Mapping[str, Any],
        known: Mapping[tuple[str, ...], Any],
        fragments: Fragments | None,
    ) -> None:
        """Start a program with parameters and their types, None where a type is not known."""
        self.sources = sources
        self.environment: Environment = sources.environment
        self.params = tuple(params)
        self.constants = constants
        self.fragments = fragments
        self.slots = 0
        self.loops = 0
        self.types: dict[int, Any] = {}
        self.maybe: dict[int, str] = {}  # slots that may be empty, by name
        self.read: dict[Origin, Any] = {}
        self.templates: dict[str, None] = {}
        self.file = ""
        self.line = 1
        self.silent = False  # after `extends`: what stands outside blocks is not written
        self.buffered = False  # what is written is a value
        self.running: list[object] = []  # macros and templates that are being inlined
        self.found: list[dict[tuple[Path, str], Path]] = [{}]  # what by_key found already, by region
        self.visited = 0
        for name, kind in params.items():
            slot = self.slot(kind)
            if kind is UNKNOWN:
                self.maybe[slot] = name
        numbers = {name: number for number, name in enumerate(self.params)}
        self.known = {Path(numbers[name], tuple(steps)): value for (name, *steps), value in known.items()}

    # Slots and places.
    def slot(self, kind: Any = UNKNOWN) -> int:
        """Return a slot that nothing uses yet."""
        self.slots += 1
        self.types[self.slots - 1] = kind
        return self.slots - 1

    def type_of(self, path: Path) -> Any:
        """Return the static type of a path's value."""
        return along(self.types[path.slot], path.steps)

    @property
    def place(self) -> Place:
        """Where we are."""
        return Place(self.file, self.line)

    def at(self, node: nodes.Node) -> None:
        """Note where we are."""
        self.line = node.lineno or self.line
        self.visited += 1
        if self.visited > MOST_NODES:
            self.refuse("the page grows too large when its loops over constants and its macros are written out")

    def refuse(self, reason: str) -> NoReturn:
        """Give up on this program."""
        raise Unsupported(reason, self.file, self.line)

    # Escaping.
    @property
    def escaping(self) -> bool:
        """Whether the template that we are in escapes."""
        return self.escapes(self.file)

    def escapes(self, file: str) -> bool:
        """Return whether a template escapes."""
        wanted = self.environment.autoescape
        return bool(wanted(file) if callable(wanted) else wanted)

    @property
    def evaluation(self) -> EvalContext:
        """Jinja's own note of whether the template escapes."""
        return EvalContext(self.environment, self.file)

    # Contexts.
    def outermost(self, name: str) -> Binding | None:
        """Return what a page is given under a name."""
        if name in self.params:
            return Path(self.params.index(name))
        if name in self.constants:
            return Known(self.constants[name], Origin(name))
        return self.of_globals(name)

    def of_globals(self, name: str) -> Binding | None:
        """Return what an imported template is given under a name."""
        if name in self.environment.globals:
            return Known(self.environment.globals[name], Origin(name))
        return None

    def note(self, known: Known) -> Any:
        """Return a constant's value and remember that the program depends on it."""
        if known.origin is not None:
            self.read[known.origin] = known.value
        return known.value

    @contextmanager
    def elsewhere(self, file: str, *, buffered: bool = False) -> Iterator[None]:
        """Be in another template for a while."""
        before = self.file, self.line, self.silent, self.buffered
        self.file, self.silent, self.buffered = file, False, buffered
        self.templates[file] = None
        yield
        self.file, self.line, self.silent, self.buffered = before

    @contextmanager
    def captured(self, *, silent: bool) -> Iterator[None]:
        """Be where what is written goes to a variable or a filter."""
        before = self.silent, self.buffered
        self.silent, self.buffered = silent, True
        with self.region():
            yield
        self.silent, self.buffered = before

    @contextmanager
    def region(self) -> Iterator[None]:
        """Be where not every page comes: what is found here is not known afterwards."""
        self.found.append({})
        yield
        self.found.pop()

    def once(self, key: tuple[Path, str]) -> Path | None:
        """Return where a value was put that is wanted again."""
        return next((known[key] for known in self.found if key in known), None)

    # What other parts do.
    def write_body(self, body: list[nodes.Node], frame: Frame, out: Body) -> None:
        """Compile statements."""
        raise NotImplementedError

    def write(self, node: nodes.Node, frame: Frame, out: Body, mode: int) -> None:
        """Compile the output of an expression."""
        raise NotImplementedError

    def call_macro(self, node: nodes.Call, frame: Frame, out: Body) -> bool:
        """Compile the call of a macro, False when it is none."""
        raise NotImplementedError


def constant(known: Known) -> Constant | None:
    """Return a constant as data, None when it is neither plain nor named."""
    if plain(known.value):
        return Constant(known.value)
    return Constant(origin=known.origin) if known.origin is not None else None


def plain(value: Any) -> bool:
    """Return whether a value can be kept as it is."""
    if value is None or type(value) in (str, int, float, bool) or type(value).__name__ == "Markup":
        return True
    if type(value) in (tuple, list):
        return all(plain(one) for one in value)
    return type(value) is dict and all(plain(key) and plain(one) for key, one in value.items())
