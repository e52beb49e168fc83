"""Static files get names that change with their content and with that of what they name; icons are drawn."""

import pytest
import pyvips

from engine.assets.icons import draw_icons
from engine.assets.static import build_static
from engine.errors import AssetError

CSS = b"/* the page */ @font-face { src: url('../fonts/a.woff2?x#y') } a { color: red; background: url(data:,x) }"
FILES = {
    "css/page.css": CSS,
    "css/all.css": b'@import "page.css";',
    "fonts/a.woff2": b"\x00font",
    "js/menu.js": b'import { open } from "./open.js"; // why\nexport const a = `x  ${ open }`;',
    "js/open.js": b"export const open = 1;",
}


def test_names_carry_the_digest_and_references_follow() -> None:
    done = build_static(FILES)
    font, page, opened = (done[name].public for name in ("fonts/a.woff2", "css/page.css", "js/open.js"))
    assert {name: file.content.decode() for name, file in done.items()} == {
        "css/all.css": f'@import "{page.removeprefix("css/")}"',
        "css/page.css": f'@font-face{{src:url("../{font}?x#y")}}a{{color:red;background:url(data:,x)}}',
        "fonts/a.woff2": "\x00font",
        "js/menu.js": f'import{{open}}from"./{opened.removeprefix("js/")}";export const a=`x  ${{ open }}`;',
        "js/open.js": "export const open=1;",
    }
    assert page == f"css/page.{done['css/page.css'].digest[:8]}.css"


def test_a_changed_font_renames_the_styles_that_name_it() -> None:
    before, after = build_static(FILES), build_static(FILES | {"fonts/a.woff2": b"other"})
    renamed = [name for name in FILES if before[name].public != after[name].public]
    assert renamed == ["css/page.css", "css/all.css", "fonts/a.woff2"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"a.css": b"a{src:url(no.png)}"},
            "static file a.css: expected a file at no.png, found no no.png in the theme",
        ),
        ({"a.js": b"import './b.js'", "b.js": b"import './a.js'"}, "no circle of references, got a.js -> b.js -> a.js"),
        ({"a.css": b"\xff"}, "static file a.css: expected UTF-8, got byte 0 that is not; save it as UTF-8"),
    ],
)
def test_a_reference_that_leads_nowhere_is_an_error(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(AssetError) as error:
        build_static(files)
    assert message in str(error.value)


def test_icons_are_drawn_of_the_shops_name_and_colour() -> None:
    icons = draw_icons("Alder", "#1f3d36")
    assert icons == draw_icons("Äpfel", "#1F3D36")
    assert icons != draw_icons("Birch", "#1f3d36")
    assert b'stroke="#101315"' in draw_icons("12", "#F0F0F0")["favicon.svg"]
    drawn = {name: pyvips.Image.new_from_buffer(icon, "") for name, icon in icons.items() if name.endswith(".png")}
    assert {name: (image.width, image.height, image.bands) for name, image in drawn.items()} == {
        "icon-192.png": (192, 192, 3),
        "icon-512.png": (512, 512, 3),
        "apple-touch-icon.png": (180, 180, 3),
    }
    assert drawn["icon-512.png"](2, 2) == [0x1F, 0x3D, 0x36]
    assert b"#1f3d36" in icons["favicon.svg"]


@pytest.mark.parametrize("colour", ["red", '#fff"/><script>', "#12345"])
def test_an_icon_takes_nothing_but_a_colour(colour: str) -> None:
    with pytest.raises(AssetError):
        draw_icons("Alder", colour)
