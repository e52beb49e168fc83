"""A file of the next site -> what it is about: a product with its record and its lists, a list, a page of prose."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing

from msgspec import Struct, msgpack

from engine.catalog.product import Product
from engine.pipeline.board import Board
from engine.pipeline.rehearsal import Rehearsed
from engine.plan.model import List, Plan, parts
from engine.snapshot.columns import read_table
from engine.snapshot.folder import CARDS

NAMED = 8  # products of a list that are named


class Named(Struct, frozen=True):
    """A product that another page shows."""

    name: str
    path: str


class Place(Struct, frozen=True, kw_only=True):
    """Where a product stands in a list."""

    kind: str
    name: str
    path: str
    number: int  # from 1
    total: int
    page: int


class ProductSubject(Struct, frozen=True, kw_only=True, tag="product"):
    """The product of a page."""

    id: str  # of its document
    product_id: str
    name: str
    record: str  # digest of what was vetted
    record_bytes: int
    card_bytes: int  # of its markup in lists and elsewhere
    pictures: tuple[str, ...]
    lists: tuple[Place, ...]
    related: tuple[Named, ...]
    colours: tuple[Named, ...]


class ListSubject(Struct, frozen=True, kw_only=True, tag="list"):
    """The list of a page."""

    name: str
    total: int
    page: int
    pages: int
    shown: int  # products on this page
    first: tuple[Named, ...]


class FileSubject(Struct, frozen=True, tag="file"):
    """What another file is made from."""

    source: str


Subject = ProductSubject | ListSubject | FileSubject
SOURCES = {
    "own": "static/ of the shop's folder, as it is",
    "asset": "assets/ of the theme, under a name that tells its contents",
    "host": "output.extras and shop.toml",
    "sitemap": "the addresses and dates of all pages",
    "feed": "the products of this part of the feed",
    "picture": "a picture that products refer to",
}


def subject_of(file: str, kind: str, found: Rehearsed) -> Subject | None:
    """Return what a file is about."""
    if kind == "compressed":
        return FileSubject(os.path.splitext(file)[0])
    if kind in SOURCES:
        return FileSubject(SOURCES[kind])
    plan, products = found.site.plan, found.site.products
    if kind == "product":
        row = next(products.rows[place] for place in range(len(products.rows)) if products.file(place) == file)
        return _product(row, found)
    for number, one in enumerate(plan.lists):
        if one.kind == kind:
            for page in range(1, parts(one.total, plan.per_page) + 1):
                if found.site.head.urls.file(found.site.head.urls.route(one.kind, one.slug, page)) == file:
                    return _list(number, page, found)
    for single in plan.singles:
        if single.entry and found.site.head.urls.file(single.route) == file:
            return FileSubject(f"content/{'guides/' if single.kind == 'guide' else ''}{single.entry}.md")
    return None


def _product(row: int, found: Rehearsed) -> ProductSubject:
    table, plan, folder = found.catalog.table, found.site.plan, found.catalog.folder
    urls = found.site.head.urls
    cards = read_table(os.path.join(folder, CARDS))
    width = len(cards.u32("sizes")) // max(len(cards), 1)
    with closing(Board(folder, urls, plan.per_page)) as board:
        product = msgpack.decode(next(board.records([row])), type=Product)
        return ProductSubject(
            id=table.texts("id")[row],
            product_id=product.product_id,
            name=product.name,
            record=table.digest("record", row).hex(),
            record_bytes=table.u32("length")[row],
            card_bytes=sum(cards.u32("sizes")[width * row : width * row + width]),
            pictures=tuple(picture.source for picture in product.pictures),
            lists=tuple(_places(row, plan, found)),
            related=_named(plan.of_related(row), board, found),
            colours=_named([one for one in board.siblings(row) if one != row], board, found),
        )


def _places(row: int, plan: Plan, found: Rehearsed) -> Iterator[Place]:
    for number, one in enumerate(plan.lists):
        rows = plan.of_list(number).tolist()
        if row in rows:
            at = rows.index(row)
            page = at // plan.per_page + 1
            yield Place(
                kind=one.kind,
                name=one.name,
                path=_path(one, page, found),
                number=at + 1,
                total=one.total,
                page=page,
            )


def _list(number: int, page: int, found: Rehearsed) -> ListSubject:
    plan = found.site.plan
    with closing(Board(found.catalog.folder, found.site.head.urls, plan.per_page)) as board:
        rows, one = board.items(number, page), plan.lists[number]
        return ListSubject(
            name=one.name,
            total=one.total,
            page=page,
            pages=parts(one.total, plan.per_page),
            shown=len(rows),
            first=_named(rows[:NAMED], board, found),
        )


def _named(rows: Sequence[int], board: Board, found: Rehearsed) -> tuple[Named, ...]:
    urls, decode = found.site.head.urls, msgpack.Decoder(Product).decode
    records = zip(rows, board.records(rows), strict=True)
    return tuple(Named(decode(record).name, urls.path(board.standing(row).route)) for row, record in records)


def _path(one: List, page: int, found: Rehearsed) -> str:
    urls = found.site.head.urls
    return urls.path(urls.route(one.kind, one.slug, page))
