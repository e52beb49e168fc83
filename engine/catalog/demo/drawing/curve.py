"""Points that lie dense -> the data of an SVG path that runs smoothly through all of them."""

import math
from collections.abc import Sequence

from engine.catalog.demo.drawing.outline import Point

SHARP = 0.45  # cosine of the turn beyond which a point is a corner


def _unit(a: Point, b: Point) -> Point:
    size = math.dist(a, b) or 1.0
    return (b[0] - a[0]) / size, (b[1] - a[1]) / size


def _tangents(points: Sequence[Point], closed: bool) -> list[tuple[Point, Point]]:
    """At each point the direction it is reached in and the one it is left in; they differ at corners and ends."""
    out: list[tuple[Point, Point]] = []
    last = len(points) - 1
    for i, here in enumerate(points):
        before = points[i - 1] if closed or i else here
        after = points[(i + 1) % len(points)] if closed or i < last else here
        reached, left = _unit(before, here), _unit(here, after)
        if before == here or after == here:
            only = left if before == here else reached
            out.append((only, only))
        elif reached[0] * left[0] + reached[1] * left[1] < SHARP:
            out.append((reached, left))
        else:
            through = _unit(before, after)
            out.append((through, through))
    return out


def path(points: Sequence[Point], closed: bool = True) -> str:
    """Cubic pieces from point to point, one direction at each but for corners."""
    tangents = _tangents(points, closed)
    out = [f"M{points[0][0]:.2f} {points[0][1]:.2f}"]
    for i in range(len(points) if closed else len(points) - 1):
        (px, py), (qx, qy) = points[i], points[(i + 1) % len(points)]
        k = math.dist((px, py), (qx, qy)) / 3
        (sx, sy), (tx, ty) = tangents[i][1], tangents[(i + 1) % len(points)][0]
        out.append(f"C{px + sx * k:.2f} {py + sy * k:.2f} {qx - tx * k:.2f} {qy - ty * k:.2f} {qx:.2f} {qy:.2f}")
    return "".join(out) + ("Z" if closed else "")


def polygon(points: Sequence[Point]) -> str:
    """The same with straight sides."""
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z"
