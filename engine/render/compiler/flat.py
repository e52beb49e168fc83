"""A flat program as data: all that the machine needs and all that a build has to know of it; it can be kept on disk."""

from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from engine.render.compiler.fragments import FragmentKey
from engine.render.compiler.tree import Constant, Origin, Path

MARKUP = 1  # the code of msgpack's extension that holds Markup
TUPLE = 2


class FlatTwin(Struct, frozen=True, array_like=True):
    """A function of slots: a path (no source), or an expression of `code`, by number."""

    slots: tuple[int, ...]
    path: Path | None = None
    name: str = ""  # what Jinja calls a slot of the path that may be empty
    number: int = -1
    escaping: bool = False


class FlatCode(Struct, frozen=True, array_like=True):
    """Expressions compiled to Python: code that defines t0, t1 ... over constants and helpers."""

    code: bytes  # marshal, of the Python that made it
    constants: tuple[Constant, ...]  # c0, c1 ...
    helpers: tuple[tuple[str, str], ...]  # h0, h1 ...


class Flat(Struct, frozen=True, array_like=True):
    """A flat program."""

    ops: bytes
    texts: tuple[bytes, ...]
    consts: tuple[Constant, ...]
    paths: tuple[Path, ...]
    twins: tuple[FlatTwin, ...]
    code: dict[bool, FlatCode]  # by whether the template escapes
    params: tuple[str, ...]
    slots: int
    loops: int
    rows: bool  # cards are row numbers, and `fragments` are inserted
    fragments: tuple[int, ...]  # numbers of the registry, sorted
    reads: tuple[tuple[str, ...], ...]  # paths from parameters, sorted; `[]` is an item
    constants: tuple[tuple[Origin, str], ...]  # the constants it was made from, with digests of their values
    templates: tuple[str, ...]  # that it was made from, sorted
    keys: tuple[FragmentKey, ...] = ()  # of `fragments`


def encode_flat(flat: Flat) -> bytes:
    """Return a flat program as bytes."""
    return msgspec.msgpack.encode(flat, enc_hook=_encode)


def decode_flat(data: bytes) -> Flat:
    """Return the flat program that bytes hold."""
    return msgspec.msgpack.decode(data, type=Flat, ext_hook=_decode)


def _encode(value: Any) -> Any:
    if isinstance(value, Markup):
        return msgspec.msgpack.Ext(MARKUP, str(value).encode())
    raise TypeError(f"expected plain data in a program, got {type(value).__name__}")


def _decode(code: int, data: memoryview) -> Any:
    if code == MARKUP:
        return Markup(bytes(data).decode())
    raise ValueError(f"expected a text as Markup, got the extension {code}")
