"""Products -> the parts of site-wide files that they stand in, so that one product rewrites one part.

A product's part follows from the digest of its slug alone: others that come or go do not move it, until there are so
many that there are to be twice as many parts.
"""

from array import array

from engine.snapshot.columns import Buffer
from native import in_bucket


class Buckets:
    """The products of a shop in parts of about the same size."""

    def __init__(self, keys: Buffer, most: int) -> None:
        """`keys` are the digests of the slugs; on the average `most` products at most stand in a part."""
        self._keys = keys
        self.bits = max(0, (len(keys) // 16 - 1) // most).bit_length()

    def __len__(self) -> int:
        return 1 << self.bits

    def places(self, bucket: int) -> "array[int]":
        """Return the places among the keys of a part's products."""
        return in_bucket(self._keys, self.bits, bucket)
