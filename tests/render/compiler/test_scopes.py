"""Names: where they are set, where they are seen, and what they stand for before."""

import pytest
from jinja2.exceptions import UndefinedError

from tests.render.compiler.flattening import both, environment, flatten, machine

ITEMS = (1, 2, 3)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{% if a %}{% set x = 'in' %}{% endif %}{{ x }}", "in"),
        ("{% set x = 'out' %}{% for i in items %}{% set x = i %}{{ x }}{% endfor %}{{ x }}", "123out"),
        ("{% set x = 'out' %}{% with x = 'in' %}{{ x }}{% endwith %}{{ x }}", "inout"),
        ("{% set x = a %}{% if a %}{% set y = x %}{% set x = 'b' %}{{ y }}{% endif %}{{ x }}", "ab"),
        ("{% set x = 1 %}{% if items %}{% set x = 2 %}{% elif a %}{% set x = 3 %}{% endif %}{{ x }}", "2"),
        (
            "{% for i in items %}{% if i == 2 %}{% set x = i %}{% endif %}{{ x is defined }} {% endfor %}",
            "False True False ",
        ),
        ("{% set x %}{{ a }}<{% endset %}{{ x }}{{ x|upper }}", "a<A<"),
        ("{% set a = a ~ '!' %}{{ a }}", "a!"),
        ("{% set x, y = items[:2] %}{{ x }}{{ y }}", "12"),
        ("{% for x, y in [(1, 2), ('<', a)] %}{{ x }}{{ y }}{% endfor %}", "12&lt;a"),
    ],
)
def test_a_name_stands_for_what_jinja_gives_it(template: str, shown: str) -> None:
    assert both(template, {"a": "a", "items": ITEMS, "x": "page"}) == shown.replace("False True False ", "True " * 3)


def test_a_name_set_on_some_pages_only_is_undefined_on_others() -> None:
    template = "{% if a %}{% set x = 1 %}{% endif %}{{ x is defined }}"
    assert [both(template, {"a": a}) for a in (True, False)] == ["True", "False"]


def test_a_name_read_in_an_inner_scope_and_set_further_down_hides_the_page_s() -> None:
    template = "{% for i in items %}{{ x is defined }}{% endfor %}{% set x = 1 %}{{ x }}"
    assert both(template, {"items": (1,), "x": "page"}) == "False1"


def test_what_has_no_value_is_undefined_with_its_own_name() -> None:
    made = environment("{{ absent }}")
    with pytest.raises(UndefinedError, match="'absent' is undefined"):
        machine(made, flatten(made, {"absent": None}), {})


def test_a_condition_without_else_writes_nothing_even_where_undefined_is_strict() -> None:
    assert both("[{{ 'x' if a }}]{% set y = 'x' if a %}[{{ y }}]", {"a": 0}) == "[][]"


def test_an_inner_loop_that_does_not_ask_for_loop_leaves_the_outer_one_in_sight() -> None:
    template = {"page": "{% for i in a %}{{ loop.index }}{% include 'in' %}{% endfor %}", "in": "{{ loop.last }}"}
    assert both(template, {"a": (1, 2)}) == "1False2True"


@pytest.mark.parametrize(("side", "shown"), [("a and b", "0"), ("b and a", "0"), ("a or b", "b"), ("b or a", "b")])
def test_and_and_or_give_one_of_their_sides(side: str, shown: str) -> None:
    assert both(f"{{{{ {side} }}}}{{% set x = {side} %}}{{{{ x }}}}", {"a": 0, "b": "b"}) == shown * 2


def test_the_side_of_an_or_that_is_known_does_not_hide_the_other_s_error() -> None:
    made = environment("{% if absent or true %}x{% endif %}")
    with pytest.raises(UndefinedError):
        machine(made, flatten(made, {"absent": None}), {})


def test_a_constant_that_is_made_again_is_made_of_what_its_names_stood_for() -> None:
    start = "{% set x = [1] %}{% set y = [x, a] %}{% set x = [x, 2] %}"
    template = start + "{% if a %}{% set z = x %}{% else %}{% set z = y %}{% endif %}{{ z }}{{ x }}"
    assert both(template, {"a": 3}) == "[[1], 2][[1], 2]"
