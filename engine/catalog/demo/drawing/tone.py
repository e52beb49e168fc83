"""Hex colours -> lighter, darker and mixed ones."""


def mix(a: str, b: str, share: float) -> str:
    """Between two colours: share 0 is a, 1 is b."""
    channels = ((int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in channels)


def light(colour: str, share: float) -> str:
    return mix(colour, "#ffffff", share)


def shade(colour: str, share: float) -> str:
    return mix(colour, "#000000", share)


def luma(colour: str) -> float:
    """How bright it is, from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue
