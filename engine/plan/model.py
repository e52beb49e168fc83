"""The plan: every page of a shop, what it shows and where it stands.

Numbers are places in `rows`, in `lists` or in the Reference.
"""

from collections.abc import Mapping

from msgspec import Struct

from engine.catalog.product import Finding
from engine.snapshot.ledger import Ledger
from engine.snapshot.row import Row

EVERYTHING = "all"  # slug of the category that holds every product


class List(Struct, frozen=True, gc=False):
    """A list of products, all of its pages together."""

    kind: str  # category, brand, frame_shape or face_shape
    key: str  # frame shape, face shape; brands and categories: their slug
    name: str
    slug: str
    route: str  # of its first page
    total: int
    subject: int = -1  # number of the brand, category or face shape in the Reference; -1: none
    parent: int = -1  # number of the list above; categories only
    updated: int = 0  # latest date of what it shows, milliseconds; 0: unknown


class Single(Struct, frozen=True, gc=False):
    """A page that is no product and no list."""

    kind: str  # home, brands, shapes, faces, sizes, guide, page, not_found
    route: str
    entry: str = ""  # slug of the content entry it shows
    updated: int = 0


class Plan(Struct, frozen=True):
    """All pages of a shop."""

    per_page: int  # products on a page of a list
    rows: tuple[Row, ...]  # published products in the order of the lists
    slugs: tuple[str, ...]  # of each row
    routes: tuple[str, ...]
    related: tuple[tuple[int, ...], ...]  # rows, best first
    siblings: tuple[tuple[int, ...], ...]  # rows of other colours and itself, in order; empty: no other colour
    lists: tuple[List, ...]  # categories, brands, frame shapes, face shapes
    items: tuple[tuple[int, ...], ...]  # rows of each list, in order
    singles: tuple[Single, ...]
    same_title: frozenset[int]  # rows whose title another row has too
    same_description: frozenset[int]
    featured: tuple[int, ...]
    newest: tuple[int, ...]
    redirects: Mapping[str, str]  # old route -> route
    ledger: Ledger
    findings: tuple[Finding, ...]
    cut: int  # products left out by catalog.limit


def parts(total: int, per_page: int) -> int:
    """Return how many pages a list has; an empty one has one."""
    return max(1, -(-total // per_page))
