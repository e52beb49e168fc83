"""Rows and Reference -> the lists of a shop: categories with what is below them, brands, frame shapes, face shapes."""

from array import array
from collections.abc import Callable, Iterable

from msgspec import Struct

from engine.catalog.product import FACE_SHAPES, Reference
from engine.catalog.slugs import slugify
from engine.config.schema import Pages
from engine.plan.model import EVERYTHING, List
from engine.plan.order import Numbers, whole
from engine.snapshot.columns import Table
from engine.snapshot.formats import Whole
from native import best_fits, latest_dates, member_rows, number_values

FRAME_SHAPES = (
    "round",
    "panto",
    "oval",
    "square",
    "rectangle",
    "trapezoid",
    "cat-eye",
    "aviator",
    "browline",
    "hexagonal",
    "geometric",
)
GOOD_FIT = 0.7  # least score to stand in the list of a face shape
Route = Callable[[str, str], str]
Settle = Callable[[str, str], tuple[str, str]]  # kind and wish -> slug and route, both its own
Found = list[tuple[List, Whole]]


class Shown(Struct, frozen=True):
    """The rows that have a page, in the order of the lists, and the table that says what they are."""

    table: Table
    rows: Whole

    def latest(self, rows: Numbers, starts: Numbers) -> Whole:
        """Return the latest date of each run of rows, 0 when none is known."""
        dates = latest_dates(rows, starts, self.table.i64("created"), self.table.i64("updated"))
        return memoryview(dates).cast("q")

    def latest_of(self, rows: Numbers) -> int:
        """Return the latest date of some rows, 0 when none is known."""
        return self.latest(rows, array("I", [0, len(memoryview(rows).cast("B")) // 4]).tobytes())[0]


class Parted(Struct, frozen=True):
    """Rows by what they have in common: a run of them for each number."""

    starts: Whole
    rows: Whole
    dates: Whole

    def __getitem__(self, number: int) -> Whole:
        return self.rows[self.starts[number] : self.starts[number + 1]]


def make_lists(shown: Shown, reference: Reference, pages: Pages, route: Route, reserved: Iterable[str]) -> Found:
    """Return every list that has a product, and the rows of each; `route` makes a route of a kind and a slug.

    No list stands at a route that is reserved or that another list has: its slug is numbered instead.
    """
    taken = set(reserved)

    def settle(kind: str, wish: str) -> tuple[str, str]:
        slug, number = wish, 1
        while route(kind, slug) in taken:
            number += 1
            slug = f"{wish}-{number}"
        taken.add(route(kind, slug))
        return slug, route(kind, slug)

    found: Found = []
    if pages.category:
        found += _everything(shown, settle) if pages.everything else []
        found += _categories(shown, reference, settle, len(found))
    if pages.brand:
        found += _brands(shown, reference, settle)
    if pages.frame_shape:
        found += _frame_shapes(shown, settle)
    if pages.face_shape:
        found += _face_shapes(shown, reference, settle)
    return found


def shape_name(key: str) -> str:
    """Return the name of a frame shape: cat-eye -> Cat-eye."""
    return (key if key == "cat-eye" else key.replace("-", " ")).capitalize()


def _part(shown: Shown, starts: Numbers, values: Numbers, parents: Iterable[int]) -> Parted:
    begin, rows = member_rows(shown.rows, starts, values, array("i", parents).tobytes())
    return Parted(whole(begin), whole(rows), shown.latest(rows, begin))


def _everything(shown: Shown, settle: Settle) -> Found:
    slug, route = settle("category", EVERYTHING)
    updated = shown.latest_of(shown.rows)
    return [(List("category", EVERYTHING, "", slug, route, len(shown.rows), updated=updated), shown.rows)]


def _categories(shown: Shown, reference: Reference, settle: Settle, before: int) -> Found:
    """Return the categories that hold a product themselves or below them; `before` lists stand ahead of them."""
    numbers = {category.key: number for number, category in enumerate(reference.categories)}
    parents = [numbers.get(category.parent, -1) for category in reference.categories]
    members = _part(shown, *shown.table.spans("categories", "ints"), parents)
    places: dict[int, int] = {}
    found: Found = []
    for number, category in enumerate(reference.categories):
        slug, route = settle("category", category.slug or slugify(category.name) or "category")
        held = members[number]
        if not held:
            continue
        places[number] = before + len(found)
        one = List(
            "category",
            slug,
            category.name,
            slug,
            route,
            len(held),
            subject=number,
            parent=places.get(parents[number], -1),
            updated=max(category.updated, members.dates[number]),
        )
        found.append((one, held))
    return found


def _brands(shown: Shown, reference: Reference, settle: Settle) -> Found:
    members = _part(shown, b"", shown.table.i32("brand"), [-1] * len(reference.brands))
    found: Found = []
    for number, brand in enumerate(reference.brands):
        slug, route = settle("brand", brand.slug or slugify(brand.name) or "brand")
        if held := members[number]:
            updated = max(brand.updated, members.dates[number])
            one = List("brand", slug, brand.name, slug, route, len(held), subject=number, updated=updated)
            found.append((one, held))
    return found


def _frame_shapes(shown: Shown, settle: Settle) -> Found:
    column = shown.table.u64("shape_hash")
    numbers, firsts = number_values(column, column, shown.rows)
    texts = shown.table.texts("shape")
    keys = {texts[row]: number for number, row in enumerate(whole(firsts))}
    members = _part(shown, b"", numbers, [-1] * len(keys))
    known = [shape for shape in FRAME_SHAPES if shape in keys]
    found: Found = []
    for shape in known + sorted(set(keys) - {"", *known}):
        held, updated = members[keys[shape]], members.dates[keys[shape]]
        slug, route = settle("frame_shape", shape)
        found.append((List("frame_shape", shape, shape_name(shape), slug, route, len(held), updated=updated), held))
    return found


def _face_shapes(shown: Shown, reference: Reference, settle: Settle) -> Found:
    subjects = {face.key: number for number, face in enumerate(reference.face_shapes)}
    fits = shown.table.f64("fits")
    found: Found = []
    for place, face in enumerate(FACE_SHAPES):
        held = whole(best_fits(fits, len(FACE_SHAPES), place, shown.rows, GOOD_FIT))
        if held:
            slug, route = settle("face_shape", face)
            subject, updated = subjects.get(face, -1), shown.latest_of(held)
            one = List("face_shape", face, face.capitalize(), slug, route, len(held), subject=subject, updated=updated)
            found.append((one, held))
    return found
