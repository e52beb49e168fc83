"""locales/*.toml of the shared folder, the theme and the shop -> the texts that templates read as `t`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import ThemeError
from engine.render.undefined import Named

BASE = "en"


def read_texts(folders: Iterable[Path], language: str) -> Named:
    """Read the texts of a language over the English ones; a later folder goes before an earlier one.

    Whole languages go over English, so that what is not translated is shown in English and not missing.
    """
    places = list(folders)
    values: dict[str, Any] = {}
    for name in (BASE,) if language == BASE else (BASE, language):
        for folder in places:
            file = folder / "locales" / f"{name}.toml"
            if file.is_file():
                _merge(values, _read(file), file)
    return _named("t", values)


def _read(file: Path) -> dict[str, Any]:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ThemeError(f"{file}: {error}") from error


def _merge(into: dict[str, Any], values: dict[str, Any], file: Path, path: str = "") -> None:
    for key, value in values.items():
        dotted = f"{path}{key}"
        if not isinstance(value, str | dict):
            raise ThemeError(f"{file}: `{dotted}`: expected a text or a table of texts, got {value!r}")
        if isinstance(value, dict):
            table = into.setdefault(key, {})
            if not isinstance(table, dict):
                raise ThemeError(f"{file}: `{dotted}` is a text elsewhere, here it is a table")
            _merge(table, value, file, f"{dotted}.")
        elif isinstance(into.get(key), dict):
            raise ThemeError(f"{file}: `{dotted}` is a table elsewhere, here it is a text")
        else:
            into[key] = value


def _named(title: str, values: dict[str, Any]) -> Named:
    held = {key: _named(f"{title}.{key}", value) if isinstance(value, dict) else value for key, value in values.items()}
    return Named(f"{title} (locales/*.toml)" if title == "t" else f"`{title}` (locales/*.toml)", held)
