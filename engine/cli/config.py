"""`storeloom config`: the JSON Schema of shop.toml, and the options in force."""

import typer
from msgspec import json

from engine.cli.arguments import Config, Sets, Shop, folder_of
from engine.config.load import settings
from engine.config.problems import shown
from engine.config.schema import ShopConfig

app = typer.Typer(help="Look at the configuration.", no_args_is_help=True, rich_markup_mode=None)


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of shop.toml."""
    described = json.schema(ShopConfig)
    del described["$defs"]["ShopConfig"]["properties"]["folder"]  # the loader's own
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "shop.toml", **described}
    print(json.format(json.encode(described), indent=2).decode())


@app.command("show")
def show(folder: Shop = None, config: Config = None, sets: Sets = None) -> None:
    """Print every option in force and where it came from; credentials are left out."""
    for setting in settings(folder_of(folder, config), config, sets or ()):
        value = shown(setting.value, 200) if setting.value is not None else "(none)"
        print(f"{setting.key} = {value}" + ("" if setting.origin == "default" else f"  # {setting.origin}"))
