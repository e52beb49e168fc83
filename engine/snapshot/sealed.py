"""Bytes that are kept in the state folder -> the same behind their digest, and back only while that is theirs."""

from xxhash import xxh3_128_digest

from engine.errors import DamagedError

SEAL = 16


def seal(body: bytes) -> bytes:
    """Return what to write to a file."""
    return xxh3_128_digest(body) + body


def unseal(data: bytes, path: str) -> bytes:
    """Return what was sealed; DamagedError names the file when it is something else by now."""
    body = data[SEAL:]
    if xxh3_128_digest(body) != data[:SEAL]:
        raise damaged(path)
    return body


def damaged(path: str, what: str = "") -> DamagedError:
    """Return the error of a file that holds something else than was written to it."""
    return DamagedError(f"{path} is damaged" + (f": {what}" if what else ""))
