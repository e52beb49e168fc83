"""A picture that another service resizes -> the texts a made Picture gives, by pattern and without decoding."""

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import msgspec

from engine.assets.picture import Format

if TYPE_CHECKING:
    from engine.config.schema import Images

LONGEST_PLAUSIBLE = 30_000
STEEPEST_PLAUSIBLE = 20


class ExternalPicture(msgspec.Struct, frozen=True, gc=False, tag="external"):
    """A reference under a pattern with {url}, {path} (no leading slash), {width}, {format}; a side of 0 is unknown."""

    reference: str
    pattern: str
    formats: tuple[Format, ...]
    widths: tuple[int, ...]
    fallback_width: int
    width: int
    height: int
    blur: str = ""
    colour: str = ""

    def srcset(self, form: Format, _prefix: str = "") -> str:
        """Return the srcset of one format; the prefix of a made Picture's files has no say here."""
        if form not in self.formats:
            return ""
        return ", ".join(f"{self._address(form, width)} {width}w" for width in self._fitting())

    def src_size(self) -> tuple[int, int]:
        """Return width and height of the file for <img src>; zeros when the original's are not known."""
        width = self._src_width()
        return (width, round(self.height * width / self.width)) if self.width else (0, 0)

    def _src_width(self) -> int:
        return min(self.fallback_width, self._fitting()[-1])

    def src(self, _prefix: str = "") -> str:
        """Return the address for <img src>."""
        return self._address("jpeg", self._src_width())

    def _fitting(self) -> tuple[int, ...]:
        if not self.width:
            return self.widths
        return tuple(width for width in self.widths if width <= self.width) or (self.width,)

    def _address(self, form: str, width: int) -> str:
        values = {"{url}": _as_part(self.reference), "{path}": _path(self.reference)}
        values |= {"{width}": str(width), "{format}": form}
        # Piece by piece: a reference that holds "{width}" must stay what it is.
        address = ""
        rest = self.pattern
        while rest:
            start = min((at for at in (rest.find(name) for name in values) if at >= 0), default=len(rest))
            address += rest[:start]
            rest = rest[start:]
            for name, value in values.items():
                if rest.startswith(name):
                    address += value
                    rest = rest[len(name) :]
                    break
        return address


def external_picture(reference: str, config: "Images", width: object, height: object) -> ExternalPicture:
    """Return the picture of a reference; the document's dimensions are used when they can be true."""
    across, down = plausible_size(width, height)
    widths = tuple(sorted(set(config.widths)))
    return ExternalPicture(
        reference, config.url_pattern, tuple(config.formats), widths, config.fallback_width, across, down
    )


def plausible_size(width: object, height: object) -> tuple[int, int]:
    """Return width and height as whole numbers of pixels, or twice 0 when they cannot be a picture's."""
    if not isinstance(width, int | float) or not isinstance(height, int | float):
        return 0, 0
    if not (1 <= width <= LONGEST_PLAUSIBLE and 1 <= height <= LONGEST_PLAUSIBLE):
        return 0, 0
    if max(width, height) > STEEPEST_PLAUSIBLE * min(width, height):
        return 0, 0
    return round(width), round(height)


def _as_part(reference: str) -> str:
    # Safe within a path and within a query: what would end either is encoded, a "%" too.
    return quote(reference, safe="/:")


def _path(reference: str) -> str:
    if reference.startswith(("http://", "https://", "//")):
        return quote(urlsplit(reference).path, safe="/%:@!$&'()*+;=").lstrip("/")
    return quote(reference.lstrip("/"), safe="/")
