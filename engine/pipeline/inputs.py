"""Snapshot, plan, scene and pictures -> digests of all that each card and each page is made of, column by column.

Nothing is traced while pages are rendered: a page can show only its record, what the plan says of it, the lists and
cards that it links to, and the constants of its program; so the digests of these are what it is made of.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, msgpack
from msgspec.structs import replace
from xxhash import xxh3_128_digest

from engine.assets.picture import Picture
from engine.pipeline.contexts import single_context
from engine.pipeline.jobs import RenderSingle
from engine.plan.model import EVERYTHING, Plan, parts
from engine.render.listing import Part, list_view
from engine.render.page import list_page
from engine.render.scene import Scene
from engine.snapshot.columns import Buffer, Table
from engine.snapshot.formats import Texts
from engine.snapshot.row import hash_text
from native import fold_chosen, fold_columns, fold_runs, merge_items

NONE = bytes(16)
_encode = msgpack.Encoder(order="deterministic").encode


class MadeOf(Struct, frozen=True):
    """What pages are made of, a column each, beside their program."""

    content: Buffer
    place: Buffer
    cards: Buffer


def digest(*values: object) -> bytes:
    """Return the digest of plain values."""
    return xxh3_128_digest(_encode(values))


class Inputs:
    """Digests a row: a row is the number of a document in the snapshot."""

    def __init__(
        self, table: Table, plan: Plan, scene: Scene, made: Mapping[str, Picture], counts: Callable[[str], bool]
    ) -> None:
        """`counts` tells whether the pages of a kind can show how many products a list has."""
        self._table = table
        self._plan = plan
        self._scene = scene
        self._made = made
        self._sources = table.texts("pictures")
        self._record = table.u8("record")
        self.slug = _texts(plan.rows.texts("slug"))
        self._siblings = plan.rows.spans("siblings", "ints")
        self._flags = _chosen(plan.rows.u8("flags"), [digest(flags, _facts(scene)) for flags in range(16)])
        self._pictures = _pictures(self._sources, made) if scene.config.images.mode == "local" else None
        self._links = self._list_links(counts("product"))

    def of_cards(self, pieces: bytes) -> bytearray:
        """Return what each card is made of; `pieces` is the digest of the programs that make its markup."""
        siblings = self._of_siblings(self._record)
        columns: list[Buffer] = [self._record, self.slug, self._flags, siblings, self._links]
        return fold_columns([*columns, *self._made_pictures(), pieces * len(self._table)])

    def of_products(self, rows: "array[int]", shown: Buffer, view: Buffer) -> MadeOf:
        """Return what the pages of products are made of.

        `shown` are the digests of what these pages insert of other cards, `view` those of all that a card could show.
        """
        plan = self._plan
        place: list[Buffer] = [self.slug, self._flags, self._links, *self._made_pictures()]
        related = plan.rows.u32("related")
        width = len(related) // max(len(plan.rows), 1)
        cards = [self._of_siblings(view), *([fold_chosen(shown, related, width)] if width else [])]
        return MadeOf(
            content=gather(self._record, rows),
            place=gather(fold_columns(place), rows),
            cards=gather(fold_columns(cards), rows),
        )

    def of_lists(self, shown: Callable[[str], Buffer]) -> MadeOf:
        """Return what the pages of lists are made of, page by page in the order of `list_pages`.

        `shown` gives the digests of what the pages of a kind show of cards.
        """
        plan = self._plan
        content, place, cards = [], [], []
        for number, one in enumerate(plan.lists):
            facts, pages = self._list_facts(number), parts(one.total, plan.per_page)
            first, end = plan.starts[number], plan.starts[number + 1]
            starts = array("I", [*range(first, max(end, first + 1), plan.per_page), end])
            cards.append(fold_runs(shown(one.kind), plan.items, starts))
            for page in range(pages):
                content.append(digest(facts, page + 1, pages))
                place.append(self._first_picture(range(starts[page], starts[page + 1])))
        return MadeOf(content=b"".join(content), place=b"".join(place), cards=b"".join(cards))

    def of_single(self, job: RenderSingle, view: Buffer) -> tuple[bytes, bytes, bytes]:
        """Return what a page that stands alone is made of."""
        rows = array("I", (*job.featured, *job.newest, *job.kinds))
        plain = replace(job, hero=-1, featured=(), newest=(), kinds=())
        hero = b"" if job.hero < 0 else self._whole(job.hero)
        return (
            digest(plain, len(job.featured), len(job.newest), len(job.kinds)),
            digest(hero, single_context(job, self._scene, None, lambda _: ())),
            bytes(fold_runs(view, rows, array("I", [0, len(rows)]))),
        )

    def of_feed(self, rows: "array[int]") -> Buffer:
        """Return what the feed's items are made of, but for the facts of the shop."""
        return gather(fold_columns(self._alone()), rows)

    def of_output(self, view: Buffer) -> bytes:
        """Return what an output over all cards is made of."""
        shown = self._plan.shown
        return bytes(fold_runs(view, shown, array("I", [0, len(shown)])))

    def _made_pictures(self) -> list[Buffer]:
        return [self._pictures] if self._pictures else []

    def _alone(self) -> list[Buffer]:
        """Return what a product is shown with where no other one is: of its siblings only whether it has any."""
        grouped = self._of_siblings(bytes(16 * len(self._table)))
        return [self._record, self.slug, self._flags, self._links, grouped, *self._made_pictures()]

    def _of_siblings(self, digests: Buffer) -> bytearray:
        offsets, heap = self._siblings
        return fold_runs(digests, heap, offsets)

    def _whole(self, row: int) -> bytes:
        return b"".join(bytes(column[16 * row : 16 * row + 16]) for column in self._alone())

    def _list_facts(self, number: int) -> bytes:
        one = self._plan.lists[number]
        part = Part(number, 1, parts(one.total, self._plan.per_page), 0)
        view = list_view(part, (), self._scene)
        return digest(view, list_page(view, part, self._scene, None), _facts(self._scene))

    def _first_picture(self, items: range) -> bytes:
        """Return the digest of the first picture of some places in the lists, which stands for the page elsewhere."""
        for place in items:
            row = self._plan.items[place]
            if source := self._sources[row].partition("\n")[0]:
                return digest(source, self._made.get(source))
        return NONE

    def _list_links(self, counts: bool) -> bytes:
        """Return the digest of the lists that each row's page links to."""
        scene, table, plan = self._scene, self._table, self._plan
        told = [digest(replace(link, count=link.count if counts else 0)) for link in scene.links]
        root = [scene.by_key.get(("category", EVERYTHING), -1)]
        offsets, heap = table.spans("categories", "ints")
        main = [heap[start] if start != end else -1 for start, end in pairwise(offsets)]
        found: dict[tuple[int, int, int], bytes] = {}
        shapes = {hash_text(one.key): number for number, one in enumerate(plan.lists) if one.kind == "frame_shape"}
        digests = []
        for key in zip(table.i32("brand"), main, table.u64("shape_hash"), strict=True):
            if key not in found:
                brand, category, shape = key
                lists = [scene.by_subject.get(("brand", brand), -1), shapes.get(shape, -1)]
                lists += scene.ancestry(scene.by_subject.get(("category", category), -1)) or root
                found[key] = digest([told[number] if number >= 0 else b"" for number in lists])
            digests.append(found[key])
        return b"".join(digests)


def list_pages(plan: Plan) -> Iterator[tuple[int, int]]:
    """Yield number of the list and of the page, from 1, of each page of a list."""
    for number, one in enumerate(plan.lists):
        for page in range(parts(one.total, plan.per_page)):
            yield number, page + 1


def gather(column: Buffer, rows: "array[int]") -> Buffer:
    """Return the digests of some rows."""
    return merge_items(column, b"", 16, rows)


def _facts(scene: Scene) -> bytes:
    """Return the digest of what views of products and lists read of the configuration, beside the lists."""
    config = scene.config
    shop = config.shop
    faces = [scene.links[number] for number, one in enumerate(scene.lists) if one.kind == "face_shape"]
    return digest(
        (shop.name, shop.base_url, shop.locale, shop.currency, shop.shipping, config.urls, config.images),
        [(link.label, link.path) for link in faces],
        (scene.path_to("category", EVERYTHING), scene.icon, config.catalog.swatches),
    )


def _texts(texts: Texts) -> bytes:
    heap = texts.heap
    return b"".join([xxh3_128_digest(heap[start:end]) for start, end in pairwise(texts.offsets)])


def _chosen(numbers: Buffer, digests: Sequence[bytes]) -> bytes:
    return b"".join([digests[number] for number in numbers])


def _pictures(sources: Texts, made: Mapping[str, Picture]) -> bytes:
    """Return the digest of what became of the pictures of each row."""
    known: dict[str, bytes] = {}
    for text in sources:
        if text not in known:
            known[text] = digest([made.get(source) for source in text.split("\n")])
    return b"".join([known[text] for text in sources])
