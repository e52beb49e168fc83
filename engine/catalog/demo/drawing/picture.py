"""A frame, a view and a size in pixels -> the product picture as SVG, in two layers."""

import base64

import msgspec

from engine.catalog.demo.drawing import temple
from engine.catalog.demo.drawing.camera import SETUPS, Camera
from engine.catalog.demo.drawing.canvas import Canvas, fill, stroke, use
from engine.catalog.demo.drawing.curve import path
from engine.catalog.demo.drawing.floor import Floor
from engine.catalog.demo.drawing.front import bend, build
from engine.catalog.demo.drawing.glass import glass
from engine.catalog.demo.drawing.material import Material
from engine.catalog.demo.drawing.nose import nose_pad
from engine.catalog.demo.drawing.outline import Point, grown, mirrored, signed_area
from engine.catalog.demo.drawing.solid import project
from engine.catalog.demo.drawing.spec import Frame, View
from engine.catalog.demo.drawing.tone import light, luma, shade


class Scene:
    """One frame under one camera, and the canvas it is painted on."""

    def __init__(self, frame: Frame, view: View, size: tuple[int, int]) -> None:
        yaw, pitch, self.fold, breadth = SETUPS[view]
        self.frame, self.front = frame, build(frame)
        self.canvas = Canvas(breadth, breadth * size[1] / size[0])
        pivot = (0.0, 0.0, 0.0 if view == "front" else -frame.temple * 0.4)
        self.camera = Camera(yaw, pitch, pivot)
        reached = self._reached()
        across, down = ([point[axis] for point in reached] for axis in (0, 1))
        middle = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
        self.camera.at = (self.canvas.width / 2 - middle[0], self.canvas.height * 0.48 - middle[1])
        eyes = [self.camera(bend(point)) for point in (*self.front.lens, *mirrored(self.front.lens))]
        xs, ys = [x for x, _ in eyes], [y for _, y in eyes]
        self.material = Material(frame, self.canvas, (min(xs) - 6, min(ys) - 5, max(xs) + 6, max(ys) + 3))

    def _reached(self) -> list[Point]:
        """Where the frame goes in the picture, for centring it."""
        sides = (-1, 1)
        out = [self.camera(bend((side * x, y))) for side in sides for x, y in [*self.front.lens, self.front.hinge]]
        for side in sides:
            place = temple.hang(self.front, side, self.fold)
            out += [self.camera(place(s, y, 0)) for s, y, _ in temple.spine(self.frame.temple)]
        return out

    def arm(self, side: int) -> str:
        """One temple, of acetate or of wire with a sleeve."""
        place = temple.hang(self.front, side, self.fold)
        if not self.frame.moulded:
            return self._wire_temple(place)
        outer, inner = temple.outline(self.front, place, side)
        body = self.material.acetate(project([outer], [inner], self.camera), flat=True)
        inside = signed_area([self.camera(point) for point in outer]) < 0
        strip = path([self.camera(point) for point in temple.ribbon(self.front, place, inside)])
        gleam = f'<path d="{strip}" {fill("#fff", 0.16 if luma(self.frame.colour) < 0.3 else 0.2)}/>'
        return body + gleam + ("" if inside or self.fold else self._rivets(place))

    def _rivets(self, place: temple.Hang) -> str:
        spots = (self.camera(place(along, 0.2, 0.1)) for along in (5.0, 8.6))
        return "".join(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="0.75" fill="#d8dadd" {stroke("#55585c", 0.17)}/>' for x, y in spots
        )

    def _wire_temple(self, place: temple.Hang) -> str:
        frame, canvas = self.frame, self.canvas
        stations = enumerate(temple.spine(frame.temple))
        line = [self.camera(place(s, y, temple.bow(i / temple.STEPS))) for i, (s, y, _) in stations]
        shaft, sleeve = canvas.path(path(line[:26], closed=False)), canvas.path(path(line[24:], closed=False))
        tip = (frame.second or "#24211f") if frame.wiry else frame.colour
        return (
            self.material.wire([shaft], (0.0, 0.0), 1.7)
            + '<g fill="none" stroke-linecap="round">'
            + use(sleeve, stroke(shade(tip, 0.35), 3.6))
            + use(sleeve, stroke(tip, 3.0), (-0.05, -0.12))
            + use(sleeve, stroke(light(tip, 0.4), 0.7, 0.7), (-0.1, -0.75))
            + "</g>"
        )

    def _depth(self) -> Point:
        """Where the back of a wire lies, seen from its front."""
        (ax, ay), (bx, by) = (self.camera(bend((self.frame.lens_width, 0.0), z)) for z in (0.0, -1.7))
        return bx - ax, by - ay

    def eyes(self) -> list[str]:
        """Both lenses, and the wire round them."""
        wired = not self.frame.moulded
        rim = 0.6 if wired and self.frame.rim == "full-rim" else 0.0
        ring = grown(self.front.lens, rim) if rim else self.front.lens
        keys, out = [], []
        for loop in (mirrored(ring), ring):
            data = path([self.camera(bend(point, 0.3 if wired else -0.8)) for point in loop])
            keys.append(self.canvas.path(data))
            out.append(glass(self.frame, self.canvas, keys[-1]))
        if rim:
            out.append(self.material.wire(keys, self._depth(), 1.3 * self.frame.bulk))
        return out

    def hardware(self) -> list[str]:
        """Bridge, end pieces and screws of a wired front."""
        out = []
        if self.front.wires:
            lines = [[self.camera(bend(point, z)) for point in wire] for wire, z in self.front.wires]
            keys = [self.canvas.path("".join(path(line, closed=False) for line in lines))]
            out.append(self.material.wire(keys, self._depth(), 1.75))
        metal = self.frame.metal
        for point in self.front.screws:
            x, y = self.camera(bend(point, 1.0))
            paint = f"{fill(light(metal, 0.45))} {stroke(shade(metal, 0.5), 0.2)}"
            out.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="0.95" {paint}/>')
        return out

    def slabs(self) -> list[str]:
        """The acetate of the front, and bars of metal."""
        out = []
        for slab in self.front.slabs:
            near = [[bend(point, slab.forward) for point in loop] for loop in slab.loops]
            far = [[bend(point, slab.forward - slab.depth) for point in loop] for loop in slab.loops]
            body = project(near, far, self.camera)
            out.append(self.material.acetate(body) if slab.acetate else self.material.metal(body))
        return out


class Picture(msgspec.Struct, frozen=True, gc=False):
    """Two layers as SVG: the spectacles on nothing, and their shadow on white, which is soft and may be drawn small."""

    front: str
    floor: str

    def on_floor(self, floor_png: bytes) -> str:
        """The whole picture: the spectacles over the shadow as it was rendered."""
        data = base64.b64encode(floor_png).decode()
        image = f'<image width="100%" height="100%" preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
        return self.front.replace("</defs>", f"</defs>{image}", 1)


def draw(frame: Frame, view: View, size: tuple[int, int], floor_size: tuple[int, int]) -> Picture:
    """The picture, each layer in its own size, painted from the back to the front."""
    scene = Scene(frame, view, size)
    canvas = scene.canvas
    canvas.show(*(scene.arm(side) for side in (-1, 1)))
    canvas.show(*(nose_pad(scene.front, scene.camera, side) for side in (-1, 1)))
    canvas.show(*scene.eyes(), *scene.hardware(), *scene.slabs())
    floor = Canvas(canvas.width, canvas.height)
    floor.show(f'<rect width="{canvas.width:.2f}" height="{canvas.height:.2f}" fill="#fff"/>')
    floor.show(Floor(scene.front, scene.camera, scene.fold).shadow(floor))
    return Picture(canvas.svg(size), floor.svg(floor_size))
