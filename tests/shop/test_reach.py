"""One edit of a built shop's theme, texts or configuration -> the kinds of pages that are made again, and no others.

What is made is told by the report; that nothing else should have been is held by a clean build of the same shop.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.render.theme import KINDS
from tests.shop.builder import product, run, write_products, write_shop

THEME = Path(__file__).parents[2] / "themes/modern-minimal"
SHOP = [product("Alma"), product("Bror"), product("Cato", {"specifications.frame.shape": "square"})]
SHIPPING = "tagline = 'Quiet frames'\n[shop.shipping]\ncountries = ['DE']\nrate = 4.9\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built shop."""
    write_shop(tmp_path, SHOP, config=SHIPPING)
    run(tmp_path)
    return tmp_path


def remade(folder: Path) -> Mapping[str, Mapping[str, int]]:
    """Build again; return the kinds that were made, and why. The site is that of a clean build."""
    built = run(folder)
    assert built.files == run(folder, full=True).files
    return built.report.remade


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Change a file of the theme in the shop's own copy of it."""
    text = (THEME / name).read_text(encoding="utf-8")
    assert old in text
    (folder / "theme" / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / "theme" / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def set_option(folder: Path, old: str, new: str) -> None:
    """Change shop.toml."""
    text = (folder / "shop.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "shop.toml").write_text(text.replace(old, new), encoding="utf-8")


def test_a_template_of_one_kind_makes_its_pages_again(folder: Path) -> None:
    edit(folder, "pages/brand.html", "{% block intro %}", "{% block intro %}<i>x</i>")
    assert remade(folder) == {"brand": {"theme": 1}}


def test_a_template_that_every_page_holds_makes_all_pages_again(folder: Path) -> None:
    edit(folder, "components/footer.html", "<footer", "<hr><footer")
    assert set(remade(folder)) == set(KINDS) - {"guide", "page"}


def test_a_style_of_one_kind_makes_its_pages_again(folder: Path) -> None:
    edit(folder, "pages/brands.css", "18rem", "19rem")
    told = remade(folder)
    assert told == {"brands": {"theme": 1}, "host": {"content": 1}}  # the security policy names each style


def test_a_token_makes_those_pages_again_whose_styles_hold_it(folder: Path) -> None:
    edit(folder, "tokens.css", "--text-2xl: clamp(2.25rem", "--text-2xl: clamp(2.5rem")
    told = {kind for kind in remade(folder) if kind != "host"}
    holding = {kind for kind in KINDS if any("clamp(2.5rem" in page for page in pages(folder, kind))}
    assert told == holding


def test_a_text_of_the_theme_makes_those_pages_again_that_say_it(folder: Path) -> None:
    edit(folder, "locales/en.toml", '"New arrivals"', '"Just in"')
    assert remade(folder) == {"home": {"theme": 1}}


def test_the_tagline_makes_those_pages_again_that_say_it(folder: Path) -> None:
    set_option(folder, "Quiet frames", "Loud frames")
    told = set(remade(folder)) - {"feed"}
    assert told == {kind for kind in KINDS if any("Loud frames" in page for page in pages(folder, kind))}


def test_facts_of_the_shop_are_a_reason_of_their_own_and_the_theme_goes_before_them(folder: Path) -> None:
    set_option(folder, "Quiet frames", "Loud frames")
    assert remade(folder)["home"] == {"shop": 1}
    set_option(folder, "Loud frames", "Fine frames")
    edit(folder, "pages/brand.html", "{% block intro %}", "{% block intro %}<i>x</i>")
    assert remade(folder)["home"] == {"theme": 1}


def test_what_sending_costs_makes_those_pages_again_that_say_it(folder: Path) -> None:
    set_option(folder, "rate = 4.9", "rate = 5.7")
    assert set(remade(folder)) == {kind for kind in KINDS if any("5.7" in page for page in pages(folder, kind))}


@pytest.mark.parametrize("section", ["[build]\nworkers = 1", "[output]\nswitch = 'tree'", "[images]\ntimeout_s = 5.0"])
def test_an_option_that_no_page_shows_makes_nothing_again(tmp_path: Path, section: str) -> None:
    write_shop(tmp_path, SHOP, config="[images]\nmode = 'off'")
    run(tmp_path)
    text = (tmp_path / "shop.toml").read_text(encoding="utf-8")
    text = text.replace("[images]", section) if "[images]" in section else f"{text}\n{section}\n"
    (tmp_path / "shop.toml").write_text(text, encoding="utf-8")
    assert remade(tmp_path) == {}


def test_a_redirect_makes_no_page_again(folder: Path) -> None:
    set_option(folder, "[images]", "[[redirects]]\nsource = '/old'\ntarget = '/'\n[images]")
    assert remade(folder) == {"host": {"content": 1}}


def test_where_counts_are_not_shown_a_product_leaves_others_of_its_lists_alone(tmp_path: Path) -> None:
    write_shop(tmp_path, SHOP, config="[pages]\nrelated = 0")
    run(tmp_path)
    write_products(tmp_path, [*SHOP, product("Dora")])
    assert remade(tmp_path)["product"] == {"new": 1}


def pages(folder: Path, kind: str) -> list[str]:
    """Return the pages of a kind in the site."""
    places = {
        "home": "index.html",
        "product": "products/*/index.html",
        "category": "categories/*/index.html",
        "brand": "brands/*/index.html",
        "frame_shape": "shapes/*/index.html",
        "face_shape": "faces/*/index.html",
        "brands": "brands/index.html",
        "shapes": "shapes/index.html",
        "faces": "guides/face-shapes/index.html",
        "sizes": "guides/sizes/index.html",
        "not_found": "404.html",
    }
    return [path.read_text(encoding="utf-8") for path in (folder / "site").glob(places.get(kind, "none"))]
