"""A built demo shop -> the pictures of it in docs/pictures: python -m tests.docs.pictures FOLDER_OF_THE_SHOP."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pyvips

from engine.cli.server import serve
from tests.real.chromium import screenshot

TARGET = Path(__file__).parents[2] / "docs" / "pictures"
SIZES = {1440: 900, 360: 740}


def pages(site: Path) -> Iterator[tuple[str, str]]:
    """Yield a name and a path for one page of each kind that is shown; the first of a kind by name."""
    yield "home", "/"
    yield "category", "/categories/sunglasses/"
    yield "product", f"/products/{_first(site / 'products')}/"
    yield "faces", "/guides/face-shapes/"
    yield "sizes", "/guides/sizes/"
    yield "brand", f"/brands/{_first(site / 'brands')}/"
    yield "not-found", "/no-such-page"


def _first(folder: Path) -> str:
    return min(entry.name for entry in os.scandir(folder) if entry.is_dir())


def take(site: Path, target: Path) -> None:
    """Write a PNG of few colours for each page and width."""
    with tempfile.TemporaryDirectory() as folder:
        eager = _eager(site, Path(folder, "site"))
        server = serve(str(eager), "", "127.0.0.1", 0)
        Thread(target=server.serve_forever, daemon=True).start()
        for name, path in pages(site):
            for width, height in SIZES.items():
                raw = Path(folder, f"{name}-{width}.png")
                screenshot(f"http://127.0.0.1:{server.server_port}{path}", raw, width, height)
                image = pyvips.Image.new_from_file(str(raw))[:3]
                image.pngsave(str(target / raw.name), palette=True, Q=90, effort=10, keep="none")
        server.shutdown()


def _eager(site: Path, target: Path) -> Path:
    """Copy a site and have its pictures loaded at once: a screenshot does not wait for those that load lazily."""
    shutil.copytree(site, target, copy_function=os.link)
    for page in target.rglob("*.html"):
        body = page.read_bytes().replace(b' loading="lazy" decoding="async"', b"")
        page.unlink()  # a link to the site's own file
        page.write_bytes(body)
    return target


if __name__ == "__main__":
    take(Path(sys.argv[1], "site"), TARGET)
