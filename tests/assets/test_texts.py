"""Recipes, srcset texts and external pictures."""

from typing import Any

import pytest

from engine.assets.external import ExternalPictures, plausible_size
from engine.assets.header import Limits, limits_from
from engine.assets.picture import Picture, Variant
from engine.assets.recipe import FormatSetting, recipe_from
from engine.config.schema import Images
from tests.assets.drawn import recipe

PICTURE = Picture(
    "d",
    "0123456789abcdef",
    2000,
    1000,
    (
        Variant("avif", 320, 160, 9, "x"),
        Variant("jpeg", 640, 320, 9, "x"),
        Variant("avif", 640, 320, 9, "x"),
        Variant("avif", 1024, 512, 9, "x"),
    ),
    "",
    "#ffffff",
)


def test_a_picture_writes_its_srcset_and_src() -> None:
    assert PICTURE.srcset("avif", "/i/") == (
        "/i/0123456789abcdef-320.avif 320w, /i/0123456789abcdef-640.avif 640w, /i/0123456789abcdef-1024.avif 1024w"
    )
    assert PICTURE.srcset("webp", "/i/") == ""
    assert PICTURE.src("/i/") == "/i/0123456789abcdef-640.jpg"


def test_the_default_configuration_asks_for_avif_and_one_jpeg() -> None:
    made = recipe_from(Images())
    assert made.widths == (320, 640, 1024, 1440)
    assert (made.avif, made.webp, made.jpeg) == (FormatSetting(52, 0), None, FormatSetting(72))
    assert limits_from(Images()) == Limits()


@pytest.mark.parametrize(
    "change",
    [
        {"widths": (64,)},
        {"avif": FormatSetting(53)},
        {"avif": FormatSetting(52, 1)},
        {"webp": FormatSetting(76, 2)},
        {"jpeg": FormatSetting(73)},
        {"fallback_width": 64},
        {"background": "#000000"},
        {"encoders": "another"},
        {"procedure": 99},
    ],
)
def test_every_setting_is_part_of_the_key(change: dict[str, object]) -> None:
    assert recipe(**change).key() != recipe().key() == recipe().key()


def images(pattern: str, **options: Any) -> Images:
    return Images(mode="external", url_pattern=pattern, widths=(320, 640), formats=("avif", "jpeg"), **options)


def shown(reference: str, pattern: str, width: int = 0, **options: Any) -> dict[str, str]:
    """Return every address of a picture of some width."""
    made = ExternalPictures(images(pattern, **options))
    forms, join = made.forms[width, width], made.join(reference)
    return dict(zip(forms.kinds, map(join, forms.srcsets), strict=True)) | {
        "src": join(forms.src),
        "share": join(forms.share),
    }


def test_an_external_picture_fills_the_pattern() -> None:
    made = shown("https://a.example/x y.jpg?v=1&w=2", "https://i/{width}/{format}?u={url}", 900)
    address = "https://i/{}/{}?u=https://a.example/x%20y.jpg%3Fv%3D1%26w%3D2"
    assert made == {
        "image/avif": f"{address.format(320, 'avif')} 320w, {address.format(640, 'avif')} 640w",
        "src": address.format(640, "jpeg"),
        "share": address.format(640, "jpeg"),
    }


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("https://a.example/x%20y/z.jpg?v=1", "x%20y/z.jpg"),
        ("/x y/{width}.jpg", "x%20y/%7Bwidth%7D.jpg"),
        ("100%.jpg", "100%25.jpg"),
    ],
)
def test_a_path_is_encoded_once(reference: str, path: str) -> None:
    assert shown(reference, "//i/{path}")["src"] == f"//i/{path}"


@pytest.mark.parametrize(
    ("reference", "folder", "stem"),
    [
        ("https://a.example/img/000123-2.jpg", "img/", "000123-2"),
        ("https://a.example:8443/a/b/x.tar.gz?v=1", "a/b/", "x.tar"),
        ("https://a.example/front.jpg", "", "front"),
        ("//a.example/a/front.jpg", "a/", "front"),
        ("a b/c%d.jpg", "a%20b/", "c%25d"),
        ("../front", "../", "front"),
        (".hidden", "", ".hidden"),
        ("plain", "", "plain"),
    ],
)
@pytest.mark.parametrize("pattern", ["/i/{stem}.jpg", "/{folder}{stem}_{width}.{ext}", "/{folder}w{width}/{stem}"])
def test_a_path_may_be_taken_apart(reference: str, folder: str, stem: str, pattern: str) -> None:
    values = {"stem": stem, "folder": folder, "width": 640, "ext": "jpg"}
    avif = ", ".join(f"{pattern.format(**values | {'width': width, 'ext': 'avif'})} {width}w" for width in (320, 640))
    made = shown(reference, pattern)
    assert (made["src"], made["image/avif"]) == (pattern.format(**values), avif)


def test_cards_and_previews_may_have_widths_of_their_own() -> None:
    cards = ExternalPictures(images("{stem}-{width}", share_width=640), (320,), 320)
    forms = cards.forms[1600, 1200]
    assert (forms.src, forms.share, forms.jpegs) == (("", "-320"), ("", "-640"), ())
    assert (forms.src_width, forms.src_height, forms.share_height) == (320, 240, 480)


def test_an_external_picture_is_not_asked_for_wider_than_it_is() -> None:
    made = shown("a.jpg", "//i/{width}/{path}", 200, share_width=640)
    assert made == {"image/avif": "//i/200/a.jpg 200w", "src": "//i/200/a.jpg", "share": "//i/200/a.jpg"}


@pytest.mark.parametrize("size", [(0, 10), (None, 10), ("800", 600), (9000, 10), (40_000, 40_000), (float("nan"), 5)])
def test_a_size_that_cannot_be_true_is_unknown(size: tuple[object, object]) -> None:
    assert plausible_size(*size) == (0, 0)
