"""A source goes in, its picture comes out: sizes, colours, turning, and never the source's metadata."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import pyvips

from engine.assets.encode import variant_widths
from engine.assets.environment import WORKER_ENVIRONMENT
from engine.assets.picture import Picture
from engine.assets.recipe import FormatSetting
from tests.assets.drawn import BLUE, RED, halves, jpeg, made, plain, published, recipe


def sizes(picture: Picture) -> list[tuple[str, int, int]]:
    return [(variant.format, variant.width, variant.height) for variant in picture.variants]


def test_each_width_has_a_file_and_the_fallback_a_jpeg(tmp_path: Path) -> None:
    picture = made(jpeg(300, 200), tmp_path)
    assert sizes(picture) == [("avif", 64, 43), ("jpeg", 128, 85), ("avif", 128, 85), ("avif", 256, 171)]
    assert (picture.width, picture.height) == (300, 200)
    assert {name: (image.width, image.height) for name, image in published(picture, tmp_path).items()} == {
        "avif 64": (64, 43),
        "jpeg 128": (128, 85),
        "avif 128": (128, 85),
        "avif 256": (256, 171),
    }


def test_heights_come_from_the_original_and_not_from_the_width_above(tmp_path: Path) -> None:
    picture = made(jpeg(1066, 1500), tmp_path, recipe(widths=(320, 640), fallback_width=640))
    assert [variant.height for variant in picture.of("avif")] == [450, 901]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (20, ([20], 20)),
        (64, ([64], 64)),
        (80, ([64], 64)),
        (90, ([64, 90], 90)),
        (200, ([64, 128, 200], 128)),
        (300, ([64, 128, 256], 128)),
    ],
)
def test_no_variant_is_wider_than_its_source(width: int, expected: tuple[list[int], int]) -> None:
    assert variant_widths(width, recipe()) == expected


def test_no_side_is_ever_zero(tmp_path: Path) -> None:
    picture = made(plain(2000, 2).pngsave_buffer(), tmp_path)
    assert {variant.height for variant in picture.variants} == {1}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_comes_out_upright(tmp_path: Path, orientation: int) -> None:
    turned = halves(96, 64).copy()
    turned.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    picture = made(turned.jpegsave_buffer(Q=95), tmp_path)
    image = published(picture, tmp_path)["jpeg 64" if orientation > 4 else "jpeg 96"]
    upright = turned.autorot()
    assert (picture.width, picture.height) == (upright.width, upright.height) == (image.width, image.height)
    for x, y in ((4, 4), (image.width - 5, 4), (4, image.height - 5)):
        assert image(x, y) == pytest.approx(upright(x, y), abs=12)


def test_nothing_of_the_metadata_is_published(tmp_path: Path) -> None:
    photo = halves(96, 64).copy()
    photo.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Artist", "A. Secret (A. Secret, ASCII, 10 components, 10 bytes)")
    content = photo.jpegsave_buffer(profile="srgb")
    assert b"Secret" in content
    assert b"ICC_PROFILE" in content
    picture = made(content + b"<script>", tmp_path, recipe(webp=FormatSetting(76, 2)))
    files = {path.name: path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()}
    assert len(files) == len(picture.variants) + 1
    for secret in (b"Secret", b"Exif", b"ICC_PROFILE", b"ICCP", b"<script>"):
        assert not [name for name, file in files.items() if secret in file]


def test_a_cmyk_photo_keeps_its_colours(tmp_path: Path) -> None:
    cmyk = plain(64, 64, BLUE).icc_export(output_profile="cmyk")
    picture = made(cmyk.jpegsave_buffer(Q=95), tmp_path)
    image = published(picture, tmp_path)["jpeg 64"]
    expected = cmyk.icc_transform("srgb")(50, 50)
    assert image.bands == 3
    assert image(30, 30) == pytest.approx(expected, abs=12)


def test_a_wide_gamut_photo_is_carried_over_to_srgb(tmp_path: Path) -> None:
    wide = plain(64, 64, [30, 220, 60]).icc_transform("p3", input_profile="srgb")
    image = published(made(wide.pngsave_buffer(), tmp_path), tmp_path)["jpeg 64"]
    assert image(30, 30) == pytest.approx([30, 220, 60], abs=10)


def test_transparency_is_kept_where_the_format_can_and_flattened_where_not(tmp_path: Path) -> None:
    transparent = plain(64, 64).bandjoin(plain(64, 64, [0])[0]).copy(interpretation="srgb")
    picture = made(transparent.pngsave_buffer(), tmp_path, recipe(background="#00ff00"))
    files = published(picture, tmp_path)
    assert files["avif 64"].hasalpha()
    assert files["jpeg 64"](30, 30) == pytest.approx([0, 255, 0], abs=4)
    assert (picture.blur, picture.colour) == ("", "#00ff00")


def test_an_alpha_channel_that_hides_nothing_is_dropped(tmp_path: Path) -> None:
    opaque = plain(64, 64).bandjoin(255).copy(interpretation="srgb")
    picture = made(opaque.pngsave_buffer(), tmp_path)
    assert published(picture, tmp_path)["avif 64"].bands == 3
    assert picture.blur.startswith("data:image/webp;base64,")


def test_of_an_animation_the_first_frame_is_shown(tmp_path: Path) -> None:
    frames = plain(80, 60).join(plain(80, 60, BLUE), "vertical").copy()
    frames.set_type(pyvips.GValue.gint_type, "page-height", 60)
    picture = made(frames.gifsave_buffer(), tmp_path)
    assert (picture.width, picture.height) == (80, 60)
    assert published(picture, tmp_path)["jpeg 64"](30, 30) == pytest.approx(RED, abs=12)


@pytest.mark.parametrize(
    "image",
    [
        plain(40, 40)[0],
        plain(40, 40)[0].bandjoin(128).copy(interpretation="b-w"),
        (plain(40, 40) * 256).cast("ushort").copy(interpretation="rgb16"),
        plain(40, 40).bandjoin([255, 9, 9]).copy(interpretation="srgb"),
        (plain(40, 40) / 255).copy(interpretation="scrgb"),
    ],
    ids=["grey", "grey with alpha", "16 bit", "spot colours", "floating point"],
)
def test_other_pixel_formats_become_8_bit_srgb(tmp_path: Path, image: pyvips.Image) -> None:
    files = published(made(image.tiffsave_buffer(), tmp_path), tmp_path)
    assert {(each.format, each.interpretation) for each in files.values()} == {("uchar", "srgb")}


def test_where_jpeg_is_all_there_is_it_has_all_widths(tmp_path: Path) -> None:
    picture = made(jpeg(300, 200), tmp_path, recipe(avif=None))
    assert sizes(picture) == [("jpeg", 64, 43), ("jpeg", 128, 85), ("jpeg", 256, 171)]


def test_the_placeholder_is_small_and_the_colour_is_that_of_most_pixels(tmp_path: Path) -> None:
    picture = made(plain(44, 60).join(plain(20, 60, BLUE), "horizontal").pngsave_buffer(), tmp_path)
    assert picture.colour == "#c81e1e"
    assert len(picture.blur) < 200


def test_the_same_source_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg(300, 200))
    code = (
        "import sys; from pathlib import Path; from tests.assets.drawn import made;"
        "folder = Path(sys.argv[1]); folder.mkdir();"
        "made(Path(sys.argv[2]).read_bytes(), folder)"
    )
    for name, threads in (("one", "1"), ("two", "2")):
        environment = os.environ | WORKER_ENVIRONMENT | {"VIPS_CONCURRENCY": threads}
        arguments = [sys.executable, "-c", code, str(tmp_path / name), str(tmp_path / "photo.jpg")]
        subprocess.run(arguments, check=True, env=environment, cwd=Path(__file__).parents[2])
    first, second = (
        {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert len(first) == 5
    assert first == second
