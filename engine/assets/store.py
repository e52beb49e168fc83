"""Finished pictures on disk, keyed by source digest and recipe: put once, verified when read, linked into the output.

An entry is a folder: `meta` (the digest of what follows, then the Picture or Refusal as msgpack) and one file a
variant. It appears by one rename, so builds may share a store; an entry that is not whole counts as none
and is made again.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
import xxhash

from engine.assets.picture import Picture, Refusal, Variant
from engine.assets.recipe import entry_key

META = "meta"
CHECK = 16  # hexadecimal digits of the xxh3_64 before the message

LEFT_BEHIND_S = 3600


class Published(msgspec.Struct, frozen=True, gc=False):
    """A file as it lies in the output."""

    name: str
    size: int
    digest: str


class Store:
    """The folder of finished pictures; holds no state but its place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, digest: str, recipe_key: str) -> Picture | Refusal | None:
        """Return what is known of a source under a recipe, every byte of it verified."""
        entry = self._entry(entry_key(digest, recipe_key))
        try:
            known = _read_meta(entry)
            if isinstance(known, Picture):
                if known.digest != digest:
                    return None
                for variant in known.variants:
                    _verify(entry / known.name(variant), variant)
        except (OSError, ValueError, msgspec.DecodeError):
            return None
        return known

    def put(self, digest: str, recipe_key: str, known: Picture | Refusal, files: Mapping[str, bytes]) -> None:
        """Keep a picture with its files by public name, or a refusal with none."""
        entry = self._entry(entry_key(digest, recipe_key))
        entry.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
        try:
            os.chmod(beside, 0o755)  # mkdtemp makes it private; another user's build may read the store
            for name, content in files.items():
                (beside / name).write_bytes(content)
            message = msgspec.msgpack.encode(known)
            (beside / META).write_bytes(xxhash.xxh3_64_hexdigest(message).encode() + message)
            self._move_in(beside, entry)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def publish(self, picture: Picture, target: Path) -> list[Published]:
        """Link (or copy) the variants of a picture into a folder and return what lies there."""
        target.mkdir(parents=True, exist_ok=True)
        entry = self._entry(picture.key)
        published = []
        for variant in picture.variants:
            name = picture.name(variant)
            _link(entry / name, target / name)
            published.append(Published(name, variant.bytes, variant.digest))
        return published

    def tidy(self) -> None:
        """Remove what killed workers left half done, an hour and more ago."""
        for pattern in (".new-*", ".old-*"):
            for left in self.folder.glob(pattern):
                with suppress(FileNotFoundError):
                    if time.time() - left.stat().st_mtime > LEFT_BEHIND_S:
                        shutil.rmtree(left, ignore_errors=True)

    def _entry(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def _move_in(self, beside: Path, entry: Path) -> None:
        try:
            beside.rename(entry)
        except OSError:
            if not entry.is_dir():
                raise
            # What lies there is either the same, from another build, or damaged: ours is whole in both cases.
            old = Path(tempfile.mkdtemp(prefix=".old-", dir=self.folder))
            try:
                entry.rename(old / "entry")
                beside.rename(entry)
            except OSError:
                if not entry.is_dir():
                    raise
            finally:
                shutil.rmtree(old, ignore_errors=True)


def _read_meta(entry: Path) -> Picture | Refusal:
    content = (entry / META).read_bytes()
    check, message = content[:CHECK], content[CHECK:]
    if xxhash.xxh3_64_hexdigest(message).encode() != check:
        raise ValueError("the entry's meta is damaged")
    return msgspec.msgpack.decode(message, type=Picture | Refusal)


def _verify(path: Path, variant: Variant) -> None:
    content = path.read_bytes()
    if len(content) != variant.bytes or xxhash.xxh3_128_hexdigest(content) != variant.digest:
        raise ValueError(f"{path.name} is damaged")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
        return
    except FileExistsError:
        if os.path.samefile(source, target):
            return
    except OSError:
        if not source.is_file():
            raise
    # Another file system, or another file of that name: a copy beside, then one rename.
    descriptor, beside = tempfile.mkstemp(prefix=".", dir=target.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(source.read_bytes())
    os.chmod(beside, 0o644)
    os.replace(beside, target)
