"""Small pictures for the tests -> their bytes, good, odd and hostile."""

import struct
import zlib
from typing import Any

import pyvips

from engine.assets.encode import make_picture
from engine.assets.header import Limits
from engine.assets.picture import Picture
from engine.assets.recipe import FormatSetting, Recipe
from engine.assets.sources import fingerprint
from engine.assets.store import Store

RED, BLUE = [200, 30, 30], [20, 40, 200]
LIMITS = Limits()


def recipe(**changes: Any) -> Recipe:
    """Return a recipe of small widths."""
    settings: dict[str, Any] = {
        "widths": (64, 128, 256),
        "avif": FormatSetting(52),
        "webp": None,
        "jpeg": FormatSetting(72),
        "fallback_width": 128,
        "background": "#ffffff",
        "encoders": "test",
    }
    return Recipe(**(settings | changes))


def plain(width: int, height: int, colour: list[int] = RED) -> pyvips.Image:
    """Return a picture of one colour."""
    return (pyvips.Image.black(width, height) + colour).cast("uchar").copy(interpretation="srgb")


def halves(width: int, height: int) -> pyvips.Image:
    """Return a picture that is red on the left and blue on the right."""
    return plain(width // 2, height).join(plain(width - width // 2, height, BLUE), "horizontal")


def jpeg(width: int = 300, height: int = 200, **options: Any) -> bytes:
    """Return a JPEG with a pattern that costs some bytes."""
    content: bytes = (
        pyvips.Image.eye(width, height, uchar=True)
        .bandjoin([100, 50])
        .copy(interpretation="srgb")
        .jpegsave_buffer(**options)
    )
    return content


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that promises a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def made(content: bytes, folder: Any, wanted: Recipe | None = None, limits: Limits = LIMITS) -> Any:
    """Return what make_picture says of some bytes under the name of a photo."""
    path = folder / "photo.jpg"
    path.write_bytes(content)
    return make_picture(path, fingerprint(path), wanted or recipe(), Store(folder / "store"), limits)


def published(picture: Picture, folder: Any) -> dict[str, pyvips.Image]:
    """Return the published files of a picture, decoded, by format and width."""
    Store(folder / "store").publish(picture, folder / "out")
    return {
        f"{variant.format} {variant.width}": pyvips.Image.new_from_buffer(
            (folder / "out" / picture.name(variant)).read_bytes(), ""
        )
        for variant in picture.variants
    }
