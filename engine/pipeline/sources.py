"""What a site is made of, read and settled; nothing of it is planned or rendered yet."""

from pathlib import Path

from msgspec import Struct

from engine.config.schema import ShopConfig
from engine.content.entry import Entry
from engine.render.theme import Theme
from engine.snapshot.folder import Catalog

OWN = "static"  # of the shop's folder


class Sources(Struct, frozen=True):
    """All that a site is made of."""

    config: ShopConfig
    theme: Theme
    entries: tuple[Entry, ...]
    ledger: bytes
    catalog: Catalog


def own_files(config: ShopConfig) -> dict[str, bytes]:
    """Return the shop's static/ as it is: what a host or a search engine wants to find at the root of the site."""
    folder = Path(config.folder, OWN)
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
