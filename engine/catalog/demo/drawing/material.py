"""A projected slab or a line of wire -> its paint: acetate, tortoise, crystal, two tones, metal, titanium."""

from engine.catalog.demo.drawing.canvas import HOLES, Canvas, fill, stroke, use
from engine.catalog.demo.drawing.outline import Point
from engine.catalog.demo.drawing.solid import TONES, Solid, walls
from engine.catalog.demo.drawing.spec import Frame
from engine.catalog.demo.drawing.tone import light, luma, mix, shade
from engine.catalog.demo.drawing.tortoise import tortoise

Box = tuple[float, float, float, float]


class Material:
    """Paints the parts of one frame; `box` is where its front lies in the picture."""

    def __init__(self, frame: Frame, canvas: Canvas, box: Box) -> None:
        self.frame, self.canvas, self.box = frame, canvas, box
        self._dark = luma(frame.colour) < 0.3

    def _down(self, *stops: tuple[float, str, float], lean: float = 0.1) -> str:
        x0, y0, x1, y1 = self.box
        return self.canvas.linear((x0, y0), (x0 + (x1 - x0) * lean, y1), *stops)

    def acetate(self, body: Solid, flat: bool = False) -> str:
        """A slab of the frame's plastic; a flat one (a temple) has no bevel."""
        finish = self.frame.finish
        key = self.canvas.path(body.face, HOLES if len(body.near) > 1 else "")
        if finish == "crystal":
            return self._crystal(body, key) + ("" if flat else self._bevel(key))
        if finish == "tortoise":
            base = mix(self.frame.colour, "#3a1d0a", 0.35)
            tile = tortoise(self.canvas, self.frame.colour, self.frame.seed)
            gloss = ((0.0, "#fff", 0.16), (0.42, "#fff", 0.0), (0.55, "#140800", 0.0), (1.0, "#140800", 0.36))
            over = use(key, fill(self._down(*gloss)))
            sides = f'<path d="{"".join(data for _, data in walls(body))}" {fill(tile, 0.5)}/>'
            return self._walls(body, base) + sides + use(key, fill(tile)) + over + ("" if flat else self._bevel(key))
        return self._walls(body, self._rear()) + use(key, fill(self._face(flat))) + ("" if flat else self._bevel(key))

    def _rear(self) -> str:
        frame = self.frame
        return frame.second if frame.finish == "two-tone" and frame.second else frame.colour

    def _face(self, flat: bool) -> str:
        c = self.frame.colour
        if self.frame.finish == "two-tone" and not flat:
            x0, y0, _, y1 = self.box
            end = self.frame.second or c
            stops = ((0.0, light(c, 0.1), 1.0), (0.34, c, 1.0), (0.64, end, 1.0), (1.0, shade(end, 0.1), 1.0))
            return self.canvas.linear((x0, y0), (x0, y1), *stops)
        return self._down((0, light(c, 0.17 if self._dark else 0.12), 1), (0.42, c, 1), (1, shade(c, 0.3), 1))

    def _walls(self, body: Solid, colour: str) -> str:
        lit, dark = light(colour, 0.3 if self._dark else 0.36), shade(colour, 0.52)
        return "".join(
            f'<path d="{data}" {fill(mix(dark, lit, (tone / (TONES - 1)) ** 1.5))}/>' for tone, data in walls(body)
        )

    def _bevel(self, key: str) -> str:
        """The outline stroked again, moved by where the light comes from and cut by itself: widths taper alone."""
        x0, y0, x1, y1 = self.box
        bright = 1.0 if self._dark else 0.8
        if self.frame.finish == "crystal":
            bright = 1.0
        gleam = self.canvas.linear(
            (x0, y0),
            (x1, y1),
            *((k / 6, "#fff", a * bright) for k, a in enumerate((0.35, 0.9, 0.55, 0.2, 0.85, 0.5, 0.25))),
        )
        soft = 0.075 if self._dark else 0.09
        layers = [
            ((0.22, 0.6), "#fff", 1.2, soft),
            ((0.44, 1.2), "#fff", 2.4, soft),
            ((0.2, 0.62), gleam, 0.3, 1.0),
        ]
        if self.frame.finish != "tortoise":
            layers = [((-0.28, -0.7), "#000", 1.5, 0.09), ((-0.14, -0.34), "#000", 0.7, 0.08), *layers]
        strokes = "".join(use(key, stroke(tone, width, alpha), by) for by, tone, width, alpha in layers)
        return f'<g {self.canvas.clip(key)} fill="none">{strokes}</g>'

    def _crystal(self, body: Solid, key: str) -> str:
        """Clear plastic: its far edges show through its face."""
        c = self.frame.colour
        edge = shade(mix(c, "#54707c", 0.25), 0.5)
        rear = f'<path d="{body.rear}" {fill("none")} {stroke(edge, 0.3, 0.3)}/>'
        # one path for all walls: where pieces of clear paint overlap, their seams would show
        sides = f'<path d="{"".join(data for _, data in walls(body))}" {fill(shade(c, 0.26), 0.34)}/>'
        stops = ((0.0, light(c, 0.2), 0.6), (0.5, c, 0.52), (1.0, shade(c, 0.1), 0.66))
        return rear + sides + use(key, f"{fill(self._down(*stops))} {stroke(edge, 0.24, 0.62)}")

    def _sheen(self, colour: str) -> str:
        """What a polished wire shows of the room, or a brushed one."""
        x0, y0, x1, y1 = self.box
        if self.frame.finish == "titanium":
            return self._down((0, light(colour, 0.34), 1), (0.5, colour, 1), (1, shade(colour, 0.24), 1), lean=0.2)
        tones = (0.5, -0.2, 0.6, -0.3, 0.45, -0.32, 0.55, -0.25)
        steps = ((k / 7, light(colour, t) if t > 0 else shade(colour, -t), 1.0) for k, t in enumerate(tones))
        return self.canvas.linear((x0, y0), (x1, y1), *steps)

    def metal(self, body: Solid) -> str:
        """A slab of metal."""
        c = self.frame.metal
        key = self.canvas.path(body.face)
        return self._walls(body, c) + use(key, f"{fill(self._sheen(c))} {stroke(shade(c, 0.55), 0.14, 0.6)}")

    def wire(self, keys: list[str], depth: Point, width: float) -> str:
        """Round wire: its back edge, a dark outline, the sheen, and a line of light on top."""
        c = self.frame.metal
        matte = self.frame.finish == "titanium"
        layers: list[tuple[Point, str, float, float]] = [
            ((0.0, 0.0), shade(c, 0.5), width + 0.2, 1.0),
            ((0.0, 0.0), self._sheen(c), width - 0.1, 1.0),
            ((-0.08, -0.22), "#fff", 0.5 if matte else 0.32, 0.28 if matte else 0.82),
        ]
        x, y = depth
        if abs(x) + abs(y) > 0.3:
            layers = [(depth, shade(c, 0.55), width, 1.0), ((x / 2, y / 2), shade(c, 0.42), width, 1.0), *layers]
        strokes = "".join(
            use(key, stroke(tone, breadth, alpha), by) for by, tone, breadth, alpha in layers for key in keys
        )
        return f'<g fill="none" stroke-linejoin="round">{strokes}</g>'
