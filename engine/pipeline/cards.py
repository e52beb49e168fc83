"""Cards that are to be made -> their pieces in packs, and where each stands: a table beside the rows of the snapshot.

A card is what lists, related products and outputs insert: a theme's pieces of markup about one product, made once.
`made_of` says what a card was made of, `shown` is the digest of its pieces and `view` that of all it could show.
"""

import os
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress

from msgspec import Struct

from engine.pipeline.crew import Crew
from engine.pipeline.jobs import Carded, MakeCards
from engine.pipeline.watch import Watch
from engine.snapshot.columns import Buffer, Draft, Schema, Sections, Table, empty, merge, read_table
from engine.snapshot.folder import CARDS, note_packs
from engine.snapshot.formats import Texts, Whole
from native import mark_changed, match_digests, merge_items

A_SHARD = 250
MOVED = 250  # cards that are not of their row: when there are more, each is sought among all
CARD_S = 25e-6  # about what one costs


class IsolatedError(Exception):
    """Products that kill workers; the plan is made again without them."""

    def __init__(self, products: dict[str, str]) -> None:
        """Take product_id -> reason."""
        super().__init__(", ".join(products))
        self.products = products


class Cards(Struct, frozen=True):
    """The digests of all cards, by row."""

    shown: Buffer
    view: Buffer


def card_schema(pieces: int) -> Schema:
    """Return the columns of the table when a theme makes so many pieces of a card."""
    sizes = f"u32x{pieces}" if pieces > 1 else "u32"
    return {"made_of": "digest", "pack": "u32", "offset": "i64", "sizes": sizes, "shown": "digest", "view": "digest"}


def blank_card(schema: Schema) -> Table:
    """Return the one row that stands for a card that is not made."""
    zero = {"digest": bytes(16), "u32": bytes(4), "i64": bytes(8)}
    columns = {
        name: (kind, (zero.get(kind) or bytes(4 * int(kind.partition("x")[2])),)) for name, kind in schema.items()
    }
    return Draft(1, columns).table()


def make_cards(
    folder: str, published: Whole, made_of: Buffer, ids: Texts, pieces: int, crew: Crew, watch: Watch
) -> Cards:
    """Make the cards that the snapshot does not hold as they should be.

    `published` are rows, `ids` their product_id; IsolatedError names products that workers die on.
    """
    schema = card_schema(max(pieces, 1))
    old = _held(folder, schema, made_of)
    marks = bytearray(len(old))
    mark_changed(marks, 1, made_of, old.u8("made_of"), array("i", range(len(old))))
    todo = array("I", [row for row in published if marks[row]])
    if not todo:
        return Cards(old.u8("shown"), old.u8("view"))
    done: list[tuple[MakeCards, Carded]] = []
    isolated: dict[str, str] = {}
    with watch.stage("cards", "products", len(todo)) as progress:

        def handle(job: MakeCards, result: Carded) -> None:
            done.append((job, result))
            progress.add(len(job.rows) // 4, sum(array("I", result.sizes)))

        def lost(job: MakeCards, reason: str) -> None:
            isolated.update((ids[row], reason) for row in job.numbers())

        crew.run(_jobs(todo), handle, on_lost=lost, cost_s=len(todo) * CARD_S)
    if isolated:
        raise IsolatedError(isolated)
    size = sum(sum(array("I", result.sizes)) for _, result in done)
    note_packs(folder, cards=size * len(published) // len(todo))
    table = _merged(old, done, made_of, schema)
    fresh = table.written(os.path.join(folder, CARDS))
    return Cards(fresh.u8("shown"), fresh.u8("view"))


def _held(folder: str, schema: Schema, made_of: Buffer) -> Table:
    """Return the cards that a snapshot holds, at the rows that they are of by now; blank ones where there are none."""
    path, rows = os.path.join(folder, CARDS), len(made_of) // 16
    index = array("i", [-1]) * rows
    with suppress(FileNotFoundError):
        table = read_table(path)
        found = index
        if table.schema == dict(schema):  # of as many pieces as the theme makes
            if not _have_moved(table, made_of):
                return table
            found = array("i", match_digests(made_of, table.u8("made_of"))[0])
        if found != index:
            return merge(table, blank_card(schema), found).written(path)
    return merge(empty(schema), blank_card(schema), index).table()


def _have_moved(table: Table, made_of: Buffer) -> bool:
    """Return whether documents came or went, so that cards stand at rows of others."""
    if len(table) != len(made_of) // 16:
        return True
    marks = bytearray(len(table))
    mark_changed(marks, 1, made_of, table.u8("made_of"), array("i", range(len(table))))
    return marks.count(1) > MOVED


def _jobs(rows: "array[int]") -> Iterator[MakeCards]:
    for start in range(0, len(rows), A_SHARD):
        yield MakeCards(rows[start : start + A_SHARD].tobytes())


def _merged(old: Table, done: Sequence[tuple[MakeCards, Carded]], made_of: Buffer, schema: Schema) -> Draft:
    rows = array("I")
    for job, _ in done:
        rows += job.numbers()
    index = array("i", range(len(old)))
    for number, row in enumerate(rows):
        index[row] = -1 - number
    columns: dict[str, tuple[str, Sections]] = {
        "made_of": ("digest", (merge_items(made_of, b"", 16, rows),)),
        **{
            name: (schema[name], (b"".join([getattr(result, name) for _, result in done]),))
            for name in ("pack", "offset", "sizes", "shown", "view")
        },
    }
    return merge(old, Draft(len(rows), columns).table(), index)
