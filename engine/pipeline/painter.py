"""Rows of the snapshot and the plan -> cards and pages: what a worker does once it was told of the theme."""

import os
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from operator import sub
from typing import Any

from msgspec import msgpack
from xxhash import xxh3_128_digest

from engine.catalog.product import Offer, Product
from engine.pipeline.album import Album
from engine.pipeline.board import Board
from engine.pipeline.contexts import Context, single_context
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
from engine.pipeline.staging import flat_name
from engine.pipeline.writing import open_folder, put_file, write_file
from engine.render.listing import list_view, part_of
from engine.render.opened import OpenPrograms
from engine.render.page import list_page, product_page
from engine.render.pictures import Made
from engine.render.products import card_view, product_view
from engine.render.programs import output_kind
from engine.render.scene import Scene
from engine.render.shown import ALL, shown_of
from engine.render.theme import open_theme
from engine.render.views import CardView, PictureView, ProductView
from engine.seo.feed import FeedItem, feed
from engine.snapshot.pack import PackWriter
from native.machine import Fragments, Page

Cards = Callable[[Sequence[int]], tuple[Any, ...]]  # rows -> cards, or the rows as they are where pieces are inserted


class Painter:
    """A theme over one snapshot and its plan."""

    def __init__(self, told: Show, cards: PackWriter) -> None:
        self.staging = told.staging
        self.site = told.site
        stage = told.stage
        self._scene = Scene(stage)
        self._shop = told.shop
        self._scene.styles = told.styles
        self._board = Board(told.snapshot, self._scene.urls, stage.config.pages.per_page, proven=told.proven)
        self._made: Made = Album(told.snapshot) if stage.config.images.mode == "local" else {}
        self._theme = open_theme(told.theme)
        self._programs = OpenPrograms(told.programs, self._theme, told.shop)
        self._outputs = {output_kind(output.path): output for output in self._theme.outputs}
        self._pack = cards
        self._fragments: Fragments | None = None
        self._buffer = Page()
        self._product = msgpack.Decoder(Product).decode
        self._offer = msgpack.Decoder(Offer).decode
        self._encode = msgpack.Encoder().encode
        self._root = open_folder(told.staging)

    def close(self) -> None:
        """Close the files of records and the staging folder."""
        self._board.close()
        os.close(self._root)

    def shelve(self) -> None:
        """Take up the cards that were made."""
        self._fragments = self._board.fragments()

    def cards(self, job: MakeCards) -> Carded:
        """Make the pieces of cards, and a digest of all that a card could show where a page may ask for it."""
        bodies, sizes, views = [], array("I"), []
        board, buffer = self._board, self._buffer
        groups = [(*_runs(group), list[bytes]()) for group in self._programs.groups]
        rows = job.numbers()
        for row, card in zip(rows, self._cards(rows), strict=True):
            buffer.clear()
            ends = [0]
            for number, piece in enumerate(self._programs.pieces):
                try:
                    piece.run((card,), buffer)
                except Exception as error:
                    self._programs.stock_piece(number, card, f"the card of {card.path}")
                    raise MachineError("card: the machine could not make what Jinja can") from error
                ends.append(len(buffer))
            sizes.extend(map(sub, ends[1:], ends))
            if not self._programs.pieces:
                sizes.append(0)
            body = bytes(buffer)
            bodies.append(body)
            for (first, end), others, found in groups:
                part = body[ends[first] : ends[end]]
                if others:
                    part += b"".join([body[ends[first] : ends[end]] for first, end in others])
                found.append(xxh3_128_digest(part))
            asked = self._programs.asks_cards or board.siblings(row)
            views.append(xxh3_128_digest(self._encode(card)) if asked else bytes(16))
        places = self._pack.append(bodies)
        return Carded(
            pack=array("I", (place.pack for place in places)).tobytes(),
            offset=array("q", (place.offset for place in places)).tobytes(),
            sizes=sizes.tobytes(),
            shown=tuple([b"".join(found) for *_, found in groups]),
            view=b"".join(views),
        )

    def products(self, job: RenderProducts) -> Rendered:
        """Render product pages."""
        digests, sizes, slowest, seconds = [], array("I"), 0, 0.0
        board, scene, made, clock = self._board, self._scene, self._made, time.perf_counter
        program, buffer, fragments = self._programs.of("product"), self._buffer, self._fragments
        cards, file, flat = self._cards_of("product"), scene.urls.file, job.flat
        alone = scene.urls.folders and not flat
        shown = ALL if program is None else shown_of(program.reads)
        rows = job.numbers()
        began = clock()
        for (row, product), standing in zip(self._products(rows), board.standings(rows), strict=True):
            siblings = self._card_views(board.siblings(row))
            view = product_view(product, standing, made, scene, cards(board.related(row)), siblings, shown)
            page = product_page(view, product, standing, scene)
            if program is None:
                body: Page | bytes = self._stock("product", {"page": page, "product": view})
            else:
                body = buffer
                buffer.clear()
                try:
                    program.program.run((page, view), buffer, fragments)
                except Exception as error:
                    raise self._stumbled("product", self._in_full(row, product, siblings)) from error
            # Its path is plain: a slug in a pattern.
            path = file(standing.route)
            put_file(self.staging, flat_name(path) if flat else path, body, fd=self._root, alone=alone)
            digests.append(xxh3_128_digest(body))
            sizes.append(len(body))
            ended = clock()
            if ended - began > seconds:
                slowest, seconds = len(digests) - 1, ended - began
            began = ended
        return Rendered(b"".join(digests), sizes.tobytes(), slowest, seconds)

    def _in_full(self, row: int, product: Product, siblings: tuple[CardView, ...]) -> Context:
        """Return what a product's page is made of, with cards for the rows of related products."""
        standing, related = self._board.standing(row), self._card_views(self._board.related(row))
        view = product_view(product, standing, self._made, self._scene, related, siblings)
        return {"page": product_page(view, product, standing, self._scene), "product": view}

    def lists(self, job: RenderLists) -> Rendered:
        """Render pages of lists."""
        files = _Files()
        for number, page in job.parts:
            began = time.perf_counter()
            one = self._scene.lists[number]
            rows = self._board.items(number, page)
            part = part_of(number, page, one.total, self._scene.config.pages.per_page)
            picture = self._first_picture(rows)

            def context(cards: Cards) -> Context:
                view = list_view(part, cards(rows), self._scene)  # noqa: B023
                return {"page": list_page(view, part, self._scene, picture), "listing": view}  # noqa: B023

            file = self._scene.urls.file(self._scene.urls.route(one.kind, one.slug, page))
            files.add(*self._page(one.kind, file, context, flat=job.flat), time.perf_counter() - began)
        return files.rendered()

    def single(self, job: RenderSingle) -> Rendered:
        """Render a page that stands alone."""
        files, began = _Files(), time.perf_counter()
        file = self._scene.urls.file(job.single.route)
        written = self._page(job.single.kind, file, lambda cards: self._single(job, cards))
        files.add(*written, time.perf_counter() - began)
        return files.rendered()

    def output(self, job: RenderOutput) -> Rendered:
        """Render a file of the theme over all cards."""
        files, began = _Files(), time.perf_counter()
        kind, rows = output_kind(job.output.path), self._board.shown
        written = self._page(kind, job.output.path, lambda cards: {"cards": cards(rows)})
        files.add(*written, time.perf_counter() - began)
        return files.rendered()

    def feed(self, job: WriteFeed) -> Rendered:
        """Write one part of the feed."""
        files, began = _Files(), time.perf_counter()
        views = (self._view(row, product) for row, product in self._products(array("I", job.rows)))
        items = (feed_item(view) for view in views if not view.price.on_request)
        shop = self._shop
        about = shop.description or shop.tagline or shop.name
        body = feed(shop.name, f"{shop.base_url}/", about, items)
        write_file(self.staging, job.name, body)
        files.add(xxh3_128_digest(body), len(body), time.perf_counter() - began)
        return files.rendered()

    def _single(self, job: RenderSingle, cards: Cards) -> Context:
        hero = None if job.hero < 0 else next(self._view(row, product) for row, product in self._products([job.hero]))
        return single_context(job, self._scene, hero, cards)

    def _products(self, rows: Sequence[int]) -> Iterator[tuple[int, Product]]:
        return zip(rows, map(self._product, self._board.records(rows)), strict=True)

    def _view(self, row: int, product: Product) -> ProductView:
        return product_view(product, self._board.standing(row), self._made, self._scene)

    def _card_views(self, rows: Sequence[int]) -> tuple[CardView, ...]:
        if not rows:
            return ()
        return tuple(self._cards(rows))

    def _cards(self, rows: Sequence[int]) -> Iterator[CardView]:
        board, scene, made = self._board, self._scene, self._made
        offers = map(self._offer, board.records(rows))
        return (
            card_view(offer, standing, made, scene)
            for offer, standing in zip(offers, board.standings(rows), strict=True)
        )

    def _first_picture(self, rows: Sequence[int]) -> PictureView | None:
        """Return the picture of the first product that has one."""
        for row in rows:
            (record,) = self._board.records((row,))
            if picture := self._scene.gallery.card(self._offer(record).pictures, self._made):
                return picture
        return None

    def _cards_of(self, kind: str) -> Cards:
        """Return what turns rows into what pages of a kind are given as cards."""
        program = self._programs.of(kind)
        return self._board.on_shelf if program is not None and program.inserts else self._card_views

    def _page(
        self, kind: str, file: str, context: Callable[[Cards], Context], *, flat: bool = False
    ) -> tuple[bytes, int]:
        body = self._render(kind, context(self._cards_of(kind)), lambda: context(self._card_views))
        write_file(self.staging, flat_name(file) if flat else file, body)
        return xxh3_128_digest(body), len(body)

    def _render(self, kind: str, context: Context, in_full: Callable[[], Context]) -> Page | bytes:
        """Return a page; one that the machine stumbles over is rendered by Jinja, whose error says where."""
        program = self._programs.of(kind)
        if program is None:
            return self._stock(kind, context)
        self._buffer.clear()
        try:
            program.run(context, self._buffer, self._fragments)
        except Exception as error:
            raise self._stumbled(kind, in_full()) from error
        return self._buffer

    def _stumbled(self, kind: str, context: Context) -> "MachineError":
        """Return the bug that it is when Jinja can render what the machine could not; else its own error rises."""
        self._stock(kind, context)
        return MachineError(f"{kind}: the machine could not render what Jinja can")

    def _stock(self, kind: str, context: Context) -> bytes:
        whole = {"shop": self._shop, **context}
        output = self._outputs.get(kind)
        return self._theme.render(kind, whole) if output is None else self._theme.render_output(output, whole)


def _runs(numbers: Sequence[int]) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """Return the first run of numbers that follow each other, and the other ones: first and end of each."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = runs[-1][0], number + 1
        else:
            runs.append((number, number + 1))
    return runs[0], runs[1:]


class MachineError(RuntimeError):
    """A bug of ours: the machine fails where its reference does not."""


class _Files:
    """What was written, in order."""

    def __init__(self) -> None:
        self._digests: list[bytes] = []
        self._sizes = array("I")
        self._slowest, self._seconds = 0, 0.0

    def add(self, digest: bytes, size: int, seconds: float) -> None:
        if seconds > self._seconds:
            self._slowest, self._seconds = len(self._sizes), seconds
        self._digests.append(digest)
        self._sizes.append(size)

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
