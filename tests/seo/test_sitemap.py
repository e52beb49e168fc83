"""Addresses and dates -> parts of a sitemap and their index."""

from array import array
from datetime import UTC, datetime

from engine.seo.sitemap import sitemap, sitemap_index, sitemap_name
from native import pack_texts

HOME = "https://lind.example/"
MAY = int(datetime(2024, 5, 6, 23, 59, tzinfo=UTC).timestamp() * 1000)


def test_a_part_is_these_bytes() -> None:
    told = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        b"<url><loc>https://lind.example/a?b&amp;c</loc><lastmod>2024-05-06</lastmod></url>\n"
        b"<url><loc>https://lind.example/d</loc></url>\n"
        b"</urlset>\n"
    )
    names, times = pack_texts(["d", "a?b&amp;c"]), array("q", [0, MAY])
    assert sitemap(names, array("I", [1, 0]), times, HOME) == told


def test_the_index_names_parts_with_their_dates() -> None:
    assert sitemap_index([(HOME + sitemap_name(1), MAY), (HOME + sitemap_name(2), 0)]) == (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        b"<sitemap><loc>https://lind.example/sitemap-1.xml</loc><lastmod>2024-05-06</lastmod></sitemap>\n"
        b"<sitemap><loc>https://lind.example/sitemap-2.xml</loc></sitemap>\n"
        b"</sitemapindex>\n"
    )
