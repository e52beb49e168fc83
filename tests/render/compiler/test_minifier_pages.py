"""The pages of the shipped theme, written by the machine from minified programs, against those that Jinja writes."""

import pytest

from engine.render.compiler.compile import Compiler
from engine.render.compiler.contexts import context_types
from engine.render.compiler.linking import link
from engine.render.compiler.minifier import minify
from engine.render.compiler.sources import Sources
from engine.render.theme import KINDS, Theme
from native.machine import Page
from tests.render.compiler.dom import shown
from tests.render.theme_shop import load
from tests.render.theme_views import contexts


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The shipped theme as it stands."""
    return load(tmp_path_factory.mktemp("shop"))


@pytest.mark.parametrize("bare", [False, True], ids=["full", "bare"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_the_theme_is_the_same_before_and_after(theme: Theme, kind: str, bare: bool) -> None:
    context = contexts(bare)[kind]
    compiler = Compiler(Sources(theme.environment), {"shop": context["shop"]})
    types = {name: of for name, of in context_types(kind).items() if name != "shop"}
    compilation, flat = compiler.flatten(f"pages/{kind}.html", types)
    minified = minify(flat, f"pages/{kind}.html", theme.css(kind))
    assert minified.reason == ""
    out = Page()
    program = link(compiler.finish(compilation, minified.tree), theme.environment, compiler.constants)
    program.run(tuple(context.get(name) for name in minified.tree.params), out)
    stock = theme.render(kind, context)
    assert len(bytes(out)) < len(stock)
    assert shown(bytes(out).decode()) == shown(stock.decode())
