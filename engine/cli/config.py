"""`storeloom config`: the JSON Schema of shop.toml, and the options in force."""

from pathlib import Path

import click
from msgspec import json

from engine.cli import arguments
from engine.cli.arguments import folder_of
from engine.config.load import settings
from engine.config.options import LOADERS
from engine.config.problems import shown
from engine.config.schema import ShopConfig


@click.group("config")
def group() -> None:
    """Look at the configuration."""


@group.command("schema")
def schema() -> None:
    """Print the JSON Schema of shop.toml."""
    described = json.schema(ShopConfig)
    for name in LOADERS:
        del described["$defs"]["ShopConfig"]["properties"][name]
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "shop.toml", **described}
    print(json.format(json.encode(described), indent=2).decode())


@group.command("show")
@arguments.shop
@arguments.config
@arguments.sets
def show(folder: Path | None, config: Path | None, sets: tuple[str, ...]) -> None:
    """Print every option in force and where it came from; credentials are left out."""
    for setting in settings(folder_of(folder, config), config, sets):
        value = shown(setting.value, 200) if setting.value is not None else "(none)"
        print(f"{setting.key} = {value}" + ("" if setting.origin == "default" else f"  # {setting.origin}"))
