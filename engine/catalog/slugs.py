"""Any text -> the part of an address that names it: a to z, 0 to 9 and single dashes, 80 characters at most."""

import re

MOST = 80
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Names that Windows keeps for devices, and a name that a web server reads as the folder itself.
RESERVED = frozenset(
    ("con", "prn", "aux", "nul", "index", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10)))
)
_ELISION = re.compile("['\u2019\u02bc`]")
_OTHER = re.compile(r"[^a-z0-9]+")


def slugify(text: str) -> str:
    """Return the slug of a text; empty when nothing is left of it or the name is reserved."""
    if not text.isascii():
        from anyascii import anyascii

        text = anyascii(text[: MOST * 4])
    slug = _OTHER.sub("-", _ELISION.sub("", text[: MOST * 4]).lower()).strip("-")
    if len(slug) > MOST:
        # Whole words only, unless the first one alone is too long.
        dash = slug.rfind("-", 0, MOST + 1)
        slug = slug[: dash if dash > MOST // 2 else MOST].strip("-")
    return "" if slug in RESERVED else slug


def is_slug(text: str) -> bool:
    """Return whether a text may stand in an address as it is."""
    return len(text) <= MOST and SLUG.fullmatch(text) is not None and text not in RESERVED
