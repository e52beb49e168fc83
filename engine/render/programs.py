"""A theme and a shop's constants -> the programs that pages and cards are rendered with, kept from build to build.

A page kind that cannot be flattened has none: Jinja renders it, and the build says why and what that costs.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import DecodeError, Struct, msgpack
from msgspec.structs import replace
from xxhash import xxh3_128, xxh3_128_digest

from engine.render.compiler.compile import Compiler
from engine.render.compiler.contexts import COMMON, OUTPUT, OWN
from engine.render.compiler.digests import digest_constant
from engine.render.compiler.flat import Flat, decode_flat, encode_flat
from engine.render.compiler.fragments import Fragments
from engine.render.compiler.linking import link, look_up
from engine.render.compiler.minifier import minify
from engine.render.compiler.purity import PURE_FUNCTIONS
from engine.render.compiler.readset import Steps
from engine.render.compiler.sources import Sources
from engine.render.compiler.tree import Constant, Origin
from engine.render.compiler.unsupported import Unsupported
from engine.render.theme import Theme
from engine.render.views import CardView, ShopView
from engine.snapshot.edition import edition
from native.machine import Fragments as Made
from native.machine import Page, Program

CARDS = {("product", "related"), ("listing", "cards"), ("home", "featured"), ("home", "newest"), ("home", "kinds")}


class Stock(Struct, frozen=True):
    """Why a page kind is rendered by Jinja."""

    kind: str
    reason: str  # with file and line


class Programs(Struct, frozen=True):
    """The programs of a theme as data: flat programs as bytes, by page kind; outputs are named by `output_kind`."""

    pages: Mapping[str, bytes]
    pieces: tuple[bytes, ...]  # of a card, by the number of their fragment
    digests: Mapping[str, bytes]  # of every kind: what its pages are made of beside their data
    reads: Mapping[str, tuple[Steps, ...]]  # of the kinds that have a program
    inserts: frozenset[str]  # kinds that only insert pieces of cards, so that rows stand for cards
    stock: tuple[Stock, ...]
    shop: str  # digest of the shop's constants

    @property
    def asks_cards(self) -> bool:
        """Whether any page reads cards themselves."""
        return bool(self.digests.keys() - self.inserts)

    @property
    def pieces_digest(self) -> bytes:
        """The digest of what makes the pieces of cards."""
        return xxh3_128_digest(b"\0".join(_body(decode_flat(piece)) for piece in self.pieces))


def output_kind(path: str) -> str:
    """Return what an output of a theme is called among page kinds."""
    return f"output {path}"


def make_programs(
    theme: Theme, shop: ShopView, styles: Mapping[str, str], folder: Path, *, minified: bool = True
) -> Programs:
    """Return the programs of a theme for a shop; those of a folder when they hold still, else compiled anew."""
    decides = (edition(), theme.digest, theme.place.assets, styles, minified)
    key = xxh3_128(msgpack.encode(decides, order="deterministic")).hexdigest()
    path = folder / "programs"
    constants = {"shop": shop}
    kept = _read(path, key)
    if kept is not None and _holds(kept, theme, constants):
        return kept
    programs = _compile(theme, constants, styles, minified)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = f"{path}.{os.getpid()}"
    with open(beside, "wb") as file:
        file.write(key.encode() + msgpack.encode(programs))
    os.replace(beside, path)
    return programs


class Opened(Struct):
    """A program, ready to run."""

    program: Program
    params: tuple[str, ...]
    inserts: bool  # it takes rows for cards

    def run(self, context: Mapping[str, Any], page: Page, made: Made | None) -> None:
        """Put a page behind what `page` holds; `context` names its parameters."""
        self.program.run(tuple([context[name] for name in self.params]), page, made)


class OpenPrograms:
    """The programs of a theme in one process."""

    def __init__(self, programs: Programs, theme: Theme, shop: ShopView) -> None:
        self._programs = programs
        self._environment = theme.environment
        self._constants = {"shop": shop}
        self._opened: dict[str, Opened | None] = {}
        self.pieces = [self._link(piece).program for piece in programs.pieces]
        self.asks_cards = programs.asks_cards

    def of(self, kind: str) -> Opened | None:
        """Return the program of a page kind, None when Jinja renders it."""
        if kind not in self._opened:
            data = self._programs.pages.get(kind)
            self._opened[kind] = None if data is None else self._link(data)
        return self._opened[kind]

    def _link(self, data: bytes) -> Opened:
        flat = decode_flat(data)
        return Opened(link(flat, self._environment, self._constants), flat.params, flat.rows)


def _compile(theme: Theme, constants: Mapping[str, Any], styles: Mapping[str, str], minified: bool) -> Programs:
    registry = Fragments(CardView)
    compiler = Compiler(Sources(theme.environment), constants, registry)
    stock: list[Stock] = []
    drafts = {}
    verbatim: set[int] = set()
    for kind, template, params, known in _wanted(theme, styles):
        try:
            page, tree = compiler.flatten(template, params, known)
        except Unsupported as reason:
            stock.append(Stock(kind, str(reason)))
            continue
        if minified:
            smaller = minify(tree, template, styles.get(kind, ""))
            tree = smaller.tree
            verbatim |= smaller.verbatim
        drafts[kind] = compiler.finish(page, tree)
    used = {number for flat in drafts.values() for number in flat.fragments}
    everything = "\n".join(styles.values())
    pieces = []
    for number, key in enumerate(registry.keys if used else ()):
        page, tree = compiler.flatten_fragment(key)
        if number not in used:
            tree = replace(tree, body=[])
        elif minified and number not in verbatim:
            tree = minify(tree, key.template, everything, fragment=True).tree
        pieces.append(encode_flat(compiler.finish(page, tree)))
    shop = digest_constant(constants["shop"])
    whole = xxh3_128_digest(f"{theme.digest} {shop}".encode())
    return Programs(
        pages={kind: encode_flat(flat) for kind, flat in drafts.items()},
        pieces=tuple(pieces),
        digests={kind: xxh3_128_digest(_body(flat)) for kind, flat in drafts.items()}
        | {one.kind: xxh3_128_digest(whole + styles.get(one.kind, "").encode()) for one in stock},
        reads={kind: flat.reads for kind, flat in drafts.items()},
        inserts=frozenset(kind for kind, flat in drafts.items() if flat.rows or not _takes_cards(flat)),
        stock=tuple(stock),
        shop=shop,
    )


def _wanted(theme: Theme, styles: Mapping[str, str]) -> Iterator[tuple[str, str, dict[str, Any], dict[Any, Any]]]:
    """Yield kind, template, types of parameters and what is known of them, of each page kind and output."""
    for kind in theme.kinds():
        known = {("page", "kind"): kind, ("page", "css"): styles[kind], ("page", "scripts"): ()}
        yield kind, f"pages/{kind}.html", {"page": COMMON["page"], **OWN[kind]}, known
    for output in theme.outputs:
        yield output_kind(output.path), output.template, {"cards": OUTPUT["cards"]}, {}


def _takes_cards(flat: Flat) -> bool:
    """Return whether a program reads anything of a parameter that holds cards."""
    return any(path[:2] in CARDS or path[0] == "cards" for path in flat.reads)


def _body(flat: Flat) -> bytes:
    """Return what a program's pages depend on: not where it came from, but for the constants that it looks up."""
    values = dict(flat.constants)
    held = [*flat.consts, *(constant for code in flat.code.values() for constant in code.constants)]
    looked_up = tuple((one.origin, values.get(one.origin, "")) for one in held if one.origin is not None)
    return encode_flat(replace(flat, constants=looked_up, templates=(), reads=(), keys=()))


def _read(path: Path, key: str) -> Programs | None:
    try:
        data = path.read_bytes()
        return msgpack.decode(data[len(key) :], type=Programs) if data.startswith(key.encode()) else None
    except (FileNotFoundError, DecodeError):
        return None


def _holds(programs: Programs, theme: Theme, constants: Mapping[str, Any]) -> bool:
    """Return whether every constant that a program was made from has the value that it had."""
    known: dict[Any, str] = {}
    for data in (*programs.pages.values(), *programs.pieces):
        for origin, digest in decode_flat(data).constants:
            if origin not in known:
                with suppress(LookupError, AttributeError):
                    known[origin] = digest_constant(_value(origin, theme, constants))
            if known.get(origin) != digest:
                return False
    return not programs.stock or programs.shop == digest_constant(constants["shop"])


def _value(origin: Origin, theme: Theme, constants: Mapping[str, Any]) -> Any:
    """Return what a name stands for, or what a function returns for the arguments that are its steps."""
    if origin.root in PURE_FUNCTIONS and origin.steps:
        function: Any = theme.environment.globals[origin.root]
        return function(*origin.steps)
    return look_up(Constant(origin=origin), theme.environment, constants)
