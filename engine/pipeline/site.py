"""Theme, content and vetted catalog -> every file of the site in the staging folder."""

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from engine.catalog.product import Finding
from engine.config.schema import ShopConfig
from engine.content.entry import HOME, Entry
from engine.errors import PublishError
from engine.pipeline.composing import IsolatedError, Shelf, compose, standings
from engine.pipeline.jobs import Show, Written
from engine.pipeline.links import dead_links
from engine.pipeline.pictures import Pictures, make_pictures
from engine.pipeline.pool import Pool
from engine.pipeline.reading import isolate, judge
from engine.pipeline.rendering import render
from engine.pipeline.sitefiles import write_derived, write_for_hosts, write_own, write_pictures, write_static
from engine.pipeline.watch import Watch
from engine.plan.model import Plan
from engine.plan.plan import make_plan
from engine.plan.singles import EntryHead
from engine.plan.urls import addresses
from engine.render.scene import EntryLink, Scene, Stage
from engine.render.shop import shop_view
from engine.render.theme import Theme
from engine.snapshot.folder import Catalog
from engine.snapshot.ledger import Ledger


class Sources(Struct, frozen=True):
    """All that a site is made of."""

    config: ShopConfig
    theme: Theme
    entries: tuple[Entry, ...]
    ledger: Ledger
    snapshot: str  # folder of the packs
    catalog: Catalog


class Site(Struct, frozen=True):
    """A site in its staging folder."""

    plan: Plan
    pictures: Pictures
    catalog: Catalog  # but for products that workers die on
    files: tuple[Written, ...]
    pages: dict[str, int]  # by kind
    findings: tuple[Finding, ...] = ()


def make_site(sources: Sources, staging: str, pool: Pool, watch: Watch) -> Site:
    """Make the whole site; products that workers die on are left out, and the rest is made again."""
    catalog = sources.catalog
    pictures: Pictures | None = None
    while True:
        plan = _plan(sources, catalog, watch)
        if pictures is None or not pictures.cover(plan.rows):
            pictures = make_pictures(plan.rows, sources.config, pool, watch)
        try:
            files, pages = _write(sources, catalog, plan, pictures, staging, pool, watch)
        except IsolatedError as isolated:
            catalog = isolate(catalog, isolated.products)
            judge(catalog, sources.config.catalog.max_excluded)
            _empty(staging)
        else:
            return Site(plan, pictures, catalog, tuple(files), pages, tuple(_dead_links(sources, plan, files)))


def _dead_links(sources: Sources, plan: Plan, files: Sequence[Written]) -> list[Finding]:
    """Return links that lead nowhere; none when products were cut off, for their pages are what links may mean."""
    if plan.cut:
        return []
    config = sources.config
    lists, singles = (one.route for one in plan.lists), (one.route for one in plan.singles)
    moved = (one.source.rstrip("/") for one in config.redirects)
    routes = chain(lists, singles, plan.routes, plan.redirects, moved)
    return dead_links(config, sources.entries, addresses(config), routes, (file.path for file in files))


def _plan(sources: Sources, catalog: Catalog, watch: Watch) -> Plan:
    with watch.stage("plan", "pages") as progress:
        heads = [
            EntryHead(entry.slug, "guide" if entry.kind == "guide" else "page", entry.source, entry.updated)
            for entry in sources.entries
            if entry.kind != HOME
        ]
        plan = make_plan(catalog.rows, catalog.reference, heads, sources.config, sources.ledger)
        progress.add(len(plan.rows) + len(plan.lists) + len(plan.singles))
    return plan


def _write(
    sources: Sources, catalog: Catalog, plan: Plan, pictures: Pictures, staging: str, pool: Pool, watch: Watch
) -> tuple[list[Written], dict[str, int]]:
    config, theme = sources.config, sources.theme
    urls = addresses(config)
    files, logo = write_static(theme, config, urls, staging)
    styles = {kind: theme.css(kind) for kind in theme.kinds()}
    stage = _stage(config, catalog, plan, sources.entries)
    pool.broadcast(Show(stage, theme.place, shop_view(Scene(stage), logo), styles, sources.snapshot, staging))
    known = standings(plan)
    shelf: Shelf = compose(plan, known, pictures, pool, watch)
    pages, kinds = render(plan, known, shelf, sources.entries, _widths(config, plan, pictures), pool, watch)
    files += pages
    files += write_pictures(pictures, config, staging)
    scripted = any(name.endswith("js") for name in theme.assets)
    files += write_for_hosts(plan, config, sources.entries, urls, styles, scripted, staging)
    files += write_own(config, staging)
    files += write_derived(theme, shelf, config, files, pool, watch)
    _check_apart(files)
    return files, kinds


def _check_apart(files: Sequence[Written]) -> None:
    """Refuse a site in which two things were written to one file: which of them is left would be chance."""
    twice = sorted(path for path, count in Counter(file.path for file in files).items() if count > 1)
    if twice:
        raise PublishError(
            f"expected each file of the site to be made once, got {', '.join(twice[:5])} twice; two patterns under "
            "[urls] lead to the same address, or an output of the theme has the name of a file of the engine"
        )


def _widths(config: ShopConfig, plan: Plan, pictures: Pictures) -> dict[str, int]:
    """Return the width of each picture that can be shown, by source; 1 where another service makes them."""
    if config.images.mode == "external":
        return {source: 1 for row in plan.rows for source in row.pictures}
    return {source: picture.width for source, picture in pictures.made.items()}


def _stage(config: ShopConfig, catalog: Catalog, plan: Plan, entries: Sequence[Entry]) -> Stage:
    titles = {(entry.slug, entry.kind == "guide"): EntryLink(entry.title, entry.navigation) for entry in entries}
    links = {single.route: titles[single.entry, single.kind == "guide"] for single in plan.singles if single.entry}
    return Stage(config, catalog.reference, plan.lists, plan.singles, links, len(plan.rows))


def _empty(folder: str) -> None:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
