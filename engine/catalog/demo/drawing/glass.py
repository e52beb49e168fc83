"""The outline of a lens in the picture -> the lens: its tint, what it mirrors, and its edge where it has no rim."""

from engine.catalog.demo.drawing.canvas import Canvas, Stop, fill, stroke, use
from engine.catalog.demo.drawing.spec import Frame
from engine.catalog.demo.drawing.tone import light, mix, shade

GLARE = {"clear": 0.7, "tint": 0.34, "gradient": 0.34, "mirror": 0.5}


def _tint(frame: Frame) -> tuple[float, tuple[Stop, ...]]:
    """How the tint leans and its stops; on white a clear lens needs some colour to mirror anything on."""
    c = frame.lens_colour
    if frame.lens == "clear":
        return 1, ((0, "#9fb4bf", 0.3), (0.45, "#c3d2d9", 0.17), (1, "#a9c0c6", 0.24))
    if frame.lens == "tint":
        return 0.2, ((0, shade(c, 0.38), 0.96), (0.55, c, 0.92), (1, light(c, 0.2), 0.86))
    if frame.lens == "gradient":
        return 0, ((0, shade(c, 0.3), 0.95), (0.4, c, 0.82), (1, light(c, 0.4), 0.28))
    low = shade(mix(c, "#5a2a6a", 0.4), 0.25)
    warm = mix(light(c, 0.55), "#ffd2ae", 0.55)
    return 0.4, ((0, shade(c, 0.5), 1), (0.34, c, 1), (0.55, light(c, 0.6), 1), (0.64, warm, 1), (1, low, 1))


def glass(frame: Frame, canvas: Canvas, key: str) -> str:
    """The lens whose outline is kept under the key."""
    lean, stops = _tint(frame)
    glare = GLARE[frame.lens]
    # a softbox in the curve of the lens: a disc with a hard rim, far up on the left, cut by the lens itself
    softbox = canvas.disc(
        (-0.3, -0.6),
        1.3,
        (0, "#fff", glare),
        (0.72, "#fff", glare * 0.42),
        (0.985, "#fff", glare * 0.16),
        (1, "#fff", 0),
    )
    window = canvas.disc((1.25, 1.5), 0.95, (0, "#fff", glare * 0.5), (0.97, "#fff", glare * 0.1), (1, "#fff", 0))
    out = [use(key, fill(canvas.boxed(lean, *stops))), use(key, fill(softbox)), use(key, fill(window))]
    if frame.rim != "full-rim":
        out.append(use(key, f'fill="none" {stroke("#6f878c", 0.6, 0.7)}'))
        out.append(use(key, f'fill="none" {stroke("#fff", 0.22, 0.9)}', (0.0, -0.1)))
    return "".join(out)
