"""Plan and shelf -> every page of the site in the staging folder."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.content.entry import HOME, Entry
from engine.errors import EngineError
from engine.pipeline.composing import IsolatedError, Shelf
from engine.pipeline.jobs import (
    ListTask,
    ProductTask,
    RenderLists,
    RenderProducts,
    RenderSingle,
    Written,
)
from engine.pipeline.pool import Pool
from engine.pipeline.watch import Watch
from engine.plan.model import EVERYTHING, Plan, Single, parts
from engine.render.guides import count_widths
from engine.render.listing import Part
from engine.render.products import Standing
from engine.render.views import EntryView, HeadingView
from engine.snapshot.row import Row

PRODUCTS_A_JOB = 64
LISTS_A_JOB = 16
WIDE = 1000  # pixels of a hero picture


def render(
    plan: Plan,
    known: Sequence[Standing],
    shelf: Shelf,
    entries: Sequence[Entry],
    widths: Mapping[str, int],
    pool: Pool,
    watch: Watch,
) -> tuple[list[Written], dict[str, int]]:
    """Return the files of all pages and how many there are of each kind.

    `widths` are those of the made pictures by source; IsolatedError names products that workers die on.
    """
    lists = list(_list_tasks(plan, shelf))
    written: list[Written] = []
    isolated: dict[str, str] = {}
    total = len(plan.rows) + len(lists) + len(plan.singles)
    with watch.stage("render", "pages", total) as progress:

        def handle(_: Any, result: Written | list[Written]) -> None:
            files = result if isinstance(result, list) else [result]
            written.extend(files)
            progress.add(len(files), sum(file.size for file in files))

        def lost(job: Any, reason: str) -> None:
            if not isinstance(job, RenderProducts):
                page = _page_of(job, plan)
                raise EngineError(f"{page} cannot be rendered: {reason}; look for a loop without end in its template")
            isolated.update((task.id, reason) for task in job.tasks)

        pool.run(_jobs(plan, known, shelf, lists, entries, widths), handle, on_lost=lost)
    if isolated:
        raise IsolatedError(isolated)
    kinds = Counter(plan.lists[task.part.number].kind for task in lists)
    kinds.update(single.kind for single in plan.singles)
    return written, {"product": len(plan.rows), **dict(sorted(kinds.items()))}


def _page_of(job: RenderSingle | RenderLists, plan: Plan) -> str:
    if isinstance(job, RenderSingle):
        return f"the {job.single.kind} page {job.single.route}"
    part = job.tasks[0].part
    one = plan.lists[part.number]
    return f"page {part.page} of the {one.kind} {one.route}"


def _jobs(
    plan: Plan,
    known: Sequence[Standing],
    shelf: Shelf,
    lists: Sequence[ListTask],
    entries: Sequence[Entry],
    widths: Mapping[str, int],
) -> Iterator[Any]:
    for start in range(0, len(lists), LISTS_A_JOB):
        yield RenderLists(tuple(lists[start : start + LISTS_A_JOB]))
    for single in plan.singles:
        yield _single(single, plan, shelf, entries, widths)
    for start in range(0, len(plan.rows), PRODUCTS_A_JOB):
        yield RenderProducts(
            tuple(
                ProductTask(
                    number=number,
                    id=plan.rows[number].product_id,
                    place=shelf.views[number],
                    standing=known[number],
                    related=tuple(shelf.cards[other] for other in plan.related[number]),
                    siblings=tuple(shelf.cards[other] for other in plan.siblings[number]),
                )
                for number in range(start, min(start + PRODUCTS_A_JOB, len(plan.rows)))
            )
        )


def _list_tasks(plan: Plan, shelf: Shelf) -> Iterator[ListTask]:
    for number, items in enumerate(plan.items):
        pages = parts(len(items), plan.per_page)
        for page in range(pages):
            first = page * plan.per_page
            cards = tuple(shelf.cards[item] for item in items[first : first + plan.per_page])
            yield ListTask(Part(number, page + 1, pages, first), cards)


def _single(
    single: Single, plan: Plan, shelf: Shelf, entries: Sequence[Entry], widths: Mapping[str, int]
) -> RenderSingle:
    if single.kind == "home":
        hero = _hero(plan, widths)
        home = next((entry for entry in entries if entry.kind == HOME), None)
        return RenderSingle(
            single,
            title=home.title if home else "",
            description=home.description if home else "",
            entry=entry_view(home) if home else None,
            hero=None if hero < 0 else shelf.views[hero],
            featured=tuple(shelf.cards[number] for number in plan.featured),
            newest=tuple(shelf.cards[number] for number in plan.newest),
            kinds=tuple(shelf.cards[number] for number in _kinds(plan, widths)),
        )
    if single.kind == "sizes":
        example = next((number for number in plan.featured if plan.rows[number].frame_width), -1)
        if example < 0:
            example = next((number for number, row in enumerate(plan.rows) if row.frame_width), -1)
        return RenderSingle(
            single,
            hero=None if example < 0 else shelf.views[example],
            widths=count_widths([row.frame_width for row in plan.rows]),
        )
    if single.entry:
        entry = next(
            one for one in entries if one.slug == single.entry and (one.kind == "guide") == (single.kind == "guide")
        )
        return RenderSingle(single, title=entry.title, description=entry.description, entry=entry_view(entry))
    return RenderSingle(single)


def entry_view(entry: Entry) -> EntryView:
    """Return what a template sees of an entry."""
    headings = tuple(HeadingView(one.level, one.text, one.id) for one in entry.headings)
    return EntryView(entry.slug, entry.title, entry.body_html, headings)


def _hero(plan: Plan, widths: Mapping[str, int]) -> int:
    """Return the featured row with a picture wide enough for the top of the home page, else with any; -1: none."""
    shown = [number for number in plan.featured if _width(plan.rows[number], widths)]
    return next((number for number in shown if _width(plan.rows[number], widths) >= WIDE), shown[0] if shown else -1)


def _width(row: Row, widths: Mapping[str, int]) -> int:
    return widths.get(row.pictures[0], 0) if row.pictures else 0


def _kinds(plan: Plan, widths: Mapping[str, int]) -> list[int]:
    """Return a row for each root category: its first one with a picture that stands for no other category."""
    chosen: list[int] = []
    for one, items in zip(plan.lists, plan.items, strict=True):
        if one.kind == "category" and one.parent < 0 and one.key != EVERYTHING:
            pictured = [number for number in items if _width(plan.rows[number], widths)]
            fresh = [number for number in pictured if number not in chosen]
            chosen.append((fresh or pictured or list(items))[0])
    return chosen
