"""Paths that a program reads -> whether a value can be shown, and what of a context can."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine.pipeline.reach import HEROES, LINKS, alone, link_fields, picked, reads
from engine.render.compiler.contexts import alternatives, fields, items
from engine.render.views import CardView, LinkView, PageView, ProductView

LINK = LinkView("Round", "/round/", 7, summary="All that is round.")


@pytest.mark.parametrize(
    ("path", "steps", "found"),
    [
        (("product", "name", "*"), ("product", "name"), True),
        (("product", "*"), ("product", "brand", "count"), True),
        (("product", "brand", "label", "*"), ("product", "brand", "count"), False),
        (("product", "brand"), ("product", "brand", "count"), False),
        (("product", "fits", "[]", "path", "*"), ("product", "fits"), True),
        (("page", "crumbs", "*"), ("page", "crumbs", "[]", "count"), True),
    ],
)
def test_a_value_is_read_where_a_path_leads_to_it_below_it_or_to_all_above_it(
    path: tuple[str, ...], steps: tuple[str, ...], found: bool
) -> None:
    assert reads([path], steps) is found


def test_a_page_that_jinja_renders_may_read_everything() -> None:
    assert reads(None, ("product", "delivery"))
    assert link_fields(None) == (True, True)
    assert picked({"listing": LINK}, None) == {"listing": LINK}


def test_of_a_context_only_what_is_read_is_picked() -> None:
    context = {"index": (LINK, LINK), "page": LINK, "none": None}
    paths = [
        ("index",),
        ("index", "[]", "label", "*"),
        ("page", "key"),
        ("none", "[]", "label"),
        ("page", "label", "upper"),
    ]
    assert picked(context, paths) == [2, ["Round", "Round"], 0, [], "Round"]


def test_what_a_page_shows_of_one_product_is_as_on_its_own_page() -> None:
    paths = [("home", "hero", "price", "*"), ("home", "brands"), ("page", "title", "*")]
    assert alone(paths) == [("page", "title", "*"), ("product", "price", "*")]
    assert alone([("sizes", "*")]) == [("product", "*")]
    assert {view for view, _ in HEROES} == {"home", "sizes"}


def test_every_link_to_a_list_on_a_product_page_is_known() -> None:
    views = {"product": ProductView, "page": PageView}
    assert sorted(path for name, view in views.items() for path in links(view, (name,))) == sorted(LINKS)


def links(view: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the paths to links to lists, but for those of other products' cards."""
    for name, kind in fields(view).items():
        held = [(kind, (*path, name)), (items(kind), (*path, name, "[]"))]
        for one, steps in held:
            for member in alternatives(one):
                if member is LinkView:
                    yield steps
                elif isinstance(member, type) and hasattr(member, "__struct_fields__") and member is not CardView:
                    yield from links(member, steps)
