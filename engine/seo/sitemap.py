"""Addresses with their dates -> sitemap parts and their index.

Limits of the protocol (sitemaps.org): 50,000 addresses and 50 MB a part. `lastmod` comes from content dates.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from engine.seo.markup import escape

MOST = 50_000
DAY = 86_400_000  # milliseconds
EPOCH = date(1970, 1, 1)
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def sitemap_name(part: int) -> str:
    """Return the file of a part, counted from 1."""
    return f"sitemap-{part}.xml"


def sitemap(names: Sequence[str], times: Sequence[int], before: str = "", after: str = "") -> bytes:
    """Return a part: addresses are names between `before` and `after`, at most MOST, with milliseconds (0: unknown)."""
    start, end = f"<url><loc>{escape(before)}", f"{escape(after)}</loc>"
    ends = {day: f"{end}{_lastmod(day)}</url>\n" for day in {time // DAY for time in times}}
    # A join of slices, as there may be a hundred thousand addresses; none of them holds the end of a line.
    pieces = [start, "", ""] * len(names)
    pieces[1::3] = escape("\n".join(names)).split("\n") if names else ()
    pieces[2::3] = [ends[time // DAY] for time in times]
    return f'{HEAD}<urlset xmlns="{NAMESPACE}">\n{"".join(pieces)}</urlset>\n'.encode()


def sitemap_index(parts: Iterable[tuple[str, int]]) -> bytes:
    """Return the index of parts, given by their addresses and the latest dates in them."""
    text = "\n".join([f"<sitemap><loc>{escape(part)}</loc>{_lastmod(time // DAY)}</sitemap>" for part, time in parts])
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{text}\n</sitemapindex>\n'.encode()


def _lastmod(day: int) -> str:
    return f"<lastmod>{(EPOCH + timedelta(day)).isoformat()}</lastmod>" if day else ""
