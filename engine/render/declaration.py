"""theme.toml -> what the theme declares; the shop's [theme.settings] -> their checked values."""

import re
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from engine.config.options import nearest
from engine.errors import OptionError, ThemeError

WORDS = {"text": "a text", "colour": "a colour as #rrggbb", "boolean": "true or false", "integer": "a whole number"}
WORDS |= {"list": "a list", "table": "a table"}


class Setting(Struct, frozen=True, forbid_unknown_fields=True):
    """A setting that a shop may change."""

    type: Literal["text", "colour", "boolean", "integer", "list", "table"]
    default: str | bool | int | list[Any] | dict[str, Any]
    description: str
    choices: tuple[str | int, ...] = ()


class Output(Struct, frozen=True, forbid_unknown_fields=True):
    """A site-level file that the theme adds: a template over all cards."""

    path: str
    template: str


class Declaration(Struct, frozen=True, forbid_unknown_fields=True):
    """All of theme.toml."""

    name: str
    version: str
    description: str = ""
    styles: tuple[str, ...] = ()  # stylesheets of every page, in order, before those of components
    last_styles: tuple[str, ...] = ()  # and after them: print, forced colours
    settings: dict[str, Setting] = field(default_factory=dict)
    outputs: tuple[Output, ...] = ()


def read_declaration(folder: Path) -> Declaration:
    """Read a theme's theme.toml."""
    file = folder / "theme.toml"
    try:
        declaration = msgspec.toml.decode(file.read_bytes(), type=Declaration)
    except FileNotFoundError:
        raise ThemeError(f"{file}: expected the theme's declaration, found no such file") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ThemeError(f"{file}: {error}") from error
    for name, setting in declaration.settings.items():
        if problem := _problem(setting, setting.default):
            raise ThemeError(f"{file}: the default of settings.{name}: {problem}")
    for output in declaration.outputs:
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*", output.path):
            raise ThemeError(
                f"{file}: outputs: expected a path of the site such as data/cards.json, got {output.path!r}"
            )
    return declaration


def settle(declaration: Declaration, given: dict[str, Any]) -> dict[str, Any]:
    """Return every setting's value: the shop's, or the default."""
    for name, value in given.items():
        if name not in declaration.settings:
            hint = nearest(name, declaration.settings) or f"it has {', '.join(sorted(declaration.settings)) or 'none'}"
            raise OptionError(f"theme.settings.{name}", f"theme {declaration.name} has no such setting; {hint}")
        if problem := _problem(declaration.settings[name], value):
            raise OptionError(f"theme.settings.{name}", f"{problem} (theme {declaration.name})")
    return {name: given.get(name, setting.default) for name, setting in declaration.settings.items()}


def _problem(setting: Setting, value: Any) -> str:
    kinds = {"text": str, "colour": str, "boolean": bool, "integer": int, "list": list, "table": dict}
    fits = type(value) is kinds[setting.type]
    if fits and setting.type == "colour":
        fits = re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None
    if not fits:
        return f"expected {WORDS[setting.type]}, got {msgspec.json.encode(value).decode()}"
    if setting.choices and value not in setting.choices:
        near = nearest(value, setting.choices)
        hint = f"; {near}" if near else ""
        return (
            f"expected one of {', '.join(map(str, setting.choices))}, got {msgspec.json.encode(value).decode()}{hint}"
        )
    return ""
