"""Templates that extend, include, import and call: one program, as Jinja has it."""

import pytest
from jinja2 import StrictUndefined

from tests.render.compiler.flattening import both

BASE = "<{% block one %}base {{ a }}{% endblock %}|{% block two %}2{% endblock %}>"


def test_blocks_of_a_chain_call_those_above_them() -> None:
    middle = "{% extends 'base' %}{% block one %}middle [{{ super() }}]{% endblock %}"
    page = "{% extends 'middle' %}dropped{% set a = 'set' %}{% block one %}page [{{ super()|upper }}]{% endblock %}"
    assert both({"base": BASE, "middle": middle, "page": page}, {"a": "A"}) == "<page [MIDDLE [BASE SET]]|2>"


def test_a_block_sees_the_page_and_not_the_place_where_it_stands() -> None:
    blocks = "{% block one %}{{ i is defined }}{% endblock %}{% block two scoped %}{{ i }}{% endblock %}"
    page = f"{{% for i in a %}}{blocks}{{% endfor %}}"
    assert both(page, {"a": (1, 2)}) == "False1False2"


def test_an_included_template_sees_everything_and_sets_nothing() -> None:
    page = "{% with b = 'B' %}{% include 'in' %}{% endwith %}{{ c is defined }}{% include 'none' ignore missing %}"
    assert both({"page": page, "in": "{{ a }}{{ b }}{% set c = 1 %}"}, {"a": "A"}) == "ABFalse"


def test_an_imported_macro_sees_its_own_template_alone() -> None:
    library = "{% set own = 'own' %}{% macro m(x, y='<') %}{{ own }}{{ x }}{{ y }}{{ a is defined }}{% endmacro %}"
    page = "{% import 'lib' as lib %}{% from 'lib' import m with context %}{{ lib.m(a) }}{{ m(a, y=a) }}{{ lib.own }}"
    assert both({"page": page, "lib": library}, {"a": "A"}) == "ownA&lt;FalseownAATrueown"


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("{{ m(a) }}", "[A--]"),
        ("{{ m(a, '<')|upper }}", "[A-&LT;-]"),
        ("{{ 'x' ~ m(a) }}", "x[A--]"),
        ("{{ m(m(a)) }}", "[[A--]--]"),
        ("{% call m(a) %}body {{ a }}{% endcall %}", "[A--body A]"),
        ("{% set x = m(a) %}{{ x }}{{ x|length }}", "[A--]5"),
        ("{{ [m(a), '<']|join }}", "[A--]&lt;"),
        ("{{ m(a) if a else m('b') }}", "[A--]"),
    ],
)
def test_macros_give_markup_wherever_they_are_called(call: str, shown: str) -> None:
    macro = "{% macro m(x, y='') %}[{{ x }}-{{ y }}-{{ caller() if caller is defined and caller }}]{% endmacro %}"
    assert both(macro + call, {"a": "A"}) == shown


def test_a_default_of_a_macro_may_read_the_arguments_before_it() -> None:
    assert both("{% macro m(x, y=x ~ '!') %}{{ x }}{{ y }}{% endmacro %}{{ m(a) }}{{ m(a, 1) }}", {"a": "A"}) == "AA!A1"


def test_filters_of_blocks_take_what_was_written_as_markup() -> None:
    page = "{% filter upper %}<b>{{ a }}</b>{% endfilter %}{% set x | replace('b', 'i') %}<b>{{ a }}{% endset %}{{ x }}"
    assert both(page, {"a": "<"}) == "<B>&LT;</B><i>&lt;"


def test_loops_know_their_else_their_test_and_where_they_are() -> None:
    page = (
        "{% for i in a if i != 2 %}{{ loop.index }}/{{ loop.length }}:{{ i }}{{ loop.cycle('x', 'y') }} {% endfor %}"
        "{% for i in b %}{{ i }}{% else %}none{% endfor %}{% for i in a if i > 2 %}{{ i }}{% endfor %}"
    )
    assert both(page, {"a": (1, 2, 3), "b": ()}, undefined=StrictUndefined) == "1/2:1x 2/2:3y none3"
