"""A flat program as data: all that the machine needs and all that a build has to know of it; it can be kept on disk."""

from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from engine.render.compiler.fragments import FragmentKey
from engine.render.compiler.tree import Constant, Origin, Path

MARKUP, TUPLE, WHOLE = 1, 2, 3  # codes of msgpack's extensions


class FlatTwin(Struct, frozen=True, array_like=True):
    """A function of slots: an expression of `code`, by number; or a path and what is asked of its value."""

    slots: tuple[int, ...]
    path: Path | None = None
    name: str = ""  # what Jinja calls a slot of the path that may be empty
    number: int = -1
    escaping: bool = False
    asked: str = ""  # nothing, `equal`, `length`, `find` or a comparison of the length
    value: str | int = 0  # what it is compared with, or the key that is looked for


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
    code = {
        escaping: replace(one, constants=tuple(map(_wrapped, one.constants))) for escaping, one in flat.code.items()
    }
    keys = tuple(
        replace(key, arguments=tuple((name, _wrapped(value)) for name, value in key.arguments)) for key in flat.keys
    )
    whole = replace(flat, consts=tuple(map(_wrapped, flat.consts)), code=code, keys=keys)
    return msgspec.msgpack.encode(whole)


def decode_flat(data: bytes) -> Flat:
    """Return the flat program that bytes hold."""
    return msgspec.msgpack.decode(data, type=Flat, ext_hook=_unwrap)


def _wrapped(constant: Constant) -> Constant:
    return replace(constant, value=_wrap(constant.value))


def _wrap(value: Any) -> Any:
    """Return a value in which tuples, Markup and whole numbers of any size are told from what msgpack makes of them."""
    if isinstance(value, Markup):
        return msgspec.msgpack.Ext(MARKUP, str(value).encode())
    if type(value) is tuple:
        return msgspec.msgpack.Ext(TUPLE, msgspec.msgpack.encode([_wrap(one) for one in value]))
    if type(value) is list:
        return [_wrap(one) for one in value]
    if type(value) is dict:
        return {_wrap(key): _wrap(one) for key, one in value.items()}
    if type(value) is int and not -(2**63) <= value < 2**63:
        return msgspec.msgpack.Ext(WHOLE, str(value).encode())
    return value


def _unwrap(code: int, data: memoryview) -> Any:
    if code == MARKUP:
        return Markup(bytes(data).decode())
    if code == TUPLE:
        return tuple(msgspec.msgpack.decode(data, ext_hook=_unwrap))
    if code == WHOLE:
        return int(bytes(data))
    raise ValueError(f"expected a constant of a program, got the extension {code}")
