"""Addresses with their dates -> sitemap parts and their index.

Limits of the protocol (sitemaps.org): 50,000 addresses and 50 MB a part. `lastmod` comes from content dates.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from engine.seo.markup import escape

MOST = 50_000
DAY = 86_400_000  # milliseconds
EPOCH = date(1970, 1, 1)
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def sitemap_name(part: int) -> str:
    """Return the file of a part, counted from 1."""
    return f"sitemap-{part}.xml"


def sitemap(pages: Iterable[tuple[str, int]]) -> bytes:
    """Return a part; `pages` are addresses and milliseconds (0: unknown), at most MOST of them."""
    text = "\n".join([f"<url><loc>{escape(page)}</loc>{_lastmod(time // DAY)}</url>" for page, time in pages])
    return f'{HEAD}<urlset xmlns="{NAMESPACE}">\n{text}\n</urlset>\n'.encode()


def sitemap_index(parts: Iterable[tuple[str, int]]) -> bytes:
    """Return the index of parts, given by their addresses and the latest dates in them."""
    text = "\n".join([f"<sitemap><loc>{escape(part)}</loc>{_lastmod(time // DAY)}</sitemap>" for part, time in parts])
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{text}\n</sitemapindex>\n'.encode()


@lru_cache(4096)
def _lastmod(day: int) -> str:
    return f"<lastmod>{(EPOCH + timedelta(day)).isoformat()}</lastmod>" if day else ""
