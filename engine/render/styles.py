"""A page template -> the templates and stylesheets that it reaches, in a stable order; styles as one minified text."""

import re
from collections.abc import Iterator, Sequence

import rcssmin
from jinja2 import Environment, meta, nodes
from jinja2.exceptions import TemplateNotFound

from engine.errors import ThemeError


class Reach:
    """What each template of an environment refers to, read once."""

    def __init__(self, environment: Environment) -> None:
        """Start with nothing read."""
        self._environment = environment
        self._references: dict[str, tuple[str, ...]] = {}
        self._trees: dict[str, nodes.Template | None] = {}

    def tree(self, name: str) -> nodes.Template | None:
        """Return the syntax tree of a template, None when there is no such template."""
        if name not in self._trees:
            found = self._source(name)
            self._trees[name] = self._environment.parse(found[0], name, found[1]) if found else None
        return self._trees[name]

    def file(self, name: str) -> str:
        """Return the file of a template, its name when it has none."""
        found = self._source(name)
        return (found and found[1]) or name

    def source(self, name: str) -> tuple[str, str | None]:
        """Return the text of a template and its file."""
        found = self._source(name)
        if found is None:
            raise TemplateNotFound(name)
        return found

    def of(self, name: str) -> tuple[str, ...]:
        """Return the templates that a template needs, each before those that need it, itself last."""
        seen: dict[str, None] = {}
        self._visit(name, seen, ())
        return tuple(seen)

    def sheets(self, page: str, first: Sequence[str], last: Sequence[str]) -> tuple[str, ...]:
        """Return the stylesheets of a page: the theme's own, those beside each template that is reached, the last."""
        beside = (name.rsplit(".", 1)[0] + ".css" for name in self.of(page))
        return tuple(dict.fromkeys([*first, *(name for name in beside if self._source(name)), *last]))

    def style(self, page: str, first: Sequence[str], last: Sequence[str]) -> str:
        """Return the styles of a page as one text.

        Stylesheets are templates too: they see the theme's settings and `asset`.
        """
        sheets = (self._environment.get_template(name).render() for name in self.sheets(page, first, last))
        text = str(rcssmin.cssmin("\n".join(sheets)))
        if "</style" in text.lower():
            raise ThemeError(f"the styles of {page} hold `</style`, which would end the element they stand in")
        # rcssmin keeps the last semicolon of a block where a selector list follows; it is never needed.
        return re.sub(r";+}", "}", text)

    def _visit(self, name: str, seen: dict[str, None], path: tuple[str, ...]) -> None:
        if name in seen or name in path:
            return
        if name not in self._references:
            self._references[name] = tuple(self._read(name))
        for reference in self._references[name]:
            self._visit(reference, seen, (*path, name))
        seen[name] = None

    def _source(self, name: str) -> tuple[str, str | None] | None:
        assert self._environment.loader is not None
        try:
            source, file, _ = self._environment.loader.get_source(self._environment, name)
        except TemplateNotFound:
            return None
        return source, file

    def _read(self, name: str) -> Iterator[str]:
        tree = self.tree(name)
        if tree is None:
            raise TemplateNotFound(name)
        # A layout goes before what a page includes, whatever the order in the file.
        for node in tree.find_all(nodes.Extends):
            if isinstance(node.template, nodes.Const):
                yield node.template.value
        for reference in meta.find_referenced_templates(tree):
            if reference is None:
                raise ThemeError(f"{name}: extends, include and import need the name of a template, not an expression")
            yield reference
