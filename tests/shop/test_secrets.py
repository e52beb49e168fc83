"""Documents full of what must never be published, and of hostile texts -> sites in which neither shows or works."""

import random
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from tests.shop.builder import LIND, build_shop, override, product
from tests.shop.markup import Page

NEVER: dict[str, Any] = {
    "price.cost_price": 71.8391,
    "price.price_history": [{"price": 918273.64, "date": {"$date": "2023-01-02T00:00:00Z"}, "source": "XQHISTORYXQ"}],
    "inventory.quantity": 918273645,
    "inventory.low_stock_threshold": 564738291,
    "inventory.warehouse_locations": ["XQWAREHOUSEXQ"],
    "quality.data_quality_score": 0.918273,
    "quality.accuracy_score": 0.827364,
    "quality.quality_issues": [{"field": "name", "issue": "XQISSUEXQ", "severity": "low"}],
    "analytics.views": 645546645,
    "analytics.clicks": 736637736,
    "analytics.conversions": 827728827,
    "analytics.rating.distribution": {"1": 192837465},
    "analytics.recommendation_score": 0.192837,
    "analytics.conversion_rate": 0.283746,
    "integration.source_system": "XQSYSTEMXQ",
    "integration.external_ids": {"shopify_id": "XQSHOPIFYXQ"},
    "integration.sync_errors": ["XQSYNCXQ"],
    "metadata.created_by": "XQCREATORXQ",
    "metadata.updated_by": "XQUPDATERXQ",
    "metadata.internal_notes": "XQNOTESXQ",
}
MANUFACTURER = {"manufacturer.contact": {"email": "XQMAKER@XQ.EXAMPLE", "phone": "918-273-645"}}
MARKS = (
    *(
        "xqhistory",
        "xqwarehouse",
        "xqissue",
        "xqsystem",
        "xqshopify",
        "xqsync",
        "xqcreator",
        "xqupdater",
        "xqnotes",
        "xqmaker",
    ),
    *("71.8391", "918273", "564738", "827364", "645546", "736637", "827728", "192837", "283746", "918-273"),
)
NAMES = (
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    '" onload="alert(1)',
    "Brille 👓 für <b>alle</b>",
    "نظارات ‏شمسية",
    "a]]>b & c",
)


MARKUP = r"""< > " ' & &lt; </script> <script> <!-- --> ]]> {{ }} {% %} {# \u003c </title> </style> <iframe> \ / é 👓"""
PIECES = (*MARKUP.split(), " onload=x ", "<img src=x>", "javascript:", "\u2028", "\t")


def test_what_must_never_be_published_is_in_no_byte_of_the_site(tmp_path: Path) -> None:
    built = build_shop(
        tmp_path,
        [product("Alder", NEVER), product("Birch", NEVER)],
        brands=[override(LIND, MANUFACTURER)],
        config="[output]\nfeed = true\n",
    )
    assert built.report.products.published == 2
    for name, body in built.files.items():
        found = [mark for mark in MARKS if mark.encode() in body.lower()]
        assert (name, found) == (name, [])


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_shown_as_it_is_and_does_nothing(tmp_path: Path, name: str) -> None:
    frames = [product("Alder", {"name": name, "seo.slug": "alder", "short_description": name}), product("Birch")]
    built = build_shop(tmp_path, frames)
    page = Page(built.files["products/alder/index.html"])
    shown = " ".join(name.split())
    assert page.text("//h1") == shown
    assert page.graph()["Product"]["name"] == name
    assert page.title.startswith(f"Lind {shown}"[:60])
    for path in ("products/lind-birch/index.html", "categories/all/index.html", "index.html"):
        other = Page(built.files[path])
        assert not other.all("//script[not(@type='application/ld+json')] | //@onload")
        assert not [link for link in other.all("//@href") if "<" in link]
    text = built.files["products/alder/index.html"].decode()
    assert f"<h1><bdi>{escape(name)}</bdi></h1>" in text
    assert (name in text) == (escape(name) == name)


def test_texts_glued_from_evil_pieces_stay_texts_everywhere(tmp_path: Path) -> None:
    rng = random.Random(8)
    texts = ["".join(rng.choices(PIECES, k=rng.randint(2, 6))) + str(number) for number in range(120)]
    fields = ("name", "short_description", "specifications.frame.color", "sku", "specifications.lens.color")
    frames = [
        product(f"{number}", dict.fromkeys(fields, text) | {"seo.slug": f"evil-{number}"})
        for number, text in enumerate(texts)
    ]
    built = build_shop(tmp_path, frames)
    for name, body in built.files.items():
        if name.endswith(".html"):
            page = Page(body)
            assert not page.all(
                "//script[not(@type='application/ld+json')] | //main//style | //iframe | //img[@src='x']"
            )
            assert not page.all("//@*[starts-with(name(), 'on')] | //a[starts-with(@href, 'javascript')]")
            assert page.graph() is not None
    names = [
        Page(built.files[f"products/evil-{number}/index.html"]).graph()["Product"]["name"] for number in range(120)
    ]
    assert [" ".join(name.split()) for name in names] == [" ".join(text.split()) for text in texts]


def test_a_hostile_brand_and_colour_do_nothing_either(tmp_path: Path) -> None:
    evil = "'\"></style></script><img src=x onerror=alert(1)>"
    frame = product("Alder", {"specifications.frame.color": evil, "sku": evil, "seo.slug": "alder"})
    built = build_shop(tmp_path, [frame], brands=[override(LIND, {"name": evil, "slug": "evil"})])
    for name, body in built.files.items():
        if name.endswith(".html"):
            assert not Page(body).all("//img[@src='x']")
    assert Page(built.files["products/alder/index.html"]).graph()["Product"]["brand"]["name"] == evil


@pytest.mark.parametrize(
    "slug", ["../../etc/passwd", "/abs", "a/../b", "con\x00", "%2e%2e", "ÄÖÜ 眼镜", "." * 90, "x" * 300]
)
def test_no_slug_leaves_its_folder(tmp_path: Path, slug: str) -> None:
    built = build_shop(tmp_path / "shop", [product("Alder", {"seo.slug": slug})])
    (page,) = (name for name in built.files if name.startswith("products/"))
    assert page.count("/") == 2
    assert len(page.split("/")[1]) <= 80 and set(page.split("/")[1]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def test_a_link_that_runs_a_script_is_no_link(tmp_path: Path) -> None:
    frame = product(
        "Alder", {"description": '<p><a href="javascript:alert(1)">x</a> <a href="/guides/sizes/">y</a></p>'}
    )
    page = Page(build_shop(tmp_path, [frame]).files["products/lind-alder/index.html"])
    assert not [link for link in page.all("//@href") if "script" in link]
