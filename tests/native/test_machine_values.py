"""What a page shows of values of every type, and by which way they are reached."""

import random
from collections import namedtuple
from decimal import Decimal
from enum import Enum

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined, Undefined, UndefinedError
from jinja2.runtime import markup_join
from jinja2.utils import url_quote
from markupsafe import Markup, escape

from native import opcodes as op
from native.pure import json_string
from tests.native.programs import named, program, render, show


class Text(str):
    """A text that writes itself in another way."""

    def __str__(self):
        return "<text>"


class Whole(int):
    def __str__(self):
        return "<whole>"


class Colour(Enum):
    RED = "<red>"


class Element:
    def __html__(self):
        return "<b>&</b>"

    def __str__(self):
        return '"<b>"'


class Emphasis(Markup):
    """A Markup of its own."""


SHOWN = {
    op.RAW: str,
    op.HTML: escape,
    op.JSON: lambda value: json_string(str(value))[1:-1],
    op.PART: lambda value: escape(markup_join((value,))),
    op.FILLED: lambda value: escape("{value}".format_map({"value": str(value)})),
    op.QUOTED: lambda value: url_quote(str(value)),
}
VALUES = [
    *(
        "",
        "a",
        "<&>'\"",
        "\\\n\x00\x1f\x7f",
        "é<",
        "中&",
        "\U0001f600'",
        "\u2028\u2029",
        "x" * 15,
        "x" * 16,
        "y" * 33 + '"',
    ),
    *(0, 1, -1, 7, -10, 2**31, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 10**40, True, False, None),
    *(0.0, -0.0, 1.5, 1e16, 1e-7, 1e300, 0.1, float("inf"), float("-inf"), float("nan")),
    *(
        Markup("<b>ä</b>"),
        Emphasis("<i>"),
        Text("<b>"),
        Whole(5),
        Colour.RED,
        Element(),
        Decimal("1.50"),
        b"<",
        [1, "<"],
    ),
]


@pytest.mark.parametrize("mode", SHOWN)
@pytest.mark.parametrize("value", VALUES, ids=named)
def test_a_value_is_shown_as_the_template_language_shows_it(value, mode):
    expected = str(SHOWN[mode](value)).encode()
    assert show(value, mode=mode) == expected
    assert render((op.CALLOUT, 0, mode), twins=[(lambda: value, ())]) == expected


TEXTS = st.text(
    st.sampled_from("ab <>&'\"\\\n\t\x01\x7f\x80éÿĀ€中\u2027\u2028\u2029\uffff\U00010000\U0001f600"), max_size=80
)


@given(TEXTS | st.text())
def test_text_of_any_width_is_escaped_and_encoded(text):
    for mode, shown in SHOWN.items():
        assert show(text, mode=mode) == str(shown(text)).encode()


def test_each_character_is_escaped_at_each_place_of_a_block():
    for width in "a", "é", "中", "\U0001f600":
        for at in range(0, 36, 5):
            for code in (*range(256), 0x2028, 0x2029):
                text = width * at + chr(code) + width * (35 - at)
                for mode, shown in SHOWN.items():
                    assert show(text, mode=mode) == str(shown(text)).encode()


@pytest.mark.parametrize("text", ["\ud800", "abc\udfff", "x" * 40 + "\udc00<", "\ud83d\ude00"])
def test_half_a_surrogate_pair_raises_what_encode_raises(text):
    with pytest.raises(UnicodeEncodeError) as expected:
        text.encode()
    for mode in (op.RAW, op.HTML):
        with pytest.raises(UnicodeEncodeError) as raised:
            show(text, mode=mode)
        assert str(raised.value) == str(expected.value)
    assert show(text, mode=op.JSON).decode() == json_string(text)[1:-1]


@given(st.integers() | st.floats())
def test_numbers_are_written_as_str_writes_them(number):
    assert show(number) == str(number).encode()


def test_undefined_is_shown_or_refused_as_its_kind_does():
    assert show(Undefined(name="x"), mode=op.HTML) == b""
    for mode in SHOWN:
        with pytest.raises(UndefinedError, match="'x' is undefined"):
            show(StrictUndefined(name="x"), mode=mode)


class Record(msgspec.Struct, frozen=True, gc=False):
    id: int
    name: object


class Slots:
    __slots__ = ("name", "other")


class Child(Slots):
    __slots__ = ("__dict__",)


class Plain:
    name = "class"


class WithProperty:
    @property
    def name(self):
        return "property"


class Hooked(Slots):
    """Its attributes are its own affair, slots or not."""

    __slots__ = ()

    def __getattribute__(self, name):
        return f"hooked {name}"


class Borrowed:
    """Its descriptor belongs to a class of another layout."""

    name = Slots.__dict__["name"]


def slotted(kind, name):
    value = kind()
    value.name = name
    return value


def plain(name):
    value = Plain()
    value.name = name
    return value


Pair = namedtuple("Pair", ["name", "other"])
FAST = [Record(1, "a"), slotted(Slots, "a"), slotted(Child, "a"), {"name": "a"}]
SLOW = [plain("a"), Plain(), WithProperty(), Hooked(), Borrowed(), Pair("a", "b"), 5, None, "text", {}, Slots(), Text()]


@pytest.mark.parametrize("value", FAST, ids=lambda value: type(value).__name__)
def test_attributes_in_slots_and_items_of_dicts_are_read_without_their_twin(value):
    assert show(value, "name", twin=lambda _: "twin") == b"a"
    assert show([value], 0, "name", twin=lambda _: "twin") == b"a"


@pytest.mark.parametrize("value", SLOW, ids=lambda value: type(value).__name__)
def test_all_other_attributes_are_the_affair_of_their_twin(value):
    assert show(value, "name", twin=lambda _: "twin") == b"twin"


def test_an_attribute_of_dict_goes_before_its_item():
    value = {"items": "a", "__class__": "b", "other": "c"}
    shown = [show(value, name, twin=lambda _: "twin") for name in value]
    assert shown == [b"twin", b"twin", b"c"]


@pytest.mark.parametrize("index", [0, 1])
def test_lists_and_tuples_are_read_by_index(index):
    assert show(["a", "b"], index, twin=lambda _: "twin") == show(("a", "b"), index) == b"ab"[index : index + 1]


@pytest.mark.parametrize("value", [["a"], ("a",), "ab", {1: "a"}, Pair("a", "b"), 5, None], ids=named)
def test_an_index_that_is_not_there_or_counts_from_the_end_goes_to_the_twin(value):
    assert [show(value, index, twin=lambda _: "twin") for index in (1, -1)] == [b"twin"] * 2


def test_without_a_twin_what_is_not_there_is_missing():
    assert show(5, "name") == b"missing"


def test_a_path_takes_values_of_another_type_in_each_run():
    paths = [(0, ()), (1, ("name",))]
    rows = [(op.FOR, 0, 1, 0, 3, -1), (op.OUT, 1, 0, 0), (op.NEXT, 0, 1)]
    values = [*FAST, *SLOW] * 20
    random.Random(7).shuffle(values)
    twins = [(lambda value: f"<{type(value).__name__}>", (1,))]
    expected = "".join("a" if any(value is item for item in FAST) else f"<{type(value).__name__}>" for value in values)
    assert render(*rows, args=(values,), paths=paths, twins=twins) == expected.encode()


def test_the_error_of_a_twin_is_the_error_of_the_run():
    def fail(value):
        raise KeyError(value)

    with pytest.raises(KeyError, match="5"):
        show(5, "name", twin=fail)


def test_names_need_not_be_the_same_objects():
    name = "".join(["na", "me"])
    assert program((op.OUT, 0, 0, -1), paths=[(0, (name,))], params=1) is not None
    assert show({"".join(["n", "ame"]): "a"}, name) == b"a"
