"""A theme's templates in Jinja: compiled and looked through, styles gathered, pages rendered, faults told."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.compiler import generate

from engine.errors import ThemeError
from engine.render.compiler.contexts import OUTPUT, context_types
from engine.render.declaration import Declaration
from engine.render.environment import make_environment
from engine.render.faults import FAULTS, short, theme_error
from engine.render.files import ENGINE_TEMPLATES
from engine.render.styles import Reach
from themes import shared_dir


class Jinja:
    """The templates of one theme."""

    def __init__(
        self,
        declaration: Declaration,
        folder: Path,
        shop: Path | None,
        bytecode: Path,
        locale: str,
        names: Mapping[str, Any],
    ) -> None:
        """Look in the folder of the shop, if it has one, and that of the theme; every template sees `names`."""
        self._declaration = declaration
        self._places = [place for place in (shop, folder, shared_dir(), ENGINE_TEMPLATES) if place is not None]
        self.environment = make_environment(shop, folder, shared_dir(), bytecode, locale)
        self.environment.globals.update(names)
        self._reach = Reach(self.environment)

    def compile(self, pages: Mapping[str, str]) -> set[str]:
        """Return the names of all that can be reached from pages (template -> kind) and outputs, compiled and sound."""
        used: set[str] = set()
        outputs = [output.template for output in self._declaration.outputs]
        for template in [*pages, *outputs]:
            try:
                names = {*self._reach.of(template), *(self._sheets(template) if template in pages else ())} - used
                for name in sorted(names):
                    self._check(name)
                used |= names
            except FAULTS as error:
                self._tell(error, f"`{template}`")
            except ThemeError as error:
                raise ThemeError(f"theme {self._declaration.name}: {error}") from error
        self._refuse_misreads(pages, outputs, used)
        return used

    def tree(self, name: str) -> nodes.Template:
        """Return the syntax tree of a template; nobody changes it."""
        found = self._reach.tree(name)
        if found is None:
            raise TemplateNotFound(name)
        return found

    def _check(self, name: str) -> None:
        """Have Jinja find the faults that a tree does not show; its Python is made when a page needs it."""
        try:
            generate(self.tree(name), self.environment, name, name, optimized=False)  # its optimizer changes trees
        except TemplateSyntaxError:  # told with its line
            source, file = self._reach.source(name)
            self.environment.compile(source, name, file, raw=True)

    def _refuse_misreads(self, pages: Mapping[str, str], outputs: list[str], used: set[str]) -> None:
        # Only a theme that has changed needs it, so that others start without it.
        from engine.render.compiler.misreads import Page, misreads

        given: list[Page] = [(template, context_types(kind)) for template, kind in pages.items()]
        given += [(template, OUTPUT) for template in outputs]
        given += [(name, None) for name in sorted(used) if name.endswith(".css")]
        found = misreads(given, self._reach.tree, self.environment.globals, used)
        if found:
            files = (short(self._reach.file(one.file), self._places) for one in found)
            told = (f"{file}:{one.line} {one.message}" for file, one in zip(files, found, strict=True))
            raise ThemeError("\n".join(f"theme {self._declaration.name}: {line}" for line in told))

    def _sheets(self, template: str) -> tuple[str, ...]:
        return self._reach.sheets(template, self._declaration.styles, self._declaration.last_styles)

    def css(self, template: str, kind: str) -> str:
        """Return the styles of a page, minified."""
        try:
            return self._reach.style(template, self._declaration.styles, self._declaration.last_styles)
        except FAULTS as error:
            self._tell(error, f"the styles of a {kind} page")

    def render(self, template: str, context: Mapping[str, Any], doing: str) -> bytes:
        """Return the bytes of a template; `doing` is what an error calls it."""
        try:
            return self.environment.get_template(template).render(context).encode()
        except FAULTS as error:
            self._tell(error, doing, context)

    def call(
        self, template: str, macro: str, arguments: Mapping[str, Any], names: Mapping[str, Any], doing: str
    ) -> str:
        """Return what a macro of a template makes of its arguments; the template sees `names` beside them."""
        try:
            try:
                module = self.environment.get_template(template).make_module(dict(names))
                return str(getattr(module, macro)(**arguments))
            except Exception:
                self.environment.handle_exception()  # with the lines of templates, as `render` does
        except FAULTS as error:
            self._tell(error, doing, arguments)

    def _tell(self, error: Exception, doing: str, names: Iterable[str] = ()) -> NoReturn:
        told = theme_error(self.environment, self._declaration.name, self._places, error, doing, names)
        if told is None:
            raise error
        raise told from error
