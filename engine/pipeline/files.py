"""A path and bytes -> a file of the site, and what the manifest says of it."""

import xxhash

from engine.pipeline.jobs import Written
from engine.pipeline.writing import write_file


def write(root: str, path: str, body: bytes, seconds: float = 0.0) -> Written:
    """Write a file below the root of a site; `seconds` is what it took to make."""
    write_file(root, path, body)
    return Written(path, len(body), xxhash.xxh3_128_hexdigest(body), seconds)
