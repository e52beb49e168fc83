"""What a theme keeps of what was found in it, and that no change of its files goes unnoticed."""

from pathlib import Path

import pytest
from jinja2 import Environment

from engine.errors import DamagedError, ThemeError
from engine.render.theme import KINDS, Theme, open_theme
from tests.render.theme_shop import load, write
from tests.render.theme_views import contexts

FOOTER = "theme/components/footer.html"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The folder of a shop with a small theme, whose footer it overrides."""
    folder = tmp_path / "shop"
    settings = '[settings.colour]\ntype = "text"\ndefault = "red"\ndescription = "a"\n'
    write(folder / "mine/theme.toml", f'name = "mine"\nversion = "1"\n{settings}')
    for kind in KINDS:
        write(folder / f"mine/pages/{kind}.html", '{% include "components/footer.html" %}')
        write(
            folder / f"mine/pages/{kind}.css", "a { color: {{ theme.colour }}; background: url({{ asset('a.svg') }}) }"
        )
    write(folder / "mine/assets/a.svg", "<svg/>")
    write(folder / "mine/components/footer.html", "<footer>Theirs</footer>")
    write(folder / FOOTER, "<footer>Ours</footer>")
    return folder


def open_shop(folder: Path, **settings: str) -> Theme:
    """Return the theme of a shop, with its assets published."""
    theme = load(folder, "mine", settings)
    theme.publish({"a.svg": "/a.svg"})
    return theme


def footer(folder: Path) -> str:
    """Return the footer of a page of the theme as it is loaded from its folder."""
    return open_shop(folder).render("not_found", contexts()["not_found"]).decode()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are parsed from here on."""
    names: list[str] = []
    parse = Environment._parse

    def note(self: Environment, source: str, name: str | None, filename: str | None) -> object:
        names.append(str(name))
        return parse(self, source, name, filename)

    monkeypatch.setattr(Environment, "_parse", note)
    return names


def test_a_theme_that_has_not_changed_is_not_parsed_again(shop: Path, parsed: list[str]) -> None:
    first = open_shop(shop)
    styles = {kind: first.css(kind) for kind in KINDS}
    assert footer(shop) == "<footer>Ours</footer>"
    assert parsed
    parsed.clear()
    theme = open_shop(shop)
    assert {kind: theme.css(kind) for kind in KINDS} == styles
    assert footer(shop) == "<footer>Ours</footer>"
    assert parsed == []


def test_an_edited_an_added_and_a_removed_template_are_noticed(shop: Path) -> None:
    assert footer(shop) == "<footer>Ours</footer>"
    write(shop / FOOTER, "<footer>Yours</footer>")
    assert footer(shop) == "<footer>Yours</footer>"
    (shop / FOOTER).unlink()
    assert footer(shop) == "<footer>Theirs</footer>"
    write(shop / FOOTER, '<footer>{% include "components/extra.html" %}</footer>')
    write(shop / "theme/components/extra.html", "Extra")
    assert footer(shop) == "<footer>Extra</footer>"
    (shop / "theme/components/extra.html").unlink()
    with pytest.raises(ThemeError, match=r"there is no template `components/extra.html`"):
        open_shop(shop)


def test_a_fault_is_told_each_time_until_it_is_mended(shop: Path) -> None:
    open_shop(shop)
    write(shop / FOOTER, "\n{{ shop.nmae }}")
    for _ in range(2):
        with pytest.raises(ThemeError) as error:
            open_shop(shop)
        assert str(error.value) == (
            "theme mine: components/footer.html:2 reads `shop.nmae`, which ShopView does not have; did you mean `name`?"
        )
    write(shop / FOOTER, "<footer>{{ shop.name }}</footer>")
    assert footer(shop) == "<footer>Clearview</footer>"


def test_a_template_that_nothing_uses_is_refused_though_all_others_are_known(shop: Path) -> None:
    open_shop(shop)
    write(shop / "theme/components/unused.html", "")
    for _ in range(2):
        with pytest.raises(ThemeError, match=r"theme/components/unused\.html overrides nothing"):
            open_shop(shop)


def test_styles_know_an_edit_a_setting_and_the_addresses_of_assets(shop: Path) -> None:
    def styles(address: str, colour: str) -> str:
        theme = load(shop, "mine", {"colour": colour})
        theme.publish({"a.svg": address})
        assert open_theme(theme.place).css("home") == theme.css("home")
        return theme.css("home")

    assert styles("/a.svg", "red") == "a{color:red;background:url(/a.svg)}"
    assert styles("/b.svg", "red") == "a{color:red;background:url(/b.svg)}"
    assert styles("/b.svg", "blue") == "a{color:blue;background:url(/b.svg)}"
    write(shop / "theme/pages/home.css", "b { color: {{ theme.colour }} }")
    assert styles("/b.svg", "blue") == "b{color:blue}"


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff", b'{"key": 1}', b"[]"])
def test_broken_findings_are_told(shop: Path, broken: bytes) -> None:
    open_shop(shop).css("home")
    for name in ("survey", "styles"):
        file = shop.parent / "bytecode" / name
        kept = file.read_bytes()
        file.write_bytes(broken)
        with pytest.raises(DamagedError, match=name):
            open_shop(shop).css("home")
        file.write_bytes(kept)
    assert footer(shop) == "<footer>Ours</footer>"


def test_broken_bytecode_is_never_run(shop: Path) -> None:
    expected = footer(shop)
    for file in (shop.parent / "bytecode").glob("*.bytecode"):
        kept = file.read_bytes()
        file.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(DamagedError, match="bytecode"):
        footer(shop)
    assert expected == "<footer>Ours</footer>"
