"""Shops to measure: written once a folder, by the demo generator, before any clock starts."""

import os
from pathlib import Path

from engine.catalog.demo import write_catalog
from engine.config.load import load
from engine.config.schema import ShopConfig

SHOP = """\
[shop]
name = "Measured"
base_url = "https://measured.example"
tagline = "A shop to be measured"
description = "Spectacles drawn by a program, so that what builds their shop can be timed by anybody."

[shop.contact]
email = "hello@measured.example"

[shop.shipping]
countries = ["US"]
rate = 5.0
free_from = 50.0

[shop.returns]
days = 30
"""


def write_shop(
    folder: Path, products: int, *, pictures: int | None = None, width: int = 1024, mode: str = "local"
) -> ShopConfig:
    """Write a shop of the demo catalog and return its configuration; the same arguments give the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_catalog(folder / "catalog", products, pictures=pictures, width=width)
    pattern = 'url_pattern = "https://images.example/{width}/{path}"\n' if mode == "external" else ""
    (folder / "shop.toml").write_text(f'{SHOP}\n[images]\nmode = "{mode}"\n{pattern}', encoding="utf-8")
    return load(folder, environment={})


def scratch() -> str:
    """Return the folder for what is measured: memory where there is some, since disks differ by more than programs."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
