"""Cards that are to be made -> their pieces in packs, and where each stands: a table beside the rows of the snapshot.

A card is what lists, related products and outputs insert: a theme's pieces of markup about one product, made once.
`made_of` says what a card was made of, `shown` are the digests of the pieces that kinds of pages insert, one for each
group of pieces that some kind does, and `view` is that of all it could show.
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
from native import count_up, fold_columns, mark_changed, match_digests, merge_items, rows_marked

A_SHARD = 250
MOVED = 250  # cards that another row has by now: when there are more, each is sought among all
CARD_S = 11e-6  # about what one costs


class IsolatedError(Exception):
    """Products that kill workers; the plan is made again without them."""

    def __init__(self, products: dict[str, str]) -> None:
        """Take product_id -> reason."""
        super().__init__(", ".join(products))
        self.products = products


class Cards(Struct, frozen=True):
    """The digests of all cards, by row."""

    shown: tuple[Buffer, ...]  # of each group of pieces
    view: Buffer


def card_schema(pieces: int, groups: int) -> Schema:
    """Return the columns of the table when a theme makes so many pieces of a card."""
    sizes = f"u32x{pieces}" if pieces > 1 else "u32"
    shown = dict.fromkeys(_shown(groups), "digest")
    return {"made_of": "digest", "pack": "u32", "offset": "i64", "sizes": sizes, **shown, "view": "digest"}


def blank_card(schema: Schema) -> Table:
    """Return the one row that stands for a card that is not made."""
    zero = {"digest": bytes(16), "u32": bytes(4), "i64": bytes(8)}
    columns = {
        name: (kind, (zero.get(kind) or bytes(4 * int(kind.partition("x")[2])),)) for name, kind in schema.items()
    }
    return Draft(1, columns).table()


def make_cards(
    folder: str,
    published: Whole,
    made_of: Buffer,
    ids: Texts,
    pieces: int,
    groups: Sequence[tuple[int, ...]],
    crew: Crew,
    watch: Watch,
) -> Cards:
    """Make the cards that the snapshot does not hold as they should be.

    `published` are rows, `ids` their product_id, `pieces` how many of a card there are, and `groups` the numbers of
    those that some kind of page inserts; IsolatedError names products that workers die on.
    """
    schema = card_schema(max(pieces, 1), len(groups))
    old = _held(folder, schema, made_of)
    marks = bytearray(len(old))
    mark_changed(marks, 1, made_of, old.u8("made_of"), count_up(0, len(old)))
    todo = array("I", rows_marked(marks, published))
    if not todo:
        return _digests(old, groups)
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
    return _digests(table.written(os.path.join(folder, CARDS)), groups)


def _digests(table: Table, groups: Sequence[tuple[int, ...]]) -> Cards:
    """Return the digests of cards; those of several pieces say where one ends and the next begins, too."""
    shown = []
    for name, group in zip(_shown(len(groups)), groups, strict=True):
        column = table.u8(name)
        shown.append(fold_columns([column, *_sizes(table, group)]) if len(group) > 1 else column)
    return Cards(tuple(shown), table.u8("view"))


def _sizes(table: Table, group: tuple[int, ...]) -> Iterator[Buffer]:
    """Yield the sizes of some pieces of each card, four to a column of digests."""
    sizes, rows = table.u32("sizes"), len(table)
    width = len(sizes) // max(rows, 1)
    for start in range(0, len(group), 4):
        column = array("I", bytes(16 * rows))
        for place, number in enumerate(group[start : start + 4]):
            column[place::4] = array("I", sizes[number::width].tobytes())
        yield column.tobytes()


def _shown(groups: int) -> list[str]:
    return [f"shown{number}" for number in range(groups)]


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
    marks, rows, held = bytearray(len(table)), count_up(0, len(table)), table.u8("made_of")
    mark_changed(marks, 1, made_of, held, rows)
    others = rows_marked(marks, rows)
    known, _ = match_digests(merge_items(made_of, b"", 16, others), merge_items(held, b"", 16, others))
    return len(others) // 4 - array("i", known).count(-1) > MOVED


def _jobs(rows: "array[int]") -> Iterator[MakeCards]:
    for start in range(0, len(rows), A_SHARD):
        yield MakeCards(rows[start : start + A_SHARD].tobytes())


def _merged(old: Table, done: Sequence[tuple[MakeCards, Carded]], made_of: Buffer, schema: Schema) -> Draft:
    rows = array("I")
    for job, _ in done:
        rows += job.numbers()
    index = array("i", count_up(0, len(old)))
    for number, row in enumerate(rows):
        index[row] = -1 - number
    made: dict[str, Buffer] = {"made_of": merge_items(made_of, b"", 16, rows)}
    for name in ("pack", "offset", "sizes", "view"):
        made[name] = b"".join([getattr(result, name) for _, result in done])
    for number, name in enumerate(name for name in schema if name.startswith("shown")):
        made[name] = b"".join([result.shown[number] for _, result in done])
    columns: dict[str, tuple[str, Sections]] = {name: (kind, (made[name],)) for name, kind in schema.items()}
    return merge(old, Draft(len(rows), columns).table(), index)
