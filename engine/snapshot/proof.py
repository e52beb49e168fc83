"""A file that only grows -> a digest for each block of it, and the bytes of a range once its blocks are proven."""

from xxhash import xxh3_128_digest

from engine.snapshot.sealed import damaged

BLOCK = 64 * 1024
WIDTH = 16


def digest_blocks(path: str, size: int, known_size: int = 0, known: bytes = b"") -> bytes:
    """Return the digests of the blocks of the first `size` bytes; those that are known stay as they are.

    DamagedError when the block that the file went on from is not what it was.
    """
    whole = known_size // BLOCK
    digests = bytearray(known[: WIDTH * whole])
    before = known_size - whole * BLOCK
    with open(path, "rb") as file:
        file.seek(whole * BLOCK)
        for start in range(whole * BLOCK, size, BLOCK):
            block = file.read(min(BLOCK, size - start))
            if before and xxh3_128_digest(block[:before]) != known[WIDTH * whole :]:
                raise damaged(path, f"the block at {start}")
            before = 0
            digests += xxh3_128_digest(block)
    return bytes(digests)


class Proof:
    """What was proven of a file that is mapped, block by block; what came after `size` bytes is in none of them."""

    def __init__(self, path: str, raw: memoryview, size: int, digests: bytes) -> None:
        self._path = path
        self._raw = raw[:size]
        self._digests = digests
        self._left = set(range(len(digests) // WIDTH))

    def __len__(self) -> int:
        return len(self._digests) // WIDTH

    def check(self, start: int, end: int) -> None:
        """Prove a range; DamagedError when its bytes are not what they were, or beyond those that were noted."""
        if end > len(self._raw):
            raise damaged(self._path, f"expected {end} bytes, {len(self._raw)} were noted")
        for number in range(start // BLOCK, -(-end // BLOCK) if end > start else 0):
            if number in self._left:
                self._prove(number)

    def check_all(self) -> None:
        """Prove the whole file."""
        for number in sorted(self._left):
            self._prove(number)

    def _prove(self, number: int) -> None:
        block = self._raw[number * BLOCK : (number + 1) * BLOCK]
        if xxh3_128_digest(block) != self._digests[WIDTH * number : WIDTH * (number + 1)]:
            raise damaged(self._path, f"the block at {number * BLOCK}")
        self._left.discard(number)
