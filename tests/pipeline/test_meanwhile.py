"""A first build of a large catalog, whose theme is looked through while workers vet: faults are told all the same."""

from pathlib import Path

import pytest

from engine.errors import ThemeError
from engine.pipeline import build as stages
from tests.shop.builder import build_shop, product, run, write_shop

FRAMES = [product(f"Frame {number}") for number in range(40)]


@pytest.mark.parametrize("workers", [2, None])
@pytest.mark.parametrize(
    ("path", "told"), [("pages/home.html", "Expected an expression"), ("pages/hom.html", "hom.html")]
)
def test_a_fault_of_the_theme_ends_the_build_and_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int | None, path: str, told: str
) -> None:
    whole = build_shop(tmp_path / "whole", FRAMES)
    monkeypatch.setattr(stages, "LARGE_BYTES", 1000)
    shop = tmp_path / "shop"
    write_shop(shop, FRAMES, theme={path: "{% if %}"})
    with pytest.raises(ThemeError, match=told):
        run(shop, workers=workers)
    assert not (shop / "site").exists()
    (shop / "theme" / path).unlink()
    assert run(shop, workers=workers).files == whole.files
