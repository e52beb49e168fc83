"""A front and a camera -> the shadow the spectacles cast on the table they stand on."""

from engine.catalog.demo.drawing import temple
from engine.catalog.demo.drawing.camera import Camera, Space
from engine.catalog.demo.drawing.canvas import Canvas, fill, stroke
from engine.catalog.demo.drawing.curve import path
from engine.catalog.demo.drawing.front import Front, bend
from engine.catalog.demo.drawing.outline import Loop, Point, grown, mirrored
from engine.catalog.demo.drawing.tone import shade

DARK = "#1a1c1f"
LIGHT = (0.20, -0.36)  # how far a shadow wanders to the right and to the back, a mm of height
DENSITY = {"clear": 0.05, "tint": 0.26, "gradient": 0.16, "mirror": 0.3}


def _blur(canvas: Canvas, sigma: float) -> str:
    region = f'filterUnits="userSpaceOnUse" x="0" y="0" width="{canvas.width:.0f}" height="{canvas.height:.0f}"'
    # in linear light, which is the default, eight bits are too few for a faint grey: it turns cyan at the edges
    blur = f'<feGaussianBlur stdDeviation="{sigma:g}"/>'
    key = canvas.keep(f'<filter id="?" color-interpolation-filters="sRGB" {region}>{blur}</filter>')
    return f'filter="url(#{key})"'


class Floor:
    """The plane under a front, and what falls on it."""

    def __init__(self, front: Front, camera: Camera, fold: float) -> None:
        self._front, self._camera, self._fold = front, camera, fold
        self._level = bend((0.0, front.low))[1] - 0.3

    def _fall(self, point: Space) -> Point:
        height = point[1] - self._level
        return self._camera((point[0] + height * LIGHT[0], self._level, point[2] + height * LIGHT[1]))

    def _temples(self) -> list[Loop]:
        out: list[Loop] = []
        for side in (-1, 1):
            place = temple.hang(self._front, side, self._fold)
            stations = enumerate(temple.spine(self._front.frame.temple))
            out.append([self._fall(place(s, y, temple.bow(i / temple.STEPS))) for i, (s, y, _) in stations])
        return out

    def _feet(self, rim: Loop) -> Loop:
        """The part of a lens that is within a few millimetres of the table, where it touches or nearly so."""
        low = min(y for _, y in rim)
        start = max(range(len(rim)), key=lambda i: rim[i][1])
        around = [*rim[start:], *rim[:start]]
        return [self._fall(bend(point, -2.0)) for point in around if point[1] < low + 2.4]

    def shadow(self, canvas: Canvas) -> str:
        """A wide soft one for the room's light, a narrow one where things touch the table."""
        frame = self._front.frame
        rim = grown(self._front.lens, 0.8 if frame.wiry else 1.8)
        eyes, temples = (mirrored(rim), rim), self._temples()
        thick = 2.0 if frame.wiry else 3.8
        clear = 0.55 if frame.finish == "crystal" else 1.0
        rims = "".join(path([self._fall(bend(point, -2.0)) for point in eye]) for eye in eyes)
        arms = "".join(path(line, closed=False) for line in temples)
        feet = "".join(path(self._feet(eye), closed=False) for eye in eyes)
        ends = "".join(path(line[-7:], closed=False) for line in temples)
        line = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
        tone = shade(frame.lens_colour, 0.25)
        wide = (
            f'<path d="{rims}" {fill("#3c4248" if frame.lens == "clear" else tone, DENSITY[frame.lens])}/>'
            f'<path d="{rims}" {line} {stroke(DARK, thick, 0.42 * clear)}/>'
            f'<path d="{arms}" {line} {stroke(DARK, thick * 1.1, 0.36 * clear)}/>'
        )
        near = (
            f'<path d="{feet}" {line} {stroke(DARK, thick * 0.9, 0.46 * clear)}/>'
            f'<path d="{ends}" {line} {stroke(DARK, thick * 0.8, 0.22 * clear)}/>'
        )
        return f"<g {_blur(canvas, 4.2)}>{wide}</g><g {_blur(canvas, 1.6)}>{near}</g>"
