"""Files of a site -> its manifest in the state folder: path, size and digest of each, sorted."""

import os
from collections.abc import Iterable

from engine.pipeline.jobs import Written

NAME = "manifest"


def write_manifest(state: str, files: Iterable[Written]) -> None:
    """Write the manifest of a site that was just published: digest (xxh3_128), size and path a line."""
    path = os.path.join(state, NAME)
    with open(f"{path}.next", "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{one.digest} {one.size} {one.path}\n" for one in sorted(files, key=lambda one: one.path))
    os.replace(f"{path}.next", path)
