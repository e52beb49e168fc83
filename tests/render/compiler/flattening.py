"""Templates by name and a context in, what the machine and what stock Jinja make of them out."""

from collections.abc import Mapping
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, Undefined
from jinja2.runtime import missing

from engine.render.compiler.compile import Compiler
from engine.render.compiler.flat import Flat, decode_flat, encode_flat
from engine.render.compiler.fragments import Fragments
from engine.render.compiler.linking import link
from engine.render.compiler.sources import Sources
from engine.render.filters import add_filters
from native.machine import Page

Context = Mapping[str, Any]


def environment(
    templates: dict[str, str] | str, undefined: type[Undefined] = StrictUndefined, **options: Any
) -> Environment:
    """Return an environment of some templates; one alone is `page`."""
    sources = {"page": templates} if isinstance(templates, str) else templates
    made = Environment(loader=DictLoader(sources), undefined=undefined, autoescape=True, **options)
    add_filters(made, "en")
    return made


def flatten(
    made: Environment,
    params: Context,
    constants: Context | None = None,
    known: Mapping[tuple[str, ...], Any] | None = None,
    fragments: Fragments | None = None,
) -> Flat:
    """Return the flat program of `page`, as a cache would give it back."""
    flat = Compiler(Sources(made), constants or {}, fragments).compile("page", params, known)
    return decode_flat(encode_flat(flat))


def machine(made: Environment, flat: Flat, context: Context, constants: Context | None = None) -> str:
    """Return what the machine makes of a context."""
    page = Page()
    link(flat, made, constants or {}).run(tuple(context.get(name, missing) for name in flat.params), page)
    return bytes(page).decode()


def both(templates: dict[str, str] | str, context: Context, constants: Context | None = None, **options: Any) -> str:
    """Return what the machine makes of `page`, once it is what Jinja makes of it."""
    made = environment(templates, **options)
    flat = flatten(made, dict.fromkeys(context), constants)
    shown = machine(made, flat, context, constants)
    assert shown == made.get_template("page").render({**(constants or {}), **context})
    return shown


def operations(flat: Flat) -> list[int]:
    """Return the operations of a program, by number."""
    return memoryview(flat.ops).cast("i").tolist()[::6]
