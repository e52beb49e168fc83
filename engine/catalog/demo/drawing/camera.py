"""A point in space (mm: x right, y up, z towards the viewer) -> a point of the picture (mm, y down)."""

import math

from engine.catalog.demo.drawing.outline import Point
from engine.catalog.demo.drawing.spec import View

Space = tuple[float, float, float]

DISTANCE = 760.0

# yaw and pitch of the camera and fold of the temples in degrees, breadth of the picture in mm
SETUPS: dict[View, tuple[float, float, float, float]] = {
    "front": (0.0, 5.0, 0.0, 168.0),
    "three-quarter": (-32.0, 13.0, 0.0, 200.0),
    "side": (-61.0, 9.0, 0.0, 192.0),
    "folded": (-20.0, 20.0, 90.0, 170.0),
}


class Camera:
    """Turns the scene about a pivot and projects it in perspective; `at` is where the pivot lands."""

    def __init__(self, yaw: float, pitch: float, pivot: Space, at: Point = (0.0, 0.0)) -> None:
        self._yaw = math.cos(math.radians(yaw)), math.sin(math.radians(yaw))
        self._pitch = math.cos(math.radians(pitch)), math.sin(math.radians(pitch))
        self._pivot = pivot
        self.at = at

    def __call__(self, point: Space) -> Point:
        x, y, z = (value - origin for value, origin in zip(point, self._pivot, strict=True))
        x, z = x * self._yaw[0] + z * self._yaw[1], z * self._yaw[0] - x * self._yaw[1]
        y, z = y * self._pitch[0] - z * self._pitch[1], z * self._pitch[0] + y * self._pitch[1]
        scale = DISTANCE / (DISTANCE - z)
        return self.at[0] + x * scale, self.at[1] - y * scale
