"""Which language the pages of a shop are in, and which one the words of the shop."""

import re
from pathlib import Path

import pytest
from babel import Locale
from msgspec.structs import replace

from engine.render.direction import LEFT_TO_RIGHT
from engine.render.texts import speech
from engine.render.theme import Theme, open_theme
from tests.render.theme_shop import load, write
from tests.render.theme_views import contexts

GERMAN = '[counts]\ncolours = { one = "{count} Farbe", other = "{count} Farben" }\n'
ARABIC = '[counts]\ncolours = { one = "لون {count}", other = "{count} ألوان" }\n'


def opening(theme: Theme) -> str:
    """Return the start tag of a page."""
    return theme.render("product", contexts()["product"]).decode().split("\n")[1]


@pytest.mark.parametrize("locale", ["en-US", "en-GB"])
def test_every_english_is_the_language_of_the_theme(tmp_path: Path, locale: str) -> None:
    theme = load(tmp_path, locale=locale)
    assert (theme.language, theme.untranslated) == ("en", "")
    assert opening(theme) == f'<html lang="{locale}" dir="ltr">'


@pytest.mark.parametrize(("locale", "missing"), [("de-DE", "de"), ("ar", "ar"), ("ja_JP", "ja")])
def test_without_texts_the_page_is_english_and_the_shops_words_are_not(
    tmp_path: Path, locale: str, missing: str
) -> None:
    theme = load(tmp_path, locale=locale)
    assert (theme.language, theme.untranslated) == ("en", missing)
    page = theme.render("product", contexts()["product"]).decode()
    assert '<html lang="en" dir="ltr">' in page
    own = f' lang="{locale.replace("_", "-")}"' + (' dir="auto"' if locale == "ar" else "")
    assert f"<h1><bdi{own}>Halden</bdi></h1>" in page
    assert f'<div class="prose m story"{own}>' in page


@pytest.mark.parametrize(
    ("locale", "texts", "start", "own"),
    [
        ("de-DE", GERMAN, '<html lang="de-DE" dir="ltr">', ""),
        ("ar", ARABIC, '<html lang="ar" dir="rtl">', ' dir="auto"'),
    ],
)
def test_with_texts_the_page_is_in_the_shops_language(
    tmp_path: Path, locale: str, texts: str, start: str, own: str
) -> None:
    write(tmp_path / f"theme/locales/{locale[:2]}.toml", texts)
    theme = load(tmp_path, locale=locale)
    assert (theme.language, theme.untranslated) == (locale[:2], "")
    assert opening(theme) == start == opening(open_theme(theme.place))
    assert f"<h1><bdi{own}>Halden</bdi></h1>" in theme.render("product", contexts()["product"]).decode()


def test_english_texts_are_chosen_by_count_as_english_does(tmp_path: Path) -> None:
    context = contexts()["category"]
    listing = replace(context["listing"], total=1)
    page = load(tmp_path, locale="ja").render("category", {**context, "listing": listing}).decode()
    assert "1 frame</p>" in page


def test_cards_of_one_model_differ_by_their_colour(tmp_path: Path) -> None:
    context = contexts()["category"]
    first = replace(context["listing"].cards[0], colour="Honey", colours=("Honey", "Ink", "Moss"))
    cards = (first, replace(first, colour="Ink", colours=("Ink", "Honey", "Moss")))
    page = load(tmp_path).render("category", {**context, "listing": replace(context["listing"], cards=cards)}).decode()
    assert page.count('<span class="vh">, Honey</span></a>') == page.count("<bdi>Honey</bdi>, 3 colours</span>") == 1
    assert page.count('<span class="vh">, Ink</span></a>') == page.count("<bdi>Ink</bdi>, 3 colours</span>") == 1


def test_sizes_and_measures_keep_their_order_among_words_from_the_right(tmp_path: Path) -> None:
    write(tmp_path / "theme/locales/ar.toml", ARABIC)
    page = load(tmp_path, locale="ar").render("product", contexts()["product"]).decode()
    assert '<bdi dir="ltr">48–20–150 mm</bdi>' in page
    assert re.search(r"<bdi>150\smm</bdi>", page)


def test_the_languages_that_are_known_to_run_from_left_to_right_do() -> None:
    assert {Locale.parse(language).text_direction for language in LEFT_TO_RIGHT} == {"ltr"}
    assert ["auto" in speech([], tag).own for tag in ("de-AT", "ar-EG", "he", "uz-Arab")] == [False, True, True, True]
