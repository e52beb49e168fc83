"""The filters of templates, each by itself."""

import pytest
from jinja2 import Environment
from jinja2.exceptions import FilterArgumentError

from engine.render.filters import add_filters, by_key, fill, label, plural_of
from engine.render.named import Named
from engine.render.views import FactView

FRAMES = Named("`t.frames`", {"one": "{count} frame", "few": "{count} ramki", "other": "{count} frames"})


def test_a_record_is_found_by_its_key_or_not_at_all() -> None:
    facts = (FactView("a", "1"), FactView("b", "2"))
    assert by_key(facts, "b") == FactView("b", "2")
    assert by_key(facts, "c") is None


def test_a_key_of_the_catalog_without_a_text_is_shown_as_words() -> None:
    texts = Named("t.facts", {"sku": "Article"})
    assert label(texts, "sku") == "Article"
    assert label(texts, "lens_base-curve") == "Lens base curve"


@pytest.mark.parametrize(
    ("locale", "count", "text"),
    [("en-US", 1, "1 frame"), ("en-US", 2, "2 frames"), ("pl-PL", 3, "3 ramki"), ("xx-XX", 0, "0 frames")],
)
def test_a_text_is_chosen_by_count_as_the_language_does(locale: str, count: int, text: str) -> None:
    assert plural_of(locale)(FRAMES, count) == text


def test_a_text_that_cannot_be_filled_is_an_error() -> None:
    with pytest.raises(FilterArgumentError, match="cannot be filled with count"):
        fill("{number} frames", count=1)
    with pytest.raises(FilterArgumentError, match="has no text for `one` or `other`"):
        plural_of("en")(Named("`t.frames`", {}), 1)


def test_templates_have_neither_chance_nor_endless_loops() -> None:
    environment = Environment(autoescape=True)
    add_filters(environment, "en-US")
    assert "random" not in environment.filters
    assert not {"lipsum", "cycler", "joiner"} & set(environment.globals)
    assert environment.from_string("{% for n in range(3) %}{{ n }}{% endfor %}").render() == "012"
