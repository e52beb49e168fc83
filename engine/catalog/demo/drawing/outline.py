"""The name of a lens shape and its size -> the outline in millimetres, and what can be done to outlines."""

import math
from collections.abc import Sequence

import msgspec

Point = tuple[float, float]
Loop = list[Point]

Corner = tuple[float, float, float, float]


class Shape(msgspec.Struct, frozen=True, gc=False):
    """A lens outline by its corners, and where the temple meets it.

    A corner is x (-1 nose, 1 temple), y (-1 below, 1 above), softness and the bulge of the edge that follows,
    both in half-heights. Corners run clockwise from the upper nose side. `raw` ones are control points already.
    """

    corners: tuple[Corner, ...]
    hinge: float
    lift: float = 0.0
    brow: float = 0.0
    raw: bool = False


def _ring(count: int) -> tuple[Corner, ...]:
    turns = (math.tau * (0.375 - k / count) for k in range(count))
    return tuple((math.cos(turn), math.sin(turn), 0.0, 0.0) for turn in turns)


_DROP = (
    (-0.80, 0.96), (-0.25, 1.08), (0.45, 1.10), (0.98, 0.86), (1.14, 0.22), (1.02, -0.48),
    (0.62, -1.02), (0.04, -1.16), (-0.46, -0.86), (-0.84, -0.24), (-1.10, 0.36), (-1.10, 0.78),
)  # fmt: skip
_SIX = ((-0.56, 1.0), (0.58, 1.0), (1.0, 0.18), (0.58, -1.0), (-0.56, -1.0), (-1.0, 0.10))

SHAPES = {
    "round": Shape(_ring(8), 0.42, raw=True),
    "panto": Shape(
        ((-0.95, 0.80, 0.75, 0.10), (1, 0.86, 0.75, 0.16), (0.74, -0.96, 0.95, 0.14), (-0.66, -0.96, 0.95, 0.14)), 0.46
    ),
    "oval": Shape(
        ((-0.92, 0.80, 0.95, 0.16), (0.94, 0.84, 0.95, 0.2), (0.92, -0.82, 0.95, 0.16), (-0.9, -0.84, 0.95, 0.18)), 0.34
    ),
    "square": Shape(
        ((-0.95, 0.95, 0.55, 0.07), (1, 0.97, 0.58, 0.10), (0.92, -0.95, 0.70, 0.11), (-0.88, -0.95, 0.75, 0.08)), 0.52
    ),
    "rectangle": Shape(
        ((-0.96, 0.92, 0.44, 0.06), (1, 0.97, 0.40, 0.08), (0.94, -0.94, 0.52, 0.10), (-0.92, -0.93, 0.62, 0.08)), 0.40
    ),
    "trapezoid": Shape(
        ((-0.95, 0.90, 0.38, 0.07), (1.03, 1, 0.36, 0.10), (0.76, -0.95, 0.80, 0.12), (-0.72, -0.98, 0.78, 0.08)),
        0.72, lift=1.0, brow=1.4,
    ),
    "cat-eye": Shape(
        ((-0.92, 0.66, 0.55, 0.16), (1.10, 1.05, 0.30, 0.08), (0.72, -0.90, 0.95, 0.16), (-0.70, -0.94, 0.85, 0.10)),
        0.86, lift=2.6, brow=2.4,
    ),
    "aviator": Shape(tuple((x, y, 0.0, 0.0) for x, y in _DROP), 0.70, raw=True),
    "browline": Shape(
        ((-0.96, 0.90, 0.40, 0.06), (1, 0.97, 0.42, 0.10), (0.80, -0.92, 0.85, 0.14), (-0.76, -0.95, 0.85, 0.10)), 0.80
    ),
    "hexagonal": Shape(tuple((x, y, 0.20, 0.04) for x, y in _SIX), 0.22),
}  # fmt: skip


def spline(control: Sequence[Point], steps: int) -> Loop:
    """Points along a closed uniform cubic B-spline, which has no kink and no jump in its bend."""
    out: Loop = []
    count = len(control)
    for i in range(count):
        knots = [control[(i + k) % count] for k in range(4)]
        for step in range(steps):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t**3 - 6 * t * t + 4, 1 + 3 * t + 3 * t * t - 3 * t**3, t**3)
            x, y = (sum(w * knot[axis] for w, knot in zip(weights, knots, strict=True)) / 6 for axis in (0, 1))
            out.append((x, y))
    return out


def _edge(start: Corner, end: Corner, half: Point) -> Loop:
    """The control points a corner and its edge give: the corner, then leave, middle and arrive, bulged outwards."""
    ax, ay, bx, by = start[0] * half[0], start[1] * half[1], end[0] * half[0], end[1] * half[1]
    length = math.dist((ax, ay), (bx, by))
    ux, uy = (bx - ax) / length, (by - ay) / length
    leave = min(start[2] * half[1], 0.4 * length)
    arrive = length - min(end[2] * half[1], 0.4 * length)
    marks = [(0.0, 0.0), (leave, 0.6), (length / 2, 1.0), (arrive, 0.6)]
    if arrive - leave < 0.34 * length:
        marks = [(0.0, 0.0), (leave, 0.9), (arrive, 0.9)]
    bulge = start[3] * half[1]
    return [(ax + ux * along - uy * bulge * out, ay + uy * along + ux * bulge * out) for along, out in marks]


def boxed(loop: Sequence[Point], width: float, height: float, middle: float) -> Loop:
    """The loop stretched to exactly width x height around (middle, 0)."""
    xs, ys = [x for x, _ in loop], [y for _, y in loop]
    kx, ky = width / (max(xs) - min(xs)), height / (max(ys) - min(ys))
    mx, my = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [((x - mx) * kx + middle, (y - my) * ky) for x, y in loop]


def lens_outline(shape: Shape, width: float, height: float, middle: float) -> Loop:
    """The lens on the wearer's left, clockwise as the viewer sees it."""
    half = (width / 2, height / 2)
    if shape.raw:
        control = [(x * half[0], y * half[1]) for x, y, *_ in shape.corners]
    else:
        turned = shape.corners[1:] + shape.corners[:1]
        control = [point for a, b in zip(shape.corners, turned, strict=True) for point in _edge(a, b, half)]
    return boxed(spline(control, max(6, 96 // len(control))), width, height, middle)


def normals(loop: Sequence[Point]) -> Loop:
    """Unit normals of a clockwise loop, pointing out."""
    out: Loop = []
    for i in range(len(loop)):
        (ax, ay), (bx, by) = loop[i - 1], loop[(i + 1) % len(loop)]
        size = math.hypot(bx - ax, by - ay) or 1.0
        out.append((-(by - ay) / size, (bx - ax) / size))
    return out


def grown(loop: Sequence[Point], by: float) -> Loop:
    """The loop, so much larger all round."""
    return [(x + nx * by, y + ny * by) for (x, y), (nx, ny) in zip(loop, normals(loop), strict=True)]


def mirrored(loop: Sequence[Point]) -> Loop:
    """The loop on the other side, clockwise again."""
    return [(-x, y) for x, y in reversed(loop)]


def signed_area(loop: Sequence[Point]) -> float:
    """Twice the area; the sign tells the way round."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(loop, [*loop[1:], loop[0]], strict=True))


def bezier(a: Point, b: Point, c: Point, d: Point, steps: int = 12) -> Loop:
    """Points along a cubic curve, its end left out."""
    out: Loop = []
    for step in range(steps):
        t = step / steps
        u = 1 - t
        weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
        out.append((x, y))
    return out
