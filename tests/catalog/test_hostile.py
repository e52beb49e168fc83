"""Documents with anything anywhere -> a clean product or an exclusion, the same by the fast and the slow way."""

import json
import math
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import engine.catalog.vet as vet_module
from engine.catalog.extended import EPOCH
from engine.catalog.pictures import picture_source, web_address
from engine.catalog.product import Product
from engine.catalog.projection import OLDER
from engine.catalog.slugs import is_slug
from engine.catalog.texts import UNWANTED
from engine.catalog.vet import outcome, vet
from engine.catalog.vetting import Vetting
from tests.catalog.damage import DAMAGES
from tests.catalog.shelf import Tree, good, legacy, vetting

CONTEXT = vetting()
TAG = re.compile(r"</?(?:p|ul|ol|li|b|strong|i|em|u|s|small|sub|sup|code)>|<br>")
TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<p>a<b>b</p>c",
        "<ul><p>x<li>y<ol>z</ul>",
        "\u202eabc",
        "\ud800",
        "1e999",
        "52 mm",
        "../x",
        "https://a@b/c",
        "//x/y.jpg",
        "&#0;&#x202e;&lt;b&gt;",
        "<table><td><h1>x</h3><br>",
        "a | b",
        " x ",
        "â€œ",
    ]
)
BOUNDARIES = st.builds(
    lambda moment, offset: moment.replace(tzinfo=timezone(timedelta(minutes=offset))).isoformat(),
    st.datetimes() | st.sampled_from([datetime(1, 1, 1), datetime(1970, 1, 1), datetime(9999, 12, 31, 23, 59)]),
    st.integers(-1439, 1439),
)
NUMBERS = st.floats() | st.integers() | st.sampled_from([0, -1, 1, 0.001, 1e9, 10**30, 129.995])
WRAPPED = st.sampled_from(
    [
        {"$numberDouble": "NaN"},
        {"$numberDecimal": "12.345"},
        {"$numberDecimal": "Infinity"},
        {"$numberLong": "77"},
        {"$oid": "a" * 24},
        {"$date": "2024-02-30"},
        {"$date": {"$numberLong": "-5"}},
        {"$date": "9999-12-31T23:59:59-12:00"},
        {"$date": "0001-01-01T00:00:00+14:00"},
        {"$date": {"$numberLong": str(2**63 - 1)}},
        {"$binary": {"base64": "AAAA", "subType": "04"}},
        {"$undefined": True},
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT | WRAPPED,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


def places(tree: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the ways to all values in a tree."""
    found = [before] if before else []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for name, value in items:
        found += places(value, (*before, name))
    return found


PLACES = [(make, way) for make in (good, legacy) for way in places(make())]


def at(make: Any, way: tuple[Any, ...]) -> Any:
    """Return what stands somewhere in a document."""
    place = make()
    for name in way:
        place = place[name]
    return place


def planted(make: Any, way: tuple[Any, ...], value: Any) -> Tree:
    """Return a document with a value put somewhere."""
    tree: Tree = make()
    place: Any = tree
    for name in way[:-1]:
        place = place[name]
    place[way[-1]] = value
    return tree


def assert_clean(value: Any) -> None:
    """Fail when something that no page should hold is left anywhere in a value."""
    if isinstance(value, str):
        assert not UNWANTED.search(value), value
        value.encode()
    elif isinstance(value, float):
        assert math.isfinite(value)
    elif isinstance(value, Decimal):
        assert value.is_finite() and value > 0
    elif isinstance(value, tuple):
        for item in value:
            assert_clean(item)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            assert_clean(getattr(value, name))


def assert_publishable(product: Product) -> None:
    assert_clean(product)
    assert "<" not in TAG.sub("", product.description), product.description
    assert product.name and product.product_id
    assert not product.slug or is_slug(product.slug)
    assert all(web_address(film.url) == film.url for film in (*product.videos, *product.models))
    assert all(picture_source(picture.source) == picture.source and picture.alt for picture in product.pictures)
    assert all(0 <= fit.score <= 1 for fit in product.fits)
    assert product.regular_price is None or (product.price is not None and product.regular_price > product.price)
    assert product.rating is None or (1 <= product.rating <= 5 and product.rating_count > 0)
    assert len(product.description) < 50_000


def both_ways(document: bytes, context: Vetting) -> tuple[Any, Any]:
    """Vet a document as it is, and with the fast way closed."""
    by_itself = vet(document, "json", "x.jsonl:1", context)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vet_module, "is_sound", lambda *_: False)
        return by_itself, vet(document, "json", "x.jsonl:1", context)


@settings(max_examples=300)
@given(st.sampled_from(PLACES), ANYTHING)
@example((good, ("name",)), "\ud800")
@example((good, ("description",)), "<p><b>" * 3000)
@example((good, ("price", "base_price")), 10**400)
def test_anything_anywhere_gives_a_clean_product_or_an_exclusion(place: tuple[Any, Any], value: Any) -> None:
    # A wrapped scalar where an object is expected decodes as an object that has none of the fields.
    assume(not (isinstance(value, dict) and any(name[:1] == "$" for name in value) and isinstance(at(*place), dict)))
    document = json.dumps(planted(*place, value)).encode()
    (product, findings), slow = both_ways(document, CONTEXT)
    assert (product, findings) == slow
    assert_clean(tuple(findings))
    if product is not None:
        assert_publishable(product)
    elif outcome(product, findings) == "excluded":
        assert any(finding.severity == "critical" for finding in findings)


@given(st.sampled_from(["created_at", "updated_at"]), BOUNDARIES, st.booleans())
@example("updated_at", "9999-12-31T23:59:59-12:00", True)
@example("created_at", "1970-01-01T00:00:00+00:01", True)
def test_any_date_with_any_offset_is_one_that_a_sitemap_can_hold(name: str, date: str, is_wrapped: bool) -> None:
    tree = good()
    tree["metadata"][name] = {"$date": date} if is_wrapped else date
    (product, findings), slow = both_ways(json.dumps(tree).encode(), CONTEXT)
    assert product is not None
    assert (product, findings) == slow
    moment = getattr(product, name.removesuffix("_at"))
    assert (EPOCH + timedelta(milliseconds=moment)).year <= 9999
    assert bool(moment) != bool(findings) or date.startswith("1970")


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.kind)
def test_both_ways_agree_on_damage(damage: Any) -> None:
    tree = good()
    damage.harm(tree)
    fast, slow = both_ways(json.dumps(tree).encode(), CONTEXT)
    assert fast == slow


@pytest.mark.parametrize("value", ["Blue", 5, True, "sunglasses", ["x"], {"x": 1}])
@pytest.mark.parametrize("name", OLDER)
def test_both_ways_agree_on_older_names(name: str, value: Any) -> None:
    tree = good()
    del tree["analytics"], tree["seo"]["meta_title"], tree["specifications"]["frame"]["style"]
    fast, slow = both_ways(json.dumps(tree | {name: value}).encode(), CONTEXT)
    assert fast == slow


def test_a_good_document_goes_the_fast_way_and_both_agree() -> None:
    document = json.dumps(good()).encode()
    assert vet_module.is_sound(vet_module.decode_json(document), CONTEXT)
    fast, slow = both_ways(document, CONTEXT)
    assert fast == slow


def test_a_document_in_a_spelling_of_its_own_goes_the_fast_way_and_both_agree() -> None:
    tree = good()
    tree["specifications"]["frame"] |= {"material": "TR-90 nylon", "shape": "Cat Eye"}
    tree["media"]["images"][0]["url"] = "https://img.example/a%20b.jpg?w=1"
    tree["seo"]["meta_title"] = "Arc | Château & Co"
    tree["short_description"] = "Light & round"
    tree["description"] = "<p>A <strong>light</strong> frame &amp; case.</p>\n<ul>\n  <li>−6 to +4</li>\n</ul>"
    document = json.dumps(tree).encode()
    assert vet_module.is_sound(vet_module.decode_json(document), CONTEXT)
    (product, findings), slow = both_ways(document, CONTEXT)
    assert (product, findings) == slow
    assert product is not None
    assert (product.material, product.shape) == ("TR-90 nylon", "cat-eye")
    assert [finding.field for finding in findings] == ["specifications.frame.shape"]


def test_a_blank_in_an_object_id_is_told_both_ways() -> None:
    tree = good()
    tree["category_ids"][0] = {"$oid": "c0000000\u2003" + 15 * "0"}
    fast, slow = both_ways(json.dumps(tree).encode(), CONTEXT)
    assert fast == slow
    assert "\\u2003" in fast[1][0].found


@given(st.binary(max_size=60), st.integers(0, 3000), st.sampled_from(["json", "msgpack"]))
def test_bytes_of_any_kind_are_never_the_end(junk: bytes, at: int, kind: Any) -> None:
    document = json.dumps(good()).encode()
    for mutated in (junk, document[:at] + junk + document[at + len(junk) :]):
        product, findings = vet(mutated, kind, "x:1", CONTEXT)
        assert_clean(tuple(findings))
        if product is not None:
            assert_publishable(product)
        else:
            assert outcome(product, findings) == "withdrawn" or findings[-1].severity == "critical"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"{not json", "document_not_json"),
        (b"[1, 2]", "document_not_object"),
        (b'{"a":' * 100_000, "document_not_json"),
        (b"\xff\xfe", "document_not_json"),
        ("expected 5 bytes, got 3", "document_broken"),
        (b"{}" + b" " * (16 * 1024 * 1024), "document_too_large"),
        (b'{"name": "No id"}', "product_id_missing"),
    ],
)
def test_what_is_no_document_is_a_finding_with_its_line(document: bytes | str, code: str) -> None:
    product, findings = vet(document, "json", "products.jsonl:17", CONTEXT)
    last = findings[-1]
    assert (product, last.code, last.source_id, last.severity) == (None, code, "products.jsonl:17", "critical")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("description", "<" + " " * 19_000 + "x"),
        ("description", "<div>" * 3900),
        ("description", ("\n" + " " * 60) * 300),
        ("short_description", "<script" * 20_000),
        ("name", "\u0301" * 100_000),
        ("specifications", {"measurements": {"eye_size": "5" + " " * 200_000 + "5"}}),
        ("price", {"base_price": "1" * 200_000, "currency": "USD"}),
        ("face_shape_compatibility", {f"shape-{number}": number for number in range(50_000)}),
        ("category_ids", [{"a": number} for number in range(50_000)]),
        ("media", {"images": [None] * 100_000}),
    ],
)
def test_work_and_findings_are_bounded(path: str, value: Any) -> None:
    product, findings = vet(json.dumps(good() | {path: value}).encode(), "json", "x:1", CONTEXT)
    assert product is not None
    assert len(findings) <= 100
    assert len(msgspec.json.encode((product, findings))) < 150_000


SECRETS = ("41.75", "140.0", "AISLE-9", "7311", "SHOPIFY-77", "somebody@internal.example", "SECRET-NOTE")


@pytest.mark.parametrize("secret", SECRETS)
def test_what_is_never_published_is_in_no_product(secret: str) -> None:
    document = json.dumps(good())
    assert secret in document
    for product, _ in both_ways(document.encode(), CONTEXT):
        assert secret.encode() not in msgspec.json.encode(product)
