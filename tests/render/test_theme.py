"""A theme: found, settled, compiled, opened in a worker; what its pages and styles hold."""

import pickle
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.errors import ThemeError
from engine.render.theme import KINDS, Theme, open_theme
from tests.render.theme_shop import load, write
from tests.render.theme_views import contexts


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The shipped theme as it stands."""
    return load(tmp_path_factory.mktemp("shop"))


@pytest.mark.parametrize("bare", [False, True], ids=["full", "bare"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_renders_with_everything_and_with_nothing(theme: Theme, kind: str, bare: bool) -> None:
    page = theme.render(kind, contexts(bare)[kind]).decode()
    assert page.startswith("<!doctype html>\n<html")
    assert page.count("<h1") == 1
    assert " style=" not in page
    assert " onclick=" not in page
    assert "None" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_opens_what_its_parent_loaded_and_gives_the_same_bytes(theme: Theme, kind: str) -> None:
    context = contexts()[kind]
    worker = open_theme(pickle.loads(pickle.dumps(theme.place)))
    assert worker.render(kind, context) == theme.render(kind, context)
    assert worker.css(kind) == theme.css(kind)


def test_a_worker_refuses_a_theme_that_has_changed(tmp_path: Path) -> None:
    write(tmp_path / "theme/pages/not_found.html", "gone")
    place = load(tmp_path).place
    write(tmp_path / "theme/pages/not_found.html", "gone again")
    with pytest.raises(ThemeError, match="its files changed while the shop was being built"):
        open_theme(place)


def test_styles_hold_what_the_page_reaches_and_nothing_else(theme: Theme) -> None:
    assert ".chart" in theme.css("not_found")
    assert ".chart" not in theme.css("product")
    assert ".card" in theme.css("category")
    assert ".card" not in theme.css("guide")
    assert all(len(theme.css(kind).encode()) < 12_000 for kind in KINDS)


def test_styles_start_with_tokens_and_end_with_modes(theme: Theme) -> None:
    css = theme.css("product")
    assert css.startswith(":root{color-scheme:")
    assert css.index("--bg") < css.index(".wrap") < css.index(".top{") < css.index(".buy{") < css.index("forced-colors")


def test_a_template_of_the_shop_goes_before_the_theme_and_may_extend_it(tmp_path: Path) -> None:
    write(tmp_path / "theme/components/footer.html", "<footer>Ours</footer>")
    write(
        tmp_path / "theme/pages/not_found.html",
        '{% extends "theme/pages/not_found.html" %}{% block main %}Lost? {{ super() }}{% endblock %}',
    )
    page = load(tmp_path).render("not_found", contexts()["not_found"]).decode()
    assert "<footer>Ours</footer>" in page
    assert "Lost? " in page
    assert "NOR IN FOCUS" in page


def test_styles_and_texts_of_the_shop_go_before_those_of_the_theme(tmp_path: Path) -> None:
    write(tmp_path / "theme/components/footer.css", ".ours { color: red; }")
    write(tmp_path / "theme/locales/en.toml", '[not_found]\ntitle = "Lost"\n')
    theme = load(tmp_path)
    assert ".ours{color:red}" in theme.css("not_found")
    assert "<h1>Lost</h1>" in theme.render("not_found", contexts()["not_found"]).decode()


def test_settings_reach_pages_and_styles(tmp_path: Path) -> None:
    theme = load(tmp_path, settings={"accent": "#00aa00", "web_font": True, "headline": "Hello"})
    theme.publish({"instrument-sans.woff2": "/eyewear/assets/instrument-sans.1234.woff2"})
    page = theme.render("home", contexts()["home"]).decode()
    assert "--accent:#00aa00" in theme.css("home")
    assert "url(/eyewear/assets/instrument-sans.1234.woff2)" in theme.css("home")
    assert '<link rel="preload" href="/eyewear/assets/instrument-sans.1234.woff2"' in page
    assert '<h1 class="xl"><bdi>Hello</bdi></h1>' in page
    assert open_theme(theme.place).css("home") == theme.css("home")


def test_no_font_is_loaded_unless_the_shop_asks(theme: Theme) -> None:
    assert "@font-face" not in theme.css("home")
    assert "woff2" not in theme.render("home", contexts()["home"]).decode()
    assert {"instrument-sans.woff2", "instrument-sans-OFL.txt"} <= set(theme.assets)


def test_the_digest_knows_settings_and_files(tmp_path: Path) -> None:
    before = load(tmp_path).digest
    assert load(tmp_path).digest == before
    assert load(tmp_path, settings={"headline": "Hello"}).digest != before
    write(tmp_path / "theme/components/footer.html", "<footer></footer>")
    assert load(tmp_path).digest != before


def test_a_folder_of_the_shop_can_be_the_theme_and_add_outputs(tmp_path: Path) -> None:
    for kind in KINDS:
        write(tmp_path / f"mine/pages/{kind}.html", "{{ shop.name }}")
    write(tmp_path / "mine/cards.json", "[{% for card in cards %}{{ card.name|j }}{% endfor %}]")
    write(
        tmp_path / "mine/theme.toml",
        'name = "mine"\nversion = "1"\n[[outputs]]\npath = "cards.json"\ntemplate = "cards.json"\n',
    )
    theme = load(tmp_path, "mine")
    cards = contexts()["category"]["listing"].cards[:1]
    assert theme.render("home", contexts()["home"]) == b"Clearview"
    assert theme.render_output(theme.outputs[0], {"cards": (replace(cards[0], name="</script>"),)}) == (
        b'["\\u003c/script\\u003e"]'
    )
