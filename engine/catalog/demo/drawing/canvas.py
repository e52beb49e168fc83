"""Paths, gradients and strokes -> one SVG text; what is shown twice is kept once."""

from collections.abc import Iterable

from engine.catalog.demo.drawing.outline import Point

Stop = tuple[float, str, float]

HOLES = ' fill-rule="evenodd" clip-rule="evenodd"'


def fill(colour: str, alpha: float = 1.0) -> str:
    return f'fill="{colour}"' + (f' fill-opacity="{alpha:.3g}"' if alpha < 1 else "")


def stroke(colour: str, width: float, alpha: float = 1.0) -> str:
    return f'stroke="{colour}" stroke-width="{width:.2f}"' + (f' stroke-opacity="{alpha:.3g}"' if alpha < 1 else "")


def use(key: str, attributes: str = "", by: Point = (0.0, 0.0)) -> str:
    """A kept path again, moved; it must have no attribute that is to be given here, for `use` cannot override one."""
    move = f' x="{by[0]:.2f}" y="{by[1]:.2f}"' if by != (0.0, 0.0) else ""
    return f'<use href="#{key}"{move} {attributes}/>'


def _stops(stops: Iterable[Stop]) -> str:
    return "".join(
        f'<stop offset="{at:g}" stop-color="{colour}"' + (f' stop-opacity="{alpha:.3g}"/>' if alpha < 1 else "/>")
        for at, colour, alpha in stops
    )


class Canvas:
    """Collects definitions and, in paint order, what is shown."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._defs: dict[str, str] = {}
        self._body: list[str] = []

    def show(self, *pieces: str) -> None:
        self._body.extend(pieces)

    def keep(self, body: str) -> str:
        """Keep an element that has `id="?"`; the same one is kept once. Returns its id."""
        return self._defs.setdefault(body, f"d{len(self._defs)}")

    def path(self, data: str, attributes: str = "") -> str:
        return self.keep(f'<path id="?" d="{data}"{attributes}/>')

    def clip(self, key: str) -> str:
        kept = self.keep(f'<clipPath id="?"><use href="#{key}"/></clipPath>')
        return f'clip-path="url(#{kept})"'

    def linear(self, a: Point, b: Point, *stops: Stop) -> str:
        ends = f'x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}"'
        body = f'<linearGradient id="?" gradientUnits="userSpaceOnUse" {ends}>{_stops(stops)}</linearGradient>'
        return f"url(#{self.keep(body)})"

    def boxed(self, lean: float, *stops: Stop) -> str:
        """From the top of whatever is painted to its bottom, leaning to the right."""
        body = f'<linearGradient id="?" x1="0" y1="0" x2="{lean:g}" y2="1">{_stops(stops)}</linearGradient>'
        return f"url(#{self.keep(body)})"

    def disc(self, centre: Point, radius: float, *stops: Stop) -> str:
        """Round, in shares of the box of whatever is painted."""
        where = f'cx="{centre[0]:g}" cy="{centre[1]:g}" r="{radius:g}"'
        body = f'<radialGradient id="?" {where}>{_stops(stops)}</radialGradient>'
        return f"url(#{self.keep(body)})"

    def svg(self, size: tuple[int, int]) -> str:
        defs = "".join(body.replace('"?"', f'"{key}"', 1) for body, key in self._defs.items())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
            f'viewBox="0 0 {self.width:.2f} {self.height:.2f}"><defs>{defs}</defs>{"".join(self._body)}</svg>'
        )
