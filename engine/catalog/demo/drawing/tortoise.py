"""A colour and a seed -> a tile of soft spots, honey under brown under dark, that repeats without a seam."""

import math
from random import Random

from engine.catalog.demo.drawing.canvas import Canvas
from engine.catalog.demo.drawing.tone import light, mix, shade

WIDTH, HEIGHT = 74.0, 42.0


def _soft(canvas: Canvas, colour: str, alpha: float) -> str:
    """A blob that is full in the middle and fades at its edge."""
    return canvas.disc(
        (0.5, 0.5), 0.5, (0, colour, alpha), (0.62, colour, alpha * 0.94), (0.84, colour, alpha * 0.45), (1, colour, 0)
    )


def _blob(paint: str, at: tuple[float, float], radii: tuple[float, float], tilt: float) -> str:
    """An ellipse, repeated where it runs over the edge of the tile."""
    reach = max(radii)
    out = ""
    for dx in (-WIDTH, 0.0, WIDTH):
        for dy in (-HEIGHT, 0.0, HEIGHT):
            x, y = at[0] + dx, at[1] + dy
            if -reach < x < WIDTH + reach and -reach < y < HEIGHT + reach:
                turn = f'transform="translate({x:.1f} {y:.1f})rotate({tilt:.0f})"'
                out += f'<ellipse rx="{radii[0]:.1f}" ry="{radii[1]:.1f}" fill="{paint}" {turn}/>'
    return out


def tortoise(canvas: Canvas, colour: str, seed: int) -> str:
    """The tile as a paint."""
    rng = Random(f"tortoise:{seed}")
    dark = shade(mix(colour, "#2a1206", 0.82), 0.25)
    out = [f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="{colour}"/>']
    layers = (
        (light(mix(colour, "#ffb347", 0.5), 0.15), 0.6, 6, 5.5, 1),
        (mix(colour, dark, 0.62), 0.75, 9, 6.0, 2),
        (dark, 0.96, 13, 3.9, 3),
    )
    for tone, alpha, count, size, parts in layers:
        paint = _soft(canvas, tone, alpha)
        for k in range(count):
            x, y = (k + rng.random() * 0.8) / count * WIDTH, (k * 0.618 + rng.random() * 0.25) % 1 * HEIGHT
            for _ in range(parts):
                long = size * rng.uniform(0.7, 1.5)
                tilt = rng.uniform(-38, 14)
                out.append(_blob(paint, (x, y), (long, long * rng.uniform(0.38, 0.62)), tilt))
                x += long * rng.uniform(0.5, 1.0) * math.cos(math.radians(tilt))
                y += long * rng.uniform(-0.7, 0.7)
    tile = (
        f'<pattern id="?" patternUnits="userSpaceOnUse" width="{WIDTH:g}" height="{HEIGHT:g}">{"".join(out)}</pattern>'
    )
    return f"url(#{canvas.keep(tile)})"
