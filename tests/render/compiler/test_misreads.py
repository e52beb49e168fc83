"""What is told of names that no view has, before anything renders; and what is legal and must not be told."""

import pytest
from jinja2 import DictLoader, Environment

from engine.render.compiler.contexts import context_types
from engine.render.compiler.misreads import misreads
from engine.render.filters import add_filters
from engine.render.named import Named
from engine.render.undefined import ThemeUndefined

TEXTS = Named(
    "t (locales/*.toml)", {"title": "Glasses", "facts": Named("`t.facts` (locales/*.toml)", {"size": "Size"})}
)


def told(kind: str = "product", **files: str) -> list[str]:
    """Return what is said of templates, the page's own as `page`; a name a__b stands for a/b."""
    names = {name.replace("__", "/"): text for name, text in files.items()}
    environment = Environment(
        loader=DictLoader(names), undefined=ThemeUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    add_filters(environment, "en-US")
    environment.globals["t"] = TEXTS
    trees = {name: environment.parse(text, name) for name, text in names.items()}
    found = misreads([("page", context_types(kind))], trees.get, environment.globals, names)
    return [f"{one.file}:{one.line} {one.message}" for one in found]


def test_a_name_that_no_view_has_is_told_with_its_place_and_the_nearest_one() -> None:
    assert told(page="<h1>\n{{ product.nmae }}") == [
        "page:2 reads `product.nmae`, which ProductView does not have; did you mean `name`?"
    ]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ produkt.name }}", "`produkt`, which is not defined here; did you mean `product`?"),
        ("{{ product.brand.lable }}", "`product.brand.lable`, which LinkView does not have; did you mean `label`?"),
        ("{{ t.facts.sise }}", "`t.facts.sise`, which `t.facts` (locales/*.toml) does not have; did you mean `size`?"),
        ("{{ product.name.uper() }}", "`product.name.uper`, which str does not have"),
        ("{{ product.related.name }}", "`product.related.name`, which tuple does not have"),
        ("{{ product.related[0].nam }}", "`product.related.0.nam`, which CardView does not have; did you mean `name`?"),
        ("{% for c in product.related %}{{ c.naem }}{% endfor %}", "`c.naem`, which CardView does not have"),
        ("{% for c in product.related[:2]|reverse %}{{ c.naem }}{% endfor %}", "`c.naem`, which CardView"),
        ("{% for a, b in [(1, product.name), (2, product.nam)] %}{{ b }}{% endfor %}", "`product.nam`, which"),
        ("{% for c in product.related %}{{ loop.frist }}{% endfor %}", "`loop.frist`, which LoopContext does not have"),
        ("{{ product.related|map(attribute='price.txt')|join }}{{ x }}", "`x`, which is not defined here"),
        (
            "{% for x in product.related|map(attribute='price.txt') %}{{ x }}{% endfor %}",
            "`price.txt`, which PriceView",
        ),
        ("{{ product.related|selectattr('bagde')|list|length }}", "`bagde`, which CardView does not have"),
        ("{% set one = product.related|first %}{{ one.nam }}", "`one.nam`, which CardView does not have"),
        ("{% set brand = product.brend %}{{ brand }}", "`product.brend`, which ProductView does not have"),
        ("{% if product.nmae %}{% endif %}", "`product.nmae`, which ProductView"),
        ("{% if product.sku %}{{ product.nmae }}{% endif %}", "`product.nmae`, which ProductView"),
        ("{% if not product.nmae == 1 %}{% endif %}", "`product.nmae`, which ProductView"),
        ("{{ product.sku or product.nmae }}", "`product.nmae`, which ProductView"),
        ("{{ 'x' if product.sku else product.nmae }}", "`product.nmae`, which ProductView"),
        ("{{ 'x' ~ product.nmae }}", "`product.nmae`, which ProductView"),
        ("{{ product.name.startswith(product.nmae) }}", "`product.nmae`, which ProductView"),
        ("{{ product.nmae|upper }}", "`product.nmae`, which ProductView"),
        ("{{ product.brnd.label|default('') }}", "`product.brnd`, which ProductView"),
        ("{% with x = product %}{{ x.nmae }}{% endwith %}", "`x.nmae`, which ProductView"),
        ("{% filter upper %}{{ product.nmae }}{% endfilter %}", "`product.nmae`, which ProductView"),
        ("{% set x %}{{ product.nmae }}{% endset %}", "`product.nmae`, which ProductView"),
    ],
)
def test_what_can_never_be_read_is_told(template: str, message: str) -> None:
    found = told(page=template)
    assert len(found) == 1
    assert message in found[0]


@pytest.mark.parametrize(
    "template",
    [
        "{% if product.brand %}{{ product.brand.label }}{% endif %}{{ product.shape_link.path }}",
        "{{ product.name.upper().title() }}{{ product.name[0] }}{{ product.related.count(1) }}{{ 1.5.is_integer() }}",
        "{{ product.nmae is defined }}{{ product.nmae|default('') }}{{ product.nmae|d(product.name)|upper }}",
        "{% if product.weight is defined and product.weight %}{{ product.weight.text }}{% endif %}",
        "{% set w = product.weight %}{% if w is defined %}{{ w }}{% endif %}",
        "{% if page.kind == 'category' %}{{ listing.anything.at.all }}{% endif %}",
        "{% if listing is defined %}{{ listing.name }}{% endif %}{% if own is defined %}{{ own }}{% endif %}",
        "{{ {'a': 1}[product.kind] }}{{ {'a': 1}.a }}{% set list = [] %}{{ list.append(1) or '' }}",
        "{% set x = product.related|list %}{{ x.append(1) or '' }}{{ x[0].name }}",
        "{% set ns = namespace(n=1) %}{% set ns.n = 2 %}{{ ns.n }}{{ dict(a=1).a }}{{ range(3)|sum }}",
        "{% if product.sku %}{% set a = 1 %}{% else %}{% set a = product %}{% endif %}{{ a.name }}",
        "{% for a in product.facts %}{% set b = a %}{{ b.key }}{{ loop.previtem.key }}{% endfor %}",
        "{% for x in (product.facts, product.measures) %}{% for y in x %}{{ y.key }}{% endfor %}{% endfor %}",
        "{% for name, group in product.facts|groupby('key') %}{{ group[0].value }}{{ name.upper() }}{% endfor %}",
        "{{ product.facts|selectattr('missing', 'defined')|list|length }}{{ product.facts|map('upper')|list }}",
        "{{ product.facts|map(attribute='none', default='')|join }}{{ product.facts|sort(attribute='key,value') }}",
        "{{ product['name'] }}{{ product[page.kind] }}{{ shop.handling_days[1] + 1 }}",
        "{{ product.measures[0].value.real }}",
        "{% macro m(a, b) %}{{ a.name }}{{ varargs }}{{ kwargs }}{% if b is defined %}{{ b }}{% endif %}{% endmacro %}"
        "{{ m(product, 1, 2) }}{{ m(a=product) }}{{ m(*[product]) }}",
        "{% macro never() %}{{ product.nmae }}{% endmacro %}{{ t.title }}",
        "{% if page.robots %}{% set said = 1 %}{% endif %}{% if page.robots %}{{ said }}{% endif %}",
        "{{ product.related|join(', ', attribute='name') }}{{ (product.related|first).name }}{{ page.css|safe }}",
    ],
)
def test_what_is_legal_is_not_told(template: str) -> None:
    assert told(page=template) == []


def test_blocks_includes_and_imports_are_followed() -> None:
    files = {
        "page": '{% extends "layout" %}{% from "parts" import part %}{% block main %}{{ part(product) }}{{ super() }}'
        "{% endblock %}",
        "layout": '{% include "foot" %}{% block main %}{{ product.b }}{% endblock %}{% block rest %}{% endblock %}',
        "parts": "{% macro part(x) %}\n{{ x.a }}{{ caller and '' }}{% endmacro %}",
        "foot": "{% for one in shop.legal %}{{ one.c }}{% endfor %}",
    }
    assert [line.split(",")[0] for line in told(**files)] == [
        "foot:1 reads `one.c`",
        "layout:1 reads `product.b`",
        "parts:2 reads `x.a`",
    ]


def test_a_block_that_is_not_shown_and_what_stands_outside_of_blocks_is_not_told() -> None:
    page = '{% extends "layout" %}{{ product.a }}{% block main %}{% endblock %}'
    assert told(page=page, layout="{% block main %}{{ product.b }}{% endblock %}") == []


def test_a_branch_of_a_macro_counts_when_it_is_wrong_for_all_that_it_is_given() -> None:
    body = "{% if x.kind == 'list' %}{{ x.label }}{% else %}{{ x.title }}{{ x.id }}{% endif %}"
    macro = f"{{% macro show(x) %}}{body}{{% endmacro %}}"
    assert told(page=macro + "{{ show(product) }}{{ show(page) }}") == [
        "page:1 reads `x.label`, which PageView does not have",
        "page:1 reads `x.label`, which ProductView does not have",
    ]


def test_a_macro_that_is_imported_does_not_see_the_page() -> None:
    files = {
        "page": '{% import "parts" as parts %}{{ parts.part() }}',
        "parts": "{% macro part() %}{{ shop.name }}{% endmacro %}",
    }
    assert told(**files) == ["parts:1 reads `shop`, which is not defined here"]
    assert told(page=files["page"].replace(" as parts", " as parts with context"), parts=files["parts"]) == []


def test_a_call_block_sees_what_stands_around_it() -> None:
    box = "{% macro box(title) %}<p>{{ title }}{{ caller(title) }}</p>{% endmacro %}"
    assert told(page=box + "{% call(x) box('a') %}{{ x.upper() }}{{ product.name }}{{ product.b }}{% endcall %}") == [
        "page:1 reads `product.b`, which ProductView does not have"
    ]
