"""A damaged state folder -> a build that says so, and the site of a first build: never a wrong one."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.config.load import load
from engine.pipeline.forecast import forecast
from engine.render.theme import KINDS
from engine.telemetry.events import Event, Warned
from tests.shop.builder import Document, override, product, read_tree, run, write_products, write_shop

FRAMES = [
    product(f"Frame {number}", {"price.base_price": 100 + number, "name": f"Frame {number % 9} {number}"})
    for number in range(14)
]
TILE = '{% from "tile.html" import tile %}'
PAGES = dict.fromkeys(KINDS, "<p>{{ page.title }}</p>") | {
    "home": "{% for one in [1] recursive %}{{ one }}{% endfor %}{{ shop.name }}",  # Jinja renders it, from bytecode
    "product": TILE + "{{ product.description_html }}{% for one in product.related %}{{ tile(one) }}{% endfor %}",
}
PAGES |= dict.fromkeys(
    ("category", "brand"), TILE + "<ul>{% for one in listing.cards %}{{ tile(one) }}{% endfor %}</ul>"
)
THEME = {"theme.toml": 'name = "mine"\nversion = "1"\n', **{f"pages/{kind}.html": body for kind, body in PAGES.items()}}
CARD = "{% macro tile(card) %}<li>{{ card.name }} {{ card.price.text }}</li>{% endmacro %}"
CONFIG = '[theme]\nname = "mine"\n[output]\nextras = []\n'
EDITS = ("price", "text", "theme")
FILES = (
    *("manifest", "identity.json", "snapshots/current", "templates/programs", "templates/survey", "templates/styles"),
    *(f"snapshots/*/{name}" for name in ("catalog", "packs", "rows", "cards", "plan", "basis", "order.items")),
    *("snapshots/*/rows.id", "snapshots/*/records.0", "snapshots/*/cards.0", "templates/*.bytecode"),
)
AGAIN = re.compile(r".* is damaged.*; nothing that .* used: the catalog is read and the site made anew")
UNREAD = ("identity.json", "basis", "order.items")  # what they say is compared with what is so, or written anew


def flip(raw: bytes) -> bytes:
    """Return bytes of which a few are others, wherever they are."""
    source, broken = random.Random(len(raw)), bytearray(raw)
    for _ in range(max(3, len(raw) // 50)):
        broken[source.randrange(len(raw))] ^= 1 << source.randrange(8)
    return bytes(broken)


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "flipped": flip,
    "cut": lambda raw: raw[: len(raw) // 2],
    "longer": lambda raw: raw + raw[:99],
    "empty": lambda _: b"",
    "gone": lambda _: None,
}


def edit(folder: Path, what: str) -> None:
    """Change a price, a text or the theme of a shop, and take back what was changed before."""
    changes: dict[str, Document] = {
        "price": {"price.base_price": 7},
        "text": {"description": "<p>Bent from one sheet.</p>"},
        "theme": {},
    }
    products: list[Document] = list(FRAMES)
    products[5] = override(products[5], changes[what])
    (folder / "mine/pages/product.html").write_text(PAGES["product"] + ("<hr>" if what == "theme" else ""))
    write_products(folder, products)


def shop(folder: Path) -> Path:
    """Write a shop with a state of its own, compiled templates among it."""
    write_shop(folder, FRAMES, config=CONFIG, theme={f"../mine/{name}": body for name, body in THEME.items()})
    (folder / "mine/tile.html").write_text(CARD)
    (folder / "theme").rmdir()
    (folder / ".storeloom/templates").unlink()
    return folder


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The sites of first builds, by what was edited before them."""
    sites = {}
    for what in EDITS:
        folder = shop(tmp_path_factory.mktemp(what))
        edit(folder, what)
        sites[what] = run(folder).files
    return sites


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that was built; each damage is mended by the build that comes upon it."""
    folder = shop(tmp_path_factory.mktemp("built"))
    run(folder)
    return folder


def told(folder: Path, *, workers: int | None = None) -> list[str]:
    """Build, and return what that warns of."""
    events: list[Event] = []
    run(folder, workers=workers, listen=events.append)
    return [event.message for event in events if isinstance(event, Warned) and "by Jinja" not in event.message]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_what_is_damaged_is_told_and_made_anew(
    built: Path, clean: dict[str, dict[str, bytes]], name: str, damage: str
) -> None:
    for what in EDITS:
        file = min((built / ".storeloom").glob(name))
        raw = DAMAGES[damage](file.read_bytes())
        file.unlink()
        if raw is not None:
            file.write_bytes(raw)
        edit(built, what)
        lines = told(built)
        assert read_tree(built / "site") == clean[what], what
        assert len(lines) <= 1, lines
        assert all(AGAIN.fullmatch(line) for line in lines), lines
        if damage == "flipped" and not name.endswith(UNREAD) and (what == "theme" or not name.endswith("cards.0")):
            assert lines, what
    assert told(built) == []


@pytest.mark.parametrize("name", ["manifest", "snapshots/*/rows", "snapshots/*/catalog", "templates/programs"])
def test_a_dry_run_tells_of_damage_and_what_a_build_would_do(tmp_path: Path, name: str) -> None:
    folder = shop(tmp_path)
    run(folder)
    file = min((folder / ".storeloom").glob(name))
    raw = flip(file.read_bytes())
    file.write_bytes(raw)
    edit(folder, "price")
    events: list[Event] = []
    foretold = forecast(load(folder, environment={}), listen=events.append)
    lines = [event.message for event in events if isinstance(event, Warned)]
    assert [line.partition(" is ")[0] for line in lines if AGAIN.fullmatch(line)] == [str(file)]
    assert (foretold.whole, file.read_bytes()) == ("what the last build has kept is damaged", raw)


@pytest.mark.parametrize("name", ["records.0", "cards.0"])
def test_what_a_worker_finds_damaged_is_told_and_made_anew(
    tmp_path: Path, clean: dict[str, dict[str, bytes]], name: str
) -> None:
    folder = shop(tmp_path)
    run(folder)
    file = min((folder / ".storeloom/snapshots").glob(f"*/{name}"))
    file.write_bytes(flip(file.read_bytes()))
    edit(folder, "theme")
    (line,) = told(folder, workers=1)
    assert (bool(AGAIN.fullmatch(line)), read_tree(folder / "site")) == (True, clean["theme"])
