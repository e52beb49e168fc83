"""A frame, a view and a size in pixels -> the product picture as SVG text."""

from engine.catalog.demo.drawing.spec import Frame, View


def draw(frame: Frame, view: View, size: tuple[int, int]) -> str:
    """The picture."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}"><rect width="100%" height="100%" fill="{frame.colour}"/><text>{view}</text></svg>'
