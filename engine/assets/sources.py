"""A picture reference of the catalog -> a file under an allowed root, an address on an allowed host, or why not."""

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

import msgspec

from engine.assets.address import judge_url
from engine.assets.fingerprint import Fingerprints, fingerprint
from engine.assets.picture import Refusal

__all__ = ["Fingerprints", "LocalFile", "RemoteUrl", "fingerprint", "resolve", "sniff"]

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
SNIFFED = 64


class LocalFile(msgspec.Struct, frozen=True, gc=False):
    """A regular file that lies, links followed, under one of the roots."""

    path: Path


class RemoteUrl(msgspec.Struct, frozen=True, gc=False):
    """An http or https address, normalised, without fragment, on an allow-listed host."""

    url: str


Source = LocalFile | RemoteUrl | Refusal


def resolve(reference: str, roots: Iterable[Path], hosts: Iterable[str]) -> Source:
    """Return where the bytes of a reference may be read."""
    if reference.startswith("//"):
        reference = f"https:{reference}"
    if scheme := SCHEME.match(reference):
        if scheme[0].lower() in ("http:", "https:"):
            return _remote(reference, tuple(hosts))
        # A file may be called "12:30.jpg": what exists under a root is a file, whatever it looks like.
        found = _local(reference, roots)
        if isinstance(found, LocalFile):
            return found
        return Refusal("image_unsupported", f"expected a path or an http(s) address, got {_shown(reference)}")
    return _local(reference, roots)


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 120 else text[:119] + "…")


def _local(reference: str, roots: Iterable[Path]) -> LocalFile | Refusal:
    escapes = False
    if not reference:
        return Refusal("image_missing", "expected a path or an http(s) address, got an empty text")
    for root in roots:
        try:
            real_root = os.path.realpath(root)
            real = os.path.realpath(os.path.join(real_root, reference))
            inside = os.path.commonpath((real_root, real)) == real_root
            if not inside:
                escapes = True
            elif stat.S_ISREG(os.stat(real).st_mode):
                return LocalFile(Path(real))
        except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate, which no file name can hold
            continue
    if escapes:
        return Refusal("image_escapes_root", f"expected a file under images.roots, got {_shown(reference)}, outside")
    return Refusal("image_missing", f"expected a file under images.roots, found none at {_shown(reference)}")


def _remote(reference: str, hosts: tuple[str, ...]) -> RemoteUrl | Refusal:
    import httpx

    try:
        # The parser that will fetch is the one that judges: two parsers can see two hosts in one address.
        url = httpx.URL(reference).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError) as error:
        return Refusal("image_unsupported", f"expected an http(s) address, got {_shown(reference)}: {error}")
    return judge_url(url, hosts) or RemoteUrl(str(url))


def sniff(head: bytes) -> str | None:
    """Return the kind of picture that the first SNIFFED bytes tell of, or None for what is never decoded."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    # HEIC is the same container around HEVC, which the wheel cannot decode.
    if head[4:8] == b"ftyp" and b"avif" in head[8 : min(head[3], SNIFFED)]:
        return "avif"
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    return None
