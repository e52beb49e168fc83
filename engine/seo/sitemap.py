"""Addresses with their dates -> sitemap parts and their index.

Limits of the protocol (sitemaps.org): 50,000 addresses and 50 MB a part. `lastmod` comes from content dates.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

MOST = 50_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def sitemaps(pages: Iterable[tuple[str, int]], address: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every sitemap file, the index last; `pages` are addresses and milliseconds (0: unknown).

    `address` is where the files will be, with a slash at the end.
    """
    part: list[str] = []
    dates: list[int] = []
    latest = 0
    for page, date in pages:
        part.append(f"<url><loc>{escape(page)}</loc>{_lastmod(date)}</url>")
        latest = max(latest, date)
        if len(part) == MOST:
            yield _part(len(dates) + 1, part)
            dates.append(latest)
            part, latest = [], 0
    if part or not dates:
        yield _part(len(dates) + 1, part)
        dates.append(latest)
    yield "sitemap.xml", _index(dates, address)


def _part(number: int, urls: Sequence[str]) -> tuple[str, bytes]:
    text = "\n".join(urls)
    return f"sitemap-{number}.xml", f'{HEAD}<urlset xmlns="{NAMESPACE}">\n{text}\n</urlset>\n'.encode()


def _index(dates: Sequence[int], address: str) -> bytes:
    text = "\n".join(
        f"<sitemap><loc>{escape(address)}sitemap-{number}.xml</loc>{_lastmod(date)}</sitemap>"
        for number, date in enumerate(dates, 1)
    )
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{text}\n</sitemapindex>\n'.encode()


def _lastmod(date: int) -> str:
    if not date:
        return ""
    return f"<lastmod>{datetime.fromtimestamp(date / 1000, UTC).date().isoformat()}</lastmod>"
