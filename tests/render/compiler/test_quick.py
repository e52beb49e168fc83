"""Expressions of common forms need no twin where values are of common types, and mean what they mean to Jinja."""

from typing import Any

import pytest
from jinja2 import StrictUndefined, Undefined
from markupsafe import Markup
from msgspec import Struct

from native import opcodes as op
from tests.render.compiler.flattening import both, environment, flatten, machine, operations

CALLS = {op.CALLOUT, op.CALLSET, op.CALLJF, op.CALLJT}


class Link(Struct, frozen=True, gc=False):
    label: str
    path: str


class View(Struct, frozen=True, gc=False):
    name: str
    links: tuple[Link, ...]
    count: int
    size: float


class Texts(Struct, frozen=True, gc=False):
    shown: str
    broken: str = "{n!r} {0}"


VIEW = View("Größe & <b>/~", (Link("one", "/1"), Link("two", "/2"), Link("three", "/3")), 3, 2.5)
CONSTANTS = {"t": Texts("{n} of {m}, <{n}>"), "table": {"oval": [1, "<o>"], "": "none"}}
TABLE = "{% set sizes = {'oval': 2, 'round': 'r<'} %}"


def calls(template: str) -> set[int]:
    """Return the operations of a template that call twins whatever the values are."""
    return CALLS & set(operations(flatten(environment(template), {"view": View, "key": str}, CONSTANTS)))


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        (TABLE + "{{ sizes[key] }}{% set x = table[key] %}{{ x[1] }}", "2&lt;o&gt;"),
        ("{% if key in table %}a{% endif %}{% if key not in ['x', 'y'] * 4 %}b{% endif %}", "ab"),
        ("{{ 'in' if '<' in view.name and key not in view.name }}", "in"),
        ("{% set all = view.links|map(attribute='path')|list %}{% if '/2' in all %}{{ all|length }}{% endif %}", "3"),
        ("{% for one in view.links[1:] %}{{ one.label }}{% endfor %}{{ view.name[:8] }}", "twothreeGröße &amp; "),
        ("{% if view.count > 2 and view.size * 2 <= view.count + 2 and 3.5 != view.size %}more{% endif %}", "more"),
        (
            "{{ (view.name ~ (' (' ~ key ~ ')' if key else ''))|urlencode }}",
            "Gr%C3%B6%C3%9Fe%20%26%20%3Cb%3E/~%20%28oval%29",
        ),
        (
            "{{ t.shown|fill(n=view.name, m=view.count) }}",
            "Größe &amp; &lt;b&gt;/~ of 3, &lt;Größe &amp; &lt;b&gt;/~&gt;",
        ),
    ],
)
def test_a_common_form_needs_no_twin(template: str, shown: str) -> None:
    expected = both(template, {"view": VIEW, "key": "oval"}, CONSTANTS)
    assert expected == shown
    assert not calls(template)


KEYS: list[Any] = ["oval", "x", "", 1, 1.0, True, None, Markup("oval"), ("oval",)]


@pytest.mark.parametrize("key", KEYS, ids=repr)
@pytest.mark.parametrize(
    "template",
    [
        TABLE + "{{ sizes[key] }}",
        "{{ ['a', 'b'][key] }}",
        "{% if key in table %}in{% endif %}",
        "{% if key not in ('oval', 1) * 4 %}not in{% endif %}",
        "{% if key == 1.0 %}one{% endif %}",
        "{{ '{n} & {n}'|fill(n=key) }}{{ ('<' ~ '{n}'|fill(n=key)) }}",
        "{{ t.shown|fill(n=key, m=key|string) }}",
    ],
)
def test_values_of_all_types_mean_what_they_mean_to_jinja(template: str, key: Any) -> None:
    both(template, {"key": key}, CONSTANTS, undefined=Undefined)


@pytest.mark.parametrize("undefined", [Undefined, StrictUndefined])
@pytest.mark.parametrize(
    "template",
    [
        "{{ [1][2] }}{{ {'a': 1}[view.nothing] }}",
        "{{ {'a': 1}[key] }}",
        "{% if view.nothing in table %}in{% endif %}",
        "{% if 'a' in view.nothing %}in{% endif %}",
        "{{ view.nothing[:2] }}",
        "{% if view.nothing > 2 %}more{% endif %}",
        "{{ t.shown|fill(n=view.nothing, m=1) }}",
        "{{ t.shown|fill(n=1) }}",
        "{{ t.shown|fill(n=1, m=2, other=view.nothing) }}",
        "{{ t.broken|fill(n=1) }}",
        "{{ t.shown|fill(n=1, m=2, text=3) }}",
        "{% set x = {'a': 1}[key] %}{{ x }}{{ x.more }}",
        "{% if key > 2 %}more{% endif %}",
        "{% if [] in table %}in{% endif %}",
        "{% if view in 'text' %}in{% endif %}",
        "{% for one in view.name.links|map(attribute='path')|list %}{{ one }}{% endfor %}",
    ],
)
def test_an_error_is_the_one_of_jinja(template: str, undefined: type[Undefined]) -> None:
    context = {"view": VIEW, "key": "b"}
    made = environment(template, undefined)
    try:
        made.get_template("page").render({**CONSTANTS, **context})
    except Exception as error:
        flat = flatten(made, dict.fromkeys(context), CONSTANTS)
        with pytest.raises(type(error)):
            machine(made, flat, context, CONSTANTS)
    else:
        both(template, context, CONSTANTS, undefined=undefined)
