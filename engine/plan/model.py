"""The plan: every page of a shop, what it shows and where it stands.

A row is that of a document in the source; lists are named by their place in `lists`, brands and categories by theirs in
the Reference.
"""

from collections.abc import Mapping

from msgspec import Struct

from engine.catalog.product import Finding
from engine.snapshot.columns import Table
from engine.snapshot.formats import Whole

EVERYTHING = "all"  # slug of the category that holds every product
NONE = 0xFFFFFFFF  # fills up the related rows of a product that has fewer

# Flags of a row.
SHOWN = 1  # it has a page
NEW = 2  # it is one of the newest
SAME_TITLE = 4  # another row that has a page has this title too
SAME_DESCRIPTION = 8


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


class Before(Struct, frozen=True):
    """What an earlier plan gave its products, taken over while nothing that decides slugs has changed."""

    basis: bytes
    rows: Table


class Plan(Struct, frozen=True):
    """All pages of a shop."""

    per_page: int  # products on a page of a list
    rows: Table  # slug and its digest, place in lists and in _id order (-1: no page), related, siblings, flags by row
    shown: Whole  # rows (u32) in the order of the lists
    lists: tuple[List, ...]  # categories, brands, frame shapes, face shapes
    starts: Whole  # where the rows of each list begin in `items` (u32), one more than there are lists
    items: Whole  # rows (u32)
    singles: tuple[Single, ...]
    featured: tuple[int, ...]  # rows
    newest: tuple[int, ...]
    redirects: Mapping[str, str]  # old route -> route, sorted
    ledger: bytes  # the file after this build
    basis: bytes  # digest of all that decides slugs, for the next plan
    findings: tuple[Finding, ...]
    cut: int  # products left out by catalog.limit

    def of_list(self, number: int) -> Whole:
        """Return the rows of a list, in order."""
        return self.items[self.starts[number] : self.starts[number + 1]]

    def of_related(self, row: int) -> list[int]:
        """Return the rows related to one, best first."""
        width = len(self.rows.u32("related")) // len(self.rows)
        return [other for other in self.rows.u32("related")[row * width : (row + 1) * width] if other != NONE]


def parts(total: int, per_page: int) -> int:
    """Return how many pages a list has; an empty one has one."""
    return max(1, -(-total // per_page))
