"""locales/*.toml of the engine -> what the engine itself says: titles, descriptions, labels of values."""

from functools import cache
from importlib.resources import files

import msgspec

Wording = dict[str, dict[str, str]]


@cache
def wording(language: str) -> Wording:
    """Return the words of a language, the English ones where there are none yet."""
    folder = files("engine.render").joinpath("locales")
    file = folder.joinpath(f"{language}.toml")
    if not file.is_file():
        file = folder.joinpath("en.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Wording)
