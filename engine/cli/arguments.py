"""The arguments that several commands share, and the configuration that they make."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from engine.config.load import load
from engine.config.problems import shown
from engine.config.schema import ShopConfig
from engine.errors import ConfigError

FILE = click.Path(path_type=Path)

shop = click.argument(
    "folder",
    type=FILE,
    required=False,
    metavar="[SHOP_FOLDER]",
    help="The folder that holds shop.toml; none: that of --config, else this one.",
)
shops = click.argument(
    "folders",
    type=FILE,
    nargs=-1,
    metavar="[SHOP_FOLDER]...",
    help="Folders that hold a shop.toml; none: that of --config, else this one.",
)
config = click.option("--config", type=FILE, metavar="FILE", help="Another file than shop.toml.")
source = click.option("--source", metavar="FOLDER_OR_URI", help="Another catalog: a folder or a MongoDB URI.")
output = click.option("--output", metavar="DIR", help="Another folder for the site.")
sets = click.option("sets", "--set", multiple=True, metavar="KEY=VALUE", help="Set an option: --set pages.per_page=48.")
quiet = click.option("-q", "--quiet", is_flag=True, help="Print warnings and errors only.")
report = click.option("--report", type=FILE, metavar="FILE", help="Write every finding as JSON.")


def folder_of(folder: Path | None, config: Path | None) -> Path:
    """Return the folder of a shop: the one that was named, else that of its configuration, else this one."""
    return folder or (config.parent if config else Path())


def configure(
    folder: Path, config: Path | None, source: str | None, output: str | None, sets: Sequence[str]
) -> ShopConfig:
    """Load a shop's configuration with what the command line says."""
    return load(folder, config, overrides(source, output, sets))


def overrides(source: str | None, output: str | None, sets: Sequence[str]) -> list[str]:
    """Return --set and the flags that stand for it; a path of the command line starts where the caller is."""
    found = list(sets)
    if source is not None:
        found.append(f"catalog.source={_quoted(source if '://' in source else os.path.abspath(source))}")
    if output is not None:
        found.append(f"output.folder={_quoted(os.path.abspath(output))}")
    return found


def _quoted(text: str) -> str:
    from msgspec import json

    return json.encode(text).decode()


def one_shop(folders: Sequence[Path], **flags: object) -> None:
    """Refuse flags that can be true of one shop only when there are several."""
    for name, value in flags.items():
        if value is not None and len(folders) > 1:
            raise ConfigError(f"--{name}: expected one shop folder beside it, got {len(folders)}: {shown(str(value))}")
