"""The smallest width of a picture -> a blurred data URI of about 100 bytes and the dominant colour."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from engine.assets.recipe import Recipe

if TYPE_CHECKING:
    import pyvips

STEP = 32  # colours are counted in boxes of this side
TALLEST = 64


def ground(colour: str) -> list[int]:
    """Return the red, green and blue of "#rrggbb"."""
    return list(bytes.fromhex(colour.removeprefix("#")))


def placeholder(image: pyvips.Image, recipe: Recipe) -> tuple[str, str]:
    """Return blur and colour; a transparent picture has no blur, which would shine through it for good."""
    width = min(recipe.placeholder_width, image.width)
    height = min(TALLEST, max(1, round(image.height * width / image.width)))
    small = image.flatten(background=ground(recipe.background)) if image.hasalpha() else image
    small = small.thumbnail_image(width, height=height, size="force").copy_memory()
    colour = dominant_colour(bytes(small.write_to_memory()))
    if image.hasalpha():
        return "", colour
    blur: bytes = small.webpsave_buffer(Q=recipe.placeholder_quality, keep="none")
    return f"data:image/webp;base64,{base64.b64encode(blur).decode()}", colour


def dominant_colour(pixels: bytes) -> str:
    """Return the mean of the fullest box of colours as "#rrggbb"; of two equal boxes the darker one."""
    boxes: dict[tuple[int, int, int], list[int]] = {}
    for red, green, blue in zip(pixels[0::3], pixels[1::3], pixels[2::3], strict=True):
        box = boxes.setdefault((red // STEP, green // STEP, blue // STEP), [0, 0, 0, 0])
        box[0] += 1
        box[1] += red
        box[2] += green
        box[3] += blue
    count, *sums = min(boxes.items(), key=lambda item: (-item[1][0], item[0]))[1]
    return "#" + "".join(f"{round(total / count):02x}" for total in sums)
