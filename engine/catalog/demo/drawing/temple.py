"""A front and a side -> the temple in space: where it hangs, its spine, its outline."""

import math

import msgspec

from engine.catalog.demo.drawing.camera import Space
from engine.catalog.demo.drawing.front import Front, bend
from engine.catalog.demo.drawing.outline import Point

STEPS = 36
THICK = 3.4
Station = tuple[float, float, float]


class Hang(msgspec.Struct, frozen=True):
    """The frame of reference of one temple: its hinge, the way it points and the way that is outside."""

    hinge: Space
    along: Point
    outward: Point

    def __call__(self, along: float, up: float, out: float) -> Space:
        return (
            self.hinge[0] + self.along[0] * along + self.outward[0] * out,
            self.hinge[1] + up,
            self.hinge[2] + self.along[1] * along + self.outward[1] * out,
        )


def hang(front: Front, side: int, fold: float) -> Hang:
    """Open temples splay a little; folded, the left one lies behind the right one."""
    x, y, z = bend(front.hinge, -4.0 if front.frame.moulded else -2.0)
    if fold:
        z -= 3.0 if side > 0 else 8.5
    angle = math.radians(fold + 2.5)
    cos, sin = math.cos(angle), math.sin(angle)
    return Hang((side * x, y, z), (-side * sin, -cos), (side * cos, -sin))


def spine(length: float) -> list[Station]:
    """Seen from the side: how far along, how far up, and the slope; it bends down over the ear."""
    out: list[Station] = []
    along = up = 0.0
    for step in range(STEPS + 1):
        t = min(1.0, max(0.0, (length * step / STEPS - length + 62) / 44))
        slope = -0.74 * t * t * (3 - 2 * t) - 0.012
        if step:
            along += length / STEPS * math.cos(slope)
            up += length / STEPS * math.sin(slope)
        out.append((along, up, slope))
    return out


def bow(t: float) -> float:
    """How far out a temple stands on its way back: a little out, then in behind the ear."""
    return 0.8 * math.sin(math.pi * min(1.0, t * 1.25)) - 27 * max(0.0, t - 0.45) ** 2


def breadth(t: float, bulk: float) -> float:
    """Half the height of an acetate temple, from the hinge to the tip."""
    slim = 1.9 * math.pow(min(1.0, t * 1.7), 0.8)
    joint = min(1.0, 0.84 + t * 5)  # a little lower where it hides behind the end piece
    return (4.6 * math.sqrt(bulk) - slim) * joint + math.pow(max(0.0, (t - 0.6) / 0.4), 1.5)


def outline(front: Front, place: Hang, side: int) -> tuple[list[Space], list[Space]]:
    """The outer and the inner face of an acetate temple, clockwise seen from outside."""
    stations = spine(front.frame.temple)
    over: list[Station] = []
    under: list[Station] = []
    for step, (along, up, slope) in enumerate(stations):
        half, out = breadth(step / STEPS, front.frame.bulk), bow(step / STEPS)
        over.append((along - math.sin(slope) * half, up + math.cos(slope) * half, out))
        under.append((along + math.sin(slope) * half, up - math.cos(slope) * half, out))
    along, up, slope = stations[-1]
    half, out = breadth(1.0, front.frame.bulk), bow(1.0)
    turns = [slope + math.pi / 2 - k * math.pi / 8 for k in range(1, 8)]
    tip = [(along + half * math.cos(turn), up + half * math.sin(turn), out) for turn in turns]
    loop = [*over, *tip, *reversed(under)]
    sides = [0.75 * max(0.0, (step - STEPS + 3) / 3) ** 2 for step in range(STEPS + 1)]
    inset = [*sides, *(0.75 + 0.45 * math.sin(math.pi * k / 8) for k in range(1, 8)), *reversed(sides)]  # a round end
    faces = (
        [place(s, y, o - by) for (s, y, o), by in zip(loop, inset, strict=True)],
        [place(s, y, o - THICK + by) for (s, y, o), by in zip(loop, inset, strict=True)],
    )
    return faces if side > 0 else (faces[0][::-1], faces[1][::-1])


def ribbon(front: Front, place: Hang, inside: bool) -> list[Space]:
    """A strip of light along the upper part of a temple, pointed at both ends."""
    stations = list(enumerate(spine(front.frame.temple)))[1 : STEPS - 4]
    last = len(stations) - 1
    back = THICK if inside else 0.0
    upper: list[Space] = []
    lower: list[Space] = []
    for k, (step, (along, up, slope)) in enumerate(stations):
        swell = math.sin(math.pi * k / last) ** 0.5 * 0.62
        centre = breadth(step / STEPS, front.frame.bulk) * 0.42
        for edge, half in ((upper, swell), (lower, -swell)):
            off = centre + half
            edge.append(place(along - math.sin(slope) * off, up + math.cos(slope) * off, bow(step / STEPS) - back))
    return [*upper, *reversed(lower)]
