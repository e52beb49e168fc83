"""A shop's theme/ folder, settings and themes of its own -> what they change, and how their faults are told."""

from pathlib import Path

import pytest
from msgspec import json

from engine.errors import ConfigError, PublishError, ThemeError
from tests.shop.builder import build_shop, product
from tests.shop.markup import Page
from themes import theme_dir

FRAME = [product("Alder")]
OUTPUT = '[[outputs]]\npath = "data/cards.json"\ntemplate = "outputs/cards.json"\n'
CARDS = """[{% for card in cards %}{{ "," if not loop.first }}
{"name": {{ card.name|j }}, "path": {{ card.path|j }}}{% endfor %}]"""


def own_theme() -> dict[str, str]:
    """Return the files of modern-minimal that are text, as those of a theme folder."""
    root = theme_dir("modern-minimal")
    texts = {
        file.relative_to(root).as_posix(): file for file in root.rglob("*") if file.suffix in (".html", ".css", ".toml")
    }
    return {name: file.read_text() for name, file in texts.items()}


def test_a_template_in_the_shops_folder_goes_before_the_themes(tmp_path: Path) -> None:
    page = """{% extends "theme/pages/product.html" %}
{% block main %}<p id="own">{{ product.name }}!</p>{{ super() }}{% endblock %}"""
    built = build_shop(tmp_path, FRAME, theme={"pages/product.html": page})
    shown = Page(built.files["products/lind-alder/index.html"])
    assert (shown.text("//p[@id='own']"), shown.text("//h1")) == ("Alder!", "Alder")


def test_an_override_of_one_style_is_on_the_pages_that_use_it(tmp_path: Path) -> None:
    built = build_shop(tmp_path, FRAME, theme={"components/price.css": ".price { color: #abcdef }"})
    assert b"#abcdef" in built.files["products/lind-alder/index.html"]


def test_a_theme_setting_reaches_the_pages(tmp_path: Path) -> None:
    built = build_shop(tmp_path, FRAME, config='[theme.settings]\naccent = "#0a0b0c"\n')
    assert b"--accent:#0a0b0c" in built.files["index.html"]


def test_a_setting_may_be_a_list_of_tables(tmp_path: Path) -> None:
    files = own_theme()
    declared = '[settings.columns]\ntype = "list"\ndefault = []\ndescription = "Columns"\n\n[settings.'
    files["theme.toml"] = files["theme.toml"].replace("[settings.", declared, 1)
    files["pages/home.html"] = "{% for one in theme.columns %}{{ one.title }}:{{ one.links[0].label }};{% endfor %}"
    columns = (
        'columns = [{ title = "Help", links = [{ label = "Contact" }] }, { title = "Us", links = [{ label = "A" }] }]'
    )
    mine = {f"../mine/{name}": text for name, text in files.items()}
    config = '[theme]\nname = "mine"\n[theme.settings]\n'
    built = build_shop(tmp_path, FRAME, config=f"{config}{columns}\n", theme=mine)
    assert built.files["index.html"] == b"Help:Contact;Us:A;"
    with pytest.raises(ConfigError, match=r"`theme\.settings\.columns`: expected a list, got \"none\""):
        build_shop(tmp_path, FRAME, config=f'{config}columns = "none"\n', theme=mine)


def test_a_theme_of_the_shop_may_add_files_over_all_cards(tmp_path: Path) -> None:
    files = own_theme()
    files["theme.toml"] = files["theme.toml"].replace("[settings.", f"{OUTPUT}\n[settings.", 1)
    files["outputs/cards.json"] = CARDS
    mine = {f"../mine/{name}": text for name, text in files.items()}
    config = '[catalog]\nsort = "name"\n[theme]\nname = "mine"\n'
    built = build_shop(tmp_path, [product("Alder"), product('"Birch" & Co')], config=config, theme=mine)
    assert json.decode(built.files["data/cards.json"]) == [
        {"name": '"Birch" & Co', "path": "/products/lind-birch-co/"},
        {"name": "Alder", "path": "/products/lind-alder/"},
    ]


def test_an_output_of_a_theme_may_not_take_the_place_of_a_file_of_the_engine(tmp_path: Path) -> None:
    files = own_theme()
    output = OUTPUT.replace("data/cards.json", "sitemap.xml")
    files["theme.toml"] = files["theme.toml"].replace("[settings.", f"{output}\n[settings.", 1)
    files["outputs/cards.json"] = CARDS
    mine = {f"../mine/{name}": text for name, text in files.items()}
    with pytest.raises(PublishError, match=r"made once, got sitemap\.xml twice"):
        build_shop(tmp_path, FRAME, config='[theme]\nname = "mine"\n', theme=mine)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "pages/product.html",
            "{{ product.wieght }}",
            r"pages/product\.html:1 reads `product\.wieght`",
        ),
        ("pages/home.html", "\n\n{% if %}", r"pages/home\.html:3"),
        ("pages/page.html", '{% include "sections/nowhere.html" %}', r"sections/nowhere\.html"),
        ("components/header.html", "{{ t.nothing.here }}", r"components/header\.html:1"),
    ],
)
def test_a_fault_of_a_template_is_told_with_file_and_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    content = {"about.md": '+++\ntitle = "About"\n+++\nUs.\n'}
    with pytest.raises(ThemeError, match=told):
        build_shop(tmp_path, FRAME, theme={name: text}, content=content)
    assert not (tmp_path / "site").exists()


def test_an_unknown_theme_or_setting_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean `modern-minimal`"):
        build_shop(tmp_path, FRAME, config='[theme]\nname = "modern-minimum"\n')
    with pytest.raises(ConfigError, match=r"`theme\.settings\.acent`.*did you mean `accent`"):
        build_shop(tmp_path, FRAME, config='[theme.settings]\nacent = "#000000"\n')
