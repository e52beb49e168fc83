"""Names: where they are set, where they are seen, and what they stand for before."""

from random import Random

import pytest
from jinja2 import Undefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup
from msgspec.structs import replace

from tests.render.compiler.flattening import both, environment, flatten, machine
from tests.render.compiler.values import Part, Whole, whole

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


@pytest.mark.parametrize("name", ["class", "s0", "s1", "k0", "environment", "undefined", "v_i"])
def test_a_loop_with_a_test_may_give_its_items_any_name(name: str) -> None:
    asked = f"{name} > a or {name} in b"
    items = f"{{% for {name} in items if {asked} %}}{{{{ loop.index }}}}{{{{ {name} }}}} {{% endfor %}}"
    pairs = f"{{% for i, {name} in pairs if {name} != b[0] %}}{{{{ loop.last }}}}{{{{ {name} }}}}{{% endfor %}}"
    given = {"a": 2, "b": [1], "items": ITEMS, "pairs": [(1, 1), (2, 2)]}
    assert both(items + pairs, given) == "11 23 True2"


@pytest.mark.parametrize("start", ["{% import 'lib' as lib with context %}", "{% from 'lib' import m with context %}"])
def test_an_imported_macro_does_not_see_what_is_set_after_the_import(start: str) -> None:
    call = "{{ lib.m() }}" if " as " in start else "{{ m() }}"
    page = "{% set v = 1 %}" + start + "{% set v = 2 %}{% set w = 3 %}" + call
    lib = "{% macro m() %}{{ v }}{{ w is defined }}{% endmacro %}"
    inside = page.replace("{% set v = 2 %}", "{% for i in items %}{% set v = i %}") + "{% endfor %}"
    assert both({"page": page, "lib": lib}, {}) == "1False"
    assert both({"page": inside, "lib": lib}, {"items": ITEMS}) == "1False" * 3


@pytest.mark.parametrize("asked", ["", "{{ loop.index }}"])
def test_the_test_of_a_loop_does_not_see_what_the_body_sets(asked: str) -> None:
    template = f"{{% for i in items if a > 1 %}}{{% set a = i %}}{{{{ a }}}}{asked}{{% endfor %}}{{{{ a }}}}"
    assert both(template, {"a": 2, "items": ITEMS}) == ("1122332" if asked else "1232")


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("{% set a = y %}{% block b %}{{ a is defined }}{% endblock %}", "False"),
        ("{% set a = y %}{% include 'in' %}", "False"),
        ("{% with a = y %}{% include 'in' %}{% endwith %}", "False"),
        ("{% for i in [1] %}{% include 'in' %}{% set a = 1 %}{% endfor %}", "True"),
        ("{% from 'lib' import a %}{% include 'in' %}{% block b %}{{ a is defined }}{% endblock %}", "FalseFalse"),
        ("{% macro m(a) %}{% include 'in' %}{% endmacro %}{{ m() }}", "False"),
        ("{% extends 'base' %}{% set a = y %}{% set y = y %}", "False"),
    ],
)
def test_a_name_set_to_what_has_no_value_hides_the_page_s_elsewhere(page: str, shown: str) -> None:
    others = {"in": "{{ a is defined }}", "lib": "", "base": "{{ a is defined }}"}
    assert both({"page": page, **others}, {"a": "page"}, undefined=Undefined) == shown


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


class Element:
    def __html__(self) -> str:
        return "<i>"

    def __str__(self) -> str:
        return "e<"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{{ e }}{{ e ~ '<' }}", "<i>e&lt;&lt;"),
        ("{{ m ~ e ~ '<' }}", "<b>e&lt;&lt;"),
        ("{{ '<' ~ (e if m else m) }}", "&lt;e&lt;"),
        ("{% set x = e ~ m %}{{ x }}", "e&lt;<b>"),
    ],
)
def test_what_is_put_together_is_text_whatever_markup_its_parts_have_of_their_own(written: str, shown: str) -> None:
    assert both(written, {"e": Element(), "m": Markup("<b>")}) == shown


def test_the_side_of_an_or_that_is_known_does_not_hide_the_other_s_error() -> None:
    made = environment("{% if absent or true %}x{% endif %}")
    with pytest.raises(UndefinedError):
        machine(made, flatten(made, {"absent": None}), {})


def test_a_constant_that_is_made_again_is_made_of_what_its_names_stood_for() -> None:
    start = "{% set x = [1] %}{% set y = [x, a] %}{% set x = [x, 2] %}"
    template = start + "{% if a %}{% set z = x %}{% else %}{% set z = y %}{% endif %}{{ z }}{{ x }}"
    assert both(template, {"a": 3}) == "[[1], 2][[1], 2]"


@pytest.mark.parametrize("written", ["((parts|by_key('a')).name ~ '<')|j", "('<' ~ (parts|by_key('b')).name)|j"])
def test_what_is_looked_up_for_a_text_is_looked_up_where_the_text_is_written(written: str) -> None:
    made = environment(f"{{{{ {written} }}}}{{{{ {written} }}}}".replace("parts", "typed.parts"))
    typed = whole(Random(3))
    typed = replace(typed, parts=(Part("a", "A", 1), Part("b", "B", 2)))
    shown = machine(made, flatten(made, {"typed": Whole}), {"typed": typed})
    assert shown == made.get_template("page").render(typed=typed)
