"""The colours a frame or a lens comes in: name -> hex, finish, hue and a sentence about it."""

from functools import cache
from importlib.resources import files

import msgspec

from engine.catalog.demo.drawing.spec import Finish, LensKind


class Colour(msgspec.Struct, frozen=True, gc=False):
    """A named finish; `hue` is what two siblings never share."""

    name: str
    finish: Finish
    hue: str
    hex: str
    says: str
    second: str = ""


class Tint(msgspec.Struct, frozen=True, gc=False):
    """A lens colour as it is listed and as it is drawn."""

    name: str
    kind: LensKind
    hex: str


class Palette(msgspec.Struct, frozen=True, gc=False):
    """Every colour there is: by substance, then the sun lenses and the hues they suit."""

    acetate: tuple[Colour, ...]
    metal: tuple[Colour, ...]
    titanium: tuple[Colour, ...]
    mixed: tuple[Colour, ...]
    sun: tuple[Tint, ...]
    suits: dict[str, tuple[str, ...]]

    def of(self, substance: str) -> tuple[Colour, ...]:
        return {"acetate": self.acetate, "metal": self.metal, "titanium": self.titanium}.get(substance, self.mixed)


CLEAR = Tint("Clear", "clear", "#a9c0c6")


@cache
def palette() -> Palette:
    """The colours as they stand in colours.toml."""
    return msgspec.toml.decode(files("engine.catalog.demo").joinpath("colours.toml").read_bytes(), type=Palette)


def lenses_for(hue: str) -> tuple[Tint, ...]:
    """The sun lenses that look right beside a frame of this hue."""
    names = palette().suits.get(hue)
    return tuple(tint for tint in palette().sun if names is None or tint.name in names)


def tint_named(name: str) -> Tint:
    """The lens of that name, clear ones included."""
    return next(tint for tint in (CLEAR, *palette().sun) if tint.name == name)
