"""A site -> its files in a form that limit.c writes again, and the command that does."""

import os
from pathlib import Path

from benchmarks.peers import install
from benchmarks.peers.columns import Command


def pack(site: Path, folder: Path) -> None:
    """Write all files of a site one after the other, with an index of their sizes and paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "index", "wb") as index, open(folder / "bytes", "wb") as together:
        for each, names, files in os.walk(site):
            names.sort()
            for name in sorted(files):
                path = os.path.join(each, name)
                raw = Path(path).read_bytes()
                index.write(f"{len(raw)} {os.path.relpath(path, site)}\n".encode())
                together.write(raw)


def command(cache: Path, folder: Path, site: Path) -> Command:
    """Return what writes a packed site; its folder must be there."""
    words = [str(install.limit(cache)), str(folder / "index"), str(folder / "bytes"), str(site)]
    return Command(words, folder)
