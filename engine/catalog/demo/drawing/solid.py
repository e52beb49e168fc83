"""A slab in space and a camera -> the face that is seen, and its walls sorted by the light that falls on them."""

from collections.abc import Sequence

import msgspec

from engine.catalog.demo.drawing.camera import Camera, Space
from engine.catalog.demo.drawing.curve import path, polygon
from engine.catalog.demo.drawing.outline import Loop, Point, signed_area

TONES = 20
UNDER = 0.35  # walls run a little under the face, or white slivers show between them


class Solid(msgspec.Struct, frozen=True):
    """A projected slab: the loops of the face that is seen, and where its other side lies."""

    near: list[Loop]
    far: list[Loop]

    @property
    def face(self) -> str:
        return "".join(map(path, self.near))

    @property
    def rear(self) -> str:
        return "".join(map(path, self.far))


def project(front: Sequence[Sequence[Space]], back: Sequence[Sequence[Space]], camera: Camera) -> Solid:
    """The slab as the camera sees it; from behind, its back becomes the face and every loop turns round."""
    near = [[camera(point) for point in loop] for loop in front]
    far = [[camera(point) for point in loop] for loop in back]
    if signed_area(near[0]) < 0:
        near, far = [loop[::-1] for loop in far], [loop[::-1] for loop in near]
    return Solid(near, far)


def _tone(near: Loop, far: Loop, i: int) -> int:
    """How much light the wall at an edge gets, or -1 if it faces away."""
    (ax, ay), (bx, by) = near[i], near[(i + 1) % len(near)]
    ex, ey = bx - ax, by - ay
    if ex * (far[i][1] - ay) >= ey * (far[i][0] - ax):
        return -1
    size = (ex * ex + ey * ey) ** 0.5 or 1.0
    lit = (ex * 0.86 - ey * 0.34) / size  # the light comes from above and a little from the left
    return min(TONES - 1, int((lit + 1) / 2 * TONES))


def _strip(near: Loop, far: Loop, run: Sequence[int]) -> Loop:
    edge: list[Point] = []
    for i in run:
        (x, y), (fx, fy) = near[i], far[i]
        edge.append((x + (x - fx) * UNDER, y + (y - fy) * UNDER))
    return [*edge, *(far[i] for i in reversed(run))]


def walls(solid: Solid) -> list[tuple[int, str]]:
    """The walls the camera sees as (tone, path), darkest first; each runs on a little under the next."""
    found: list[tuple[int, str]] = []
    for near, far in zip(solid.near, solid.far, strict=True):
        count = len(near)
        tones = [_tone(near, far, i) for i in range(count)]
        start = next((i for i in range(count) if tones[i] != tones[i - 1]), 0)
        run: list[int] = []
        for k in range(count):
            i = (start + k) % count
            run.append(i)
            if tones[i] != tones[(i + 1) % count] or k == count - 1:
                if tones[i] >= 0:
                    ends = [(i + 1) % count, (i + 2) % count] if tones[(i + 1) % count] >= 0 else [(i + 1) % count]
                    found.append((tones[i], polygon(_strip(near, far, [*run, *ends]))))
                run = []
    return sorted(found)
