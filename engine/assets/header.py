"""The bytes of a source -> what its header promises and would cost, or the refusal, before a pixel is decoded."""

from typing import TYPE_CHECKING, Any

import msgspec

from engine.assets.picture import Refusal
from engine.assets.sources import SNIFFED, sniff

if TYPE_CHECKING:
    import pyvips

    from engine.config.schema import Images

LOADERS = {
    "jpeg": ("jpegload_buffer", "uhdrload_buffer"),
    "png": ("pngload_buffer",),
    "gif": ("gifload_buffer",),
    "webp": ("webpload_buffer",),
    "avif": ("heifload_buffer",),
    "tiff": ("tiffload_buffer",),
}
TURNED = (5, 6, 7, 8)  # EXIF orientations that exchange width and height
# Bytes a pixel that a decoder holds at its peak, measured; what streams costs next to nothing.
WHOLE = {"jpeg": 7, "png": 8, "gif": 9, "webp": 5, "avif": 18, "tiff": 12}
STREAMED = {"jpeg": 0.2, "png": 0.2}


class Limits(msgspec.Struct, frozen=True, gc=False):
    """What one source may cost before it is refused."""

    max_pixels: int = 150_000_000
    max_bytes: int = 50_000_000
    max_memory_bytes: int = 480_000_000


def limits_from(config: "Images") -> Limits:
    """Return the limits that the configuration sets."""
    return Limits(max_pixels=config.max_megapixels * 1_000_000, max_bytes=config.max_megabytes * 1_000_000)


class Header(msgspec.Struct, frozen=True, gc=False):
    """A source before decoding: its upright size and whether its colours have to be carried over to sRGB."""

    width: int
    height: int
    foreign_colours: bool

    def size_at(self, width: int) -> tuple[int, int]:
        """Return width and height at a width: always from the original, for rounding step by step drifts by a pixel."""
        return width, max(1, round(self.height * width / self.width))


def read_header(data: bytes, limits: Limits) -> Header | Refusal:
    """Return the header of a picture that is worth decoding."""
    import pyvips

    kind = sniff(data[:SNIFFED])
    if kind is None:
        code = "image_unsupported" if data else "image_broken"
        return Refusal(code, f"expected a JPEG, PNG, WebP, AVIF, GIF or TIFF picture, got {_start(data)}")
    try:
        image = pyvips.Image.new_from_buffer(data, "", access="sequential")
        fields = frozenset(image.get_fields())
        loader = image.get("vips-loader")
    except pyvips.Error as error:
        return Refusal("image_broken", f"expected a whole {kind} picture, got a damaged one: {reason(error)}")
    if loader not in LOADERS[kind]:
        return Refusal("image_unsupported", f"expected a {kind} picture, got a file that {loader} takes")
    return _judge(image, fields, kind, limits)


def _judge(image: "pyvips.Image", fields: frozenset[str], kind: str, limits: Limits) -> Header | Refusal:
    width, height = image.width, image.height
    if width * height > limits.max_pixels:
        return Refusal(
            "image_too_large",
            f"expected at most {limits.max_pixels} px (images.max_megapixels), got {width} x {height}",
        )
    whole = kind not in STREAMED or "interlaced" in fields
    cost = int(width * height * (WHOLE[kind] if whole else STREAMED[kind]))
    if cost > limits.max_memory_bytes:
        return Refusal(
            "image_too_large",
            f"expected a picture that decodes in {limits.max_memory_bytes} bytes of memory, got a {kind} of"
            f" {width} x {height} that needs about {cost}; save it smaller, or not progressive",
        )
    if "orientation" in fields and image.get("orientation") in TURNED:
        width, height = height, width
    return Header(width, height, _foreign(image, fields))


def _foreign(image: "pyvips.Image", fields: frozenset[str]) -> bool:
    # A transform costs five times the resize it rides on, so only those pay whose numbers mean something else.
    if image.interpretation == "cmyk":
        return True
    if "icc-profile-data" not in fields:
        return False
    profile: Any = image.get("icc-profile-data")
    # An sRGB profile says so in its description, in ASCII or in UTF-16.
    return b"sRGB" not in profile and "sRGB".encode("utf-16-be") not in profile


def _start(data: bytes) -> str:
    if not data:
        return "an empty file"
    text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data[:24])
    return f"{len(data)} bytes that begin with {text!r}"


def reason(error: Exception) -> str:
    """Return the last line of a libvips error, which names the cause; its first repeats the call."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:160] if lines else "no reason given"
