"""Theme, content and vetted catalog -> the next site: what has changed staged, and a manifest of the whole."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.catalog.product import Finding
from engine.config.schema import ShopConfig
from engine.content.entry import HOME, Entry
from engine.pipeline.album import write_album
from engine.pipeline.board import read_before, write_board
from engine.pipeline.cards import Cards, IsolatedError, make_cards
from engine.pipeline.crew import Crew
from engine.pipeline.derived import Derivation
from engine.pipeline.found import Findings
from engine.pipeline.inputs import Inputs, digest, gather
from engine.pipeline.inventory import Inventory, ProductPages, torn, twice
from engine.pipeline.jobs import Shelve, Show
from engine.pipeline.links import dead_links
from engine.pipeline.manifest import PROGRAM, SHOP, Head, Manifest, Told
from engine.pipeline.pictures import Pictures, make_pictures, picture_findings
from engine.pipeline.reading import counts_of, isolate, judge
from engine.pipeline.rendering import Rendering
from engine.pipeline.singles import single_jobs
from engine.pipeline.sitefiles import host_files, link_pictures, static_files
from engine.pipeline.sources import Sources, own_files
from engine.pipeline.staging import unstage
from engine.pipeline.watch import Watch
from engine.plan.model import Plan
from engine.plan.order import Published, published
from engine.plan.plan import make_plan
from engine.plan.singles import EntryHead
from engine.plan.urls import addresses
from engine.render.programs import Programs, make_programs
from engine.render.scene import EntryLink, Scene, Stage
from engine.render.shop import shop_view
from engine.render.theme import Theme
from engine.render.views import ShopView
from engine.snapshot.columns import Buffer
from engine.snapshot.edition import edition
from engine.snapshot.folder import Catalog
from engine.telemetry.report import ProductCounts
from native import count_up, rows_marked

MANY = 0.2  # of all files: when more have changed, a whole new tree is cheaper than moving files one by one
SLOWER = 30  # times that Jinja takes over a page, about


class Place(Struct, frozen=True):
    """Where a site is made: a staging folder, and the site that it will take the place of."""

    staging: str
    site: str
    templates: str  # folder of what was compiled
    before: Manifest | None  # of the site, None when all of it is to be made


class Site(Struct, frozen=True):
    """The next site."""

    plan: Plan
    pictures: Pictures
    counts: ProductCounts
    findings: Findings
    head: Head
    products: ProductPages
    files: Inventory
    programs: Programs
    shop: ShopView
    flat: tuple[str, ...]  # files that are staged by `flat_name`, those too that are as the site has them
    gone: tuple[str, ...]  # files of the site that are not in the next one
    slowest: str
    seconds: float

    @property
    def changes(self) -> int:
        """How many files are staged whose bytes the site does not have."""
        return len(self.products.changed) + len(self.files.changed)

    def has_many_changes(self) -> bool:
        """Tell whether a whole new tree is cheaper than moving them."""
        return self.changes > MANY * (len(self.files) + len(self.products.rows))

    def changed(self) -> list[str]:
        """Return these files: pages of products before those that list them."""
        return [*map(self.products.file, self.products.changed), *self.files.changed]


def make_site(sources: Sources, place: Place, build_id: str, crew: Crew, watch: Watch) -> Site:
    """Make the next site; products that workers die on are left out, and the rest is made again."""
    catalog = sources.catalog
    pictures: Pictures | None = None
    while True:
        making = _Making(sources, catalog, place, build_id, crew, watch)
        try:
            plan = making.plan()
            if pictures is None or not pictures.cover(catalog.table, plan.shown):
                pictures = make_pictures(catalog.table, plan.shown, sources.config, crew, watch)
            return making.site(plan, pictures)
        except IsolatedError as isolated:
            catalog = isolate(catalog, isolated.products)
            unstage(place.staging)  # what need not be made any more would be taken for a part of the next site


class _Making:
    """One attempt at a site."""

    def __init__(
        self, sources: Sources, catalog: Catalog, place: Place, build_id: str, crew: Crew, watch: Watch
    ) -> None:
        self._sources = sources
        self._config = sources.config
        self._catalog = catalog
        self._place = place
        self._build_id = build_id
        self._crew = crew
        self._watch = watch
        self._urls = addresses(sources.config)
        self._found: Published = published(catalog.table)

    def plan(self) -> Plan:
        """Return the plan of a catalog that did not lose too much."""
        found, catalog, config = self._found, self._catalog, self._config
        self._counts = counts_of(catalog, len(found.again))
        self._again = _again(catalog, found)
        judge(self._counts, Findings(catalog, self._again), config.catalog.max_excluded)
        with self._watch.stage("plan", "pages") as progress:
            heads = [
                EntryHead(entry.slug, "guide" if entry.kind == "guide" else "page", entry.source, entry.updated)
                for entry in self._sources.entries
                if entry.kind != HOME
            ]
            before = read_before(catalog.folder)
            ledger = self._sources.ledger
            plan = make_plan(catalog.table, found, catalog.reference, heads, config, ledger, before)
            write_board(catalog.folder, plan)
            progress.add(len(plan.shown) + len(plan.lists) + len(plan.singles))
        return plan

    def site(self, plan: Plan, pictures: Pictures) -> Site:
        """Return the site of a plan."""
        config, theme, place = self._config, self._sources.theme, self._place
        stage = _stage(config, self._catalog, plan, self._sources.entries)
        scene = Scene(stage)
        static, logo = static_files(theme, config, self._urls)
        shop = shop_view(scene, logo)
        styles = {kind: theme.css(kind) for kind in theme.kinds() if kind in _kinds(plan)}
        programs = self._programs(theme, shop, styles)
        if pictures.local:
            write_album(self._catalog.folder, pictures.made)
        folder = self._catalog.folder
        proven = self._catalog.proven
        show = Show(stage, theme.place, programs, shop, styles, folder, place.staging, place.site, proven)
        self._crew.broadcast(show)
        inputs = Inputs(self._catalog.table, plan, scene, pictures.made, programs.reads.get)
        cards = self._cards(plan, inputs, programs)
        self._crew.broadcast(Shelve())
        kinds = {**programs.digests, **self._others()}
        files = Inventory(place.before, place.staging, kinds, self._other())
        products = self._products(plan, inputs, programs, cards)
        shown = _shown(programs, cards)
        singles = [
            (job, inputs.of_single(job, shown(job.single.kind)))
            for job in single_jobs(plan, self._catalog.table, self._sources.entries, self._widths(pictures))
        ]
        ids = self._catalog.table.texts("product_id")
        rendering = Rendering(plan, self._urls, programs, products, files, ids)
        derivation = Derivation(plan, self._catalog.table, self._urls, products, files)
        flat = self._goes_flat(products)
        lists, sitemap = inputs.of_lists(shown), derivation.sitemap()
        pages = rendering.render(lists, singles, sitemap, self._crew, self._watch, flat=flat)
        for path, body in static.items():
            files.write("asset", path, body)
        link_pictures(pictures, config, files, place.staging)
        scripted = any(name.endswith("js") for name in theme.assets)
        for path, body in host_files(plan, config, self._sources.entries, self._urls, styles, scripted).items():
            files.write("host", path, body)
        for path, body in own_files(config).items():
            files.write("own", path, body)
        derivation.outputs(theme, inputs, shown)
        if config.output.feed:
            derivation.feed(inputs, shop)
        derivation.write(self._crew, self._watch)
        if config.output.compress:
            derivation.compress(config, self._crew, self._watch)
        if files.has_grown() or products.has_grown():
            _check_apart(files, products)
        others = (
            *self._again,
            *plan.findings,
            *picture_findings(self._catalog.table, plan.shown, pictures),
            *self._dead_links(plan, products, files),
        )
        counts = self._counts
        told = Told(
            pages=pages,
            products=replace(counts, published=len(plan.shown), filtered=counts.filtered + plan.cut),
            pictures=pictures.counts,
            findings=others,
            files=len(files) + len(products.rows),
            bytes=files.size() + products.size(),
        )
        return Site(
            plan=plan,
            pictures=pictures,
            counts=counts,
            findings=Findings(self._catalog, others),
            head=Head(self._build_id, edition(), self._urls, kinds, told, theme=self._theme()),
            products=products,
            files=files,
            programs=programs,
            shop=shop,
            flat=rendering.flat,
            gone=tuple(_gone(products, files)),
            slowest=rendering.slowest,
            seconds=rendering.seconds,
        )

    def _programs(self, theme: Theme, shop: ShopView, styles: Mapping[str, str]) -> Programs:
        config = self._config
        programs = make_programs(theme, shop, styles, Path(self._place.templates), minified=config.theme.minify)
        for one in programs.stock:
            self._watch.warn(
                f"theme {theme.name}: pages of the kind {one.kind} are rendered by Jinja, about {SLOWER} times slower: "
                f"{one.reason}"
            )
        return programs

    def _cards(self, plan: Plan, inputs: Inputs, programs: Programs) -> Cards:
        table = self._catalog.table
        made_of = inputs.of_cards(digest(programs.pieces_digest, programs.groups, programs.asks_cards))
        ids = table.texts("product_id")
        pieces, groups = len(programs.pieces), programs.groups
        return make_cards(self._catalog.folder, plan.shown, made_of, ids, pieces, groups, self._crew, self._watch)

    def _products(self, plan: Plan, inputs: Inputs, programs: Programs, cards: Cards) -> ProductPages:
        rows = array("I", rows_marked(plan.rows.u8("flags"), count_up(0, len(plan.rows))))
        made_of = inputs.of_products(rows, _shown(programs, cards)("product"), cards.view)
        slugs, key = plan.rows.texts("slug"), gather(inputs.slug, rows)
        program, before = programs.digests["product"], self._place.before
        return ProductPages(before, self._urls, program, rows, slugs, key, made_of, self._other())

    def _goes_flat(self, products: ProductPages) -> bool:
        """Return whether pages are few enough to be moved one by one, out of a staging folder's top."""
        config, few = self._config.output, len(products.stale()) <= MANY * len(products.rows)
        return few and self._place.before is not None and config.switch == "files" and not config.compress

    def _other(self) -> int:
        """Return why programs are others, where they are: the theme is, else only facts of the shop can be."""
        before = self._place.before
        return SHOP if before is not None and before.head.theme == self._theme() else PROGRAM

    def _theme(self) -> str:
        """Return what a theme makes of programs: its files, settings and texts, and whether they are minified."""
        return f"{self._sources.theme.digest} {self._config.theme.minify}"

    def _others(self) -> dict[str, bytes]:
        """Return what stands for the program of files that no theme renders: the engine itself."""
        return dict.fromkeys(("sitemap", "feed", "compressed"), edition().encode())

    def _widths(self, pictures: Pictures) -> Callable[[str], int]:
        """Return what tells the width of a picture that can be shown; 1 where another service makes them."""
        if self._config.images.mode == "external":
            return lambda _: 1
        return lambda source: pictures.made[source].width if source in pictures.made else 0

    def _dead_links(self, plan: Plan, products: ProductPages, files: Inventory) -> list[Finding]:
        """Return links that lead nowhere; none when products were cut off, for their pages are what links may mean."""
        if plan.cut:
            return []
        config, urls = self._config, self._urls
        lists, singles = (one.route for one in plan.lists), (one.route for one in plan.singles)
        moved = (one.source.rstrip("/") for one in config.redirects)
        routes = chain(lists, singles, plan.redirects, moved)
        others = (path for path, *_ in files.items())
        return dead_links(config, self._sources.entries, urls, routes, others, products.leads)


def _again(catalog: Catalog, found: Published) -> list[Finding]:
    """Return a finding for each product whose product_id an earlier one has."""
    names, ids = catalog.table.texts("product_id"), catalog.table.texts("id")
    return [
        Finding(
            product_id=names[row],
            source_id=f"_id {ids[row]}",
            field="product_id",
            code="product_id_twice",
            found=names[row],
            done="left out: a document with a smaller _id has the same product_id",
            severity="critical",
        )
        for row in found.again
    ]


def _check_apart(files: Inventory, products: ProductPages) -> None:
    """Refuse a site in which two things would be written to one file, or a file to where a folder is."""
    if both := files.shared_with(products):
        raise twice(both)
    if names := files.torn(products):
        raise torn(names)


def _kinds(plan: Plan) -> frozenset[str]:
    """Return the kinds of the pages that a shop has."""
    return frozenset(("product", *(one.kind for one in plan.lists), *(single.kind for single in plan.singles)))


def _stage(config: ShopConfig, catalog: Catalog, plan: Plan, entries: Sequence[Entry]) -> Stage:
    titles = {(entry.slug, entry.kind == "guide"): EntryLink(entry.title, entry.navigation) for entry in entries}
    links = {single.route: titles[single.entry, single.kind == "guide"] for single in plan.singles if single.entry}
    return Stage(config, catalog.reference, plan.lists, plan.singles, links, len(plan.shown))


def _shown(programs: Programs, cards: Cards) -> Callable[[str], Buffer]:
    """Return what gives the digests of what pages of a kind show of cards."""
    one = b"\1" * len(cards.view)  # where nothing is inserted, only how many cards there are counts

    def shown(kind: str) -> Buffer:
        if kind not in programs.inserts:
            return cards.view
        return cards.shown[programs.group[kind]] if kind in programs.group else one

    return shown


def _gone(products: ProductPages, files: Inventory) -> list[str]:
    left = [path for path in products.gone() if path not in files]
    return left + [path for path in files.gone() if not products.holds(path)]
