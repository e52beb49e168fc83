"""What a page can read, as the plan asks for it."""

from jinja2 import DictLoader, Environment

from engine.render.compiler.compile import Compiler
from engine.render.compiler.contexts import context_types
from engine.render.compiler.fragments import Fragments
from engine.render.compiler.readset import read_set
from engine.render.compiler.sources import Sources
from engine.render.filters import add_filters
from engine.render.reads import Reads, everything, reads_of
from engine.render.undefined import ThemeUndefined
from engine.render.views import CardView


def read(template: str, fragments: bool = False, **others: str) -> Reads:
    """Return what a template of a product page reads."""
    environment = Environment(
        loader=DictLoader({"page": template, **others}), undefined=ThemeUndefined, autoescape=True, trim_blocks=True
    )
    add_filters(environment, "en-US")
    compiler = Compiler(Sources(environment), {}, Fragments(CardView) if fragments else None)
    _, tree = compiler.flatten("page", context_types("product"))
    return reads_of(*read_set(tree))


def test_a_field_that_is_shown_is_read_and_its_neighbour_is_not() -> None:
    seen = read("{{ product.brand.label }}")
    assert seen.text() == "product.brand.label.*"
    assert seen.reads(("product", "brand", "label"))
    assert seen.reads(("product", "brand"))
    assert seen.reads(("product",))
    assert not seen.reads(("product", "brand", "count"))
    assert not seen.reads(("page",))


def test_whether_something_is_there_is_not_what_it_says() -> None:
    seen = read("{% if product.brand and product.pictures|length > 1 %}x{% endif %}")
    assert seen.text() == "product.brand\nproduct.pictures"
    assert seen.reads(("product", "brand"))
    assert not seen.reads(("product", "brand", "count"))
    assert not seen.reads(("product", "pictures", "[]", "alt"))


def test_what_a_loop_takes_is_an_item_of_its_list() -> None:
    seen = read("{% for one in product.facts %}{% set two = one %}{{ two.key }}{{ loop.index }}{% endfor %}")
    assert seen.text() == "product.facts\nproduct.facts[].key.*"
    assert not seen.reads(("product", "facts", "[]", "value"))


def test_all_of_what_an_expression_is_given_is_read() -> None:
    seen = read("{% set some = product.fits|sort(attribute='label') %}{% for one in some %}{{ one.path }}{% endfor %}")
    assert seen.text() == "product.fits.*"
    assert seen.reads(("product", "fits", "[]", "percent"))


def test_what_branches_captures_and_macros_read_is_read() -> None:
    macro = "{% macro show(link) %}{{ link.label }}{% endmacro %}{% set x %}{{ product.sku }}{% endset %}{{ x }}"
    seen = read(macro + "{% if page.title %}{{ show(product.category) }}{% else %}{{ product.name|upper }}{% endif %}")
    assert seen.text().split() == ["page.title", "product.category.label.*", "product.name.*", "product.sku.*"]


def test_a_card_that_is_inserted_is_read_and_its_fields_are_not() -> None:
    macro = "{% macro card(card) %}<li>{{ card.name }}{% endmacro %}"
    template = '{% from "cards" import card %}{% for one in product.related %}{{ card(one) }}{% endfor %}'
    inserted = read(template, fragments=True, cards=macro)
    assert inserted.text() == "product.related\nproduct.related[]"
    assert inserted.reads(("product", "related", "[]"))
    assert not inserted.reads(("product", "related", "[]", "name"))
    assert read(template, cards=macro).reads(("product", "related", "[]", "name"))


def test_what_two_kinds_read_is_what_one_of_them_reads() -> None:
    one, other = reads_of(("a", "b", "c", "*"), ("a", "d")), reads_of(("a", "b", "*"), ("a", "b"), ("e",))
    assert (one | other).paths == (("a", "b", "*"), ("a", "d"), ("e",))
    assert (one | other) == (other | one) == (one | other | one)
    assert Reads() | one == one


def test_a_page_of_which_nothing_is_known_reads_all_that_it_is_given() -> None:
    seen = everything(context_types("product"))
    assert seen.text() == "page.*\nproduct.*\nshop.*"
    assert seen.reads(("product", "brand", "count"))
    assert not seen.reads(("listing",))
    assert not Reads().reads(("product",))
