"""A folder with a shop.toml -> the configuration in force, or every reason against it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec import json

from engine.config.load import load, settings
from engine.config.schema import ShopConfig
from engine.errors import ConfigError

SHOP = '[shop]\nname = "Lind"\nbase_url = "https://lind.example"\n'


def loaded(
    folder: Path, text: str, overrides: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> ShopConfig:
    """Load a shop.toml of a text."""
    (folder / "shop.toml").write_text(text, encoding="utf-8")
    return load(folder, None, overrides, environment or {})


def refusal(
    folder: Path, text: str, overrides: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> list[str]:
    """Return the lines of the refusal of a shop.toml."""
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text, overrides, environment)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_two_lines_are_a_whole_configuration(tmp_path: Path) -> None:
    config = loaded(tmp_path, SHOP)
    assert (config.shop.name, config.pages.per_page, config.folder) == ("Lind", 24, str(tmp_path))


def test_flags_win_over_the_environment_which_wins_over_the_file(tmp_path: Path) -> None:
    text = SHOP + "[pages]\nper_page = 1\nrelated = 1\nnewest = 1\n"
    environment = {"STORELOOM_PAGES__PER_PAGE": "2", "STORELOOM_PAGES__RELATED": "2"}
    pages = loaded(tmp_path, text, ["pages.per_page=3"], environment).pages
    assert (pages.per_page, pages.related, pages.newest, pages.featured) == (3, 2, 1, 8)


def test_a_value_that_is_no_toml_is_a_text(tmp_path: Path) -> None:
    shop = loaded(tmp_path, SHOP, ["shop.name=2024", "shop.tagline=Two = one", 'shop.legal_name="Lind 1"']).shop
    assert (shop.name, shop.tagline, shop.legal_name) == ("2024", "Two = one", "Lind 1")


def test_the_names_of_fields_may_be_written_with_and_without_quotes(tmp_path: Path) -> None:
    text = SHOP + '[catalog.fields]\nprice.base_price = "cost"\n"price.currency" = "money"\n'
    fields = loaded(tmp_path, text, ['catalog.fields."name"=title']).catalog.fields
    assert fields == {"price.base_price": "cost", "price.currency": "money", "name": "title"}


def test_the_slash_at_the_end_of_the_base_url_and_the_underscore_of_a_locale_go(tmp_path: Path) -> None:
    shop = loaded(tmp_path, SHOP, ["shop.base_url=https://lind.example/eyewear/", "shop.locale=de_DE"]).shop
    assert (shop.base_url, shop.locale) == ("https://lind.example/eyewear", "de-DE")


def test_every_wrong_type_and_unknown_name_is_told_at_once(tmp_path: Path) -> None:
    text = """folder = "/"
hours = ["9 to 5"]
[shop]
name = ""
curency = "EUR"
[images]
widths = [320, 5, 99999]
mode = "locl"
background = "white"
[pages]
per_page = true
[shop.shipping]
rate = inf
"""
    assert refusal(tmp_path, text) == [
        "shop.toml: `folder`: expected a known option, got `folder`; did you mean `output.folder`?",
        "shop.toml: `hours`: expected a known option, got `hours`; did you mean `shop.contact.hours`?",
        "shop.toml: `shop.curency`: expected a known option of [shop], got `curency`; did you mean `currency`?",
        'shop.toml: `shop.name`: expected a text of 1 to 80 characters, got ""',
        "shop.toml: `shop.base_url`: expected an address without ? and #, such as https://shop.example or "
        "https://shop.example/eyewear, got nothing",
        "shop.toml: `shop.shipping.rate`: expected a number of 0 or more, got inf",
        "shop.toml: `pages.per_page`: expected a whole number from 1 to 500, got true",
        'shop.toml: `images.mode`: expected one of "external", "local", "off", got "locl"; did you mean `local`?',
        "shop.toml: `images.widths[1]`: expected a whole number from 16 to 4096, got 5",
        "shop.toml: `images.widths[2]`: expected a whole number from 16 to 4096, got 99999",
        'shop.toml: `images.background`: expected a colour such as #1a2b3c, got "white"',
    ]


def test_an_unknown_variable_is_refused_and_a_reserved_one_ignored(tmp_path: Path) -> None:
    environment = {"STORELOOM_PURE": "1", "STORELOOM_TRACE": "1", "STORELOOM_SHOP__NAM": "x", "HOME": "/"}
    assert refusal(tmp_path, SHOP, (), environment) == [
        "environment STORELOOM_SHOP__NAM: expected STORELOOM_SECTION__OPTION, got no such option; "
        "did you mean `STORELOOM_SHOP__NAME`?"
    ]


def test_a_refusal_names_the_variable_or_the_flag_that_said_it(tmp_path: Path) -> None:
    environment = {"STORELOOM_PAGES__PER_PAGE": "0"}
    assert refusal(tmp_path, SHOP, ["pages.related=many", "pages.relatd=1"], environment) == [
        "--set pages.relatd: `pages.relatd`: expected a known option of [pages], got `relatd`; did you mean `related`?",
        "environment STORELOOM_PAGES__PER_PAGE: `pages.per_page`: expected a whole number from 1 to 500, got 0",
        '--set pages.related: `pages.related`: expected a whole number from 0 to 12, got "many"',
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = = 2\n", "shop.toml: expected TOML, got: Invalid value (at line 2, column 5)"),
        ("shop = 3\n", "shop.toml: `shop`: expected a table, got 3"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(tmp_path: Path, text: str, line: str) -> None:
    assert refusal(tmp_path, text) == [line]


def test_a_flag_that_is_no_assignment_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, SHOP, ["pages.per_page"]) == [
        "--set pages.per_page: expected KEY=VALUE such as images.avif_quality=60, got 'pages.per_page'"
    ]


def test_a_missing_file_and_a_missing_folder_say_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"shop\.toml: expected a file, found none; `storeloom init .+` writes one"):
        load(tmp_path, None, (), {})
    with pytest.raises(ConfigError, match="expected the folder of a shop, found none"):
        load(tmp_path / "none", None, (), {})


def test_settings_say_where_each_value_came_from_and_keep_secrets(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(SHOP)
    found = settings(
        tmp_path, None, ["catalog.limit=5"], {"STORELOOM_CATALOG__SOURCE": "mongodb://root:p@ss@db.example/shop"}
    )
    told = [
        (each.key, each.value, each.origin.replace(f"{tmp_path}/", "")) for each in found if each.origin != "default"
    ]
    assert told == [
        ("shop.name", "Lind", "shop.toml"),
        ("shop.base_url", "https://lind.example", "shop.toml"),
        ("catalog.source", "mongodb://***@db.example/shop", "environment STORELOOM_CATALOG__SOURCE"),
        ("catalog.limit", 5, "--set catalog.limit"),
    ]
    assert "p@ss" not in json.encode(found).decode()
