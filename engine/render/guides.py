"""Reference, rows' figures and content -> what the guides, the indexes and the pages of prose show."""

from msgspec import Struct

from engine.catalog.product import FaceShape
from engine.plan.lists import shape_name
from engine.render.guide_views import FaceGuideView, FaceView, ShapeRuleView, SizeGuideView, SizeRowView
from engine.render.listing import face_facts
from engine.render.scene import Scene
from engine.render.views import (
    IndexView,
    LinkView,
    MeasureView,
    ProductView,
)

BANDS = (("narrow", 0, 128), ("medium", 129, 136), ("wide", 137, 0))  # frame width in mm, 0: open


class Widths(Struct, frozen=True, gc=False):
    """How many products lie in each of BANDS."""

    counts: tuple[int, ...]


def count_widths(widths: list[float]) -> Widths:
    """Return how many frames are narrow, medium and wide; widths of 0 are unknown."""
    return Widths(
        tuple(
            sum(1 for width in widths if width and round(width) >= least and (not most or round(width) <= most))
            for _, least, most in BANDS
        )
    )


def index_view(kind: str, scene: Scene) -> IndexView:
    """Return all brands or all frame shapes."""
    return IndexView(kind, scene.lists_of("brand" if kind == "brands" else "frame_shape"))


def face_guide(scene: Scene) -> FaceGuideView:
    """Return the six face shapes with their frame shapes."""
    faces = tuple(_face(face, scene) for face in scene.reference.face_shapes)
    shapes: dict[str, None] = {}
    for face in scene.reference.face_shapes:
        for rule in face.rules:
            shapes.setdefault(rule.shape)
    return FaceGuideView(faces, tuple(scene.link_to("frame_shape", shape) or _plain(shape) for shape in sorted(shapes)))


def size_guide(widths: Widths, example: ProductView | None) -> SizeGuideView:
    """Return the bands of frame widths and a product to draw."""
    rows = zip(BANDS, widths.counts, strict=True)
    return SizeGuideView(tuple(SizeRowView(key, least, most, count) for (key, least, most), count in rows), example)


def _plain(shape: str) -> LinkView:
    return LinkView(shape_name(shape), "")


def _face(face: FaceShape, scene: Scene) -> FaceView:
    return FaceView(
        key=face.key,
        label=face.key.capitalize(),
        path=scene.path_to("face_shape", face.key),
        facts=face_facts(face),
        rules=tuple(
            ShapeRuleView(
                shape=rule.shape,
                label=shape_name(rule.shape),
                path=scene.path_to("frame_shape", rule.shape),
                percent=round(rule.score * 100),
                reason=rule.reasons[0] if rule.reasons else "",
                tip=rule.tips[0] if rule.tips else "",
            )
            for rule in face.rules
        ),
        avoid=face.avoid,
        enhance=face.enhance,
        widths=tuple(_widths(face, scene)),
    )


def _widths(face: FaceShape, scene: Scene) -> list[MeasureView]:
    found = []
    for name, values in (
        ("frame_width", face.frame_width),
        ("frame_height", face.frame_height),
        ("bridge", face.bridge),
    ):
        for ending, value in zip(("least", "most", "ideal"), values or (), strict=False):
            found.append(MeasureView(f"{name}_{ending}", value, scene.numbers.unit(value, "mm")))
    return found
