"""What is made over many products -> its stale parts, staged: sitemap, feed, outputs of a theme, compressed copies."""

from array import array
from collections.abc import Callable, Iterator
from typing import Any

from engine.config.schema import ShopConfig
from engine.errors import EngineError
from engine.pipeline.buckets import Buckets
from engine.pipeline.compression import compressible
from engine.pipeline.crew import Crew
from engine.pipeline.inputs import NONE, Inputs, digest
from engine.pipeline.inventory import Inventory, Parts, ProductPages
from engine.pipeline.jobs import Compress, Rendered, RenderOutput, WriteFeed, Written
from engine.pipeline.watch import Watch
from engine.plan.model import Plan, parts
from engine.plan.urls import NOT_FOUND, Addresses
from engine.render.programs import output_kind
from engine.render.theme import Theme
from engine.render.views import ShopView
from engine.seo.feed import feed_name
from engine.seo.markup import escape
from engine.seo.sitemap import MOST, sitemap, sitemap_index, sitemap_name
from engine.snapshot.columns import Buffer, Table
from native import (
    count_up,
    fold_buckets,
    fold_columns,
    latest_dates,
    merge_items,
    merge_spans,
    most_in_buckets,
    pack_texts,
    sort_texts,
    unpack_texts,
    widen,
)

IN_SITEMAP, IN_FEED = 2_000, 5_000  # products in a part
ITEM_S, CARD_S = 60e-6, 1e-6  # about what a product costs in the feed, and in an output
COMPRESSED_A_JOB = 64
COMPRESS_S = 2e-3


class Derivation:
    """The site-wide files of one build."""

    def __init__(self, plan: Plan, table: Table, urls: Addresses, products: ProductPages, files: Inventory) -> None:
        self._plan = plan
        self._urls = urls
        self._products = products
        self._files = files
        self._stale: list[tuple[Any, str, str, int, Parts]] = []
        self._cost_s = 0.0
        updated, created = table.i64("updated"), table.i64("created")
        dates = latest_dates(products.rows, count_up(0, len(products.rows) + 1), created, updated)
        self._dates = array("q", dates)
        self._slugs = plan.rows.texts("slug")
        # Slugs are of a-z, 0-9 and -, so that an address holds one as it is.
        pattern = urls.address(urls.path(urls.route("product", "SLUG")))
        self._before, _, self._after = pattern.partition("SLUG")

    def sitemap(self) -> Iterator[None]:
        """Write the parts of the sitemap that are stale, one a step, and its index; a small shop has one part."""
        key, dates = self._products.key, self._dates
        buckets = Buckets(key, IN_SITEMAP)
        found: list[tuple[str, int]] = []
        facts, count, latest_of_others = self._told_of_others()
        name, made = sitemap_name(1), (facts, digest(self._urls, len(buckets) > 1), NONE)
        if len(buckets) > 1 and count <= MOST and not self._files.why("sitemap", name, made):
            self._files.keep(name)
            found.append((name, latest_of_others))
        else:
            others = self._others()
            if len(buckets) == 1:
                others += self._pages()
            for start in range(0, len(others), MOST):
                held = others[start : start + MOST]
                times = array("q", [time for _, time in held])
                body = sitemap(pack_texts([escape(page) for page, _ in held]), count_up(0, len(held)), times)
                name = sitemap_name(len(found) + 1)
                self._files.write("sitemap", name, body, parts=made)
                found.append((name, max(times)))
                yield
        if len(buckets) > 1:
            made_of = fold_buckets(fold_columns([key, widen(dates)]), key, buckets.bits)
            latest = most_in_buckets(dates, key, buckets.bits)
            for bucket in range(len(buckets)):
                name = sitemap_name(len(found) + 1)
                found.append((name, latest[bucket]))
                self._write_part(name, buckets, bucket, bytes(made_of[16 * bucket : 16 * bucket + 16]))
                yield
        home = self._urls.address(self._urls.path("/"))
        self._files.write("sitemap", "sitemap.xml", sitemap_index((f"{home}{name}", date) for name, date in found))

    def _write_part(self, name: str, buckets: Buckets, bucket: int, made_of: bytes) -> None:
        made = (made_of, digest(self._urls), NONE)
        if why := self._files.why("sitemap", name, made):
            names, order, times = self._slugs_of(buckets.places(bucket))
            body = sitemap(names, order, times, escape(self._before), escape(self._after))
            self._files.write("sitemap", name, body, why, made)
        else:
            self._files.keep(name)

    def _slugs_of(self, places: Buffer) -> tuple[tuple[bytes, bytes], bytes, bytes]:
        """Return the slugs of products, their order (u32) and the dates of their pages (i64)."""
        none = pack_texts([])
        chosen = merge_items(self._products.rows, b"", 4, places)
        slugs = merge_spans(self._plan.rows.spans("slug", "text"), none, 1, chosen)
        order, _ = sort_texts(*slugs, count_up(0, len(chosen) // 4))
        return slugs, order, merge_items(self._dates, b"", 8, places)

    def _pages(self) -> list[tuple[str, int]]:
        """Return address and date of the pages of products, in order."""
        slugs, order, times = self._slugs_of(count_up(0, len(self._dates)))
        names, dates = unpack_texts(*slugs), memoryview(times).cast("q")
        return [(self._before + names[one] + self._after, dates[one]) for one in memoryview(order).cast("I")]

    def _told_of_others(self) -> tuple[bytes, int, int]:
        """Return a digest of what the sitemap says of these pages, how many they are, and the latest of their dates."""
        plan = self._plan
        singles = [(single.route, single.updated) for single in plan.singles if single.route != NOT_FOUND]
        lists = [(one.kind, one.slug, parts(one.total, plan.per_page), one.updated) for one in plan.lists]
        count = len(singles) + sum(pages for _, _, pages, _ in lists)
        dates = (*(date for _, date in singles), *(date for *_, date in lists))
        return digest(singles, lists), count, max(dates, default=0)

    def _others(self) -> list[tuple[str, int]]:
        """Return address and date of every page that may be found and is no product's."""
        urls, plan = self._urls, self._plan
        found = [
            (urls.address(urls.path(single.route)), single.updated)
            for single in plan.singles
            if single.route != NOT_FOUND
        ]
        for one in plan.lists:
            routes = urls.routes(one.kind, one.slug, parts(one.total, plan.per_page))
            found += [(urls.address(urls.path(route)), one.updated) for route in routes]
        return found

    def outputs(self, theme: Theme, inputs: Inputs, cards: Callable[[str], Buffer]) -> None:
        """Have the theme's own outputs be written; `cards` gives the digests of what an output shows of cards."""
        for output in theme.outputs:
            kind = output_kind(output.path)
            cost_s = len(self._plan.shown) * CARD_S
            self._want(RenderOutput(output), kind, output.path, (NONE, NONE, inputs.of_output(cards(kind))), cost_s)

    def feed(self, inputs: Inputs, shop: ShopView) -> None:
        """Have the parts of the feed be written."""
        rows = self._products.rows
        buckets = Buckets(self._products.key, IN_FEED)
        made_of = fold_buckets(inputs.of_feed(rows), self._products.key, buckets.bits)
        about = digest(shop.name, shop.base_url, shop.description, shop.tagline)
        for bucket in range(len(buckets)):
            parts = (bytes(made_of[16 * bucket : 16 * bucket + 16]), about, NONE)
            name = feed_name(bucket + 1)
            places = buckets.places(bucket) if self._files.why("feed", name, parts) else ()
            held = sorted((rows[place] for place in places), key=self._slugs.__getitem__)
            self._want(WriteFeed(name, array("I", held).tobytes()), "feed", name, parts, len(held) * ITEM_S)

    def compress(self, config: ShopConfig, crew: Crew, watch: Watch) -> None:
        """Have compressed copies written beside text files, where those are new."""
        todo = []
        for path, output, size in [*self._files.items(), *self._products.items()]:
            if not compressible(path, size):
                continue
            for form in config.output.compress:
                copy = f"{path}.{form}"
                parts = (output, NONE, NONE)
                if why := self._files.why("compressed", copy, parts):
                    todo.append((path, copy, why, parts))
                else:
                    self._files.keep(copy)
        copies = {copy: (why, parts) for _, copy, why, parts in todo}
        texts = list(dict.fromkeys(path for path, *_ in todo))

        def handle(_: Compress, result: list[Written]) -> None:
            for file in result:
                if file.path in copies:
                    why, parts = copies[file.path]
                    self._files.add("compressed", file.path, bytes.fromhex(file.digest), file.size, why, parts)
            progress.add(len(result), sum(file.size for file in result))

        with watch.stage("compress", "files", len(texts)) as progress:
            starts = range(0, len(texts), COMPRESSED_A_JOB)
            crew.run(
                (Compress(tuple(texts[at : at + COMPRESSED_A_JOB])) for at in starts),
                handle,
                on_lost=_lost,
                cost_s=len(texts) * COMPRESS_S,
            )

    def _want(self, job: Any, kind: str, path: str, made: Parts, cost_s: float) -> None:
        """Keep a file that still holds, else have it written: a job, its kind, its path and what it is made of."""
        if why := self._files.why(kind, path, made):
            self._stale.append((job, kind, path, why, made))
            self._cost_s += cost_s
        else:
            self._files.keep(path)

    def write(self, crew: Crew, watch: Watch) -> None:
        """Write what is stale of the outputs and the feed."""
        stale = self._stale

        def handle(job: Any, result: Rendered) -> None:
            _, kind, path, why, made = next(one for one in stale if one[0] is job)
            (size,) = array("I", result.sizes)
            self._files.add(kind, path, result.digests, size, why, made)
            progress.add(1, size)

        with watch.stage("derive", "files", len(stale)) as progress:
            crew.run((job for job, *_ in stale), handle, on_lost=_lost, cost_s=self._cost_s)


def _lost(job: Any, reason: str) -> None:
    raise EngineError(f"{type(job).__name__} cannot be done: again and again a worker {reason}")
