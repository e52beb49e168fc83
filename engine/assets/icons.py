"""A shop's two colours -> favicon.svg and the PNG icons, drawn by libvips; the same colours give the same bytes.

The mark is a pair of spectacles: a letter would need a font, and fonts differ between machines. It reads nothing but
what it wrote itself, and needs a process that may load SVG (encode.WORKER_ENVIRONMENT forbids it).
"""

import re

from engine.errors import AssetError

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PNG_SIZES = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}

MARK = (
    '<g fill="none" stroke="{mark}" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">'
    '<circle cx="30" cy="52" r="15"/><circle cx="70" cy="52" r="15"/>'
    '<path d="M45 50q5-5 10 0M15.5 47.5L11 44M84.5 47.5L89 44"/></g>'
)


def draw_icons(mark: str, ground: str) -> dict[str, bytes]:
    """Return the icon files by name, the mark in one colour on a ground of the other."""
    import pyvips

    for colour in (mark, ground):
        if not COLOUR.fullmatch(colour):
            raise AssetError(f'icons: expected a colour as "#rrggbb", got {colour!r}')
    files = {"favicon.svg": _svg(mark, ground, radius=22).encode()}
    # Platforms round the corners of these themselves, and a transparent one would turn black there.
    square = _svg(mark, ground, radius=0).encode()
    for name, size in PNG_SIZES.items():
        try:
            image = pyvips.Image.svgload_buffer(square, scale=size / 100)
            files[name] = image.flatten().pngsave_buffer(compression=9, keep="none")
        except pyvips.Error as error:
            raise AssetError(
                f"icons: expected a libvips that draws SVG, got: {' '.join(str(error).split())}; "
                "when VIPS_BLOCK_UNTRUSTED is set in the environment, unset it: it forbids SVG"
            ) from error
    return files


def _svg(mark: str, ground: str, radius: int) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">'
        f'<rect width="100" height="100" rx="{radius}" fill="{ground.lower()}"/>{MARK.format(mark=mark.lower())}</svg>'
    )
