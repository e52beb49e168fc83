"""locales/*.toml of the engine -> what the engine itself says: titles, descriptions, labels of values."""

from functools import cache
from pathlib import Path

import msgspec

Wording = dict[str, dict[str, str]]

LOCALES = Path(__file__).parent / "locales"


@cache
def wording(language: str) -> Wording:
    """Return the words of a language, the English ones where there are none yet."""
    file = LOCALES / f"{language}.toml"
    if not file.is_file():
        file = LOCALES / "en.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Wording)
