"""Files of a site -> their Brotli and gzip copies, for hosts that send them as they lie there."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from engine.config.schema import ShopConfig

ENDINGS = (".html", ".css", ".js", ".json", ".xml", ".txt", ".svg", ".webmanifest")
LEAST = 256  # bytes; below, the headers of an answer outweigh what is saved
QUALITY = 9  # of Brotli: 11 costs eight times as much for 3 % less
LEVEL = 9


def compressible(path: str, size: int) -> bool:
    """Return whether a file is worth a compressed copy."""
    return size >= LEAST and path.endswith(ENDINGS)


def compress(roots: Sequence[str], files: Sequence[str], config: ShopConfig) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each compressed copy that the configuration asks for and that is smaller.

    A file is that of the first of the `roots` that has it.
    """
    import gzip

    import brotli

    for path in files:
        body = _read(roots, path)
        for form in config.output.compress:
            small = brotli.compress(body, quality=QUALITY) if form == "br" else gzip.compress(body, LEVEL, mtime=0)
            if len(small) < len(body):
                yield f"{path}.{form}", small


def _read(roots: Sequence[str], path: str) -> bytes:
    for root in roots[:-1]:
        with suppress(FileNotFoundError), open(f"{root}/{path}", "rb") as file:
            return file.read()
    with open(f"{roots[-1]}/{path}", "rb") as file:
        return file.read()
