"""What the templates of the face-shape guide and the size guide see, beside the views that every page may show."""

from msgspec import Struct

from engine.render.views import FactView, LinkView, MeasureView, ProductView


class ShapeRuleView(Struct, frozen=True, gc=False):
    """How a frame shape goes with a face shape."""

    shape: str
    label: str
    path: str
    percent: int
    reason: str
    tip: str


class FaceView(Struct, frozen=True, gc=False):
    """A face shape in the guide."""

    key: str
    label: str
    path: str
    facts: tuple[FactView, ...]
    rules: tuple[ShapeRuleView, ...]  # best first
    avoid: tuple[str, ...]
    enhance: tuple[str, ...]
    widths: tuple[MeasureView, ...]  # recommended: frame_width_least, frame_width_most, frame_width_ideal ...


class FaceGuideView(Struct, frozen=True, gc=False):
    """The face-shape guide."""

    faces: tuple[FaceView, ...]
    shapes: tuple[LinkView, ...]  # the columns of the matrix: every frame shape any rule names


class SizeRowView(Struct, frozen=True, gc=False):
    """A band of frame widths and how many products lie in it."""

    key: str  # narrow, medium, wide
    least: int  # mm
    most: int
    count: int


class SizeGuideView(Struct, frozen=True, gc=False):
    """The size guide: bands from the catalog and one product to draw."""

    rows: tuple[SizeRowView, ...]
    example: ProductView | None
