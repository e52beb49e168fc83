"""A front and a camera -> the shadow the spectacles cast on the table they stand on."""

from engine.catalog.demo.drawing import temple
from engine.catalog.demo.drawing.camera import Camera, Space
from engine.catalog.demo.drawing.canvas import Canvas, fill, stroke
from engine.catalog.demo.drawing.curve import path
from engine.catalog.demo.drawing.front import Front, bend
from engine.catalog.demo.drawing.outline import Loop, Point, grown, mirrored
from engine.catalog.demo.drawing.tone import shade

LIGHT = (0.20, -0.36)  # how far a shadow wanders to the right and to the back, a mm of height
DENSITY = {"clear": 0.05, "tint": 0.34, "gradient": 0.2, "mirror": 0.4}


def _blur(canvas: Canvas, sigma: float) -> str:
    region = f'filterUnits="userSpaceOnUse" x="0" y="0" width="{canvas.width:.0f}" height="{canvas.height:.0f}"'
    body = f'<filter id="?" {region}><feGaussianBlur stdDeviation="{sigma:g}"/></filter>'
    return f'filter="url(#{canvas.keep(body)})"'


class Floor:
    """The plane under a front, and what falls on it."""

    def __init__(self, front: Front, camera: Camera, fold: float) -> None:
        self._front, self._camera, self._fold = front, camera, fold
        self._level = bend((0.0, front.low))[1] - 0.3

    def _fall(self, point: Space) -> Point:
        height = point[1] - self._level
        return self._camera((point[0] + height * LIGHT[0], self._level, point[2] + height * LIGHT[1]))

    def _lenses(self) -> list[Loop]:
        rim = grown(self._front.lens, 1.4)
        return [[self._fall(bend(point, -2.0)) for point in loop] for loop in (mirrored(rim), rim)]

    def _temples(self) -> list[Loop]:
        out: list[Loop] = []
        for side in (-1, 1):
            place = temple.hang(self._front, side, self._fold)
            stations = enumerate(temple.spine(self._front.frame.temple))
            out.append([self._fall(place(s, y, temple.bow(i / temple.STEPS))) for i, (s, y, _) in stations])
        return out

    def shadow(self, canvas: Canvas) -> str:
        """A wide soft one for the room's light, a narrow one where things touch the table."""
        frame = self._front.frame
        lenses, temples = self._lenses(), self._temples()
        thick = 2.2 if frame.wiry else 4.2
        rims = "".join(map(path, lenses))
        arms = "".join(path(line, closed=False) for line in temples)
        ends = "".join(path(line[-9:], closed=False) for line in temples)
        tone = shade(frame.lens_colour, 0.35) if frame.lens != "clear" else "#5d6a70"
        line = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
        wide = (
            f'<path d="{rims}" {fill(tone, DENSITY[frame.lens])}/>'
            f'<path d="{rims}" {line} {stroke("#20242a", thick, 0.5)}/>'
            f'<path d="{arms}" {line} {stroke("#20242a", thick * 1.1, 0.42)}/>'
        )
        feet = "".join(path(self._touching(loop), closed=False) for loop in lenses)
        near = (
            f'<path d="{feet}" {line} {stroke("#14171b", thick * 0.8, 0.5)}/>'
            f'<path d="{ends}" {line} {stroke("#14171b", thick * 0.8, 0.3)}/>'
        )
        return f"<g {_blur(canvas, 4.6)}>{wide}</g><g {_blur(canvas, 1.5)}>{near}</g>"

    def _touching(self, shadow: Loop) -> Loop:
        """The part of a lens's shadow whose lens is within a few millimetres of the table."""
        lens = self._front.lens
        bottom = min(y for _, y in lens)
        middle = min(range(len(shadow)), key=lambda i: abs(shadow[i][1] - max(y for _, y in shadow)))
        count = sum(1 for _, y in lens if y < bottom + 2.5) // 2 + 2
        return [shadow[(middle + k) % len(shadow)] for k in range(-count, count + 1)]
