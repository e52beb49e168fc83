"""The value of a constant -> its digest, the same in each process."""

from typing import Any

import msgspec
from msgspec import Struct
from xxhash import xxh3_128

from engine.render.named import Named


def digest_constant(value: Any) -> str:
    """Return the digest of a constant: of what it holds, of a function its name."""
    return xxh3_128(msgspec.msgpack.encode(value, enc_hook=_plain, order="sorted")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Named):
        return {name: one for name, one in vars(value).items() if not name.startswith("__")}
    if isinstance(value, Struct):
        return [type(value).__name__, msgspec.structs.asdict(value)]
    if isinstance(value, range):
        return ["range", value.start, value.stop, value.step]
    return [type(value).__name__, getattr(value, "__qualname__", repr(type(value)))]
