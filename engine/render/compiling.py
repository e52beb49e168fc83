"""A theme and a shop's constants -> programs, compiled; kept ones -> whether they would be compiled to the same."""

from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from msgspec.structs import replace
from xxhash import xxh3_128_digest

from engine.render.compiler.compile import Compiler
from engine.render.compiler.contexts import COMMON, OUTPUT, OWN
from engine.render.compiler.digests import digest_constant
from engine.render.compiler.flat import Flat, decode_flat, encode_flat
from engine.render.compiler.fragments import Fragments
from engine.render.compiler.linking import look_up
from engine.render.compiler.minifier import minify
from engine.render.compiler.purity import PURE_FUNCTIONS
from engine.render.compiler.sources import Sources
from engine.render.compiler.tree import Constant, Origin
from engine.render.compiler.unsupported import Unsupported
from engine.render.programs import Programs, Stock, output_kind
from engine.render.theme import Theme
from engine.render.views import CardView
from native.opcodes import FRAG, WIDTH

CARDS = {("product", "related"), ("listing", "cards"), ("home", "featured"), ("home", "newest"), ("home", "kinds")}


def compile_programs(
    theme: Theme, constants: Mapping[str, Any], styles: Mapping[str, str], *, minified: bool
) -> Programs:
    """Return the programs of a theme."""
    registry = Fragments(CardView)
    compiler = Compiler(Sources(theme.environment, theme.tree), constants, registry)
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
    pieces: list[Flat] = []
    for number, key in enumerate(registry.keys if used else ()):
        page, tree = compiler.flatten_fragment(key)
        if number not in used:
            tree = replace(tree, body=[])
        elif minified and number not in verbatim:
            tree = minify(tree, key.template, everything, fragment=True).tree
        pieces.append(compiler.finish(page, tree))
    shop = digest_constant(constants["shop"])
    inserts = frozenset(kind for kind, flat in drafts.items() if flat.rows or not _takes_cards(flat))
    inserted = {kind: drafts[kind].fragments for kind in sorted(inserts) if drafts[kind].fragments}
    groups = tuple(sorted(set(inserted.values())))
    whole = xxh3_128_digest(f"{theme.digest} {shop}".encode())
    return Programs(
        pages={kind: encode_flat(flat) for kind, flat in drafts.items()},
        pieces=tuple(map(encode_flat, pieces)),
        pieces_digest=xxh3_128_digest(b"\0".join(map(_body, pieces))),
        digests={kind: xxh3_128_digest(_body(flat)) for kind, flat in drafts.items()}
        | {one.kind: xxh3_128_digest(whole + styles.get(one.kind, "").encode()) for one in stock},
        reads={kind: flat.reads for kind, flat in drafts.items()},
        inserts=inserts,
        groups=groups,
        group={kind: groups.index(numbers) for kind, numbers in inserted.items()},
        stock=tuple(stock),
        shop=shop,
    )


def _wanted(theme: Theme, styles: Mapping[str, str]) -> Iterator[tuple[str, str, dict[str, Any], dict[Any, Any]]]:
    """Yield kind, template, types of parameters and what is known of them, of each page kind and output."""
    for kind, style in styles.items():
        known = {("page", "kind"): kind, ("page", "css"): style, ("page", "scripts"): ()}
        yield kind, f"pages/{kind}.html", {"page": COMMON["page"], **OWN[kind]}, known
    for output in theme.outputs:
        yield output_kind(output.path), output.template, {"cards": OUTPUT["cards"]}, {}


def _takes_cards(flat: Flat) -> bool:
    """Return whether a program reads anything of a parameter that holds cards."""
    return any(path[:2] in CARDS or path[0] == "cards" for path in flat.reads)


def _body(flat: Flat) -> bytes:
    """Return what a program's pages depend on: not where it came from, but for the constants that it looks up.

    Fragments have the numbers that they would have in a theme of this program alone.
    """
    values = dict(flat.constants)
    numbers = {number: place for place, number in enumerate(flat.fragments)}
    ops = array("i", flat.ops)
    for at in range(0, len(ops), WIDTH):
        if ops[at] == FRAG:
            ops[at + 2] = numbers[ops[at + 2]]
    held = [*flat.consts, *(constant for code in flat.code.values() for constant in code.constants)]
    looked_up = tuple((one.origin, values.get(one.origin, "")) for one in held if one.origin is not None)
    plain = replace(flat, ops=ops.tobytes(), fragments=tuple(numbers.values()), constants=looked_up)
    return encode_flat(replace(plain, templates=(), reads=(), keys=()))


def holds(programs: Programs, theme: Theme, constants: Mapping[str, Any]) -> bool:
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
