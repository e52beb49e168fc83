"""Menus and prose -> findings about links of the shop that lead to no page and no file of it."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from html import unescape

from engine.catalog.product import Finding
from engine.config.schema import ShopConfig
from engine.content.entry import Entry
from engine.plan.urls import Addresses

HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|$")


def dead_links(
    config: ShopConfig,
    entries: Iterable[Entry],
    urls: Addresses,
    routes: Iterable[str],
    files: Iterable[str],
    is_product: Callable[[str], bool],
) -> list[Finding]:
    """Return a finding for each link that leads nowhere.

    `routes` are those of pages and of what moved; `is_product` tells whether a path is that of a product's page.
    """
    known = {urls.path(route) for route in routes}
    left = [
        (source, field, href)
        for source, field, href in _links(config, entries, urls)
        if not ELSEWHERE.match(href) and not _leads(_path(href), known, is_product)
    ]
    known = {urls.asset(file) for file in files} if left else set()
    return [
        Finding(
            product_id="",
            source_id=source,
            field=field,
            code="link_dead",
            found=href[:200],
            done="published as it is: no page and no file of the shop has this address",
            severity="medium",
        )
        for source, field, href in left
        if _path(href) not in known
    ]


def _path(href: str) -> str:
    return href.partition("#")[0].partition("?")[0]


def _leads(path: str, known: Collection[str], is_product: Callable[[str], bool]) -> bool:
    return path in known or is_product(path)


def _links(config: ShopConfig, entries: Iterable[Entry], urls: Addresses) -> Iterator[tuple[str, str, str]]:
    for field, links in (("shop.navigation", config.shop.navigation), ("shop.footer", config.shop.footer)):
        for link in links:
            yield "shop.toml", field, urls.link(link.href)
    for moved in config.redirects:
        yield "shop.toml", "redirects", urls.link(moved.target)
    for entry in entries:
        for href in HREF.findall(entry.body_html):
            yield entry.source, "", unescape(href)
