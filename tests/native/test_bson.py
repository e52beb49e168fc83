"""BSON to msgpack: both twins against pymongo's own Extended JSON, against each other, and against hostile bytes."""

import datetime
import itertools
import json
import random
import re
import string

import bson
import msgspec
import pytest
from bson import json_util
from bson.codec_options import CodecOptions, DatetimeConversion
from hypothesis import given, settings
from hypothesis import strategies as st

from native import bson as compiled
from native import pure
from tests.native.fuzz_bson import SEEDS, damaged

both = pytest.mark.parametrize("twin", [compiled, pure], ids=["compiled", "plain"])

OPTIONS = CodecOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)
INT64 = st.integers(-(2**63), 2**63 - 1)
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
DECIMALS = st.binary(min_size=16, max_size=16).map(bson.Decimal128.from_bid)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    INT64.map(bson.Int64),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.binary(max_size=40),
    st.builds(bson.Binary, st.binary(max_size=9), st.sampled_from([0, 2, 3, 4, 5, 6, 128, 255])),
    st.binary(min_size=12, max_size=12).map(bson.ObjectId),
    INT64.map(bson.DatetimeMS),
    st.datetimes(),
    DECIMALS,
    st.decimals(places=2, min_value=-(10**9), max_value=10**9).map(bson.Decimal128),
    st.builds(bson.Timestamp, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)),
    st.builds(bson.Regex, NAMES, st.sampled_from(["", "i", "imsx"])),
    st.sampled_from([bson.MinKey(), bson.MaxKey()]),
    st.builds(bson.Code, st.text(string.printable, max_size=9), st.none() | st.just({"a": [1.5]})),
)
VALUES = st.recursive(SCALARS, lambda kids: st.lists(kids, max_size=4) | st.dictionaries(NAMES, kids, max_size=4))
DOCUMENTS = st.dictionaries(NAMES, VALUES, max_size=6)

DIGITS = [
    *("0", "-0", "0.00", "0E+3", "0E-7", "1", "-1.0", "12.50", "0.000001", "1E-7", "1.23E-7", "1E+3", "1.5E+9"),
    *("NaN", "Infinity", "-Infinity", "1E-6176", "9.999999999999999999999999999999999E+6144", "-9E+99", "1E+1000"),
    *("9" * 34, "0.00000" + "1" * 34, "-0." + "9" * 34, "1." + "0" * 33),
]


def tree(twin, raw):
    """The tree of the one good document in `raw`."""
    (row,) = twin.bson_to_msgpack(raw)
    assert isinstance(row, bytes), row
    return msgspec.msgpack.decode(row)


def element(kind, value=b"", name=b"a"):
    """A document of one element."""
    body = bytes([kind]) + name + b"\0" + value + b"\0"
    return (len(body) + 4).to_bytes(4, "little") + body


def text(value):
    return (len(value) + 1).to_bytes(4, "little") + value + b"\0"


@both
@given(DOCUMENTS)
def test_a_document_becomes_its_relaxed_extended_json(twin, document):
    raw = bson.encode(document)
    expected = json_util.dumps(bson.decode(raw, OPTIONS), json_options=json_util.RELAXED_JSON_OPTIONS)
    assert tree(twin, raw) == json.loads(expected)


@given(st.lists(DOCUMENTS, max_size=3))
@settings(max_examples=50)
def test_both_twins_write_the_same_bytes(documents):
    raw = b"".join(map(bson.encode, documents))
    assert compiled.bson_to_msgpack(raw) == pure.bson_to_msgpack(raw)
    assert compiled.bson_split(raw) == pure.bson_split(raw) == [bson.encode(one) for one in documents]


@both
@settings(max_examples=300)
@given(
    DECIMALS | st.decimals(places=5, allow_nan=False, allow_infinity=False).map(lambda d: bson.Decimal128(str(d)[:34]))
)
def test_a_decimal_is_written_as_pymongo_writes_it(twin, value):
    assert tree(twin, bson.encode({"a": value})) == {"a": {"$numberDecimal": str(value)}}


@both
@pytest.mark.parametrize("shown", DIGITS)
def test_a_decimal_keeps_its_digits_and_its_form(twin, shown):
    assert tree(twin, bson.encode({"a": bson.Decimal128(shown)})) == {"a": {"$numberDecimal": shown}}


@both
@pytest.mark.parametrize(
    ("millis", "shown"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (951782399999, "2000-02-28T23:59:59.999Z"),
        (951782400000, "2000-02-29T00:00:00Z"),
        (1734420418026, "2024-12-17T07:26:58.026Z"),
        (253402300799999, "9999-12-31T23:59:59.999Z"),
        (253402300800000, {"$numberLong": "253402300800000"}),
        (-1, {"$numberLong": "-1"}),
        (-(2**63), {"$numberLong": "-9223372036854775808"}),
    ],
)
def test_a_date_is_iso_text_from_1970_to_9999_and_a_number_outside(twin, millis, shown):
    assert tree(twin, bson.encode({"a": bson.DatetimeMS(millis)})) == {"a": {"$date": shown}}


def test_every_day_from_1970_to_2110_has_its_date():
    for day in range(51_134):
        shown = (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()
        raw = element(0x09, (day * 86_400_000).to_bytes(8, "little"))
        assert tree(compiled, raw) == {"a": {"$date": f"{shown}T00:00:00Z"}}


@both
@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (element(0x06), {"$undefined": True}),
        (element(0x0E, text(b"s")), {"$symbol": "s"}),
        (element(0x0C, text(b"db.c") + bytes(12)), {"$dbPointer": {"$ref": "db.c", "$id": {"$oid": "0" * 24}}}),
        (element(0x01, b"\x01\0\0\0\0\0\xf0\x7f"), {"$numberDouble": "NaN"}),
        (element(0x0B, b"a\0xi\0"), {"$regularExpression": {"pattern": "a", "options": "xi"}}),
        (element(0x05, b"\x02\0\0\0\x80hi"), {"$binary": {"base64": "aGk=", "subType": "80"}}),
    ],
)
def test_types_that_pymongo_does_not_write_are_extended_json_too(twin, raw, value):
    assert tree(twin, raw) == {"a": value}


@both
@pytest.mark.parametrize("length", [0, 31, 32, 255, 256, 65535, 65536, 200_000])
def test_a_text_of_any_length_comes_through(twin, length):
    document = {"x" * min(length, 70_000): "\u00e9" * (length // 2) + "y" * (length % 2)}
    assert tree(twin, bson.encode(document)) == document


@both
@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\x05\0\0", "expected a document of 5 bytes, got 3"),
        (b"\x04\0\0\0\0", "expected a document length from 5 to 5, got 4"),
        (b"\x06\0\0\0\0", "expected a document length from 5 to 5, got 6"),
        (b"\x05\0\0\0\1", "expected a document that ends with a zero byte, got 0x01"),
        (element(0x10, b"")[:-3] + b"bc\0", "expected a name that ends with a zero byte, got none"),
        (element(0x10, b"\1\0"), "expected an int32 of 4 bytes, got 2, field a"),
        (element(0x08, b"\2"), "expected a boolean of 0 or 1, got 2, field a"),
        (element(0x2A), "expected a BSON type, got 0x2a, field a"),
        (element(0x02, text(b"abc\xff")), "expected text in UTF-8, got byte 0xff at its offset 3, field a"),
        (
            element(0x0A, name=b"\xed\xa0\x80"),
            "expected a name in UTF-8, got byte 0xed at its offset 0, field \\xed\\xa0\\x80",
        ),
        (element(0x02, b"\0\0\0\0x"), "expected a string length from 1 to 1, got 0, field a"),
        (element(0x02, b"\1\0\0\0x"), "expected a string that ends with a zero byte, got 0x78, field a"),
        (element(0x05, b"\5\0\0\0\2\2\0\0\0x"), "expected an inner binary length of 1, got 2, field a"),
        (element(0x05, b"\5\0\0\0\0x"), "expected a binary length from 0 to 1, got 5, field a"),
        (element(0x0F, b"\x0d\0\0\0" + bytes(10)), "expected a code length from 14 to 14, got 13, field a"),
        (element(0x0F, b"\x0f\0\0\0" + text(b"") + b"\5\0\0\0\0\0"), "expected a scope length of 6, got 5, field a"),
        (element(0x03, element(0x04, element(0x10))), "expected an int32 of 4 bytes, got 0, field a.a.0"),
    ],
)
def test_a_broken_document_is_named_with_its_fault_and_field(twin, raw, message):
    assert twin.bson_to_msgpack(raw) == [f"BSON document at byte 0: {message}"]


@both
def test_a_broken_document_costs_no_other_one(twin):
    good, bad = bson.encode({"a": 1}), bson.encode({"_id": bson.ObjectId("ab" * 12), "b": [{"c": "\u00e9"}]})
    bad = bad.replace(b"\xc3", b"c")
    first, second, third = twin.bson_to_msgpack(good + bad + good)
    assert (
        first
        == third
        == msgspec.msgpack.encode({"a": 1}).replace(b"\x81", b"\xdf\0\0\0\1").replace(b"\1", b"\1", 1)[:-1]
        + (b"\xd2\0\0\0\1")
    )
    assert second == (
        "BSON document at byte 12 (_id abababababababababababab): "
        "expected text in UTF-8, got byte 0xa9 at its offset 1, field b.0.c"
    )


@both
def test_what_cannot_be_cut_is_one_broken_document_at_the_end(twin):
    good = bson.encode({"a": 1})
    batch = good + b"\xff\xff\xff\x7f" + good
    assert twin.bson_split(batch) == [good, b"\xff\xff\xff\x7f" + good]
    assert [type(row) for row in twin.bson_to_msgpack(batch)] == [bytes, str]
    assert twin.bson_to_msgpack(b"") == twin.bson_split(b"") == []


@both
def test_a_hundred_levels_are_taken_and_one_more_is_refused(twin):
    raw = bson.encode({})
    for _ in range(100):
        raw = element(0x03, raw)
    assert isinstance(twin.bson_to_msgpack(raw)[0], bytes)
    assert "expected at most 100 levels, got more, field a.a.a" in twin.bson_to_msgpack(element(0x03, raw))[0]


@both
def test_any_buffer_of_bytes_is_a_batch(twin):
    raw = bson.encode({"a": 1})
    rows = twin.bson_to_msgpack(raw)
    assert twin.bson_to_msgpack(memoryview(raw)) == twin.bson_to_msgpack(bytearray(raw)) == rows
    with pytest.raises(TypeError):
        twin.bson_to_msgpack("text")


@settings(max_examples=400)
@given(st.binary(max_size=12) | st.text(max_size=6).map(lambda s: s.encode("utf-8", "surrogatepass")))
def test_utf8_is_judged_as_python_judges_it(raw):
    batch = element(0x02, text(b"12345678" + raw))
    assert compiled.bson_to_msgpack(batch) == pure.bson_to_msgpack(batch)


def test_every_utf8_sequence_of_two_lead_bytes_is_judged_as_python_judges_it():
    tails = [b"", b"\x80", b"\x80\x80", b"\xbf\xbf", b"\x80\x7f", b"\x80\x80\xc0"]
    batch = b"".join(
        element(0x02, text(bytes(pair) + tail))
        for pair in itertools.product(range(0x7F, 256), repeat=2)
        for tail in tails
    )
    assert compiled.bson_to_msgpack(batch) == pure.bson_to_msgpack(batch)


def test_a_hundred_thousand_damaged_documents_give_a_tree_or_a_clean_error():
    message = re.compile(r"BSON document at byte \d+( \(_id [0-9a-f]{24}\))?: expected .+, got .+", re.DOTALL)
    trees = 0
    for index, raw in enumerate(itertools.islice(damaged(random.Random(20241217)), 100_000)):
        rows = compiled.bson_to_msgpack(raw)
        for row in rows:
            if isinstance(row, bytes):
                msgspec.msgpack.decode(row)
                trees += 1
            else:
                assert message.fullmatch(row), row
        if index % 10 == 0:
            assert rows == pure.bson_to_msgpack(raw)
            assert b"".join(compiled.bson_split(raw)) == raw
    assert 5_000 < trees < 95_000


def test_every_cut_of_a_document_is_an_error():
    for raw in SEEDS:
        for cut in range(1, len(raw)):
            (row,) = compiled.bson_to_msgpack(raw[:cut])
            assert row.startswith("BSON document at byte 0")


@both
def test_a_value_is_found_by_its_path_with_its_type(twin):
    moment = datetime.datetime(1970, 1, 1, 0, 0, 1)
    raw = bson.encode({"_id": "é", "list": [1], "metadata": {"x": None, "updated_at": moment, "deep": {"n": 7}}})
    assert twin.bson_find(raw, (b"_id",)) == b"\x02\x03\x00\x00\x00\xc3\xa9\x00"
    assert twin.bson_find(raw, (b"metadata", b"updated_at")) == b"\x09" + (1000).to_bytes(8, "little")
    assert twin.bson_find(raw, (b"metadata", b"deep", b"n")) == b"\x10\x07\x00\x00\x00"
    assert [twin.bson_find(raw, path) for path in ((b"list", b"0"), (b"gone",), (b"_id", b"x"))] == [b"", b"", b""]


@settings(max_examples=200)
@given(DOCUMENTS)
def test_values_of_every_type_are_passed_over(document):
    raw = bson.encode({"first": 1, **document, "metadata": {**document, "last": True}})
    for twin in (compiled, pure):
        assert twin.bson_find(raw, (b"metadata", b"last")) == b"\x08\x01"


def test_a_path_through_a_damaged_document_is_found_or_not():
    names = [name for seed in SEEDS for name in bson.decode(seed)]
    for raw in itertools.islice(damaged(random.Random(11)), 20_000):
        for path in [(name.encode(),) for name in names] + [(b"a", b"b")]:
            assert compiled.bson_find(raw, path) == pure.bson_find(raw, path)
