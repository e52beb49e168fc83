"""What cannot be flattened is refused with file, line and reason."""

import pytest
from jinja2 import pass_context

from engine.render.compiler.unsupported import Unsupported
from tests.render.compiler.flattening import environment, flatten

LIBRARY = "{% macro m(x) %}{{ x }}{% endmacro %}"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("{% for i in a recursive %}{{ loop(i) }}{% endfor %}", "a recursive loop"),
        ("{% for i in a %}{{ loop.previtem }}{% endfor %}", "`loop.previtem`"),
        ("{% for i in a %}{{ loop.changed(i) }}{% endfor %}", "`loop.changed()`"),
        ("{% for (i, (j, k)) in a %}{% endfor %}", "a target that is not a name or some names"),
        ("{% include a %}", "`include` of a template that is not named"),
        ("{% import a as b %}", "`import` of a template that is not named"),
        ("{% include 'gone' %}", "there is no template gone"),
        ("{% include 'page' %}", "page includes itself"),
        ("{% if a %}{% extends 'lib' %}{% endif %}", "`extends` under a condition"),
        ("{% extends a %}", "`extends` of a template that is not named"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "`m` calls itself"),
        ("{% macro m() %}{{ varargs }}{% endmacro %}{{ m(1) }}", "`varargs` or `kwargs` in `m`"),
        ("{% macro m() %}{% endmacro %}{{ m(1) }}", "`m` takes at most 0 arguments, got 1"),
        ("{% macro m(x) %}{% endmacro %}{{ m(y=1) }}", "`m` does not take the argument `y` here"),
        ("{% macro m(x) %}{% endmacro %}{{ m(*a) }}", "`*` or `**` in a call of `m`"),
        ("{% macro m(x) %}{% endmacro %}{{ m }}", "the macro `m` used as a value"),
        ("{% from 'lib' import m %}{% call m(1) %}{% endcall %}", "a call block of `m`, which does not take"),
        (
            "{% macro m() %}{% endmacro %}{% for i in a if m() %}{{ loop.index }}{% endfor %}",
            "a macro in the test of a loop that uses `loop` or `else`",
        ),
        ("{% call a() %}{% endcall %}", "a call block of something that is no macro here"),
        ("{% set x = [] %}{{ x.append(1) }}", "`.append()`, which may change a value"),
        ("{% set x = namespace() %}{% set x.y = 1 %}", "a target that is not a name or some names"),
        ("{% autoescape false %}{{ a }}{% endautoescape %}", "the statement `scopedevalcontextmodifier`"),
        ("{% block b %}{{ super() }}{% endblock %}", "`super()` in the block `b`, which no template above has"),
        ("{% block b required %}{% endblock %}", "the block `b` is required and not there"),
        ("{{ self.b() }}", "`self`"),
        ("{{ asks() }}", "a function that asks for the context"),
        ("{{ a|asking }}", "the filter `asking`, which asks for the context"),
        (
            "{% if a %}{% macro m() %}{% endmacro %}{% endif %}{{ m() }}",
            "`m` is a macro or an import under one condition",
        ),
        ("{% set x %}{% include 'lib' without context %}{% endset %}", "`include` without context where"),
        (
            "{% macro m() %}{% if 0 %}{% include 'lib' without context %}{% endif %}{% endmacro %}{{ m() }}",
            "`include` without context where",
        ),
    ],
)
def test_it_is_refused_with_file_and_line(statement: str, reason: str) -> None:
    made = environment({"page": f"\n\n{statement}", "lib": LIBRARY})
    made.globals["asks"] = pass_context(lambda context: context.name)
    made.filters["asking"] = pass_context(lambda context, value: (context, value))
    with pytest.raises(Unsupported) as refused:
        flatten(made, {"a": None})
    assert refused.value.reason.startswith(reason)
    assert (refused.value.file, refused.value.line) == ("page", 3)


def test_the_line_is_that_of_the_template_that_does_it() -> None:
    made = environment({"page": "{% include 'in' %}", "in": "\n{{ loop.x }}{% for i in a %}\n{{ loop.x }}{% endfor %}"})
    with pytest.raises(Unsupported, match=r"in:3 `loop\.x`"):
        flatten(made, {"a": None})
