"""A front and a camera -> its nose pads: bumps of acetate, or silicone on an arm of wire."""

import math

from engine.catalog.demo.drawing.camera import Camera
from engine.catalog.demo.drawing.canvas import fill, stroke
from engine.catalog.demo.drawing.curve import path
from engine.catalog.demo.drawing.front import Front, bend
from engine.catalog.demo.drawing.outline import Loop
from engine.catalog.demo.drawing.tone import light, shade

UP, BACK = (-0.26, 0.95, 0.12), (0.58, 0.0, -0.8)


def nose_pad(front: Front, camera: Camera, side: int) -> str:
    """The pad on one side, 12 x 7 mm and turned away."""
    frame = front.frame
    half = frame.lens_height / 2
    x = max(3.2, frame.bridge / 2 - (1.1 if frame.moulded else 2.6))
    cx, cy, cz = bend((x, -half * 0.12), -4.6 if frame.moulded else -5.5)
    loop: Loop = []
    for k in range(20):
        turn = -math.tau * k / 20
        u, v = 6.0 * math.sin(turn), 3.5 * math.cos(turn) * (1 - 0.18 * math.sin(turn))
        loop.append(camera((side * (cx + UP[0] * u + BACK[0] * v), cy + UP[1] * u, cz + UP[2] * u + BACK[2] * v)))
    pad = path(loop)
    if frame.moulded:
        alpha = 0.4 if frame.finish == "crystal" else 1.0
        return f'<path d="{pad}" {fill(shade(frame.colour, 0.34), alpha)}/>'
    sx, sy, sz = bend((frame.bridge / 2 - 0.4, half * 0.16), -1.0)
    arm = ((sx, sy, sz), (sx - 1.2, sy + 0.6, sz - 3.5), (cx + 0.6, cy + 1.5, cz - 2.6), (cx, cy, cz))
    start, *rest = (camera((side * ax, ay, az)) for ax, ay, az in arm)
    bent = f"M{start[0]:.2f} {start[1]:.2f}C" + " ".join(f"{px:.2f} {py:.2f}" for px, py in rest)
    metal = frame.metal
    return (
        f'<path d="{bent}" fill="none" {stroke(shade(metal, 0.35), 1.0)}/>'
        f'<path d="{bent}" fill="none" {stroke(light(metal, 0.25), 0.4)}/>'
        f'<path d="{pad}" {fill("#e9eef0", 0.66)} {stroke("#8d989d", 0.3, 0.7)}/>'
    )
