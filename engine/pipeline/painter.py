"""Rows of the snapshot and the plan -> cards and pages: what a worker does once it was told of the theme."""

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import msgpack
from xxhash import xxh3_128_digest

from engine.catalog.product import Product
from engine.pipeline.album import Album
from engine.pipeline.board import Board
from engine.pipeline.jobs import (
    Carded,
    MakeCards,
    Rendered,
    RenderLists,
    RenderOutput,
    RenderProducts,
    RenderSingle,
    Show,
    WriteFeed,
)
from engine.pipeline.writing import write_file
from engine.render.guides import face_guide, index_view, size_guide
from engine.render.home import home_view
from engine.render.listing import list_view, part_of
from engine.render.page import list_page, product_page, single_page
from engine.render.pictures import Made
from engine.render.products import card_view, product_view
from engine.render.programs import OpenPrograms, output_kind
from engine.render.scene import Scene
from engine.render.theme import open_theme
from engine.render.views import CardView, PictureView, ProductView
from engine.seo.feed import FeedItem, feed
from engine.snapshot.pack import PackWriter
from native.machine import Fragments, Page

Context = dict[str, Any]


class Painter:
    """A theme over one snapshot and its plan."""

    def __init__(self, told: Show, cards: PackWriter) -> None:
        self.staging = told.staging
        self.site = told.site
        stage = told.stage
        self._scene = Scene(stage)
        self._shop = told.shop
        self._scene.styles = told.styles
        self._board = Board(told.snapshot, self._scene.urls, stage.config.pages.per_page)
        self._made: Made = Album(told.snapshot) if stage.config.images.mode == "local" else {}
        self._theme = open_theme(told.theme)
        self._programs = OpenPrograms(told.programs, self._theme, told.shop)
        self._outputs = {output_kind(output.path): output for output in self._theme.outputs}
        self._pack = cards
        self._fragments: Fragments | None = None
        self._buffer = Page()
        self._decode = msgpack.Decoder(Product).decode
        self._encode = msgpack.Encoder().encode

    def shelve(self) -> None:
        """Take up the cards that were made."""
        self._fragments = self._board.fragments()

    def cards(self, job: MakeCards) -> Carded:
        """Make the pieces of cards, and a digest of all that a card could show where a page may ask for it."""
        bodies, sizes, shown, views = [], array("I"), [], []
        board, buffer = self._board, self._buffer
        for row, product in self._products(job.numbers()):
            card = card_view(product, board.standing(row), self._made, self._scene)
            buffer.clear()
            for piece in self._programs.pieces:
                before = len(buffer)
                piece.run((card,), buffer)
                sizes.append(len(buffer) - before)
            if not self._programs.pieces:
                sizes.append(0)
            body = bytes(buffer)
            bodies.append(body)
            shown.append(xxh3_128_digest(body))
            asked = self._programs.asks_cards or board.siblings(row)
            views.append(xxh3_128_digest(self._encode(card)) if asked else bytes(16))
        places = self._pack.append(bodies)
        return Carded(
            pack=array("I", (place.pack for place in places)).tobytes(),
            offset=array("q", (place.offset for place in places)).tobytes(),
            sizes=sizes.tobytes(),
            shown=b"".join(shown),
            view=b"".join(views),
        )

    def products(self, job: RenderProducts) -> Rendered:
        """Render product pages."""
        files = _Files()
        board, scene = self._board, self._scene
        for row, product in self._products(job.numbers()):
            began = time.perf_counter()
            standing = board.standing(row)

            def context(cards: Callable[[Sequence[int]], tuple[Any, ...]]) -> Context:
                siblings = self._card_views(board.siblings(row))  # noqa: B023
                view = product_view(product, standing, self._made, scene, cards(board.related(row)), siblings)  # noqa: B023
                return {"page": product_page(view, product, standing, scene), "product": view}  # noqa: B023

            files.add(self._page("product", standing.route, context), began)
        return files.rendered()

    def lists(self, job: RenderLists) -> Rendered:
        """Render pages of lists."""
        files = _Files()
        for number, page in job.parts:
            began = time.perf_counter()
            one = self._scene.lists[number]
            rows = self._board.items(number, page)
            part = part_of(number, page, one.total, self._scene.config.pages.per_page)
            route = self._scene.urls.route(one.kind, one.slug, page)

            def context(cards: Callable[[Sequence[int]], tuple[Any, ...]]) -> Context:
                view = list_view(part, cards(rows), self._scene)  # noqa: B023
                return {"page": list_page(view, part, self._scene, self._first_picture(rows)), "listing": view}  # noqa: B023

            files.add(self._page(one.kind, route, context), began)
        return files.rendered()

    def single(self, job: RenderSingle) -> Rendered:
        """Render a page that stands alone."""
        files, began = _Files(), time.perf_counter()
        files.add(self._page(job.single.kind, job.single.route, lambda cards: self._single(job, cards)), began)
        return files.rendered()

    def output(self, job: RenderOutput) -> Rendered:
        """Render a file of the theme over all cards."""
        files, began = _Files(), time.perf_counter()
        rows = self._board.shown
        body = self._render(output_kind(job.output.path), lambda cards: {"cards": cards(rows)})
        files.add(self._write(job.output.path, body), began)
        return files.rendered()

    def feed(self, job: WriteFeed) -> Rendered:
        """Write one part of the feed."""
        files, began = _Files(), time.perf_counter()
        views = (self._view(row, product) for row, product in self._products(array("I", job.rows)))
        items = (feed_item(view) for view in views if not view.price.on_request)
        shop = self._shop
        about = shop.description or shop.tagline or shop.name
        files.add(self._write(job.name, feed(shop.name, f"{shop.base_url}/", about, items)), began)
        return files.rendered()

    def _single(self, job: RenderSingle, cards: Callable[[Sequence[int]], tuple[Any, ...]]) -> Context:
        single, scene = job.single, self._scene
        hero = None if job.hero < 0 else next(self._view(row, product) for row, product in self._products([job.hero]))
        picture = hero.pictures[0] if hero and hero.pictures else None
        context: Context = {"page": single_page(single, job.title, job.description, scene, picture)}
        if single.kind == "home":
            shown = (cards(job.featured), cards(job.newest), cards(job.kinds))
            context["home"] = home_view(scene, hero, *shown, job.entry)
        elif single.kind in ("brands", "shapes"):
            context["index"] = index_view(single.kind, scene)
        elif single.kind == "faces":
            context["guide"] = face_guide(scene)
        elif single.kind == "sizes" and job.widths:
            context["sizes"] = size_guide(job.widths, hero)
        elif job.entry:
            context["entry"] = job.entry
        return context

    def _products(self, rows: Sequence[int]) -> Iterator[tuple[int, Product]]:
        decode = self._decode
        return ((row, decode(record)) for row, record in zip(rows, self._board.records(rows), strict=True))

    def _view(self, row: int, product: Product) -> ProductView:
        return product_view(product, self._board.standing(row), self._made, self._scene)

    def _card_views(self, rows: Sequence[int]) -> tuple[CardView, ...]:
        if not rows:
            return ()
        board = self._board
        return tuple(
            card_view(product, board.standing(row), self._made, self._scene) for row, product in self._products(rows)
        )

    def _first_picture(self, rows: Sequence[int]) -> PictureView | None:
        """Return the picture of the first product that has one."""
        for row in rows:
            (card,) = self._card_views((row,))
            if card.picture:
                return card.picture
        return None

    def _page(self, kind: str, route: str, context: Callable[..., Context]) -> tuple[bytes, int]:
        return self._write(self._scene.urls.file(route), self._render(kind, context))

    def _render(self, kind: str, context: Callable[..., Context]) -> "Page | bytes":
        """Return a page; one that the machine stumbles over is rendered by Jinja, whose error says where."""
        program = self._programs.of(kind)
        if program is not None:
            self._buffer.clear()
            try:
                program.run(context(tuple if program.inserts else self._card_views), self._buffer, self._fragments)
            except Exception as error:
                self._stock(kind, context(self._card_views))
                raise MachineError(f"{kind}: the machine could not render what Jinja can") from error
            return self._buffer
        return self._stock(kind, context(self._card_views))

    def _stock(self, kind: str, context: Context) -> bytes:
        whole = {"shop": self._shop, **context}
        output = self._outputs.get(kind)
        return self._theme.render(kind, whole) if output is None else self._theme.render_output(output, whole)

    def _write(self, path: str, body: "Page | bytes") -> tuple[bytes, int]:
        write_file(self.staging, path, memoryview(body))
        return xxh3_128_digest(body), len(body)


class MachineError(RuntimeError):
    """A bug of ours: the machine fails where its reference does not."""


class _Files:
    """What was written, in order."""

    def __init__(self) -> None:
        self._digests: list[bytes] = []
        self._sizes = array("I")
        self._slowest, self._seconds = 0, 0.0

    def add(self, written: tuple[bytes, int], began: float) -> None:
        took = time.perf_counter() - began
        if took > self._seconds:
            self._slowest, self._seconds = len(self._sizes), took
        self._digests.append(written[0])
        self._sizes.append(written[1])

    def rendered(self) -> Rendered:
        return Rendered(b"".join(self._digests), self._sizes.tobytes(), self._slowest, self._seconds)


def feed_item(view: ProductView) -> FeedItem:
    """Return what the feed says of a product."""
    return FeedItem(
        id=view.id,
        title=view.name,
        description=view.summary or view.name,
        link=view.url,
        pictures=tuple(picture.url for picture in view.pictures),
        price=view.price.amount,
        regular_price=view.price.regular_amount,
        currency=view.price.currency,
        availability=view.availability,
        brand=view.brand.label if view.brand else "",
        gtin=view.gtin,
        sku=view.sku,
        colour=view.colour,
        material=view.material,
        size=view.size,
        gender=view.gender,
        group=view.group,
        category=view.category.label if view.category else "",
    )
