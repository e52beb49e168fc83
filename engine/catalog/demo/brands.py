"""The size of a catalog -> its brands: twelve houses, and more founded after their likeness."""

from functools import cache
from importlib.resources import files
from random import Random

import msgspec

from engine.catalog.demo.deck import stamp


class Brand(msgspec.Struct, frozen=True, gc=False):
    """A house: what it is called, what it charges and what it likes to make."""

    name: str
    motto: str
    story: str
    country: str
    founded: int
    prices: tuple[int, int]
    colours: tuple[str, str, str]
    words: tuple[str, ...]
    shapes: dict[str, float]
    substances: dict[str, float]
    kinds: dict[str, float]
    genders: dict[str, float]
    specialty: str
    finishes: tuple[str, ...] = ()  # what it makes and nothing else, if it is so strict


class _Houses(msgspec.Struct, gc=False):
    house: tuple[Brand, ...]


@cache
def houses() -> tuple[Brand, ...]:
    """The twelve houses that every demo shop has."""
    text = files("engine.catalog.demo").joinpath("brands.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Houses).house


_STEMS = (
    "Arle", "Bexi", "Calder", "Denno", "Eswi", "Farro", "Gilde", "Hesper", "Ithel", "Jorre", "Kelder", "Larke",
    "Mossen", "Nether", "Ouse", "Perra", "Rushen", "Sable", "Thorne", "Ulver", "Varro", "Wennel", "Yarrow", "Zellan",
)  # fmt: skip
_ENDS = ("wick", "mont", "by", "lund", "mere", "ford", "vale", "stow", "hurst", "holm", "beck", "garth")


def brand_count(products: int) -> int:
    """Twelve houses serve some thousands of products; each further eight hundred found another."""
    return len(houses()) + max(0, products - 4000) // 800


def brands(products: int, seed: int) -> list[Brand]:
    """The houses a catalog of that size has, the twelve first."""
    found = list(houses())
    names = [stem + end for stem in _STEMS for end in _ENDS]
    Random(f"{seed}:brands").shuffle(names)
    for k in range(brand_count(products) - len(houses())):
        like = houses()[k % len(houses())]
        turn, at = divmod(k, len(names))
        name = names[at] + (f" {turn + 1}" if turn else "")
        low = like.prices[0] + 10 * (k // len(houses()) % 4)
        found.append(
            msgspec.structs.replace(
                like,
                name=name,
                story=f"{name} shares a workshop with {like.name} and goes its own way in colour.",
                founded=2012 + k % 11,
                prices=(low, low + like.prices[1] - like.prices[0]),
                colours=("#" + stamp(seed, name, size=3), like.colours[1], like.colours[2]),
            )
        )
    return found
