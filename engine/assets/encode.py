"""One source file -> its finished picture in the store, in a worker: decoded once, each width from the one above."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import xxhash

from engine.assets.header import Header, Limits, read_header, reason
from engine.assets.picture import Format, Picture, Refusal, Variant
from engine.assets.placeholder import ground, placeholder
from engine.assets.recipe import FormatSetting, Recipe, entry_key

if TYPE_CHECKING:
    import pyvips

    from engine.assets.store import Store

LONGEST_SIDE = 16_383  # of WebP; AVIF ends one later
ENCODER_BYTES_A_PIXEL = 27
# A source's own width is kept as well when the widest of the recipe that fits would lose more than a quarter of it.
WORTH_ITS_OWN = 4 / 3


def make_picture(source: Path, digest: str, recipe: Recipe, store: Store, limits: Limits) -> Picture | Refusal:
    """Return the picture of a source, from the store or made and stored; what the bytes forbid is stored as refused."""
    recipe_key = recipe.key()
    known = store.find(digest, recipe_key)
    if known is not None:
        return known
    data = _read(source, digest, limits)
    if isinstance(data, Refusal):
        return data
    files: dict[str, bytes] = {}
    made = _make(data, digest, recipe, limits, files)
    # Too large depends on limits that are no part of the key, and costs one header to find out again.
    if isinstance(made, Picture) or made.code != "image_too_large":
        store.put(digest, recipe_key, made, files)
    return made


def _read(source: Path, digest: str, limits: Limits) -> bytes | Refusal:
    try:
        with source.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        return Refusal("image_missing", f"expected a readable file: {error.strerror}")
    if len(data) > limits.max_bytes:
        return Refusal("image_too_large", f"expected at most {limits.max_bytes} bytes (images.max_megabytes), got more")
    if xxhash.xxh3_128_hexdigest(data) != digest:
        return Refusal(
            "image_changed", "expected the file that the build began with, it was written since; build again"
        )
    return data


def _make(data: bytes, digest: str, recipe: Recipe, limits: Limits, files: dict[str, bytes]) -> Picture | Refusal:
    import pyvips

    # The operation cache would keep pixels of pictures that are done.
    pyvips.cache_set_max(0)
    if pyvips.concurrency_get() != 1:
        pyvips.concurrency_set(1)
    header = read_header(data, limits)
    if isinstance(header, Refusal):
        return header
    widest = header.size_at(variant_widths(header.width, recipe)[0][-1])
    if widest[1] > LONGEST_SIDE or widest[0] * widest[1] * ENCODER_BYTES_A_PIXEL > limits.max_memory_bytes:
        return Refusal(
            "image_too_large",
            f"expected usual proportions, got {header.width} x {header.height}, too long at {widest[0]} px",
        )
    try:
        image = _decode(data, header, widest)
        return _encode(image, header, digest, recipe, files)
    except pyvips.Error as error:
        files.clear()
        if "out of memory" in str(error):
            return Refusal("image_too_large", f"expected a picture that fits in memory: {reason(error)}")
        return Refusal("image_broken", f"expected a whole picture, got a damaged one: {reason(error)}")


def variant_widths(width: int, recipe: Recipe) -> tuple[list[int], int]:
    """Return the widths of the modern formats, narrow to wide, none wider than the source, and that of the fallback."""
    wanted = [fitting for fitting in recipe.widths if fitting <= width]
    if not wanted or (width < recipe.widths[-1] and width >= wanted[-1] * WORTH_ITS_OWN):
        wanted.append(width)
    return wanted, min(recipe.fallback_width, wanted[-1])


def _decode(data: bytes, header: Header, size: tuple[int, int]) -> pyvips.Image:
    import pyvips

    colours = {"output_profile": "srgb"} if header.foreign_colours else {}
    # fail_on as an argument of thumbnail_buffer does not reach the loader; in the option string it does.
    image = pyvips.Image.thumbnail_buffer(
        data, size[0], height=size[1], size="force", option_string="[fail_on=error]", **colours
    )
    if image.interpretation != "srgb":
        image = image.colourspace("srgb")
    if image.format != "uchar":
        image = image.cast("uchar")
    if image.bands > 4:
        image = image[:4]  # TIFF has room for masks and spot colours
    image = image.copy_memory()  # a thumbnail can be read once, top to bottom
    if image.hasalpha() and image[image.bands - 1].min() == 255:
        image = image[:3].copy_memory()
    return image


def _shrink(image: pyvips.Image, size: tuple[int, int]) -> pyvips.Image:
    if (image.width, image.height) == size:
        return image
    across, down = size[0] / image.width, size[1] / image.height
    if image.hasalpha():
        # The colour of a transparent pixel means nothing and must not bleed into its neighbours.
        image = image.premultiply().resize(across, vscale=down).unpremultiply().cast("uchar")
    else:
        image = image.resize(across, vscale=down)
    return image.copy_memory()


def _encode(image: pyvips.Image, header: Header, digest: str, recipe: Recipe, files: dict[str, bytes]) -> Picture:
    widths, fallback = variant_widths(header.width, recipe)
    made: list[tuple[Variant, bytes]] = []
    for width in sorted({*widths, fallback}, reverse=True):
        image = _shrink(image, header.size_at(width))
        contents = _modern(image, recipe) if width in widths else []
        # Where JPEG is all there is, it has all widths; else it is the one for <img src>.
        if width == fallback or not contents:
            contents.append(("jpeg", _jpeg(image, recipe.jpeg, recipe.background)))
        for form, content in contents:
            variant = Variant(form, width, image.height, len(content), xxhash.xxh3_128_hexdigest(content))
            made.append((variant, content))
    blur, colour = placeholder(image, recipe)
    variants = tuple(variant for variant, _ in reversed(made))
    picture = Picture(digest, entry_key(digest, recipe.key()), header.width, header.height, variants, blur, colour)
    files.update({picture.name(variant): content for variant, content in made})
    return picture


def _modern(image: pyvips.Image, recipe: Recipe) -> list[tuple[Format, bytes]]:
    made: list[tuple[Format, bytes]] = []
    if recipe.avif is not None:
        made.append(("avif", _avif(image, recipe.avif)))
    if recipe.webp is not None:
        made.append(("webp", image.webpsave_buffer(Q=recipe.webp.quality, effort=recipe.webp.effort, keep="none")))
    return made


def _avif(image: pyvips.Image, setting: FormatSetting) -> bytes:
    content: bytes = image.heifsave_buffer(
        compression="av1",
        encoder="aom",
        Q=setting.quality,
        effort=setting.effort,
        subsample_mode="on",
        bitdepth=8,
        keep="none",
    )
    return content


def _jpeg(image: pyvips.Image, setting: FormatSetting, background: str) -> bytes:
    if image.hasalpha():
        image = image.flatten(background=ground(background))
    content: bytes = image.jpegsave_buffer(
        Q=setting.quality, optimize_coding=True, interlace=True, subsample_mode="on", keep="none"
    )
    return content
