"""What a catalog knows about a frame (sizes in mm, finish, lens) -> the one input of a drawing."""

from typing import Literal

import msgspec

Rim = Literal["full-rim", "semi-rimless", "rimless"]
Finish = Literal["acetate", "tortoise", "crystal", "two-tone", "metal", "titanium"]
LensKind = Literal["clear", "tint", "gradient", "mirror"]
View = Literal["front", "three-quarter", "side", "folded"]

VIEWS: tuple[View, ...] = ("front", "three-quarter", "side", "folded")


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One pair of spectacles; equal frames give equal pictures."""

    shape: str
    lens_width: float
    lens_height: float
    bridge: float
    temple: float
    rim: Rim = "full-rim"
    finish: Finish = "acetate"
    colour: str = "#1b1c1f"
    second: str = ""
    lens: LensKind = "clear"
    lens_colour: str = "#4b5054"
    bulk: float = 1.0
    keyhole: bool = False
    seed: int = 1

    @property
    def wiry(self) -> bool:
        """Made of metal all round: thin rims, narrow end pieces."""
        return self.finish in ("metal", "titanium") or self.rim == "rimless"

    @property
    def moulded(self) -> bool:
        """The front is one piece of acetate, its bridge and nose pads with it."""
        return not self.wiry and self.rim == "full-rim" and self.shape != "browline"

    @property
    def metal(self) -> str:
        """The colour of whatever is metal on it."""
        return self.colour if self.wiry else self.second or "#b9bdc2"

    @property
    def reach(self) -> float:
        """Half the width of the front, end piece included."""
        return self.bridge / 2 + self.lens_width + (5.2 if not self.moulded else 7.0)
