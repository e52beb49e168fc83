"""Made pictures on disk, found by their source: workers map the file and decode only what they show."""

import os
from collections.abc import Iterator, Mapping

from msgspec import msgpack

from engine.assets.picture import Picture
from engine.snapshot.columns import Builder, Schema, read_table

NAME = "pictures"
SCHEMA: Schema = {"source": "text", "picture": "bytes"}


def write_album(folder: str, made: Mapping[str, Picture]) -> None:
    """Write made pictures into a snapshot's folder."""
    rows = Builder(SCHEMA)
    for source in sorted(made):
        rows.append((source, msgpack.encode(made[source])))
    rows.draft().write(os.path.join(folder, NAME))


class Album(Mapping[str, Picture]):
    """The pictures of a snapshot."""

    def __init__(self, folder: str) -> None:
        table = read_table(os.path.join(folder, NAME), SCHEMA)
        self._rows = {source: row for row, source in enumerate(table.texts("source"))}
        self._pictures = table.blobs("picture")
        self._decode = msgpack.Decoder(Picture).decode

    def __getitem__(self, source: str) -> Picture:
        return self._decode(self._pictures[self._rows[source]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, source: object) -> bool:
        return source in self._rows
