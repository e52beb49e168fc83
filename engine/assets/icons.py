"""A shop's name and colour -> favicon.svg and the PNG icons, drawn by libvips; the same shop gets the same bytes.

The mark is the name's first letter, or a pair of spectacles where it has none in A to Z. It reads nothing but what it
wrote itself, and needs a process that may load SVG (environment.WORKER_ENVIRONMENT forbids it).
"""

import re

from engine.assets.letters import STROKES
from engine.catalog.slugs import slugify
from engine.errors import AssetError

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PNG_SIZES = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}
PAPER, INK = "#ffffff", "#101315"
LIGHT = 140  # of 255: on a lighter ground the mark is dark

SPECTACLES = (
    "M15 52a15 15 0 1 0 30 0a15 15 0 1 0-30 0M55 52a15 15 0 1 0 30 0a15 15 0 1 0-30 0"
    "M45 50q5-5 10 0M15.5 47.5L11 44M84.5 47.5L89 44"
)


def draw_icons(name: str, ground: str) -> dict[str, bytes]:
    """Return the icon files of a shop by their names, its mark on a ground of its colour."""
    import pyvips

    if not COLOUR.fullmatch(ground):
        raise AssetError(f'icons: expected a colour as "#rrggbb", got {ground!r}')
    mark = slugify(name)[:1].upper()
    files = {"favicon.svg": _svg(mark, ground, radius=22).encode()}
    # Platforms round the corners of these themselves, and a transparent one would turn black there.
    square = _svg(mark, ground, radius=0).encode()
    for file, size in PNG_SIZES.items():
        try:
            image = pyvips.Image.svgload_buffer(square, scale=size / 100)
            files[file] = image.flatten().pngsave_buffer(compression=9, keep="none")
        except pyvips.Error as error:
            raise AssetError(
                f"icons: expected a libvips that draws SVG, got: {' '.join(str(error).split())}; "
                "when VIPS_BLOCK_UNTRUSTED is set in the environment, unset it: it forbids SVG"
            ) from error
    return files


def _svg(mark: str, ground: str, radius: int) -> str:
    path = STROKES.get(mark, SPECTACLES)
    width = 9 if mark in STROKES else 6
    colour = INK if _luma(ground) > LIGHT else PAPER
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">'
        f'<rect width="100" height="100" rx="{radius}" fill="{ground.lower()}"/><path d="{path}" fill="none" '
        f'stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def _luma(colour: str) -> float:
    """Return how light a colour looks, 0 to 255 (the weights of Rec. 601)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
