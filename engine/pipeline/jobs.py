"""What the supervisor sends to workers and what they answer: small structs, never bodies of pages."""

from collections.abc import Mapping
from typing import Self

from msgspec import Struct

from engine.assets.picture import Picture
from engine.assets.recipe import Recipe
from engine.catalog.product import Finding, Reference
from engine.catalog.source import Range
from engine.catalog.vetting import Names
from engine.config.schema import ShopConfig
from engine.plan.model import Single
from engine.render.declaration import Output as ThemeOutput
from engine.render.guides import Widths
from engine.render.listing import Part
from engine.render.products import Standing
from engine.render.scene import Stage
from engine.render.theme import ThemePlace
from engine.render.views import EntryView, ShopView
from engine.snapshot.pack import Place


class Setup(Struct, frozen=True):
    """What a worker is given when it starts."""

    config: ShopConfig
    snapshot: str  # folder of packs
    store: str  # folder of finished pictures


class Vet(Struct, frozen=True):
    """Read a range of the catalog, vet it and write the records."""

    range: Range

    def split(self) -> "list[Vet] | None":
        """Return the job in halves, None when it is one document already."""
        parts = self.range.split()
        return [Vet(part) for part in parts] if parts else None


class Vetted(Struct, frozen=True):
    """What a range had in it."""

    rows: bytes  # msgpack of list[Row]
    findings: tuple[Finding, ...]
    read: int
    filtered: int
    withdrawn: int
    excluded: int
    bytes: int


class Encode(Struct, frozen=True):
    """Make the variants of one picture and put them in the store."""

    path: str
    digest: str
    recipe: Recipe

    def split(self) -> None:
        """One picture is one picture."""


class ProductTask(Struct, frozen=True, gc=False, array_like=True):
    """One product in a job."""

    number: int  # of the row
    id: str  # product_id
    place: Place  # of its record; of its view when it is rendered
    standing: Standing
    related: tuple[Place, ...] = ()  # cards
    siblings: tuple[Place, ...] = ()


class _Halves(Struct, frozen=True):
    tasks: tuple[ProductTask, ...]

    def split(self) -> "list[Self] | None":
        """Return the job in halves, None when it is one product already."""
        if len(self.tasks) < 2:
            return None
        middle = len(self.tasks) // 2
        return [self._with(self.tasks[:middle]), self._with(self.tasks[middle:])]

    def _with(self, tasks: tuple[ProductTask, ...]) -> Self:
        raise NotImplementedError


class Compose(_Halves, frozen=True):
    """Make views and cards of products and write them to the snapshot."""

    pictures: Mapping[str, Picture] = {}  # by source, of these products

    def _with(self, tasks: tuple[ProductTask, ...]) -> Self:
        return type(self)(tasks, self.pictures)


class Composed(Struct, frozen=True):
    """Where views and cards stand, in the order of the tasks."""

    views: tuple[Place, ...]
    cards: tuple[Place, ...]


class RenderProducts(_Halves, frozen=True):
    """Render product pages."""

    def _with(self, tasks: tuple[ProductTask, ...]) -> Self:
        return type(self)(tasks)


class ListTask(Struct, frozen=True, gc=False, array_like=True):
    """One page of a list."""

    part: Part
    cards: tuple[Place, ...]


class RenderLists(Struct, frozen=True):
    """Render pages of lists."""

    tasks: tuple[ListTask, ...]

    def split(self) -> "list[RenderLists] | None":
        """Return a job for each page, None when it is one page already."""
        return [RenderLists((task,)) for task in self.tasks] if len(self.tasks) > 1 else None


class RenderSingle(Struct, frozen=True):
    """Render a page that stands alone, with the views and cards that it shows."""

    single: Single
    title: str = ""
    description: str = ""
    entry: EntryView | None = None
    hero: Place | None = None
    featured: tuple[Place, ...] = ()
    newest: tuple[Place, ...] = ()
    kinds: tuple[Place, ...] = ()
    widths: Widths | None = None

    def split(self) -> None:
        """One page is one page."""


class WriteFeed(Struct, frozen=True):
    """Write one part of the feed."""

    name: str
    views: tuple[Place, ...]

    def split(self) -> None:
        """A part is written whole or not at all."""


class RenderOutput(Struct, frozen=True):
    """Render a file of the theme over all cards."""

    output: ThemeOutput
    cards: tuple[Place, ...]

    def split(self) -> None:
        """A file is written whole or not at all."""


class Compress(Struct, frozen=True):
    """Write compressed copies beside files of the site."""

    files: tuple[str, ...]

    def split(self) -> None:
        """Files are cheap enough to be done again together."""


class Written(Struct, frozen=True, gc=False, array_like=True):
    """A file of the site."""

    path: str
    size: int
    digest: str  # xxh3_128, hexadecimal
    seconds: float = 0.0  # to render it


class Know(Struct, frozen=True):
    """Told to all workers before vetting: what products refer to."""

    reference: Reference
    names: Names


class Show(Struct, frozen=True):
    """Told to all workers before composing: what the plan says of the shop, and the theme."""

    stage: Stage
    theme: ThemePlace
    shop: ShopView
    styles: Mapping[str, str]  # page kind -> CSS
    snapshot: str
    staging: str
