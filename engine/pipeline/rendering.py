"""What is stale -> pages in the staging folder; what still holds is taken over from the site before."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct

from engine.errors import EngineError
from engine.pipeline.cards import IsolatedError
from engine.pipeline.crew import Crew
from engine.pipeline.inputs import MadeOf, list_pages
from engine.pipeline.inventory import Inventory, Parts, ProductPages
from engine.pipeline.jobs import Rendered, RenderLists, RenderProducts, RenderSingle
from engine.pipeline.watch import Watch
from engine.plan.model import Plan, parts
from engine.plan.urls import Addresses
from engine.render.programs import Programs
from engine.snapshot.formats import Texts

PRODUCTS_A_JOB = 250
LISTS_A_JOB = 50
PAGE_S = 55e-6  # about what a page costs, its file included
STOCK_S = 1e-3  # and one that Jinja renders


class Note(Struct, frozen=True):
    """A page that is no product's, and why it is rendered."""

    kind: str
    file: str
    why: int
    parts: Parts


class Rendering:
    """One rendering of a site's pages."""

    def __init__(
        self, plan: Plan, urls: Addresses, programs: Programs, products: ProductPages, files: Inventory, ids: Texts
    ) -> None:
        """`ids` are the product_id of all rows."""
        self._plan = plan
        self._urls = urls
        self._programs = programs
        self._products = products
        self._files = files
        self._ids = ids
        self.slowest, self.seconds = "", 0.0
        self.flat: tuple[str, ...] = ()  # files that are staged by `flat_name`, those too that are as the site has them

    def render(
        self,
        lists: MadeOf,
        singles: Sequence[tuple[RenderSingle, Parts]],
        meanwhile: Iterator[None],
        crew: Crew,
        watch: Watch,
        *,
        flat: bool = False,
    ) -> dict[str, int]:
        """Render all stale pages and return how many pages of each kind the site has.

        `meanwhile` is work for this process while others render, in small steps; what is left of it is done after.
        `flat`: pages of products and of lists are staged by `flat_name`.
        IsolatedError names products that workers die on.
        """
        stale = self._products.stale()
        pages = self._stale_lists(lists)
        alone = list(self._stale_singles(singles))
        if flat:
            self.flat = (*map(self._products.file, stale), *(note.file for note in pages.values()))
        isolated: dict[str, str] = {}
        total = len(stale) + len(pages) + len(alone)
        with watch.stage("render", "pages", total) as progress:

            def handle(job: Any, result: Rendered) -> None:
                if isinstance(job, RenderProducts):
                    slowest = self._take_products(job, result)
                elif isinstance(job, RenderLists):
                    slowest = self._take([pages[part] for part in job.parts], result)
                else:
                    slowest = self._take([note for single, note in alone if single is job], result)
                if result.seconds > self.seconds:
                    self.slowest, self.seconds = slowest, result.seconds
                progress.add(len(result.sizes) // 4, sum(array("I", result.sizes)))

            def lost(job: Any, reason: str) -> None:
                if not isinstance(job, RenderProducts):
                    raise EngineError(
                        f"{self._name(job)} cannot be rendered: {reason}; look for a loop without end in its template"
                    )
                isolated.update((self._ids[row], reason) for row in job.numbers())

            others = _others(list(pages), [single for single, _ in alone], flat)
            crew.run(
                _beside(meanwhile, chain(others, self._jobs(stale, flat))),
                handle,
                on_lost=lost,
                cost_s=self._price(len(stale), len(pages) + len(alone)),
            )
        if isolated:
            raise IsolatedError(isolated)
        for _ in meanwhile:
            pass
        return self._kinds()

    def _stale_lists(self, made_of: MadeOf) -> dict[tuple[int, int], Note]:
        kinds: list[str] = []
        files: list[str] = []
        for one in self._plan.lists:
            routes = self._urls.routes(one.kind, one.slug, parts(one.total, self._plan.per_page))
            kinds += [one.kind] * len(routes)
            files += map(self._urls.file, routes)
        whys, stale = self._files.whys(kinds, files, made_of), {}
        self._files.keep(*(file for file, why in zip(files, whys, strict=True) if not why))
        for place, (part, why) in enumerate(zip(list_pages(self._plan), whys, strict=True)):
            if why:
                held = slice(16 * place, 16 * place + 16)
                made = (bytes(made_of.content[held]), bytes(made_of.place[held]), bytes(made_of.cards[held]))
                stale[part] = Note(kinds[place], files[place], why, made)
        return stale

    def _stale_singles(self, singles: Sequence[tuple[RenderSingle, Parts]]) -> Iterator[tuple[RenderSingle, Note]]:
        for job, made in singles:
            kind, file = job.single.kind, self._urls.file(job.single.route)
            if why := self._files.why(kind, file, made):
                yield job, Note(kind, file, why, made)
            else:
                self._files.keep(file)

    def _jobs(self, stale: "array[int]", flat: bool) -> Iterator[RenderProducts]:
        rows = self._products.rows
        for start in range(0, len(stale), PRODUCTS_A_JOB):
            some = array("I", [rows[place] for place in stale[start : start + PRODUCTS_A_JOB]])
            yield RenderProducts(some.tobytes(), flat)

    def _take_products(self, job: RenderProducts, result: Rendered) -> str:
        places = self._products.add(job.numbers(), result.digests, result.sizes)
        return self._products.file(places[result.slowest])

    def _take(self, notes: Sequence[Note], result: Rendered) -> str:
        sizes = array("I", result.sizes)
        for number, note in enumerate(notes):
            output = result.digests[16 * number : 16 * number + 16]
            self._files.add(note.kind, note.file, output, sizes[number], note.why, note.parts)
        return notes[result.slowest].file

    def _name(self, job: RenderSingle | RenderLists) -> str:
        if isinstance(job, RenderSingle):
            return f"the {job.single.kind} page {job.single.route}"
        number, page = job.parts[0]
        one = self._plan.lists[number]
        return f"page {page} of the {one.kind} {one.route}"

    def _price(self, products: int, others: int) -> float:
        of_product = PAGE_S if "product" in self._programs.pages else STOCK_S
        return products * of_product + others * (STOCK_S if self._programs.stock else PAGE_S)

    def _kinds(self) -> dict[str, int]:
        kinds = Counter(single.kind for single in self._plan.singles)
        for one in self._plan.lists:
            kinds[one.kind] += parts(one.total, self._plan.per_page)
        return {"product": len(self._products.rows), **dict(sorted(kinds.items()))}


def _beside(steps: Iterator[None], jobs: Iterator[Any]) -> Iterator[Any]:
    """Yield jobs, and take a step after each: workers have another one to do by then."""
    for job in jobs:
        yield job
        next(steps, None)


def _others(lists: Sequence[tuple[int, int]], singles: Sequence[RenderSingle], flat: bool) -> Iterator[Any]:
    for start in range(0, len(lists), LISTS_A_JOB):
        yield RenderLists(tuple(lists[start : start + LISTS_A_JOB]), flat)
    yield from singles
