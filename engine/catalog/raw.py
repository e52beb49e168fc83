"""What a source hands on as it stands: kinds of documents, and the reference data before it is vetted."""

from typing import Literal

from msgspec import Struct

Kind = Literal["json", "msgpack"]
LARGEST_BYTES = 16 * 1024 * 1024  # what MongoDB holds; a line of a file may be longer


class RawReference(Struct, frozen=True):
    """The three collections as a source has them: rows of source id and bytes, or text that says what is wrong."""

    kind: str  # json or msgpack
    brands: tuple[tuple[str, bytes | str], ...] = ()
    categories: tuple[tuple[str, bytes | str], ...] = ()
    face_shapes: tuple[tuple[str, bytes | str], ...] = ()
    missing: tuple[str, ...] = ()  # where a collection was looked for and not found
