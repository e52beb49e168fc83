"""The plan and content -> a job for each page that stands alone, with the products that it shows."""

from collections.abc import Callable, Iterator, Sequence

from engine.content.entry import HOME, Entry
from engine.pipeline.jobs import RenderSingle
from engine.plan.model import EVERYTHING, Plan, Single
from engine.render.guides import count_widths
from engine.render.views import EntryView, HeadingView
from engine.snapshot.columns import Table

WIDE = 1000  # pixels of a hero picture
Width = Callable[[str], int]  # of a picture that can be shown, by its source


def single_jobs(plan: Plan, table: Table, entries: Sequence[Entry], width: Width) -> Iterator[RenderSingle]:
    """Yield a job for each single page of the plan."""
    showing = _Showing(plan, table, width)
    for single in plan.singles:
        yield _job(single, plan, table, entries, showing)


def _job(single: Single, plan: Plan, table: Table, entries: Sequence[Entry], showing: "_Showing") -> RenderSingle:
    if single.kind == "home":
        home = next((entry for entry in entries if entry.kind == HOME), None)
        return RenderSingle(
            single,
            title=home.title if home else "",
            description=home.description if home else "",
            entry=entry_view(home) if home else None,
            hero=showing.hero(),
            featured=plan.featured,
            newest=plan.newest,
            kinds=tuple(showing.kinds()),
        )
    if single.kind == "sizes":
        widths = table.f64("frame_width")
        example = next((row for row in (*plan.featured, *plan.shown) if widths[row]), -1)
        return RenderSingle(single, hero=example, widths=count_widths([widths[row] for row in plan.shown]))
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


class _Showing:
    """Products with pictures for the home page."""

    def __init__(self, plan: Plan, table: Table, width: Width) -> None:
        self._plan = plan
        self._pictures = table.texts("pictures")
        self._of = width

    def hero(self) -> int:
        """Return the featured row with a picture wide enough for the top of the home page, else any; -1: none."""
        shown = [row for row in self._plan.featured if self._width(row)]
        return next((row for row in shown if self._width(row) >= WIDE), shown[0] if shown else -1)

    def kinds(self) -> list[int]:
        """Return a row for each root category: its first one with a picture that stands for no other category."""
        chosen: list[int] = []
        for number, one in enumerate(self._plan.lists):
            if one.kind == "category" and one.parent < 0 and one.key != EVERYTHING:
                chosen.append(self._first(self._plan.of_list(number), chosen))
        return chosen

    def _first(self, rows: Sequence[int], chosen: Sequence[int]) -> int:
        pictured = (row for row in rows if self._width(row))
        first = next(pictured, -1)
        if first < 0:
            return rows[0]
        return first if first not in chosen else next((row for row in pictured if row not in chosen), first)

    def _width(self, row: int) -> int:
        source = self._pictures[row].partition("\n")[0]
        return self._of(source) if source else 0
