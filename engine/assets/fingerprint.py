"""A file -> the digest of its bytes, read again only when its stat says that it changed."""

import os
import time
from pathlib import Path

import msgspec
import xxhash

from engine.errors import DamagedError
from engine.snapshot.sealed import seal, unseal

# A file written twice within one tick of the file system's clock keeps its mtime: younger stamps prove nothing.
RACY_NS = 2_000_000_000
CHUNK = 1 << 20


class Stamp(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What the file system said of a file when its digest was taken."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    digest: str

    def matches(self, stat: os.stat_result) -> bool:
        """Say whether the file can still be the one that was read."""
        return (self.size, self.mtime_ns, self.ctime_ns, self.inode) == (
            stat.st_size,
            stat.st_mtime_ns,
            stat.st_ctime_ns,
            stat.st_ino,
        )


def fingerprint(path: Path) -> str:
    """Return the xxh3_128 of a file's bytes in hexadecimal digits."""
    state = xxhash.xxh3_128()
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            state.update(chunk)
    return state.hexdigest()


class Fingerprints:
    """Digests of files, remembered between builds in one small file; a damaged memory is an empty one."""

    def __init__(self, memory: Path) -> None:
        self.memory = memory
        self._stamps: dict[str, Stamp] = {}
        self._changed = False
        try:
            data = unseal(memory.read_bytes(), str(memory))
            self._stamps = msgspec.msgpack.decode(data, type=dict[str, Stamp])
        except (FileNotFoundError, DamagedError, msgspec.DecodeError):
            self._changed = True

    def digest(self, path: Path) -> str:
        """Return the digest of a file, from memory when its stamp is proof enough."""
        name = os.fspath(path)
        before = path.stat()
        known = self._stamps.get(name)
        if known is not None and known.matches(before):
            return known.digest
        digest = fingerprint(path)
        self._remember(name, before, path.stat(), digest)
        return digest

    def _remember(self, name: str, before: os.stat_result, after: os.stat_result, digest: str) -> None:
        stamp = Stamp(before.st_size, before.st_mtime_ns, before.st_ctime_ns, before.st_ino, digest)
        youngest = max(before.st_mtime_ns, before.st_ctime_ns)
        if stamp.matches(after) and time.time_ns() - youngest > RACY_NS:
            self._stamps[name] = stamp
            self._changed = True
        elif self._stamps.pop(name, None) is not None:
            self._changed = True

    def save(self) -> None:
        """Write the memory in one step, so that another build reads the old or the whole one."""
        if not self._changed:
            return
        self.memory.parent.mkdir(parents=True, exist_ok=True)
        beside = self.memory.with_name(f"{self.memory.name}.{os.getpid()}.tmp")
        beside.write_bytes(seal(msgspec.msgpack.encode(dict(sorted(self._stamps.items())))))
        beside.replace(self.memory)
        self._changed = False
