"""[urls] and shop.base_url -> paths, addresses and file names of pages; every link of a shop is made here.

A *route* is a page's place in the shop (`/products/alder`, never with the base path, never with a slash at the end but
for the home page's `/`). A *path* is what a link says (`/eyewear/products/alder/`). An *address* is the path behind the
host. A *file* is where the page stands in the site's folder (`products/alder/index.html`).
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from msgspec import Struct

from engine.config.schema import ShopConfig

NOT_FOUND = "/404"
PLAIN = re.compile(r"[A-Za-z0-9/_.~-]*").fullmatch


class Addresses(Struct, frozen=True):
    """How routes become paths, addresses and files in one shop."""

    origin: str  # https://shop.example
    base: str  # /eyewear, or empty
    folders: bool  # a folder a page, else a file a page
    patterns: Mapping[str, str]  # page kind -> pattern

    def route(self, kind: str, slug: str, number: int = 1) -> str:
        """Return the route of a page; `number` is that of a list's page."""
        route = self.patterns[kind].replace("{slug}", slug).rstrip("/") or "/"
        return route if number == 1 else f"{route.rstrip('/')}/page/{number}"

    def routes(self, kind: str, slug: str, pages: int) -> list[str]:
        """Return the routes of all pages of a list."""
        first = self.route(kind, slug)
        before = f"{first.rstrip('/')}/page/"
        return [first, *[f"{before}{number}" for number in range(2, pages + 1)]]

    def path(self, route: str) -> str:
        """Return what a link to a route says."""
        if route == "/":
            return f"{self.base}/"
        # Slugs are plain, so all but the routes of prose are as they stand; `quote` is slower at finding that out.
        quoted = route if PLAIN(route) else quote(route)
        return f"{self.base}{quoted}/" if self.folders else f"{self.base}{quoted}"

    def asset(self, file: str) -> str:
        """Return the path of a file of the site that is no page."""
        return f"{self.base}/{quote(file)}"

    def address(self, path: str) -> str:
        """Return the absolute address of a path."""
        return f"{self.origin}{path}"

    def file(self, route: str) -> str:
        """Return the file that a route's page stands in."""
        if route == "/":
            return "index.html"
        if route == NOT_FOUND:
            return "404.html"  # hosts look for it under this very name
        return f"{route[1:]}/index.html" if self.folders else f"{route[1:]}.html"

    def link(self, href: str) -> str:
        """Return an href of the configuration as a link: a route gains the base path and the right ending."""
        if not href.startswith("/") or href.startswith("//"):
            return href
        parts = urlsplit(href)
        end = parts.path.rsplit("/", 1)[-1]
        path = f"{self.base}{parts.path}" if "." in end else self.path(parts.path.rstrip("/") or "/")
        query = f"?{parts.query}" if parts.query else ""
        return path + query + (f"#{parts.fragment}" if parts.fragment else "")


def addresses(config: ShopConfig) -> Addresses:
    """Return the addresses of a shop."""
    parts = urlsplit(config.shop.base_url)
    urls = config.urls
    return Addresses(
        origin=f"{parts.scheme}://{parts.netloc}",
        base=parts.path.rstrip("/"),
        folders=urls.style == "folder",
        patterns={
            "product": urls.product,
            "category": urls.category,
            "brand": urls.brand,
            "frame_shape": urls.frame_shape,
            "face_shape": urls.face_shape,
            "guide": urls.guide,
            "page": urls.page,
        },
    )
