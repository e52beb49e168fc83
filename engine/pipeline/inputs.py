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
from engine.pipeline.reach import (
    SHARED,
    Paths,
    alone,
    card_facts,
    common_facts,
    link_fields,
    picked,
    product_facts,
    reads,
)
from engine.plan.model import EVERYTHING, NEW, Plan, parts
from engine.render.listing import Part, list_view
from engine.render.page import list_page
from engine.render.scene import Scene
from engine.snapshot.columns import Buffer, Table
from engine.snapshot.formats import Texts
from engine.snapshot.row import hash_text
from native import (
    count_up,
    first_filled,
    fold_chosen,
    fold_columns,
    fold_runs,
    merge_items,
    number_values,
    pair_places,
    widen,
)

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
        self, table: Table, plan: Plan, scene: Scene, made: Mapping[str, Picture], paths: Callable[[str], Paths]
    ) -> None:
        """`paths` gives what the pages of a kind can read."""
        self._table = table
        self._plan = plan
        self._scene = scene
        self._made = made
        self._sources = table.texts("pictures")
        self._record = table.u8("record")
        self.slug: Buffer = plan.rows.u8("key")
        self._flag_numbers = array("i", plan.rows.u8("flags"))
        self._siblings = plan.rows.spans("siblings", "ints")
        self._paths = paths
        self._pictures = _pictures(self._sources, made) if scene.config.images.mode == "local" else None
        self._linked, self._places = self._lists_linked()

    def of_cards(self, pieces: bytes) -> bytearray:
        """Return what each card is made of; `pieces` is the digest of the programs that make its markup."""
        flags = self._flags(card_facts(self._scene), NEW)
        siblings = self._of_siblings(self._record)
        columns: list[Buffer] = [self._record, self.slug, flags, siblings, self._links(False, False)]
        return fold_columns([*columns, *self._made_pictures(), pieces * len(self._table)])

    def of_products(self, rows: "array[int]", shown: Buffer, view: Buffer) -> MadeOf:
        """Return what the pages of products are made of.

        `shown` are the digests of what these pages insert of other cards, `view` those of all that a card could show.
        """
        plan, paths = self._plan, self._paths("product")
        flags, links = self._flags(product_facts(self._scene, paths)), self._links(*link_fields(paths))
        place: list[Buffer] = [self.slug, flags, links, *self._made_pictures()]
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
        facts, numbers, firsts, cards, starts = [], array("q"), array("q"), [], array("I")
        for number, one in enumerate(plan.lists):
            pages = parts(one.total, plan.per_page)
            first, end = plan.starts[number], plan.starts[number + 1]
            facts.append(digest(self._list_facts(number), pages) * pages)
            numbers.extend(range(1, pages + 1))
            step = plan.per_page if reads(self._paths(one.kind), ("listing", "first")) else 0
            firsts.extend([page * step for page in range(pages)])
            runs = array("I", range(first, max(end, first + 1), plan.per_page))
            cards.append(fold_runs(shown(one.kind), plan.items, array("I", [*runs, end])))
            starts += runs
        starts.append(len(plan.items))
        content = fold_columns([b"".join(facts), widen(numbers), widen(firsts)])
        return MadeOf(content=content, place=self._shared(starts), cards=b"".join(cards))

    def of_single(self, job: RenderSingle, view: Buffer) -> tuple[bytes, bytes, bytes]:
        """Return what a page that stands alone is made of."""
        rows = array("I", (*job.featured, *job.newest, *job.kinds))
        plain = replace(job, hero=-1, featured=(), newest=(), kinds=())
        paths = self._paths(job.single.kind)
        hero = b"" if job.hero < 0 else self._whole(job.hero, alone(paths))
        return (
            digest(plain, len(job.featured), len(job.newest), len(job.kinds)),
            digest(hero, picked(single_context(job, self._scene, None, lambda _: ()), paths)),
            bytes(fold_runs(view, rows, array("I", [0, len(rows)]))),
        )

    def of_feed(self, rows: "array[int]") -> Buffer:
        """Return what the feed's items are made of, but for the facts of the shop."""
        columns: list[Buffer] = [self._record, self.slug, self._flags(common_facts(self._scene), NEW)]
        columns += [self._grouped(), self._links(False, False), *self._made_pictures()]
        return gather(fold_columns(columns), rows)

    def of_output(self, view: Buffer) -> bytes:
        """Return what an output over all cards is made of."""
        shown = self._plan.shown
        return bytes(fold_runs(view, shown, array("I", [0, len(shown)])))

    def _made_pictures(self) -> list[Buffer]:
        return [self._pictures] if self._pictures else []

    def _flags(self, facts: object, shown: int = 0xFF) -> Buffer:
        """Return the digest of what the plan says of each row by flags, as far as they are shown, with facts."""
        by_flags = [digest(flags & shown, facts) for flags in range(16)]
        return gather(b"".join(by_flags), self._flag_numbers)

    def _grouped(self) -> bytearray:
        """Return a digest a row of how many siblings it has: all that is shown of them where no other product is."""
        return self._of_siblings(bytes(16 * len(self._table)))

    def _of_siblings(self, digests: Buffer) -> bytearray:
        offsets, heap = self._siblings
        return fold_runs(digests, heap, offsets)

    def _whole(self, row: int, paths: Paths) -> bytes:
        """Return what a product is shown with by a page that shows no other one in full."""
        offsets, _ = self._siblings
        facts = product_facts(self._scene, paths)
        picture = self._pictures[16 * row : 16 * row + 16] if self._pictures else b""
        lists = self._told(*link_fields(paths))[memoryview(self._linked).cast("i")[row]]
        return digest(
            (bytes(self._record[16 * row : 16 * row + 16]), self.slug[16 * row : 16 * row + 16], lists, picture),
            (self._plan.rows.u8("flags")[row], offsets[row + 1] - offsets[row], facts),
        )

    def _list_facts(self, number: int) -> bytes:
        """Return the digest of what the pages of a list can show of it, beside their number and cards."""
        one, scene = self._plan.lists[number], self._scene
        part = Part(number, 1, parts(one.total, self._plan.per_page), 0)
        view, paths = list_view(part, (), scene), self._paths(one.kind)
        shown = picked({"listing": view, "page": list_page(view, part, scene, None)}, paths)
        title, description = scene.list_heads[number]  # the first page may show less of them than the others
        name = scene.config.shop.name
        heads = (
            (title, name) if reads(paths, ("page", "title")) else None,
            description if reads(paths, ("page", "description")) else None,
        )
        return digest(shown, heads, common_facts(scene), scene.urls.patterns[one.kind])

    def _shared(self, starts: "array[int]") -> Buffer:
        """Return the digest of the picture that stands for each page of a list elsewhere, where such pages name one."""
        kinds = [one.kind for one in self._plan.lists for _ in range(parts(one.total, self._plan.per_page))]
        shared = {kind for kind in set(kinds) if any(reads(self._paths(kind), steps) for steps in SHARED)}
        pictures = memoryview(self._first_pictures(starts) if shared else NONE * len(kinds))
        held = (pictures[16 * page : 16 * page + 16] if kind in shared else NONE for page, kind in enumerate(kinds))
        return pictures if shared.issuperset(kinds) else b"".join(held)

    def _first_pictures(self, starts: "array[int]") -> Buffer:
        """Return the digest of the first picture of each run of places in the lists: it stands for the page elsewhere.

        One that another service makes has the size that its product's document gives.
        """
        mode, items = self._scene.config.images.mode, self._plan.items
        if mode == "local":
            return b"".join([self._first_made(items[start:end]) for start, end in pairwise(starts)])
        if mode == "off":
            return NONE * (len(starts) - 1)
        return fold_chosen(self._record, first_filled(items, starts, self._sources.offsets), 1)

    def _first_made(self, rows: Sequence[int]) -> bytes:
        for row in rows:
            if found := [source for source in self._sources[row].split("\n") if source in self._made]:
                return digest(self._made[found[0]])
        return NONE

    def _lists_linked(self) -> tuple[bytes, list[tuple[int, ...]]]:
        """Return a number for each row (i32), and for each number the lists that its rows' pages link to; -1: none."""
        scene, table = self._scene, self._table
        root = [scene.by_key.get(("category", EVERYTHING), -1)]
        brands, shape_hashes, (offsets, heap) = table.i32("brand"), table.u64("shape_hash"), table.spans("categories")
        lists = enumerate(self._plan.lists)
        shapes = {hash_text(one.key): number for number, one in lists if one.kind == "frame_shape"}
        both = pair_places(brands, offsets, heap)
        linked, firsts = number_values(both, shape_hashes, count_up(0, len(table)))
        places: list[tuple[int, ...]] = []
        for row in memoryview(firsts).cast("I"):
            category = heap[offsets[row]] if offsets[row] != offsets[row + 1] else -1
            above = scene.ancestry(scene.by_subject.get(("category", category), -1)) or root
            brand, shape = scene.by_subject.get(("brand", brands[row]), -1), shapes.get(shape_hashes[row], -1)
            places.append((brand, shape, *above))
        return linked, places

    def _told(self, counts: bool, summaries: bool) -> list[bytes]:
        """Return the digest of what is told of the lists of each number of `_lists_linked`."""
        told = [
            digest(replace(link, count=link.count if counts else 0, summary=link.summary if summaries else ""))
            for link in self._scene.links
        ]
        return [digest([told[one] if one >= 0 else b"" for one in lists]) for lists in self._places]

    def _links(self, counts: bool, summaries: bool) -> Buffer:
        """Return the digest of the lists that each row's page links to."""
        return gather(b"".join(self._told(counts, summaries)), self._linked)


def list_pages(plan: Plan) -> Iterator[tuple[int, int]]:
    """Yield number of the list and of the page, from 1, of each page of a list."""
    for number, one in enumerate(plan.lists):
        for page in range(parts(one.total, plan.per_page)):
            yield number, page + 1


def gather(column: Buffer, rows: Buffer) -> Buffer:
    """Return the digests of some rows."""
    return merge_items(column, b"", 16, rows)


def _pictures(sources: Texts, made: Mapping[str, Picture]) -> bytes:
    """Return the digest of what became of the pictures of each row."""
    known: dict[str, bytes] = {}
    for text in sources:
        if text not in known:
            known[text] = digest([made.get(source) for source in text.split("\n")])
    return b"".join([known[text] for text in sources])
