"""What the supervisor sends to workers and what they answer: small structs, never bodies of pages.

Rows, as everywhere behind vetting, are numbers of documents in the snapshot's table; many of them travel as flat u32.
"""

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from engine.catalog.blocks import Blocks
from engine.catalog.names import Names
from engine.catalog.product import Reference
from engine.catalog.source import Range
from engine.config.schema import ShopConfig

if TYPE_CHECKING:
    from engine.assets.recipe import Recipe
    from engine.plan.model import Single
    from engine.render.declaration import Output as ThemeOutput
    from engine.render.guides import Widths
    from engine.render.programs import Programs
    from engine.render.scene import Stage
    from engine.render.theme import ThemePlace
    from engine.render.views import EntryView, ShopView


class Setup(Struct, frozen=True):
    """What a worker is given when it starts."""

    config: ShopConfig
    store: str  # folder of finished pictures
    first_pack: int = 0  # number from which workers number the packs that they write
    memory: int = 0  # bytes of data that a worker may hold while it does what can be cut in halves, 0: no limit
    supervisor: int = 0  # process that does work itself, which is never limited


class Know(Struct, frozen=True):
    """Told before vetting: what products refer to, where records go, and what is known already."""

    reference: Reference
    names: Names
    snapshot: str  # folder
    table: str  # file with the rows of the snapshot before, or empty


class Vet(Struct, frozen=True):
    """Read a range of the catalog, vet it and write the records."""

    range: Range

    def split(self) -> "list[Vet] | None":
        """Return the job in halves, None when it is one document already."""
        parts = self.range.split()
        return [Vet(part) for part in parts] if parts else None


class Vetted(Struct, frozen=True):
    """What a range had in it."""

    index: bytes  # i32 a document: the row that it had, or -1 - the number of a fresh one
    fresh: bytes  # table of rows; empty: none
    lines: bytes  # u32 a document: its line in the range, from 1; empty: no file
    end: int  # lines that were read or skipped
    bytes: int
    blocks: Blocks | None = None  # of a file, numbered from the first document of the range


class Encode(Struct, frozen=True):
    """Make the variants of one picture and put them in the store."""

    path: str
    digest: str
    recipe: "Recipe"
    memory: int = 0  # bytes that it may take to decode, 0: as usual

    def split(self) -> None:
        """One picture is one picture."""


class Show(Struct, frozen=True):
    """Told before cards and pages are made: what the plan says, and the theme."""

    stage: "Stage"
    theme: "ThemePlace"
    programs: "Programs"
    shop: "ShopView"
    styles: Mapping[str, str]  # page kind -> CSS
    snapshot: str  # folder of records, cards and the plan's tables
    staging: str
    site: str  # that it will take the place of
    proven: bool = False  # records and cards are all of this build: none need be held to its digest


class _Rows(Struct, frozen=True):
    rows: bytes  # u32

    def numbers(self) -> "array[int]":
        """Return the rows."""
        return array("I", self.rows)

    def split(self) -> "list[Self] | None":
        """Return the job in halves, None when it is one product already."""
        count = len(self.rows) // 4
        if count < 2:
            return None
        middle = count // 2 * 4
        return [replace(self, rows=self.rows[:middle]), replace(self, rows=self.rows[middle:])]


class MakeCards(_Rows, frozen=True):
    """Make the cards of products and write them to the snapshot."""


class Carded(Struct, frozen=True):
    """Where the pieces of the cards stand, and their digests: columns in the order of the job."""

    pack: bytes  # u32
    offset: bytes  # i64
    sizes: bytes  # u32 a piece
    shown: tuple[bytes, ...]  # 16 bytes: digest of the pieces of each group
    view: bytes  # 16 bytes: digest of all that the card could show; zero where no page can ask


class Shelve(Struct, frozen=True):
    """Told when all cards are made: they can be inserted."""


class RenderProducts(_Rows, frozen=True):
    """Render product pages."""

    flat: bool = False  # stage them without their folders (see `flat_name`)


class RenderLists(Struct, frozen=True):
    """Render pages of lists."""

    parts: tuple[tuple[int, int], ...]  # number of the list and of its page, from 1
    flat: bool = False  # stage them without their folders (see `flat_name`)

    def split(self) -> "list[RenderLists] | None":
        """Return a job for each page, None when it is one page already."""
        return [replace(self, parts=(part,)) for part in self.parts] if len(self.parts) > 1 else None


class RenderSingle(Struct, frozen=True):
    """Render a page that stands alone, with the products that it shows."""

    single: "Single"
    title: str = ""
    description: str = ""
    entry: "EntryView | None" = None
    hero: int = -1  # a row
    featured: tuple[int, ...] = ()
    newest: tuple[int, ...] = ()
    kinds: tuple[int, ...] = ()
    widths: "Widths | None" = None

    def split(self) -> None:
        """One page is one page."""


class RenderOutput(Struct, frozen=True):
    """Render a file of the theme over all cards."""

    output: "ThemeOutput"

    def split(self) -> None:
        """A file is written whole or not at all."""


class Rendered(Struct, frozen=True):
    """Pages in the order of their job: 16 bytes of digest (xxh3_128) and 4 of size (u32) for each."""

    digests: bytes
    sizes: bytes
    slowest: int = 0  # place in the job
    seconds: float = 0.0  # that it took to render


class WriteFeed(Struct, frozen=True):
    """Write one part of the feed."""

    name: str
    rows: bytes  # u32

    def split(self) -> None:
        """A part is written whole or not at all."""


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
