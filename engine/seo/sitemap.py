"""Addresses with their dates -> sitemap parts and their index.

Limits of the protocol (sitemaps.org): 50,000 addresses and 50 MB a part. `lastmod` comes from content dates.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from engine.seo.markup import escape
from engine.snapshot.columns import Buffer
from native import sitemap_lines

MOST = 50_000
DAY = 86_400_000  # milliseconds
EPOCH = date(1970, 1, 1)
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def sitemap_name(part: int) -> str:
    """Return the file of a part, counted from 1."""
    return f"sitemap-{part}.xml"


def sitemap(names: tuple[bytes, bytes], rows: Buffer, times: Buffer, before: str = "", after: str = "") -> bytes:
    """Return a part of the addresses of `rows` (u32), at most MOST: a name between `before` and `after`, all escaped.

    `times` (i64, by row) are milliseconds, on the first day of 1970: unknown.
    """
    lines = sitemap_lines(names, rows, times, before.encode(), after.encode())
    return f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'.encode() + lines + b"</urlset>\n"


def sitemap_index(parts: Iterable[tuple[str, int]]) -> bytes:
    """Return the index of parts, given by their addresses and the latest dates in them."""
    text = "\n".join([f"<sitemap><loc>{escape(part)}</loc>{_lastmod(time // DAY)}</sitemap>" for part, time in parts])
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{text}\n</sitemapindex>\n'.encode()


def _lastmod(day: int) -> str:
    return f"<lastmod>{(EPOCH + timedelta(day)).isoformat()}</lastmod>" if day else ""
