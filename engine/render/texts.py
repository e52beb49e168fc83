"""locales/*.toml of the shared folder, the theme and the shop -> the texts of templates (`t`) and their language."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from engine.errors import ThemeError
from engine.render.direction import direction_of
from engine.render.named import Named

BASE = "en"


class Speech(Struct, frozen=True):
    """Which language the pages of a shop speak; templates read it as `lang`."""

    texts: str  # the language of the theme's texts
    missing: str  # the shop's language when the theme has no texts of it, else empty
    page: str  # of the whole page, for <html lang>
    direction: str  # of the whole page: ltr or rtl
    own: Markup  # attributes of an element that holds the shop's words: language and direction where they may differ


def speech(folders: Iterable[Path], locale: str) -> Speech:
    """Return how a theme speaks to a locale: in its language when there are texts of it, else in English.

    A page whose texts are English says so; what the shop wrote keeps the shop's language.
    """
    tag = locale.replace("_", "-")
    language = tag.split("-")[0].lower()
    direction = direction_of(tag)
    auto = Markup(' dir="auto"') if direction == "rtl" else Markup()
    if language == BASE or any((folder / "locales" / f"{language}.toml").is_file() for folder in folders):
        return Speech(language, "", tag, direction, auto)
    return Speech(BASE, language, BASE, "ltr", Markup(' lang="{}"').format(tag) + auto)


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
    except UnicodeDecodeError as error:
        from engine.render.faults import not_utf8

        raise not_utf8(file, error) from error
    except msgspec.DecodeError as error:
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
