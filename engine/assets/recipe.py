"""[images] of shop.toml -> the frozen recipe that, with a source's digest, names every file made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import xxhash

if TYPE_CHECKING:
    from engine.config.schema import Images

# Raise it when encode.py makes other bytes of the same settings: it is part of every key.
PROCEDURE = 1


class FormatSetting(msgspec.Struct, frozen=True, gc=False):
    """Quality (1 to 100) and encoder effort of one format."""

    quality: int
    effort: int = 0


class Recipe(msgspec.Struct, frozen=True, gc=False):
    """All that decides the bytes of a picture but its source; None leaves a format out, JPEG is always made."""

    widths: tuple[int, ...]
    avif: FormatSetting | None
    webp: FormatSetting | None
    jpeg: FormatSetting
    fallback_width: int
    background: str
    encoders: str
    placeholder_width: int = 16
    placeholder_quality: int = 30
    procedure: int = PROCEDURE

    def key(self) -> str:
        """Return a digest over every setting and the encoders' versions."""
        return xxhash.xxh3_64_hexdigest(msgspec.json.encode(self))


def entry_key(digest: str, recipe_key: str) -> str:
    """Return the name under which a source and a recipe are kept and published."""
    return xxhash.xxh3_64_hexdigest(f"{digest}+{recipe_key}".encode())


def encoder_versions() -> str:
    """Return what tells one set of encoders from another: one wheel brings libvips, libheif, aom and the rest."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"pyvips-binary {version('pyvips-binary')}"
    except PackageNotFoundError:
        import pyvips

        return "libvips " + ".".join(str(pyvips.version(part)) for part in range(3))


def recipe_from(config: Images) -> Recipe:
    """Return the recipe that the configuration asks for; one JPEG is always part of it."""
    avif = FormatSetting(config.avif_quality, config.avif_effort) if "avif" in config.formats else None
    webp = FormatSetting(config.webp_quality, config.webp_effort) if "webp" in config.formats else None
    return Recipe(
        widths=tuple(sorted(set(config.widths))),
        avif=avif,
        webp=webp,
        jpeg=FormatSetting(config.jpeg_quality),
        fallback_width=config.fallback_width,
        background=config.background,
        encoders=encoder_versions(),
    )
