"""The templates of a page kind and what is known of its context -> a flat program, or the reason why there is none."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.render.compiler.bindings import Known, MacroBinding
from engine.render.compiler.digests import digest_constant
from engine.render.compiler.flat import Flat
from engine.render.compiler.fragments import FragmentKey, Fragments
from engine.render.compiler.frames import Context
from engine.render.compiler.linking import look_up
from engine.render.compiler.readset import opens, read_set
from engine.render.compiler.sources import Sources
from engine.render.compiler.templates import Templates
from engine.render.compiler.tree import Body, Path, Tree
from engine.render.compiler.writing import write_program


class Compilation(Templates):
    """One program while it is compiled."""

    def __init__(
        self,
        sources: Sources,
        params: Mapping[str, Any],
        constants: Mapping[str, Any],
        known: Mapping[tuple[str, ...], Any],
        fragments: Fragments | None,
    ) -> None:
        """Start a program."""
        super().__init__(sources, params, constants, known, fragments)
        self.used: dict[int, None] = {}
        self.alone = False

    def tree(self, body: Body) -> Tree:
        """Return the whole tree."""
        return Tree(body, self.params, self.slots, self.loops, self.maybe)


class Compiler:
    """Compiles the programs of a theme."""

    def __init__(self, sources: Sources, constants: Mapping[str, Any], fragments: Fragments | None = None) -> None:
        """Take what all programs share: templates, constants beside the environment's, the registry of fragments."""
        self.sources = sources
        self.constants = constants
        self.fragments = fragments

    def flatten(
        self, template: str, params: Mapping[str, Any], known: Mapping[tuple[str, ...], Any] | None = None
    ) -> tuple[Compilation, Tree]:
        """Return a template as a tree, with what it was made from.

        params: each name that a page is given, and the type of its value or None. known: paths of parameters whose
        values are the same on all pages.
        """
        for fragments in dict.fromkeys((self.fragments, None)):
            page = Compilation(self.sources, params, self.constants, known or {}, fragments)
            numbered = len(fragments.keys) if fragments is not None else 0
            body: Body = []
            page.running.append(template)
            page.write_template(template, Context(page.outermost), body)
            tree = page.tree(body)
            # A page that reads a card itself is given cards, not their numbers.
            if fragments is None or not opens(tree, page.types, fragments.kind):
                break
            fragments.forget(numbered)
        return page, tree

    def flatten_fragment(self, key: FragmentKey) -> tuple[Compilation, Tree]:
        """Return a fragment as a tree; its only parameter is the card."""
        assert self.fragments is not None
        page = Compilation(self.sources, {"card": self.fragments.kind}, self.constants, {}, None)
        page.alone = True
        context = Context(page.of_globals)
        body: Body = []
        with page.elsewhere(key.template):
            before: Body = []
            page.write_template(key.template, context, before)
            # It is written nowhere, but what the template sets for its macros may have to be computed.
            page.capture(before, body)
        macro = context.set[key.macro]
        assert isinstance(macro, MacroBinding)
        given: dict[str, Any] = {
            name: Known(look_up(constant, self.sources.environment, self.constants), constant.origin)
            for name, constant in key.arguments
        }
        with page.elsewhere(key.template):
            page.expand(macro, {**given, key.card: Path(0)}, body, None)
        return page, page.tree(body)

    def compile(
        self, template: str, params: Mapping[str, Any], known: Mapping[tuple[str, ...], Any] | None = None
    ) -> Flat:
        """Return the flat program of a template, or raise Unsupported."""
        return self.finish(*self.flatten(template, params, known))

    def compile_fragment(self, key: FragmentKey) -> Flat:
        """Return the flat program of a fragment."""
        return self.finish(*self.flatten_fragment(key))

    def finish(self, page: Compilation, tree: Tree) -> Flat:
        """Return the flat program of a tree, which passes may have changed."""
        keys = page.fragments.keys if page.fragments is not None else []
        numbers = tuple(sorted(page.used))
        return Flat(
            **write_program(tree),
            rows=page.fragments is not None,
            fragments=numbers,
            reads=read_set(tree),
            constants=tuple((origin, digest_constant(value)) for origin, value in _sorted(page.read.items())),
            templates=tuple(sorted(page.templates)),
            keys=tuple(keys[number] for number in numbers),
        )


def _sorted(read: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return sorted(read, key=lambda pair: (pair[0].root, [str(step) for step in pair[0].steps]))
