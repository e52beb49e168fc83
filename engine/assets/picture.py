"""What the engine knows of a finished picture -> the texts an <img> or <source> needs."""

from collections.abc import Collection
from typing import Literal

import msgspec

Format = Literal["avif", "webp", "jpeg"]

EXTENSIONS: dict[Format, str] = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
MODERN: tuple[Format, ...] = ("avif", "webp")  # best first
FALLBACK_AT_MOST = 800
MEDIA_TYPES: dict[Format, str] = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


class Variant(msgspec.Struct, frozen=True, gc=False):
    """One encoded file of a picture; `digest` is the xxh3_128 of its bytes."""

    format: Format
    width: int
    height: int
    bytes: int
    digest: str


class Picture(msgspec.Struct, frozen=True, gc=False, tag="picture"):
    """A decoded source: `width` and `height` are those of the upright original, `key` starts each public name."""

    digest: str
    key: str
    width: int
    height: int
    variants: tuple[Variant, ...]
    blur: str
    colour: str

    def of(self, form: Format) -> tuple[Variant, ...]:
        """Return the variants of one format, narrow to wide."""
        return tuple(variant for variant in self.variants if variant.format == form)

    def name(self, variant: Variant) -> str:
        """Return the public file name of a variant."""
        return f"{self.key}-{variant.width}.{EXTENSIONS[variant.format]}"

    def srcset(self, form: Format, prefix: str, widths: Collection[int] = ()) -> str:
        """Return the srcset of one format, empty when the picture has none of it; `widths` none: all it has."""
        variants = self.of(form)
        chosen = [variant for variant in variants if variant.width in widths] or variants
        return ", ".join(f"{prefix}{self.name(variant)} {variant.width}w" for variant in chosen)

    def fallback(self) -> Variant:
        """Return the variant for <img src>: of the most widely read format, the widest that is not too wide."""
        variants = self.of("jpeg") or self.of("webp") or self.of("avif")
        return max((one for one in variants if one.width <= FALLBACK_AT_MOST), key=_width, default=variants[0])

    def src_size(self) -> tuple[int, int]:
        """Return width and height of the file for <img src>."""
        fallback = self.fallback()
        return fallback.width, fallback.height

    def src(self, prefix: str) -> str:
        """Return the address for <img src>."""
        return prefix + self.name(self.fallback())


def _width(variant: Variant) -> int:
    return variant.width


class Refusal(msgspec.Struct, frozen=True, gc=False, tag="refusal"):
    """Why there is no picture: `code` names the finding, `message` what was expected and what came."""

    code: str
    message: str
