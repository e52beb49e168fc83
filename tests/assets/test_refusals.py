"""Hostile and broken sources are refused with a reason, whatever their name says, and cost once."""

import random
from pathlib import Path

import pytest

from engine.assets.encode import make_picture
from engine.assets.header import Limits
from engine.assets.picture import Picture, Refusal
from engine.assets.sources import fingerprint
from engine.assets.store import Store
from tests.assets.drawn import LIMITS, jpeg, made, plain, png_header, recipe

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "image_broken"),
        (b"\xff", "image_unsupported"),
        (b"<!DOCTYPE html><title>404</title>", "image_unsupported"),
        (b"version https://git-lfs.github.com/spec/v1\n", "image_unsupported"),
        (SVG, "image_unsupported"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image_unsupported"),
        (b"\xff\xd8\xff\xe0" + bytes(60), "image_broken"),
        (jpeg()[:-800], "image_broken"),
        (jpeg(interlace=True)[:-800], "image_broken"),
        (plain(90, 90).pngsave_buffer()[:-60], "image_broken"),
        (plain(90, 90).gifsave_buffer()[:-40], "image_broken"),
        (plain(90, 90).webpsave_buffer(lossless=True)[:-20], "image_broken"),
        (png_header(64, 64), "image_broken"),
        (png_header(30_000, 30_000), "image_too_large"),
        (jpeg(20, 17_000), "image_too_large"),
    ],
)
def test_a_bad_source_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    refusal = made(content, tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.message.startswith("expected ")


@pytest.mark.parametrize("content", [jpeg(60, 40), plain(60, 40).pngsave_buffer(), plain(60, 40).tiffsave_buffer()])
def test_flipped_bytes_are_refused_or_decoded_and_never_an_exception(tmp_path: Path, content: bytes) -> None:
    chance = random.Random(1)
    for _ in range(40):
        damaged = bytearray(content)
        for _ in range(chance.choice((1, 3, 9))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert isinstance(made(bytes(damaged), tmp_path), Picture | Refusal)


def test_a_pixel_limit_holds(tmp_path: Path) -> None:
    assert made(jpeg(300, 200), tmp_path, limits=Limits(max_pixels=59_999)).code == "image_too_large"


def test_a_byte_limit_holds(tmp_path: Path) -> None:
    assert made(jpeg(), tmp_path, limits=Limits(max_bytes=100)).code == "image_too_large"


def test_what_must_be_held_whole_is_judged_by_its_memory(tmp_path: Path) -> None:
    tight = Limits(max_memory_bytes=400_000)
    slim = recipe(widths=(64,), fallback_width=64)
    assert isinstance(made(jpeg(300, 200), tmp_path, slim, tight), Picture)
    assert made(jpeg(300, 200, interlace=True), tmp_path, slim, tight).code == "image_too_large"


def test_a_refusal_is_remembered(tmp_path: Path) -> None:
    refusal = made(jpeg()[:-800], tmp_path)
    (tmp_path / "photo.jpg").rename(tmp_path / "broken.jpg")
    digest = fingerprint(tmp_path / "broken.jpg")
    (tmp_path / "broken.jpg").unlink()
    again = make_picture(tmp_path / "broken.jpg", digest, recipe(), Store(tmp_path / "store"), LIMITS)
    assert again == refusal


def test_a_higher_limit_lets_the_same_picture_through(tmp_path: Path) -> None:
    assert isinstance(made(jpeg(), tmp_path, limits=Limits(max_pixels=100)), Refusal)
    assert isinstance(made(jpeg(), tmp_path), Picture)


def test_a_source_that_changed_since_it_was_fingerprinted_is_not_stored_under_its_old_digest(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg())
    digest = fingerprint(path)
    path.write_bytes(jpeg(200, 300))
    refusal = make_picture(path, digest, recipe(), Store(tmp_path / "store"), LIMITS)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "image_changed"
    assert Store(tmp_path / "store").find(digest, recipe().key()) is None


def test_a_source_that_is_gone_is_missing(tmp_path: Path) -> None:
    refusal = make_picture(tmp_path / "no.jpg", "0" * 32, recipe(), Store(tmp_path / "store"), LIMITS)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "image_missing"
