"""Every page kind of the shipped theme, full and bare: the machine's bytes are Jinja's."""

import pytest

from engine.render.compiler.compile import Compiler
from engine.render.compiler.contexts import OUTPUT, context_types
from engine.render.compiler.flat import decode_flat, encode_flat
from engine.render.compiler.linking import link
from engine.render.compiler.sources import Sources
from engine.render.theme import KINDS, Theme
from native.machine import Page
from tests.render.theme_shop import load
from tests.render.theme_views import contexts


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The shipped theme as it stands."""
    return load(tmp_path_factory.mktemp("shop"))


@pytest.mark.parametrize("bare", [False, True], ids=["full", "bare"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_machine_renders_every_kind_of_page_as_jinja_does(theme: Theme, kind: str, bare: bool) -> None:
    context = contexts(bare)[kind]
    constants = {"shop": context["shop"]}
    params = {name: type_ for name, type_ in context_types(kind).items() if name != "shop"}
    compiler = Compiler(Sources(theme.environment), constants)
    flat = decode_flat(encode_flat(compiler.compile(f"pages/{kind}.html", params, {("page", "kind"): kind})))
    program = link(flat, theme.environment, constants)
    page = Page()
    for _ in range(2):  # the second time from what the machine kept in mind
        page.clear()
        program.run(tuple(context[name] for name in flat.params), page)
        assert bytes(page) == theme.render(kind, context)


def test_the_outputs_of_the_theme_compile(theme: Theme) -> None:
    for output in theme.outputs:
        assert Compiler(Sources(theme.environment), {}).compile(output.template, OUTPUT).ops
