"""The installed engine -> a digest of its code: what another edition has made is made anew."""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from xxhash import xxh3_128

import native

A_READ = 1 << 18
ENDINGS = (".py", ".so", ".pyd", ".toml", ".jinja")


@cache
def edition() -> str:
    """Return the digest of every file that decides how a shop is built; themes have digests of their own."""
    return digest_code((str(Path(__file__).parents[1]), *native.__path__))


def digest_code(roots: Iterable[str]) -> str:
    """Return the digest of the code in folders, by the names that it has there."""
    state, buffer = xxh3_128(), memoryview(bytearray(A_READ))  # one for all: memory is as much to get as to read into
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                if name.endswith(ENDINGS):
                    state.update(f"\0{folder[len(root) + 1 :]}/{name}\0".encode())
                    with open(os.path.join(folder, name), "rb", buffering=0) as file:
                        while size := file.readinto(buffer):
                            state.update(buffer[:size])
    return state.hexdigest()
