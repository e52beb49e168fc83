"""Views of guides and prose for tests of the theme: as full as they come."""

from engine.render.guide_views import FaceGuideView, FaceView, ShapeRuleView, SizeGuideView, SizeRowView
from engine.render.views import (
    EntryView,
    FactView,
    HeadingView,
    LinkView,
    MeasureView,
    ProductView,
)

SHAPES = ("round", "oval", "square", "rectangle", "aviator", "cat-eye")
FACES = ("oval", "round", "square", "heart", "diamond", "oblong")


def face_guide() -> FaceGuideView:
    """Return the face-shape guide of six faces and six frame shapes."""
    shapes = tuple(LinkView(key.capitalize(), f"/eyewear/shapes/{key}/", 9, key=key) for key in SHAPES)
    faces = tuple(
        FaceView(
            key,
            key.capitalize(),
            f"/eyewear/faces/{key}/",
            (FactView("jaw", "Soft"), FactView("chin", "Rounded")),
            tuple(
                ShapeRuleView(
                    shape,
                    shape.capitalize(),
                    f"/eyewear/shapes/{shape}/",
                    90 - 7 * place,
                    "It adds length.",
                    "Go narrow.",
                )
                for place, shape in enumerate(SHAPES[row:] + SHAPES[:row])
            ),
            ("Small round frames",),
            ("The cheekbones",),
            (MeasureView("frame_width_least", 128.0, "128 mm"), MeasureView("frame_width_most", 136.0, "136 mm")),
        )
        for row, key in enumerate(FACES)
    )
    return FaceGuideView(faces, shapes)


def size_guide(example: ProductView) -> SizeGuideView:
    """Return the size guide with three bands and an example."""
    return SizeGuideView(
        (
            SizeRowView("narrow", 118, 128, 231),
            SizeRowView("medium", 129, 137, 388),
            SizeRowView("wide", 138, 150, 381),
        ),
        example,
    )


def entry() -> EntryView:
    """Return a page of prose."""
    headings = tuple(HeadingView(2, text, text.lower()) for text in ("First", "Second", "Third"))
    body = "".join(
        f'<h2 id="{one.anchor}">{one.text}</h2><p>Some words and a <a href="/eyewear/">link</a>.</p>'
        for one in headings
    )
    return EntryView("care", "Care", body, headings)
