"""Which pictures a demo catalog makes, and who shows them."""

import json
from pathlib import Path

import pytest

from engine.catalog.demo import write_catalog
from engine.catalog.demo.album import Album
from engine.catalog.demo.models import variants


@pytest.mark.parametrize("limit", [1, 2, 7, 40, 400])
def test_an_album_makes_no_more_pictures_than_allowed(limit: int) -> None:
    album = Album(variants(600, 7), 7, limit)
    pages = [album.page(variant) for variant in variants(600, 7)]
    assert 0 < len({shot.name for page in pages for shot in page.shots}) <= limit
    assert all(page.shots for page in pages)


def test_a_lent_picture_shows_the_same_shape() -> None:
    album = Album(variants(600, 7), 7, 400)
    for variant in variants(600, 7):
        assert album.page(variant).shots[0].frame.shape == variant.model.shape


def test_without_a_limit_each_product_has_a_picture_of_its_own() -> None:
    album = Album(variants(200, 7), 7, None)
    pages = [album.page(variant) for variant in variants(200, 7)]
    assert all(page.own for page in pages)
    assert 250 <= len({shot.name for page in pages for shot in page.shots}) <= 300
    assert [shot.view for shot in pages[0].shots] == ["three-quarter", "front", "side", "folded"]


def test_every_picture_a_product_names_is_there(tmp_path: Path) -> None:
    report = write_catalog(tmp_path, products=12, pictures=4, width=96)
    named = set()
    for line in (tmp_path / "products.jsonl").read_text("utf-8").splitlines():
        for image in json.loads(line)["media"]["images"]:
            assert image["alt_text"] and image["dimensions"] == {"width": 96, "height": 72}
            named.add(image["url"])
    assert named == {f"pictures/{path.name}" for path in (tmp_path / "pictures").iterdir()}
    assert report.pictures == len(named) == 4


def test_progress_ends_where_it_said_it_would(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_catalog(tmp_path, products=10, pictures=2, width=64, progress=lambda done, whole: told.append((done, whole)))
    assert told[-1] == (12, 12)
    assert told == sorted(told)
