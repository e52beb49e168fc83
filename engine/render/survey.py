"""What was found in a theme's templates, kept beside their bytecode for as long as no file of the theme changes."""

import os
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from xxhash import xxh3_128

from engine.snapshot.sealed import seal, unseal

FINDERS = (
    "compiler/contexts.py",
    "compiler/misreads.py",
    "compiler/readings.py",
    "compiler/unknowns.py",
    "filters.py",
    "guide_views.py",
    "named.py",
    "styles.py",
    "survey.py",
    "undefined.py",
    "views.py",
)


class Survey(Struct, frozen=True):
    """The templates and stylesheets that the pages of a theme reach; that it was made means that they are sound."""

    key: str
    used: tuple[str, ...]  # sorted


class Styles(Struct, frozen=True):
    """The styles of each kind of page, with the addresses of assets in them."""

    key: str
    by_kind: dict[str, str]


Kept = TypeVar("Kept", Survey, Styles)


def key(*parts: str) -> str:
    """Return what findings hold for: digests of what they were found in, and the code that finds."""
    return xxh3_128("\0".join((_code(), *parts)).encode()).hexdigest()


def recall(kind: type[Kept], folder: Path, wanted: str) -> Kept | None:
    """Return what is kept in a folder, None when there is nothing or what there is was found in other files.

    DamagedError when it is not what was kept.
    """
    try:
        path = folder / _name(kind)
        kept = msgspec.msgpack.decode(unseal(path.read_bytes(), str(path)), type=kind)
    except (OSError, msgspec.DecodeError):
        return None
    return kept if kept.key == wanted else None


def keep(found: Survey | Styles, folder: Path) -> None:
    """Keep findings in a folder, in place of older ones."""
    file = folder / _name(type(found))
    spare = file.with_suffix(f".{os.getpid()}")
    spare.write_bytes(seal(msgspec.msgpack.encode(found)))
    os.replace(spare, file)


def _name(kind: type[Struct]) -> str:
    return kind.__name__.lower()


@cache
def _code() -> str:
    here = Path(__file__).parent
    return xxh3_128(b"\0".join((here / name).read_bytes() for name in FINDERS)).hexdigest()
