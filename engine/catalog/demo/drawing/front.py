"""A frame -> its front in millimetres: the lens, the slabs of acetate or metal, the wires, the screws and the hinge."""

import math
from collections.abc import Callable, Sequence

import msgspec

from engine.catalog.demo.drawing.camera import Space
from engine.catalog.demo.drawing.outline import (
    SHAPES,
    Loop,
    Point,
    Shape,
    bezier,
    grown,
    lens_outline,
    mirrored,
    normals,
)
from engine.catalog.demo.drawing.spec import Frame

ROUNDED = ("round", "panto", "oval")
BEND = 600.0  # the front follows a circle of 300 mm
TILT = 0.12  # and leans by seven degrees


class Slab(msgspec.Struct, frozen=True):
    """Loops in the plane of the front, holes the other way round, `forward` mm before it and `depth` mm thick."""

    loops: tuple[Loop, ...]
    forward: float
    depth: float
    acetate: bool


class Front(msgspec.Struct, frozen=True):
    """A front before any camera; `lens` is the one on the right of the picture."""

    frame: Frame
    lens: Loop
    slabs: tuple[Slab, ...]
    wires: tuple[tuple[Loop, float], ...]
    screws: tuple[Point, ...]
    hinge: Point

    @property
    def low(self) -> float:
        """The lowest point, which stands on the table."""
        return min([y - 1.2 for _, y in self.lens] + [y for slab in self.slabs for loop in slab.loops for _, y in loop])


def bend(point: Point, forward: float = 0.0) -> Space:
    """A point of the flat front where it really is: on a curve, and leaning."""
    x, y = point
    return x, y, forward - x * x / BEND + y * TILT


def _rim(frame: Frame, shape: Shape) -> Callable[[float, float], float]:
    """How wide the acetate is, by the direction of the normal."""

    def width(nx: float, ny: float) -> float:
        sides = nx * nx * (4.1 if nx > 0 else 2.9) + ny * ny * (4.3 if ny > 0 else 3.3)
        corner = max(0.0, nx * 0.64 + ny * 0.77) ** 6
        return frame.bulk * sides + shape.brow * corner

    return width


def _contour(frame: Frame, shape: Shape, lens: Loop, hinge: float) -> Loop:
    """The lens grown by the rim, its side drawn out to the end piece at hinge height."""
    width = _rim(frame, shape)
    middle = frame.bridge / 2 + frame.lens_width / 2
    out: Loop = []
    for (x, y), (nx, ny) in zip(lens, normals(lens), strict=True):
        x, y = x + nx * width(nx, ny), y + ny * width(nx, ny)
        off = (y - hinge) / (6.4 if y > hinge else 8.2)
        pull = math.exp(-(abs(off) ** 2.6)) * min(1.0, max(0.0, (x - middle) / (frame.lens_width * 0.42))) ** 3
        out.append((x + max(0.0, frame.reach - x) * pull, y + shape.lift * pull))
    return out


def _turn(directions: Sequence[float], start: int, step: int, low: float, high: float) -> int:
    """The first point from `start` on whose normal points between the two angles."""
    count = len(directions)
    for k in range(count):
        if low < directions[(start + step * k) % count] < high:
            return (start + step * k) % count
    return start


def _arch(start: Point, towards: Point, top: float, keyhole: bool) -> Loop:
    """The lower edge of the bridge, from beside the nose up to its middle; a keyhole narrows before it opens."""
    (bx, by), (ux, uy) = start, towards
    if not keyhole or top - by < 8:
        rise = max(2.0, math.hypot(bx, top - by)) * 0.5
        return bezier(start, (bx + ux * rise, by + uy * rise), (bx * 0.66, top), (0, top))
    neck = (min(3.5, bx * 0.62), top - 4.6)
    rise = math.dist(start, neck) * 0.45
    below = bezier(start, (bx + ux * rise, by + uy * rise), (neck[0] - 0.5, neck[1] - rise * 0.7), neck)
    return below + bezier(neck, (neck[0] + 1.2, neck[1] + 2.6), (neck[0], top), (0, top))


def _moulded(frame: Frame, shape: Shape, lens: Loop, hinge: float) -> tuple[Loop, ...]:
    """One piece of acetate: both rims, the bridge and the end pieces, with two holes."""
    outer = _contour(frame, shape, lens, hinge)
    count = len(outer)
    directions = [math.degrees(math.atan2(ny, nx)) % 360 for nx, ny in normals(outer)]
    top = max(range(count), key=lambda i: outer[i][1] - abs(outer[i][0]) * 0.001)
    inner = min(range(count), key=lambda i: outer[i][0])
    leave = _turn(directions, top, -1, 112, 200)
    back = _turn(directions, inner, -1, 186, 230)
    (ax, ay), (bx, by) = outer[leave], outer[back]
    half = frame.lens_height / 2
    soft = frame.shape in ROUNDED
    crown = min(ay - 0.9, half * 0.52 + 3.2) if soft else ay - 3.2
    arch = crown - (5.2 if soft else 6.2) * frame.bulk
    start, end = (math.radians(directions[i] - 90) for i in (leave, back))
    reach = math.hypot(ax, ay - crown) * 0.5
    over = bezier(
        (0, crown), (ax * 0.45, crown), (ax - math.cos(start) * reach, ay - math.sin(start) * reach), (ax, ay)
    )
    under = _arch((bx, by), (math.cos(end), math.sin(end)), arch, frame.keyhole)
    around = [outer[(leave + k) % count] for k in range((back - leave) % count)]
    right = [*over, *around, *under, (0.0, arch)]
    return [*right, *mirrored(right)[1:-1]], lens[::-1], mirrored(lens)[::-1]


def _band(lens: Loop, thick: Callable[[float], float]) -> Loop:
    """The upper part of a rim by itself; `thick` takes 0 at the nose to 1 at the temple."""
    around = normals(lens)
    directions = [math.degrees(math.atan2(ny, nx)) % 360 for nx, ny in around]
    count = len(lens)
    top = max(range(count), key=lambda i: lens[i][1])
    start = _turn(directions, top, -1, 176, 262)
    end = _turn(directions, top, 1, 300, 358)
    index = [(start + k) % count for k in range((end - start) % count + 1)]
    last = len(index) - 1
    outer: Loop = []
    for k, i in enumerate(index):
        taper = min(1.0, (min(k, last - k) + 0.5) / 5) ** 0.5
        by = thick(k / last) * taper
        outer.append((lens[i][0] + around[i][0] * by, lens[i][1] + around[i][1] * by))
    return [*outer, *((lens[i][0] - around[i][0] * 0.5, lens[i][1] - around[i][1] * 0.5) for i in reversed(index))]


def _both(half: Loop) -> Loop:
    """An open line that ends in the middle, carried on to the other side."""
    return [*half[:-1], *mirrored(half)]


def _wired(frame: Frame, lens: Loop, hinge: float) -> Front:
    """Lenses held by wire: a bridge, end pieces, and whatever rim there is."""
    half, middle = frame.lens_height / 2, frame.bridge / 2 + frame.lens_width / 2
    edge = grown(lens, 0.6 if frame.rim == "full-rim" else 0.0)
    ex, ey = min((p for p in edge if p[0] > middle), key=lambda p: abs(p[1] - hinge))
    nx, ny = min((p for p in edge if p[0] < middle), key=lambda p: abs(p[1] - half * 0.42))
    inset = 4.2 if frame.rim == "rimless" else 0.0
    reach = frame.reach
    tab = [*bezier((ex - inset - 0.2, ey), (ex + 1.6, ey), (reach - 2.6, hinge), (reach, hinge), 8), (reach, hinge)]
    peak = ny + (1.0 if frame.shape == "aviator" else 3.2)
    arc = [*bezier((nx + inset + 0.2, ny - 0.6), (nx * 0.66, peak), (nx * 0.35, peak), (0, peak)), (0.0, peak)]
    wires: list[tuple[Loop, float]] = [(_both(arc), 0.6)]
    if frame.shape == "aviator":
        bx, by = max(edge, key=lambda p: p[1] - abs(p[0] - nx - 3) * 0.5)
        bar = [*bezier((bx + 1.0, by - 0.2), (bx - 3, by + 0.9), (bx * 0.4, by + 0.9), (0, by + 0.9)), (0.0, by + 0.9)]
        wires.append((_both(bar), 0.9))
    slabs: tuple[Slab, ...] = ()
    if frame.shape == "browline":
        band = _band(lens, lambda t: frame.bulk * (2.4 + 3.9 * min(1.0, t * 1.5) ** 1.2))
        slabs = (Slab((band,), 1.4, 3.4, True), Slab((mirrored(band),), 1.4, 3.4, True))
    elif frame.rim == "semi-rimless":
        breadth = 1.5 if frame.wiry else 3.4
        band = _band(lens, lambda t: breadth * (0.75 + 0.4 * t))
        slabs = tuple(Slab((loop,), 0.6, 2.4, not frame.wiry) for loop in (band, mirrored(band)))
    wires += [(tab, -0.2), (mirrored(tab), -0.2)]
    screws = tuple((side * x, y) for side in (-1, 1) for x, y in ((ex - inset, ey), (nx + inset, ny - 0.5)))
    return Front(frame, lens, slabs, tuple(wires), screws if inset else (), (reach - 0.3, hinge))


def build(frame: Frame) -> Front:
    """The front of a frame, whatever it is made of."""
    shape = SHAPES[frame.shape]
    lens = lens_outline(shape, frame.lens_width, frame.lens_height, (frame.bridge + frame.lens_width) / 2)
    hinge = shape.hinge * frame.lens_height / 2
    if not frame.moulded:
        return _wired(frame, lens, hinge)
    hinge += shape.lift * 0.7
    return Front(
        frame, lens, (Slab(_moulded(frame, shape, lens, hinge), 0.0, 3.9, True),), (), (), (frame.reach - 1.1, hinge)
    )
