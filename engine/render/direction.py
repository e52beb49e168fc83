"""A locale -> the direction in which it is written."""

# What most shops speak, so that they need not wait for the data of all languages; a script may be written otherwise.
_COMMON = "cs da de el en es fi fr hu it ja ko nb nl no pl pt ro ru sv th tr uk vi zh"
LEFT_TO_RIGHT = frozenset(_COMMON.split())


def direction_of(tag: str) -> str:
    """Return how a locale is written, ltr or rtl."""
    parts = tag.split("-")
    if parts[0].lower() in LEFT_TO_RIGHT and not any(len(part) == 4 for part in parts):
        return "ltr"
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return str(Locale.parse(tag, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"
