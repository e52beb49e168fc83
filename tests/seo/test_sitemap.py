"""Addresses and dates -> sitemap parts and their index."""

from datetime import UTC, datetime

import pytest
from lxml import etree

from engine.seo import sitemap
from engine.seo.sitemap import sitemaps

HOME = "https://lind.example/"
MAY = int(datetime(2024, 5, 6, 23, 59, tzinfo=UTC).timestamp() * 1000)
JUNE = int(datetime(2024, 6, 1, tzinfo=UTC).timestamp() * 1000)


def test_a_sitemap_is_these_bytes() -> None:
    assert dict(sitemaps([(f"{HOME}a?b&c", MAY), (f"{HOME}d", 0)], HOME)) == {
        "sitemap-1.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        b"<url><loc>https://lind.example/a?b&amp;c</loc><lastmod>2024-05-06</lastmod></url>\n"
        b"<url><loc>https://lind.example/d</loc></url>\n"
        b"</urlset>\n",
        "sitemap.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        b"<sitemap><loc>https://lind.example/sitemap-1.xml</loc><lastmod>2024-05-06</lastmod></sitemap>\n"
        b"</sitemapindex>\n",
    }


def test_many_addresses_are_cut_into_parts_that_the_index_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 2)
    pages = [(f"{HOME}{number}", date) for number, date in enumerate((MAY, JUNE, 0, 0, MAY))]
    files = dict(sitemaps(pages, HOME))
    assert list(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    assert [body.count(b"<url>") for body in files.values()] == [2, 2, 1, 0]
    index = etree.fromstring(files["sitemap.xml"])
    assert [[field.text for field in part] for part in index] == [
        [f"{HOME}sitemap-1.xml", "2024-06-01"],
        [f"{HOME}sitemap-2.xml"],
        [f"{HOME}sitemap-3.xml", "2024-05-06"],
    ]


@pytest.mark.parametrize("count", [0, 2])
def test_there_is_no_empty_part_behind_a_full_one(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(sitemap, "MOST", 2)
    assert list(dict(sitemaps([(HOME, 0)] * count, HOME))) == ["sitemap-1.xml", "sitemap.xml"]
