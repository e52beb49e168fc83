"""Macros of a card and constants: numbered once for all programs, compiled on their own, inserted by row."""

from array import array

import pytest
from msgspec import Struct

from engine.render.compiler.compile import Compiler
from engine.render.compiler.fragments import Fragments
from engine.render.compiler.linking import link
from engine.render.compiler.sources import Sources
from native import opcodes as op
from native.fragments import Fragments as Prebuilt
from native.machine import Page
from tests.render.compiler.flattening import environment, operations


class Card(Struct, frozen=True):
    name: str
    price: int


class Listing(Struct, frozen=True):
    cards: tuple[Card, ...]
    total: int


CARDS = (Card("a<", 1), Card("b", 2), Card("c", 3))
LIBRARY = (
    "{% macro show(card, size='small', big=false) %}"
    "<li{{ ' big' if big }}>{{ card.name }} {{ size }}</li>{% endmacro %}"
)
START = "{% from 'lib' import show %}"


def compiler(page: str, library: str = LIBRARY) -> Compiler:
    return Compiler(Sources(environment({"page": START + page, "lib": library})), {}, Fragments(Card))


def rendered(made: Compiler) -> tuple[str, str]:
    """Return what the machine makes of prebuilt fragments, and what Jinja makes of the cards."""
    fragments = made.fragments
    assert fragments is not None
    flat = made.compile("page", {"listing": Listing})
    page = Page()
    programs = [link(made.compile_fragment(key), made.sources.environment, {}) for key in fragments.keys]
    pieces = []
    for card in CARDS:
        for program in programs:
            page.clear()
            program.run((card,), page)
            pieces.append(bytes(page))
    kinds = len(programs)
    lengths = [sum(map(len, pieces[row * kinds : row * kinds + kinds])) for row in range(len(CARDS))]
    offsets = array("q", [sum(lengths[:row]) for row in range(len(CARDS))])
    sizes = array("I", [len(piece) for piece in pieces])
    prebuilt = Prebuilt([b"".join(pieces)], array("I", [0] * len(CARDS)), offsets, sizes, kinds) if kinds else None
    page.clear()
    rows = Listing((0, 1, 2) if flat.rows else CARDS, 3)  # type: ignore[arg-type]
    link(flat, made.sources.environment, {}).run((rows,), page, prebuilt)
    stock = made.sources.environment.get_template("page").render(listing=Listing(CARDS, 3))
    return bytes(page).decode(), stock


def test_cards_are_inserted_by_their_number() -> None:
    made = compiler("<ul>{% for card in listing.cards %}{{ show(card) }}{{ show(card, 'large') }}{% endfor %}</ul>")
    shown, stock = rendered(made)
    assert shown == stock
    flat = made.compile("page", {"listing": Listing})
    assert (flat.rows, flat.fragments, operations(flat).count(op.FRAG)) == (True, (0, 1), 2)


def test_arguments_that_depend_on_the_place_become_a_choice_of_fragments() -> None:
    made = compiler(
        "{% set some = listing.cards[:2] %}{% for card in some %}"
        "{{ show(card, 'large' if listing.total > 2 and loop.first else 'small', big=loop.first) }}{% endfor %}"
    )
    shown, stock = rendered(made)
    assert shown == stock
    assert made.fragments is not None
    assert len(made.fragments.keys) <= 4


@pytest.mark.parametrize(
    "setting",
    [
        "{% set unit = '{} mm'.format(5) %}",
        "{% set unit %}{{ '{}'.format(5) }} mm{% endset %}",
        "{% set unit = '5 mm' %}",
    ],
)
def test_a_fragment_may_show_what_its_template_computes(setting: str) -> None:
    library = setting + "\n{% macro show(card) %}<li>{{ card.name }} {{ unit }}</li>{% endmacro %}"
    made = compiler("{% for card in listing.cards %}{{ show(card) }}{% endfor %}", library)
    shown, stock = rendered(made)
    assert shown == stock == "<li>a&lt; 5 mm</li><li>b 5 mm</li><li>c 5 mm</li>"


def test_a_page_that_reads_a_card_itself_is_given_cards() -> None:
    made = compiler("{% for card in listing.cards %}{{ show(card) }}{{ card.price }}{% endfor %}")
    flat = made.compile("page", {"listing": Listing})
    assert (flat.rows, flat.fragments) == (False, ())
    shown, stock = rendered(made)
    assert shown == stock


def test_fragments_have_the_same_numbers_in_all_programs() -> None:
    made = compiler("{% for card in listing.cards %}{{ show(card, 'large') }}{% endfor %}")
    first = made.compile("page", {"listing": Listing})
    again = made.compile("page", {"listing": Listing})
    assert first == again
    assert made.fragments is not None
    assert [key.macro for key in made.fragments.keys] == ["show"]
    assert first.keys == tuple(made.fragments.keys)


def test_a_page_without_cards_knows_nothing_of_them() -> None:
    flat = compiler("{{ listing.total }}").compile("page", {"listing": Listing})
    assert (flat.rows, flat.fragments, flat.reads) == (True, (), (("listing", "total", "*"),))
