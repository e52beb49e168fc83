"""A shop's folder -> its ShopConfig: defaults < shop.toml < environment < --set, all of it checked."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Any

from msgspec import Struct, ValidationError, convert, structs

from engine.config.check import impossible
from engine.config.options import options, schema
from engine.config.origins import WHOLE
from engine.config.problems import dotted, problems
from engine.config.redact import redact
from engine.config.schema import ShopConfig
from engine.config.sources import NAME, Sources, gather, refuse
from engine.errors import ConfigError


class Setting(Struct, frozen=True):
    """An option as it is in force."""

    key: str
    value: Any
    origin: str  # default, shop.toml, environment STORELOOM_..., --set ...


def load(
    folder: Path,
    config_file: Path | None = None,
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] = os.environ,
) -> ShopConfig:
    """Return the configuration of a shop, or refuse it with every problem found."""
    return _load(folder, config_file, overrides, environment)[0]


def settings(
    folder: Path,
    config_file: Path | None = None,
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] = os.environ,
) -> list[Setting]:
    """Return every option in force with where its value came from; credentials are redacted."""
    config, sources = _load(folder, config_file, overrides, environment)
    return [_setting(path, config, sources) for path, _ in options()]


def _setting(path: tuple[str, ...], config: ShopConfig, sources: Sources) -> Setting:
    value: Any = config
    for step in path:
        value = getattr(value, step)
    said = [origin for place, origin in sources.origins.items() if place[: len(path)] == path]
    origin = ", ".join(said) or (sources.file if _said(sources.values, path) else "default")
    return Setting(dotted(path), redact(value) if isinstance(value, str) else value, origin)


def _load(
    folder: Path, config_file: Path | None, overrides: Sequence[str], environment: Mapping[str, str]
) -> tuple[ShopConfig, Sources]:
    if not os.path.isdir(folder):
        makes = f"`storeloom init {quote(str(folder))}` makes one"
        raise ConfigError(f"{folder}: expected the folder of a shop, found none; {makes}")
    sources = gather(str(config_file or folder / NAME), overrides, environment)
    _flatten_field_names(sources.values)
    refuse(sources, list(problems(schema(), sources.values)))
    try:
        config = convert(sources.values, ShopConfig)
    except ValidationError as error:
        raise ConfigError(f"{sources.file}: {error}") from error
    config = _settled(config, os.path.abspath(folder))
    origins = {dotted(path): origin for path, origin in sources.origins.items()}
    config = structs.replace(config, origins={WHOLE: sources.file, **origins})
    refuse(sources, list(impossible(config)))
    return config, sources


def _settled(config: ShopConfig, folder: str) -> ShopConfig:
    """Bring what may be written in two ways into one."""
    shop = structs.replace(
        config.shop, base_url=config.shop.base_url.rstrip("/"), locale=config.shop.locale.replace("_", "-")
    )
    return structs.replace(config, shop=shop, folder=folder)


def _flatten_field_names(values: dict[str, Any]) -> None:
    """Take price.base_price = "cost" under [catalog.fields], a table to TOML, for the dotted name that it is."""
    catalog = values.get("catalog")
    names = catalog.get("fields") if isinstance(catalog, dict) else None
    if isinstance(catalog, dict) and isinstance(names, dict):
        catalog["fields"] = dict(_flat(names, ""))


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, Any]]:
    rows = []
    for key, value in table.items():
        rows += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return rows


def _said(values: Any, path: Sequence[str]) -> bool:
    for step in path:
        if not isinstance(values, dict) or step not in values:
            return False
        values = values[step]
    return True
