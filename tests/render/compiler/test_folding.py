"""What is known when a theme is compiled becomes text; the rest stays as it is; what was read is told."""

from typing import Any

import pytest
from msgspec import Struct

from engine.render.compiler.tree import Origin
from native import opcodes as op
from tests.render.compiler.flattening import both, environment, flatten, machine, operations


class Link(Struct, frozen=True):
    label: str
    path: str


class Shop(Struct, frozen=True):
    name: str
    links: tuple[Link, ...]
    logo: str = ""


SHOP = Shop("A & B", (Link("one", "/1"), Link("two", "/2")))


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ shop.name }}{{ shop.name|upper|safe }}", "A &amp; BA & B"),
        ("{% for link in shop.links %}{{ loop.index }}{{ link.label }}{% endfor %}", "1one2two"),
        ("{% if shop.logo %}logo{% elif shop.links|length > 1 %}links{% endif %}", "links"),
        ("{% for link in shop.links if link.path != '/1' %}{{ link.label }}{{ loop.last }}{% endfor %}", "twoTrue"),
        ("{{ (shop.name ~ '<')|j }}{{ shop.links|map(attribute='path')|join(',') }}", '"A \\u0026 B\\u003c"/1,/2'),
        ("{{ {'a': 1}['a'] + 2 ** 3 }}{{ shop.name.startswith('A') }}{{ shop.name[0] }}", "9TrueA"),
        ("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(shop.name) }}", "[A &amp; B]"),
        ("{% set x %}<{{ shop.name }}{% endset %}{{ x }}", "<A &amp; B"),
    ],
)
def test_what_constants_give_is_one_text(template: str, shown: str) -> None:
    made = environment(template)
    flat = flatten(made, {}, {"shop": SHOP})
    assert operations(flat) == [op.TEXT, op.END]
    assert both(template, {}, {"shop": SHOP}) == shown


def test_an_error_of_a_constant_is_left_to_the_page_that_meets_it() -> None:
    assert both("{% if a %}{{ 1 // 0 }}{{ shop.gone.x }}{% endif %}ok", {"a": False}, {"shop": SHOP}) == "ok"


def test_a_filter_that_is_not_known_to_be_pure_is_asked_each_time() -> None:
    made = environment("{{ shop.name|count_calls }}")
    calls: list[Any] = []
    made.filters["count_calls"] = lambda value: calls.append(value) or len(calls)
    flat = flatten(made, {}, {"shop": SHOP})
    assert [machine(made, flat, {}, {"shop": SHOP}) for _ in range(2)] == ["1", "1"] or len(calls) == 2


def test_a_list_of_the_template_is_another_one_each_time() -> None:
    template = "{% if a %}{% set x = [1] %}{% else %}{% set x = [2] %}{% endif %}{{ x|length }}{{ x[0] }}"
    assert [both(template, {"a": a}) for a in (True, False)] == ["11", "12"]


def test_known_paths_of_parameters_are_constants() -> None:
    made = environment("{% if page.kind == 'home' %}home{% else %}{{ page.css|safe }}{% endif %}")
    flat = flatten(made, {"page": None}, known={("page", "kind"): "product", ("page", "css"): "a>b{}"})
    assert (flat.texts, operations(flat), flat.reads) == ((b"a>b{}",), [op.TEXT, op.END], ())


def test_a_program_tells_the_constants_that_it_was_made_from() -> None:
    made = environment("{{ shop.name }}{% if shop.logo %}{{ shop.links[0].label }}{% endif %}{{ a.b }}")
    flat = flatten(made, {"a": None}, {"shop": SHOP})
    assert [origin for origin, _ in flat.constants] == [Origin("shop", ("logo",)), Origin("shop", ("name",))]
    other = flatten(made, {"a": None}, {"shop": Shop("C", SHOP.links)})
    assert [one == two for one, two in zip(flat.constants, other.constants, strict=True)] == [True, False]


def test_constants_that_are_not_plain_are_looked_up_by_name_when_a_program_is_linked() -> None:
    template = "{% for link in (shop.links if a else []) %}{{ link.label }}{% endfor %}{{ a in shop.links[0].label }}"
    assert both(template, {"a": "o"}, {"shop": SHOP}) == "onetwoTrue"


def test_loops_over_dictionaries_and_ranges_are_written_out() -> None:
    assert (
        both(
            "{% for k, v in {'a': '<'}.items() %}{{ k }}{{ v }}{% endfor %}{% for i in range(3) %}{{ i }}{% endfor %}",
            {},
        )
        == "a&lt;012"
    )
