"""The drawing of spectacles: whole SVG in every shape and finish, equal bytes, no fault at the extremes."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import pyvips

from engine.catalog.demo.album import Shot
from engine.catalog.demo.drawing.outline import SHAPES, lens_outline
from engine.catalog.demo.drawing.picture import draw
from engine.catalog.demo.drawing.spec import VIEWS, Finish, Frame, Rim, View
from engine.catalog.demo.studio import make_pictures, render

FINISHES: tuple[Finish, ...] = ("acetate", "tortoise", "crystal", "two-tone", "metal", "titanium")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("finish", FINISHES)
def test_every_shape_in_every_finish_is_sound_svg(shape: str, finish: Finish) -> None:
    frame = Frame(shape, 50, 40, 20, 145, finish=finish, colour="#8e5326", second="#c6a04e")
    for view in VIEWS:
        picture = draw(frame, view, (64, 48), (16, 12))
        for layer in (picture.front, picture.floor):
            root = ElementTree.fromstring(layer)
            kept = {element.get("id") for element in root.iter()}
            named = {element.get("href", "#")[1:] for element in root.iter() if element.get("href")}
            assert named <= kept
            assert "nan" not in layer


@pytest.mark.parametrize("size", [(36, 22, 12, 110), (40, 26, 14, 125), (62, 56, 24, 160), (70, 30, 14, 150)])
@pytest.mark.parametrize("rim", ["full-rim", "semi-rimless", "rimless"])
def test_extreme_measurements_draw_without_fault(size: tuple[int, int, int, int], rim: Rim) -> None:
    for shape in SHAPES:
        for finish in ("acetate", "metal"):
            frame = Frame(shape, *size, rim=rim, finish=finish, bulk=1.3, keyhole=True)
            assert "nan" not in draw(frame, "three-quarter", (64, 48), (16, 12)).front


@pytest.mark.parametrize("view", VIEWS)
def test_a_picture_shows_something_on_white(view: View) -> None:
    frame = Frame("panto", 50, 44, 20, 145, finish="tortoise", colour="#b06c2a", lens="mirror", lens_colour="#2f62ad")
    image = pyvips.Image.new_from_buffer(render(frame, view, (160, 120)), "")
    assert (image.width, image.height, image.bands) == (160, 120, 3)
    assert min(image(0, 0)) > 247 and min(image(159, 119)) > 235
    assert 150 < image.avg() < 252


def test_the_lens_is_boxed_to_its_measurements() -> None:
    for shape in SHAPES.values():
        loop = lens_outline(shape, 50, 40, 35)
        xs, ys = [x for x, _ in loop], [y for _, y in loop]
        assert (min(xs), max(xs)) == pytest.approx((10, 60))
        assert (min(ys), max(ys)) == pytest.approx((-20, 20))


def test_pictures_are_the_same_bytes_made_here_or_in_other_processes(tmp_path: Path) -> None:
    frames = [Frame("round", 44 + k % 8, 44, 20, 140, finish="tortoise", colour="#b06c2a", seed=k) for k in range(18)]
    shots = [Shot(f"shot-{k}", frame, "front") for k, frame in enumerate(frames)]
    assert list(make_pictures(shots, tmp_path, (64, 48)))[-1] == 18
    for shot in shots[:3]:
        assert (tmp_path / f"{shot.name}.jpg").read_bytes() == render(shot.frame, shot.view, (64, 48))
