"""Rows and Reference -> the lists of a shop: categories with what is below them, brands, frame shapes, face shapes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from engine.catalog.product import FACE_SHAPES, Category, Reference
from engine.catalog.slugs import slugify
from engine.config.schema import Pages
from engine.plan.model import EVERYTHING, List
from engine.snapshot.row import Row

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
Found = tuple[list[List], list[tuple[int, ...]]]


def make_lists(rows: Sequence[Row], reference: Reference, pages: Pages, route: Route, reserved: Iterable[str]) -> Found:
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

    lists: list[List] = []
    items: list[tuple[int, ...]] = []
    for wanted, make in (
        (pages.category, _categories),
        (pages.brand, _brands),
        (pages.frame_shape, _frame_shapes),
        (pages.face_shape, _face_shapes),
    ):
        if wanted:
            made = make(rows, reference, settle, pages)
            lists += made[0]
            items += made[1]
    return lists, items


def shape_name(key: str) -> str:
    """Return the name of a frame shape: cat-eye -> Cat-eye."""
    return (key if key == "cat-eye" else key.replace("-", " ")).capitalize()


def latest(rows: Sequence[Row], numbers: Sequence[int]) -> int:
    """Return the latest date of some rows, 0 when none is known."""
    return max((rows[number].updated or rows[number].created for number in numbers), default=0)


def _categories(rows: Sequence[Row], reference: Reference, settle: Settle, pages: Pages) -> Found:
    """Return the categories that hold a product themselves or below them, and the one that holds all if wanted."""
    categories: Sequence[Category] = reference.categories
    numbers = {category.key: number for number, category in enumerate(categories)}
    parents = [numbers.get(category.parent, -1) for category in categories]
    members: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        held: set[int] = set()
        for place in row.categories:
            while place >= 0 and place not in held:
                held.add(place)
                place = parents[place]
        for place in held:
            members[place].append(number)
    lists, items = _everything(rows, settle) if pages.everything else ([], [])
    places: dict[int, int] = {}
    for number, category in enumerate(categories):
        slug, route = settle("category", category.slug or slugify(category.name) or "category")
        if number not in members:
            continue
        places[number] = len(lists)
        held_rows = members[number]
        lists.append(
            List(
                "category",
                slug,
                category.name,
                slug,
                route,
                len(held_rows),
                subject=number,
                parent=places.get(parents[number], -1),
                updated=max(category.updated, latest(rows, held_rows)),
            )
        )
        items.append(tuple(held_rows))
    return lists, items


def _everything(rows: Sequence[Row], settle: Settle) -> Found:
    everything = range(len(rows))
    slug, route = settle("category", EVERYTHING)
    one = List("category", EVERYTHING, "", slug, route, len(rows), updated=latest(rows, everything))
    return [one], [tuple(everything)]


def _brands(rows: Sequence[Row], reference: Reference, settle: Settle, _: Pages) -> Found:
    members: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.brand >= 0:
            members[row.brand].append(number)
    lists, items = [], []
    for number, brand in enumerate(reference.brands):
        slug, route = settle("brand", brand.slug or slugify(brand.name) or "brand")
        if number in members:
            held = members[number]
            updated = max(brand.updated, latest(rows, held))
            lists.append(List("brand", slug, brand.name, slug, route, len(held), subject=number, updated=updated))
            items.append(tuple(held))
    return lists, items


def _frame_shapes(rows: Sequence[Row], _: Reference, settle: Settle, __: Pages) -> Found:
    members: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.shape:
            members[row.shape].append(number)
    known = [shape for shape in FRAME_SHAPES if shape in members]
    shapes = known + sorted(set(members) - set(known))
    lists = [
        List(
            "frame_shape",
            shape,
            shape_name(shape),
            *settle("frame_shape", shape),
            len(members[shape]),
            updated=latest(rows, members[shape]),
        )
        for shape in shapes
    ]
    return lists, [tuple(members[shape]) for shape in shapes]


def _face_shapes(rows: Sequence[Row], reference: Reference, settle: Settle, _: Pages) -> Found:
    subjects = {face.key: number for number, face in enumerate(reference.face_shapes)}
    lists, items = [], []
    for place, face in enumerate(FACE_SHAPES):
        held = [number for number, row in enumerate(rows) if row.fits[place] >= GOOD_FIT]
        held.sort(key=lambda number: -round(rows[number].fits[place], 2))
        if held:
            lists.append(
                List(
                    "face_shape",
                    face,
                    face.capitalize(),
                    *settle("face_shape", face),
                    len(held),
                    subject=subjects.get(face, -1),
                    updated=latest(rows, held),
                )
            )
            items.append(tuple(held))
    return lists, items
