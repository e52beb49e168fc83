"""What runs in a worker process: jobs in, small answers out; files are read and written here and never sent."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct, msgpack
from msgspec.structs import replace

from engine.catalog.product import Product
from engine.pipeline.files import write
from engine.pipeline.jobs import (
    Compose,
    Composed,
    Compress,
    Encode,
    Know,
    ProductTask,
    RenderLists,
    RenderOutput,
    RenderProducts,
    RenderSingle,
    Setup,
    Show,
    Vet,
    Vetted,
    WriteFeed,
    Written,
)
from engine.pipeline.seat import Seat
from engine.render.guides import face_guide, index_view, size_guide
from engine.render.home import home_view
from engine.render.listing import list_view
from engine.render.page import list_page, product_page, single_page
from engine.render.products import card_view, product_view, with_others
from engine.render.scene import Scene
from engine.render.theme import open_theme
from engine.render.views import CardView, PageView, ProductView
from engine.seo.feed import FeedItem, feed
from engine.snapshot.pack import PackReader, PackWriter, Place


class Folio(Struct, frozen=True, gc=False):
    """A product's page as the snapshot keeps it: its view but for other products, and its head."""

    view: ProductView
    page: PageView


def open_worker(setup: Setup, seat: Seat) -> Callable[[Any], Any]:
    """Return the function that a worker calls with each job."""
    return Worker(setup, seat)


class Worker:
    """One worker's open files and what it was told."""

    def __init__(self, setup: Setup, seat: Seat) -> None:
        self._setup = setup
        self._seat = seat
        self._encode = msgpack.Encoder().encode
        self._products = msgpack.Decoder(Product).decode
        self._folios = msgpack.Decoder(Folio).decode
        self._cards = msgpack.Decoder(CardView).decode
        self._snapshot = setup.snapshot
        self._writers: dict[str, PackWriter] = {}
        self._readers: dict[str, PackReader] = {}
        self._doing: dict[type, Callable[[Any], Any]] = {
            Know: self._know,
            Vet: self._vet,
            Encode: self._picture,
            Show: self._show,
            Compose: self._compose,
            RenderProducts: self._render_products,
            RenderLists: self._render_lists,
            RenderSingle: self._render_single,
            WriteFeed: self._feed,
            RenderOutput: self._output,
            Compress: self._compress,
        }

    def __call__(self, job: Any) -> Any:
        return self._doing[type(job)](job)

    def _writer(self, name: str) -> PackWriter:
        if name not in self._writers:
            self._writers[name] = PackWriter(self._snapshot, name, self._seat.number)
        return self._writers[name]

    def _reader(self, name: str) -> PackReader:
        if name not in self._readers:
            self._readers[name] = PackReader(self._snapshot, name)
        return self._readers[name]

    def _know(self, message: Know) -> None:
        from engine.catalog.opening import open_source
        from engine.catalog.vetting import open_vetting
        from engine.snapshot.row import numbers

        self._source = open_source(self._setup.config)
        self._vetting = open_vetting(self._setup.config, message.reference, message.names)
        self._numbers = numbers(message.reference)

    def _vet(self, job: Vet) -> Vetted:
        from engine.pipeline.vetting import vet_range

        return vet_range(self._source, self._vetting, job.range, self._numbers, self._writer("records"))

    def _picture(self, job: Encode) -> Any:
        from engine.pipeline.encoding import encode

        return encode(job, self._setup)

    def _show(self, message: Show) -> None:
        if message.snapshot != self._snapshot:
            self._snapshot = message.snapshot
            for writer in self._writers.values():
                writer.close()
            self._writers.clear()
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()
        self._scene = Scene(message.stage)
        self._shop = message.shop
        self._styles = message.styles
        self._staging = message.staging
        self._theme = open_theme(message.theme)

    def _compose(self, job: Compose) -> Composed:
        folios, cards = [], []
        for task in job.tasks:
            product = self._products(self._reader("records").read(task.place))
            view = product_view(product, task.standing, job.pictures, self._scene)
            page = product_page(view, product, task.standing, self._scene)
            folios.append(self._encode(Folio(view, page)))
            cards.append(self._encode(card_view(product, task.standing, job.pictures, self._scene)))
        return Composed(tuple(self._writer("views").append(folios)), tuple(self._writer("cards").append(cards)))

    def _card_views(self, places: Sequence[Place]) -> tuple[CardView, ...]:
        return tuple(self._cards(self._reader("cards").read(place)) for place in places)

    def _folio(self, place: Place) -> Folio:
        return self._folios(self._reader("views").read(place))

    def _render_products(self, job: RenderProducts) -> list[Written]:
        return [self._render_product(task) for task in job.tasks]

    def _render_product(self, task: ProductTask) -> Written:
        folio = self._folio(task.place)
        view = with_others(folio.view, self._card_views(task.related), self._card_views(task.siblings))
        return self._page("product", task.standing.route, folio.page, product=view)

    def _render_lists(self, job: RenderLists) -> list[Written]:
        written = []
        for task in job.tasks:
            view = list_view(task.part, self._card_views(task.cards), self._scene)
            one = self._scene.lists[task.part.number]
            route = self._scene.urls.route(one.kind, one.slug, task.part.page)
            written.append(self._page(one.kind, route, list_page(view, task.part, self._scene), listing=view))
        return written

    def _render_single(self, job: RenderSingle) -> Written:
        single, scene = job.single, self._scene
        hero = self._folio(job.hero).view if job.hero else None
        page = single_page(
            single, job.title, job.description, scene, hero.pictures[0] if hero and hero.pictures else None
        )
        context: dict[str, Any] = {}
        if single.kind == "home":
            featured, newest, kinds = map(self._card_views, (job.featured, job.newest, job.kinds))
            context["home"] = home_view(scene, hero, featured, newest, kinds, job.entry)
        elif single.kind in ("brands", "shapes"):
            context["index"] = index_view(single.kind, scene)
        elif single.kind == "faces":
            context["guide"] = face_guide(scene)
        elif single.kind == "sizes" and job.widths:
            context["sizes"] = size_guide(job.widths, hero)
        elif job.entry:
            context["entry"] = job.entry
        return self._page(single.kind, single.route, page, **context)

    def _page(self, kind: str, route: str, page: PageView, **context: Any) -> Written:
        began = time.perf_counter()
        page = replace(page, css=self._styles[kind])
        body = self._theme.render(kind, {"shop": self._shop, "page": page, **context})
        file = self._scene.urls.file(route)
        return write(self._staging, file, body, time.perf_counter() - began)

    def _feed(self, job: WriteFeed) -> Written:
        items = (self._folio(place).view for place in job.views)
        shop = self._shop
        body = feed(
            shop.name,
            f"{shop.base_url}/",
            shop.description or shop.tagline or shop.name,
            (_feed_item(view) for view in items if not view.price.on_request),
        )
        return write(self._staging, job.name, body)

    def _output(self, job: RenderOutput) -> Written:
        context = {"shop": self._shop, "cards": self._card_views(job.cards)}
        return write(self._staging, job.output.path, self._theme.render_output(job.output, context))

    def _compress(self, job: Compress) -> list[Written]:
        from engine.pipeline.compression import compress

        return [
            write(self._staging, path, body) for path, body in compress(self._staging, job.files, self._setup.config)
        ]


def _feed_item(view: ProductView) -> FeedItem:
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
