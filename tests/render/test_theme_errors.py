"""What a theme error says: file, line, the missing name and the nearest one that exists."""

import re
from pathlib import Path
from typing import Any

import pytest

from engine.errors import OptionError, ThemeError
from engine.render.theme import KINDS
from tests.render.theme_shop import load, write
from tests.render.theme_views import contexts


def told(folder: Path, template: str, kind: str = "product") -> str:
    """Return what is said when a page template of the shop is loaded and rendered."""
    write(folder / f"theme/pages/{kind}.html", template)
    with pytest.raises(ThemeError) as error:
        load(folder).render(kind, contexts()[kind])
    return str(error.value)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "\n\n{{ product.measure }}",
            "pages/product.html:3 reads `product.measure`, which ProductView does not have; did you mean `measures`?",
        ),
        (
            "{{ produkt.name }}",
            "pages/product.html:1 reads `produkt`, which is not defined here; did you mean `product`?",
        ),
        (
            "\n{{ theme.acent }}",
            "pages/product.html:2 reads `theme.acent`, which theme.toml does not have; did you mean `accent`?",
        ),
        (
            "{{ t.product.sise }}",
            "pages/product.html:1 reads `t.product.sise`, which `t.product` (locales/*.toml) does not have; "
            "did you mean `size`?",
        ),
        (
            "{{ asset('logo.svg') }}",
            "there is no asset `logo.svg`",
        ),
        (
            "{% if %}",
            "pages/product.html:1 Expected an expression, got 'end of statement block'",
        ),
        (
            "\n{{ product.name|capitalise }}",
            "pages/product.html:2 No filter named 'capitalise'.",
        ),
        (
            "{{ product.measures[0] + 1 }}",
            "pages/product.html:1 the product page /eyewear/product/ failed with TypeError: "
            "unsupported operand type(s) for +: 'MeasureView' and 'int'",
        ),
        (
            "{{ product.name|random }}",
            "pages/product.html:1 No filter named 'random'.",
        ),
        (
            "{% include product.name %}",
            "pages/product.html: extends, include and import need the name of a template, not an expression",
        ),
        (
            "{% for number in range(100000) %}{% endfor %}",
            "pages/product.html:1 the product page /eyewear/product/ failed with FilterArgumentError: "
            "range: at most 1000 numbers, got 100000",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_the_nearest_name(tmp_path: Path, template: str, message: str) -> None:
    assert told(tmp_path, template) == f"theme modern-minimal: {message}"


def test_a_missing_template_names_the_nearest_and_where_it_was_looked_for(tmp_path: Path) -> None:
    message = told(tmp_path, '{% include "components/futer.html" %}')
    start = "theme modern-minimal: `pages/product.html`: there is no template `components/futer.html`; "
    assert message.startswith(start + "did you mean `components/footer.html`? (looked in ")
    assert str(tmp_path / "theme") in message


def test_a_name_that_is_missing_in_a_component_is_told_there(tmp_path: Path) -> None:
    macro = "{% macro price(price, class='', label=false) %}\n{{ price.texd }}{% endmacro %}"
    write(tmp_path / "theme/components/price.html", macro)
    with pytest.raises(ThemeError, match=r"components/price.html:2 reads `price.texd`, .*did you mean `text`"):
        load(tmp_path).render("product", contexts()["product"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"acent": "#000000"},
            "`theme.settings.acent`: theme modern-minimal has no such setting; did you mean `accent`?",
        ),
        ({"accent": "red"}, '`theme.settings.accent`: expected a colour as #rrggbb, got "red" (theme modern-minimal)'),
        ({"web_font": 1}, "`theme.settings.web_font`: expected true or false, got 1 (theme modern-minimal)"),
        (
            {"crop": "contains"},
            '`theme.settings.crop`: expected one of contain, cover, got "contains"; did you mean `contain`? '
            "(theme modern-minimal)",
        ),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError) as error:
        load(tmp_path, settings=settings)
    assert str(error.value) == f"shop.toml: {message}"


def test_an_unknown_theme_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match='got "modern-minimale"; did you mean `modern-minimal`'):
        load(tmp_path, "modern-minimale")


def test_a_theme_outside_of_the_shop_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "theme.toml", 'name = "x"\nversion = "1"\n')
    (tmp_path / "shop").mkdir()
    with pytest.raises(OptionError, match="expected a theme or a folder of the shop"):
        load(tmp_path / "shop", "..")


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("name = ", "theme.toml"),
        ('name = "mine"\nversion = "1"\ncolour = 1\n', "unknown field `colour`"),
        (
            'name = "mine"\nversion = "1"\n[settings.a]\ntype = "integer"\ndefault = "x"\ndescription = ""\n',
            'the default of settings.a: expected a whole number, got "x"',
        ),
        (
            'name = "mine"\nversion = "1"\n[[outputs]]\npath = "../x"\ntemplate = "x"\n',
            "expected a path of the site",
        ),
    ],
)
def test_a_wrong_declaration_is_refused(tmp_path: Path, declaration: str, message: str) -> None:
    write(tmp_path / "mine/theme.toml", declaration)
    with pytest.raises(ThemeError, match=message):
        load(tmp_path, "mine")


def test_a_text_that_stands_where_a_table_is_wanted_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "theme/locales/en.toml", 'product = "Product"\n')
    with pytest.raises(ThemeError, match="`product` is a table elsewhere, here it is a text"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("components/price.html", "components/price.html:2"),
        ("components/price.css", "components/price.css:2"),
        ("locales/en.toml", "locales/en.toml:2"),
    ],
)
def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path, file: str, place: str) -> None:
    write(tmp_path / "theme" / file, "")
    (tmp_path / "theme" / file).write_bytes(b"\n# caf\xe9\n")
    told = f"{tmp_path}/theme/{place} expected text in UTF-8, got the byte 0xe9; save it so"
    with pytest.raises(ThemeError, match=re.escape(told)):
        load(tmp_path)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("component/price.html", "did you mean `theme/components/price.html`?"),
        ("price.html", "did you mean `theme/components/price.html`?"),
        ("pages/produkt.html", "did you mean `theme/pages/product.html`?"),
        ("nonsense/quux.html", "give it the path of a file of the theme, include it in a template, or remove it"),
        ("theme.toml", "settings go to shop.toml, [theme.settings]"),
    ],
)
def test_a_file_that_overrides_nothing_and_is_not_used_is_refused(tmp_path: Path, file: str, told: str) -> None:
    write(tmp_path / "theme" / file, "")
    with pytest.raises(ThemeError, match=re.escape(f"theme/{file} overrides nothing and nothing uses it; {told}")):
        load(tmp_path)


def test_what_a_template_uses_and_what_is_read_by_name_may_have_any_name(tmp_path: Path) -> None:
    write(tmp_path / "theme/components/footer.html", '{% include "parts/own.html" %}')
    for file in ("parts/own.html", "parts/own.css", "assets/seal.svg", "locales/fr.toml", "README.md"):
        write(tmp_path / "theme" / file, "")
    load(tmp_path)


def test_a_file_in_the_place_of_the_shops_theme_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "theme", "")
    with pytest.raises(ThemeError, match="theme: expected a folder of templates that override the theme's, got a file"):
        load(tmp_path)


def test_all_misspelt_names_are_told_at_once_though_no_page_is_rendered(tmp_path: Path) -> None:
    write(tmp_path / "theme/components/footer.css", "a { color: {{ theme.acent }} }")
    write(tmp_path / "theme/components/footer.html", "\n{% if shop.contact.citty %}{{ shop.contact.phon }}{% endif %}")
    with pytest.raises(ThemeError) as error:
        load(tmp_path)
    start, view = "theme modern-minimal: components/footer", "which ContactView does not have; did you mean"
    assert str(error.value) == (
        f"{start}.css:1 reads `theme.acent`, which theme.toml does not have; did you mean `accent`?\n"
        f"{start}.html:2 reads `shop.contact.citty`, {view} `city`?\n"
        f"{start}.html:2 reads `shop.contact.phon`, {view} `phone`?"
    )


def test_a_name_that_an_output_misspells_is_told(tmp_path: Path) -> None:
    for kind in KINDS:
        write(tmp_path / f"mine/pages/{kind}.html", "")
    write(tmp_path / "mine/cards.json", "{% for card in cards %}{{ card.nam|j }}{% endfor %}")
    output = '[[outputs]]\npath = "cards.json"\ntemplate = "cards.json"\n'
    write(tmp_path / "mine/theme.toml", f'name = "mine"\nversion = "1"\n{output}')
    with pytest.raises(ThemeError, match=r"^theme mine: cards.json:1 reads `card.nam`, which CardView does not have"):
        load(tmp_path, "mine")
