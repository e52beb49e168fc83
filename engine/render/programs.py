"""A theme and a shop's constants -> the programs that pages and cards are rendered with, kept from build to build.

A page kind that cannot be flattened has none: Jinja renders it, and the build says why and what that costs.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import DecodeError, Struct, msgpack
from msgspec.structs import replace
from xxhash import xxh3_128

from engine.render.compiler.digests import digest_constant
from engine.render.reads import Steps
from engine.render.theme import Theme
from engine.render.views import ShopView
from engine.snapshot.edition import edition
from engine.snapshot.sealed import seal, unseal


class Stock(Struct, frozen=True):
    """Why a page kind is rendered by Jinja."""

    kind: str
    reason: str  # with file and line


class Programs(Struct, frozen=True):
    """The programs of a theme as data: flat programs as bytes, by page kind; outputs are named by `output_kind`."""

    pages: Mapping[str, bytes]
    pieces: tuple[bytes, ...]  # of a card, by the number of their fragment
    pieces_digest: bytes  # what the pieces are made of beside the card
    digests: Mapping[str, bytes]  # of every kind: what its pages are made of beside their data
    reads: Mapping[str, tuple[Steps, ...]]  # of the kinds that have a program
    inserts: frozenset[str]  # kinds that only insert pieces of cards, so that rows stand for cards
    groups: tuple[tuple[int, ...], ...]  # numbers of pieces that some kind inserts
    group: Mapping[str, int]  # which of these are a kind's; none for one that inserts nothing
    stock: tuple[Stock, ...]
    shop: str  # digest of the shop's constants

    @property
    def asks_cards(self) -> bool:
        """Whether any page reads cards themselves."""
        return bool(self.digests.keys() - self.inserts)


def output_kind(path: str) -> str:
    """Return what an output of a theme is called among page kinds."""
    return f"output {path}"


def make_programs(
    theme: Theme, shop: ShopView, styles: Mapping[str, str], folder: Path, *, minified: bool = True
) -> Programs:
    """Return the programs of a theme for a shop; those of a folder when they hold still, else compiled anew.

    `styles` are those of the page kinds that the shop has.
    """
    decides = (edition(), theme.digest, theme.place.assets, styles, minified)
    key = xxh3_128(msgpack.encode(decides, order="deterministic")).hexdigest()
    path = folder / "programs"
    kept, about = _read(path, key), digest_constant(shop)
    if kept is not None and kept.shop == about:
        return kept
    # The compiler is as much to load as the rest of a build in which nothing has changed.
    from engine.render.compiling import compile_programs, holds

    constants = {"shop": shop}
    if kept is not None and holds(kept, theme, constants):
        programs = replace(kept, shop=about)
    else:
        programs = compile_programs(theme, constants, styles, minified=minified)
    _keep(path, key, programs)
    return programs


def _keep(path: Path, key: str, programs: Programs) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = f"{path}.{os.getpid()}"
    with open(beside, "wb") as file:
        file.write(seal(key.encode() + msgpack.encode(programs)))
    os.replace(beside, path)


def _read(path: Path, key: str) -> Programs | None:
    try:
        data = unseal(path.read_bytes(), str(path))
        return msgpack.decode(data[len(key) :], type=Programs) if data.startswith(key.encode()) else None
    except (FileNotFoundError, DecodeError):
        return None
