"""Names of templates -> their trees and the names in them, read once for all programs of a theme."""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import find_undeclared
from jinja2.exceptions import TemplateNotFound
from jinja2.idtracking import VAR_LOAD_UNDEFINED, Symbols
from msgspec import Struct

SPECIAL = ("self", "super", "caller", "varargs", "kwargs", "loop")


class Names(Struct, frozen=True):
    """The names of one scope."""

    known: frozenset[str]  # that it reads or sets
    set_first: tuple[str, ...]  # that it sets before it reads them: without a value till then


class Sources:
    """The parsed templates of an environment."""

    def __init__(self, environment: Environment, tree: Callable[[str], nodes.Template] | None = None) -> None:
        """`tree` gives templates that are parsed already; without it they are parsed here."""
        self.environment = environment
        self._parse = tree or self._parsed
        self.modules: dict[str, Any] = {}  # imported templates whose names are the same for all programs
        self._trees: dict[str, nodes.Template] = {}
        # By identity: trees are kept, and Jinja compares nodes by what they hold.
        self._names: dict[tuple[int, str], Names] = {}
        self._special: dict[int, frozenset[str]] = {}
        self._scoped: dict[int, bool] = {}
        self._yielding: dict[int, bool] = {}

    def tree(self, name: str) -> nodes.Template:
        """Return a template's tree; nobody changes it."""
        if name not in self._trees:
            self._trees[name] = self._parse(name)
        return self._trees[name]

    def _parsed(self, name: str) -> nodes.Template:
        if self.environment.loader is None:
            raise TemplateNotFound(name)
        source, file, _ = self.environment.loader.get_source(self.environment, name)
        return self.environment.parse(source, name, file)

    def names(self, node: nodes.Node, branch: str) -> Names:
        """Return the names of the scope of a node, by Jinja's own analysis; `branch` is the part of a loop."""
        key = id(node), branch
        if key not in self._names:
            symbols = Symbols()
            symbols.analyze_node(node, **({"for_branch": branch} if branch else {}))
            first = (name for name, target in symbols.refs.items() if symbols.loads[target][0] == VAR_LOAD_UNDEFINED)
            self._names[key] = Names(frozenset(symbols.refs), tuple(first))
        return self._names[key]

    def special(self, node: Any) -> frozenset[str]:
        """Return which of the names that Jinja itself binds a body reads."""
        if id(node) not in self._special:
            self._special[id(node)] = frozenset(find_undeclared(node.body, SPECIAL))
        return self._special[id(node)]

    def has_scoped_block(self, node: nodes.For) -> bool:
        """Return whether a loop holds a block that sees the loop's names."""
        if id(node) not in self._scoped:
            self._scoped[id(node)] = any(block.scoped for block in node.find_all(nodes.Block))
        return self._scoped[id(node)]

    def includes_alone(self, node: nodes.Macro | nodes.CallBlock) -> bool:
        """Return whether a macro includes a template without context, of which Jinja makes no text."""
        if id(node) not in self._yielding:
            self._yielding[id(node)] = any(not one.with_context for one in node.find_all(nodes.Include))
        return self._yielding[id(node)]
