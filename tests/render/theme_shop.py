"""A folder -> a small shop in it, with the theme that it asks for."""

from pathlib import Path
from typing import Any

from engine.config.schema import Shop, ShopConfig
from engine.config.schema import Theme as ThemeTable
from engine.render.theme import Theme, load_theme


def load(
    folder: Path, name: str = "modern-minimal", settings: dict[str, Any] | None = None, locale: str = "en-US"
) -> Theme:
    """Load a theme for a shop in a folder; tests of one run share what is compiled."""
    shop = Shop(name="Clearview", base_url="https://shop.example/eyewear", locale=locale)
    config = ShopConfig(shop=shop, theme=ThemeTable(name=name, settings=settings or {}), folder=str(folder))
    theme = load_theme(config, folder.parent / "bytecode")
    theme.check()
    return theme


def write(file: Path, text: str) -> None:
    """Write a file and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
