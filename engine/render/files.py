"""The folders of a theme -> their files, its assets, and one digest of all that a page owes to them."""

import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec import json
from xxhash import xxh3_128

from engine.snapshot.edition import digest_code
from themes import shared_dir

ENGINE_TEMPLATES = Path(__file__).resolve().parent / "templates"


def digest_files(shop: str, folder: Path, settings: dict[str, Any], locale: str) -> str:
    """Return the digest of a theme: its files, those of the shop's own folder, its settings, and what renders them."""
    state = xxh3_128(json.encode([_jinja(), locale, settings], order="sorted"))
    for place in [*([Path(shop)] if shop else []), folder, shared_dir(), ENGINE_TEMPLATES]:
        for name, file in files_below(place):
            data = file.read_bytes()
            state.update(f"\0{name}\0{len(data)}\0".encode())
            state.update(data)
        state.update(b"\0\0")
    return state.hexdigest()


def assets_of(folders: list[Path]) -> Iterator[tuple[str, Path]]:
    """Yield every file of the assets/ folders; the shop's goes before the theme's."""
    for folder in reversed(folders):
        yield from files_below(folder / "assets")


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder, sorted, hidden ones and caches left out."""
    root = str(folder)
    for path, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        below = f"{path[len(root) + 1 :]}/" if path != root else ""
        for name in sorted(names):
            if not name.startswith("."):
                yield below + name, Path(path, name)


@cache
def _jinja() -> str:
    """Return a digest of Jinja's code: to ask it for its version is to load it."""
    spec = find_spec("jinja2")
    assert spec is not None and spec.submodule_search_locations is not None
    return digest_code(spec.submodule_search_locations)
