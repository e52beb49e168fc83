"""A theme's folder and the shop's settings -> a Theme: views in, pages out; compiled ahead, opened in workers."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rcssmin
from msgspec import Struct
from msgspec.structs import replace

from engine.config.options import nearest
from engine.config.problems import shown
from engine.config.schema import ShopConfig
from engine.errors import OptionError, ThemeError
from engine.render.declaration import Declaration, Output, read_declaration, settle
from engine.render.files import assets_of, digest_files, files_below
from engine.render.named import named
from engine.render.overrides import refuse_unused
from engine.render.survey import Styles, Survey, keep, key, recall
from engine.render.texts import read_texts, speech
from themes import shared_dir, theme_dir, theme_names

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

    from engine.render.jinja import Jinja

KINDS = (
    "home",
    "product",
    "category",
    "brand",
    "frame_shape",
    "face_shape",
    "brands",
    "shapes",
    "faces",
    "sizes",
    "guide",
    "page",
    "not_found",
)


class ThemePlace(Struct, frozen=True):
    """All that a worker needs to open a theme that its parent has loaded; small, and can be pickled."""

    folder: str
    shop: str  # the shop's own theme/ folder, or empty
    bytecode: str
    locale: str
    settings: dict[str, Any]
    assets: dict[str, str]
    digest: str


class Theme:
    """A loaded theme."""

    def __init__(self, place: ThemePlace) -> None:
        """Open a theme at its place; templates are compiled, or taken from the bytecode, when first asked for."""
        self.place = place
        self._folder, self._shop = Path(place.folder), Path(place.shop) if place.shop else None
        self.declaration: Declaration = read_declaration(self._folder)
        self.settings = place.settings
        self.digest = place.digest
        self.assets = dict(assets_of(self._folders()))  # name in an assets/ folder -> its file
        self._speech = speech(self._folders(), place.locale)
        self._bytecode = Path(place.bytecode)
        self._styles: Styles | None = None
        self._is_checked = False
        self._published = dict(place.assets)

    @cached_property
    def _jinja(self) -> "Jinja":
        """The templates, which a build that compiles and renders nothing does without."""
        from engine.render.jinja import Jinja

        names = {
            "theme": named("theme.toml", self.settings),
            "t": read_texts(reversed(self._folders()), self._speech.texts),
            "lang": self._speech,
            "asset": self._asset,
        }
        return Jinja(self.declaration, self._folder, self._shop, self._bytecode, self._speech.page, names)

    @property
    def name(self) -> str:
        """The theme's name."""
        return self.declaration.name

    @property
    def environment(self) -> "Environment":
        """The templates and the globals that they see."""
        return self._jinja.environment

    def tree(self, name: str) -> "nodes.Template":
        """Return the syntax tree of a template; nobody changes it."""
        return self._jinja.tree(name)

    @property
    def language(self) -> str:
        """The language of the texts that pages show: the shop's, or English when the theme has none of it."""
        return self._speech.texts

    @property
    def untranslated(self) -> str:
        """The shop's language when the theme has no texts of it, else empty."""
        return self._speech.missing

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The site-level files that the theme adds, each a template over `shop` and `cards`."""
        return self.declaration.outputs

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of pages that the theme renders."""
        return KINDS

    def publish(self, assets: Mapping[str, str]) -> None:
        """Say where assets are published: name -> public path; before `css`, `render` and `place` are used."""
        self._published = dict(assets)
        self.place = replace(self.place, assets=self._published)

    def check(self) -> None:
        """Refuse a theme with any fault of syntax, a missing template, a name that no view has or an unused override.

        What was found is kept beside the bytecode, for the same files need no second look.
        """
        if self._is_checked:
            return
        used = self._survey()
        if self._shop:
            theirs = (name for place in (self._folder, shared_dir()) for name, _ in files_below(place))
            refuse_unused((name for name, _ in files_below(self._shop)), theirs, used)
        self._is_checked = True

    def _survey(self) -> frozenset[str]:
        """Return the names of all templates and stylesheets that can be reached, all of them compiled and sound."""
        wanted = key(self.digest)
        found = recall(Survey, self._bytecode, wanted)
        if found is None:
            pages = {_page(kind): kind for kind in KINDS}
            found = Survey(wanted, tuple(sorted(self._jinja.compile(pages))))
            keep(found, self._bytecode)
        return frozenset(found.used)

    def css(self, kind: str) -> str:
        """Return what the pages of a kind need, minified, the same text for all of them."""
        wanted = key(self.digest, str(rcssmin.__version__), *map(str, sorted(self._published.items())))
        if self._styles is None or self._styles.key != wanted:
            self._styles = recall(Styles, self._bytecode, wanted)
        if self._styles is None:
            self._styles = Styles(wanted, {each: self._jinja.css(_page(each), each) for each in KINDS})
            keep(self._styles, self._bytecode)
        return self._styles.by_kind[kind]

    def render(self, kind: str, context: Mapping[str, Any]) -> bytes:
        """Return a page's bytes."""
        return self._jinja.render(_page(kind), context, f"the {kind} page {context['page'].path}")

    def call(
        self, template: str, macro: str, arguments: Mapping[str, Any], names: Mapping[str, Any], doing: str
    ) -> str:
        """Return what a macro of a template makes of its arguments; the template sees `names` beside them."""
        return self._jinja.call(template, macro, arguments, names, doing)

    def render_output(self, output: Output, context: Mapping[str, Any]) -> bytes:
        """Return the bytes of a site-level file of the theme."""
        return self._jinja.render(output.template, context, f"the output {output.path}")

    def _folders(self) -> list[Path]:
        return [folder for folder in (self._shop, self._folder, shared_dir()) if folder is not None]

    def _asset(self, name: str) -> str:
        """Return the public path of a file of an assets/ folder."""
        if name not in self.assets:
            near = nearest(name, self.assets)
            hint = f"; {near}" if near else ""
            raise ThemeError(f"theme {self.name}: there is no asset `{name}`{hint}")
        return self._published[name]


def load_theme(config: ShopConfig, folder_of_bytecode: Path) -> Theme:
    """Find the shop's theme and check its settings; its `check` looks through its files, and keeps what it compiles."""
    folder = _find(config)
    shop = _own(config, folder)
    declaration = read_declaration(folder)
    settings = settle(declaration, config.theme.settings)
    digest = digest_files(shop, folder, settings, config.shop.locale)
    return Theme(
        ThemePlace(
            folder=str(folder),
            shop=shop,
            bytecode=str(folder_of_bytecode),
            locale=config.shop.locale,
            settings=settings,
            assets={},
            digest=digest,
        )
    )


def open_theme(place: ThemePlace) -> Theme:
    """Open, in a worker, a theme that was loaded before; refuse it when its files have changed since."""
    theme = Theme(place)
    if digest_files(place.shop, Path(place.folder), place.settings, place.locale) != place.digest:
        raise ThemeError(f"theme {theme.name}: its files changed while the shop was being built; build again")
    return theme


def _find(config: ShopConfig) -> Path:
    name = config.theme.name
    if name in theme_names():
        return theme_dir(name)
    root = Path(config.folder or ".").resolve()
    folder = (root / name).resolve()
    if folder.is_relative_to(root) and (folder / "theme.toml").is_file():
        return folder
    hint = nearest(name, theme_names()) or f"there are {', '.join(theme_names())}"
    raise OptionError(
        "theme.name", f"expected a theme or a folder of the shop with a theme.toml, got {shown(name)}; {hint}"
    )


def _own(config: ShopConfig, folder: Path) -> str:
    """Return the shop's own theme/ folder, empty when there is none or when it is the theme itself."""
    own = Path(config.folder, "theme")
    if not config.folder or own.resolve() == folder:
        return ""
    if (own.exists() or own.is_symlink()) and not own.is_dir():
        raise ThemeError(f"{own}: expected a folder of templates that override the theme's, got a file")
    return str(own) if own.is_dir() else ""


def _page(kind: str) -> str:
    return f"pages/{kind}.html"
