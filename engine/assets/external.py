"""images.url_pattern and a reference -> the addresses under which another service has the picture; nothing is decoded.

A pattern is cut into its literal texts once for each width and format. What a reference puts between them is a *value*,
so that a srcset of any number of widths is one join.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from msgspec import Struct

from engine.assets.picture import EXTENSIONS, MEDIA_TYPES, MODERN, Format
from engine.memo import Memo
from native import plain_part
from native.pure_links import FOLDER, PATH, STEM

if TYPE_CHECKING:
    from engine.config.schema import Images

LONGEST_PLAUSIBLE = 30_000
STEEPEST_PLAUSIBLE = 20
Pieces = tuple[str, ...]  # literal texts, a value between each two of them
Join = Callable[[Pieces], str]  # puts the values of one reference between literal texts

_NAME = re.compile(r"({(?:url|path|folder|stem|width|format|ext)})")
_OF_REFERENCE = ("{url}", "{path}", "{folder}", "{stem}")
# What a reference is worth where it is the only value of a pattern.
_PARTS: dict[Pieces, int] = {("{stem}",): STEM, ("{folder}", "{stem}"): FOLDER, ("{path}",): PATH}


class Forms(Struct, frozen=True, gc=False):
    """The literal texts of all addresses of pictures of one size; a side is 0 when it is not known."""

    width: int
    height: int
    kinds: tuple[str, ...]  # MIME type of each modern format, best first
    srcsets: tuple[Pieces, ...]  # of each of them
    jpegs: Pieces  # srcset of the JPEG; empty when there is one width of it
    src: Pieces
    src_width: int
    src_height: int
    share: Pieces
    share_width: int
    share_height: int


class ExternalPictures:
    """Pictures under one pattern, in some of the widths of the configuration."""

    def __init__(self, images: "Images", widths: Sequence[int] = (), fallback_width: int = 0) -> None:
        """Take the widths that are offered, none: all of images.widths, and that of `src`, 0: images.fallback_width."""
        self._formats: tuple[Format, ...] = tuple(images.formats)
        self._widths = tuple(sorted(set(widths or images.widths)))
        self._all = tuple(sorted(set(images.widths)))
        self._fallback = fallback_width or images.fallback_width
        self._share = images.share_width or images.fallback_width
        tokens = [token for token in _NAME.split(images.url_pattern) if token]
        runs = ["" if token in _OF_REFERENCE else token for token in tokens]
        # Names of the reference that stand side by side make one value: most patterns have only one.
        self._parts: list[list[str]] = []
        self._literals: list[list[str]] = [[]]
        for place, token in enumerate(tokens):
            if runs[place]:
                self._literals[-1].append(token)
            elif place and not runs[place - 1]:
                self._parts[-1].append(token)
            else:
                self._parts.append([token])
                self._literals.append([])
        alone = tuple(self._parts[0]) if len(self._parts) == 1 else ()
        self._part = _PARTS.get(alone, -1)
        self.forms: Memo[tuple[float, float], Forms] = Memo(self._forms)  # by the size that a document says

    def join(self, reference: str) -> Join:
        """Return the function that completes the literal texts for a reference."""
        plain = plain_part(reference, self._part) if self._part >= 0 else None
        if plain is not None:
            return plain.join
        values = self._values(reference)
        return values[0].join if len(values) == 1 else partial(_join_several, values)

    def _values(self, reference: str) -> tuple[str, ...]:
        """Return what a reference puts between the literal texts, in the order of the pattern."""
        path = _path(reference)
        folder, slash, name = path.rpartition("/")
        stem = name.rpartition(".")[0] or name
        known = {"{path}": path, "{folder}": folder + slash, "{stem}": stem}
        return tuple(
            "".join(_as_part(reference) if part == "{url}" else known[part] for part in run) for run in self._parts
        )

    def _forms(self, size: tuple[float, float]) -> Forms:
        width, height = plausible_size(*size)
        offered = _fitting(self._widths, width)
        every = _fitting(self._all, width)
        src_width, share_width = min(self._fallback, every[-1]), min(self._share, every[-1])
        modern = [form for form in MODERN if form in self._formats]
        several = "jpeg" in self._formats and len(offered) > 1
        return Forms(
            width=width,
            height=height,
            kinds=tuple(MEDIA_TYPES[form] for form in modern),
            srcsets=tuple(self._srcset(form, offered) for form in modern),
            jpegs=self._srcset("jpeg", offered) if several else (),
            src=self._pieces("jpeg", src_width),
            src_width=src_width if width else 0,
            src_height=round(height * src_width / width) if width else 0,
            share=self._pieces("jpeg", share_width),
            share_width=share_width if width else 0,
            share_height=round(height * share_width / width) if width else 0,
        )

    def _srcset(self, form: Format, widths: Sequence[int]) -> Pieces:
        made = [""]
        for place, width in enumerate(widths):
            first, *others = self._pieces(form, width)
            made[-1] += f"{', ' if place else ''}{first}"
            made += others
            made[-1] += f" {width}w"
        return tuple(made)

    def _pieces(self, form: Format, width: int) -> Pieces:
        filled = {"{width}": str(width), "{format}": form, "{ext}": EXTENSIONS[form]}
        return tuple("".join(filled.get(token, token) for token in run) for run in self._literals)


def plausible_size(width: object, height: object) -> tuple[int, int]:
    """Return width and height as whole numbers of pixels, or twice 0 when they cannot be a picture's."""
    if not isinstance(width, int | float) or not isinstance(height, int | float):
        return 0, 0
    if not (1 <= width <= LONGEST_PLAUSIBLE and 1 <= height <= LONGEST_PLAUSIBLE):
        return 0, 0
    if max(width, height) > STEEPEST_PLAUSIBLE * min(width, height):
        return 0, 0
    return round(width), round(height)


def _join_several(values: Sequence[str], pieces: Pieces) -> str:
    """Return the pieces with the values between them, over and over: a srcset repeats the pattern."""
    count = len(values)
    text = [pieces[0]]
    for place, piece in enumerate(pieces[1:]):
        text += (values[place % count], piece)
    return "".join(text)


def _fitting(widths: Sequence[int], width: int) -> tuple[int, ...]:
    """Return the widths that a picture has, its own when it is smaller than all of them."""
    return tuple(one for one in widths if not width or one <= width) or (width,)


def _as_part(reference: str) -> str:
    # Safe within a path and within a query: what would end either is encoded, a "%" too.
    return quote(reference, safe="/:")


def _path(reference: str) -> str:
    if reference.startswith(("http://", "https://", "//")):
        return quote(urlsplit(reference).path, safe="/%:@!$&'()*+;=").lstrip("/")
    return quote(reference.lstrip("/"), safe="/")
