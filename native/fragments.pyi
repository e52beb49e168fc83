"""The types of fragments.pyx."""

from collections.abc import Iterable

from typing_extensions import Buffer

class Fragments:
    """Prebuilt bytes by row and kind: those of a row lie one behind the other in a pack, from its offset on."""

    def __init__(self, packs: Iterable[Buffer], pack: Buffer, offset: Buffer, sizes: Buffer, kinds: int) -> None: ...
    def __len__(self) -> int: ...
    def read(self, row: int, kind: int) -> bytes:
        """Return the bytes of one kind of a row."""
