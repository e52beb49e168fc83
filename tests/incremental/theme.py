"""Dice -> the templates of a small theme: each page shows a random part of all that its views hold."""

from collections.abc import Iterator
from random import Random
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from msgspec import Struct

from engine.render.compiler.contexts import OUTPUT, OWN, fields
from engine.render.theme import KINDS
from engine.render.views import CardView, PageView, ShopView

FOLDER = "mini"
TILE = "components/tile.html"
JINJA = "{% for one in [1] recursive %}{{ one }}{% endfor %}"  # what keeps a page from being flattened
MACHINE = "css", "scripts", "kind"
_DECLARATION = """name = "mini"
version = "1"
styles = ["base.css"]
[settings.accent]
type = "colour"
default = "#c3320a"
description = "A colour"
[settings.line]
type = "text"
default = "plain"
description = "A line"
"""
OUTPUTS = {"data/cards.json": "outputs/cards.txt", "all.txt": "outputs/all.txt"}


def whole_theme(dice: Random) -> dict[str, bytes]:
    """Return all files of the theme."""
    files = {
        "theme.toml": declaration(dice),
        "base.css": base(dice),
        "components/tile.css": base(dice),
        "locales/en.toml": words(dice),
        "assets/note.txt": str(dice.random()),
        TILE: tile(dice),
        "outputs/cards.txt": output(dice),
        "outputs/all.txt": output(dice),
    }
    files |= {f"pages/{kind}.html": page(kind, dice) for kind in KINDS}
    return {name: body.encode() for name, body in files.items()}


def declaration(dice: Random) -> str:
    """Return what the theme declares."""
    made = (f'[[outputs]]\npath = "{path}"\ntemplate = "{name}"\n' for path, name in OUTPUTS.items())
    return _DECLARATION + "".join(one for one in made if dice.random() < 0.8)


def base(dice: Random) -> str:
    """Return a stylesheet."""
    return f"a{{ color: {{{{ theme.accent }}}}; margin: {dice.randrange(9)}px }}"


def words(dice: Random) -> str:
    """Return the theme's texts."""
    return f'[mini]\nhere = "here {dice.randrange(99)}"\nthere = "there {dice.randrange(99)}"\n'


def tile(dice: Random) -> str:
    """Return a component of cards."""
    shown = "".join(_of("card", CardView, dice, 0.4, 3))
    return f'{{% macro tile(card, mark="") %}}<li>{{{{ mark }}}}{shown}{_some_text(dice, 0.2)}</li>{{% endmacro %}}'


def output(dice: Random) -> str:
    """Return an output over all cards."""
    cards = OUTPUT["cards"]
    return f'{{% from "{TILE}" import tile %}}{_value("cards", cards, dice, 0.3, 3)}{_shop(dice, 0.05)}'


def page(kind: str, dice: Random) -> str:
    """Return the template of a kind of page."""
    share = dice.choice((0.05, 0.2, 0.5, 1))
    parts = [part for name, view in OWN[kind].items() for part in _of(name, view, dice, share, 3)]
    parts += _of("page", PageView, dice, share, 3)
    parts += [_shop(dice, dice.choice((0, 0, 0, 0.1))), _some_text(dice, 0.3)]
    if dice.random() < 0.15:
        parts.append(JINJA)
    style = "<style>{{ page.css|safe }}</style>" if dice.random() < 0.5 else ""
    body = "".join(parts)
    return f'{{% from "{TILE}" import tile %}}<!doctype html><html><head>{style}</head><body>{body}</body></html>'


def _shop(dice: Random, share: float) -> str:
    return "".join(_of("shop", ShopView, dice, share, 3))


def _some_text(dice: Random, share: float) -> str:
    said = ("t.mini.here", "t.mini.there", "t.layout.skip", "theme.accent", "theme.line", 'asset("note.txt")')
    return "".join(f"<i>{{{{ {one} }}}}</i>" for one in said if dice.random() < share)


def _of(name: str, view: type[Struct], dice: Random, share: float, depth: int) -> Iterator[str]:
    """Yield markup that shows some fields of a view."""
    for field, kind in fields(view).items():
        if field not in MACHINE and dice.random() < share:
            yield _value(f"{name}.{field}", kind, dice, share, depth)


def _value(name: str, kind: Any, dice: Random, share: float, depth: int) -> str:
    """Return markup that shows a value."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
        return f"{{% if {name} %}}{_value(name, kind, dice, share, depth)}{{% endif %}}"
    if get_origin(kind) is tuple:
        one = f"one{depth}"
        return f"<ul>{{% for {one} in {name} %}}{_item(one, get_args(kind)[0], dice, share, depth)}{{% endfor %}}</ul>"
    if isinstance(kind, type) and issubclass(kind, Struct):
        return "".join(_of(name, kind, dice, max(share, 0.3), depth - 1)) if depth else ""
    return f"<p>{{{{ {name} }}}}</p>"


def _item(one: str, kind: Any, dice: Random, share: float, depth: int) -> str:
    if kind is CardView and (chance := dice.random()) < 0.8:
        return f"{{{{ tile({one}) }}}}" if chance < 0.5 else f'{{{{ tile({one}, "*") }}}}'
    return _value(one, kind, dice, share, depth - 1)
