"""The name of a frame's colour -> a swatch, where it names a colour that everybody knows."""

from collections.abc import Callable, Mapping

# First match wins, so that "rose gold" is not gold and "dark tortoise" is not dark.
SWATCHES = (
    ("rose gold", "#c9a39a"), ("dark tortoise", "#5a3a22"), ("tortoise", "#8e5326"), ("havana", "#8e5326"),
    ("gunmetal", "#3a3d41"), ("gun", "#3a3d41"), ("gold", "#c6a04e"), ("silver", "#b9bdc2"), ("crystal", "#dfe7ea"),
    ("transparent", "#dfe7ea"), ("clear", "#dfe7ea"), ("black", "#15171a"), ("ink", "#1b1c1f"), ("charcoal", "#36393d"),
    ("slate", "#6d737a"), ("grey", "#8b9197"), ("gray", "#8b9197"), ("steel", "#8b9197"), ("white", "#f3f4f5"),
    ("ivory", "#efe9dc"), ("oat", "#e4d6be"), ("sand", "#d8c6a4"), ("beige", "#d8c6a4"), ("cream", "#efe6d2"),
    ("honey", "#b06c2a"), ("amber", "#b4742a"), ("copper", "#b4734a"), ("bronze", "#8a6238"), ("brown", "#6b3f20"),
    ("burgundy", "#7c1d2b"), ("bordeaux", "#7c1d2b"), ("maroon", "#7c1d2b"), ("red", "#b3261e"), ("coral", "#e2725b"),
    ("orange", "#d9772b"), ("peach", "#e8b48f"), ("mustard", "#c79a2b"), ("yellow", "#e0bc3f"), ("olive", "#6b6b3a"),
    ("moss", "#3d5a4c"), ("green", "#3d6b4a"), ("teal", "#2b6e73"), ("turquoise", "#3aa7a3"), ("navy", "#1f2f4f"),
    ("sea", "#27405f"), ("blue", "#2f5d9b"), ("purple", "#5d3f78"), ("violet", "#5d3f78"), ("lavender", "#a596c4"),
    ("plum", "#6b3f5e"), ("pink", "#d98aa5"), ("blush", "#e8c9b8"), ("rose", "#c98f93"),
)  # fmt: skip


def swatches(known: Mapping[str, str]) -> Callable[[str], str]:
    """Return the function from a colour's name to #rrggbb: the shop's own, else one that all know, or nothing."""
    own = {name.casefold(): value for name, value in known.items()}

    def swatch(name: str) -> str:
        words = name.casefold()
        return own.get(words) or next((value for colour, value in SWATCHES if colour in words), "")

    return swatch
