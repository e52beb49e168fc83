"""A file that was read before -> the stretches that are the same, and with what is between them the same documents."""

from array import array
from pathlib import Path
from random import Random

import pytest
from xxhash import xxh3_128_digest

from engine.catalog.blocks import BOM, Blocks, Known, Same
from engine.catalog.jsonl import JsonLinesSource

LINES = [b'{"_id":%d,"is":"%s"}' % (number, b"x" * (number % 40)) for number in range(200)]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("blocks", "jsonl"):
        monkeypatch.setattr(f"engine.catalog.{module}.BLOCK_BYTES", 300)
    monkeypatch.setattr("engine.catalog.blocks.MOST_NEW", 1.0)


def source(folder: Path, text: bytes) -> JsonLinesSource:
    (folder / "products.jsonl").write_bytes(text)
    return JsonLinesSource(str(folder), "products", "brands", "categories", "faces")


def text(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def digests(files: JsonLinesSource, known: Known | None = None) -> list[bytes]:
    """Return the digest of each document, taken from `known` where the file holds what it held."""
    found: list[bytes] = []
    for batch in (batch for part in files.ranges(1, known) for batch in files.read(part)):
        if batch.same is not None and known is not None:
            first, end = batch.same.row, batch.same.row + batch.same.rows
            found += _split(bytes(known.lines[16 * first : 16 * end]))
        else:
            found += _split(batch.digests)
    return found


def _split(digests: bytes) -> list[bytes]:
    return [digests[at : at + 16] for at in range(0, len(digests), 16)]


def known(files: JsonLinesSource) -> Known:
    """Return what is known of a file that was read."""
    blocks, lines = Blocks(), b""
    for part in files.ranges(1):
        for batch in files.read(part):
            if batch.digest:
                blocks.add(len(lines) // 16, len(batch), batch.size, batch.digest)
            lines += batch.digests
    return Known(blocks, lines)


def same(files: JsonLinesSource, held: Known) -> list[Same]:
    return [one for part in files.ranges(1, held) for one in part.same]


def test_a_file_that_is_as_it_was_is_one_stretch(tmp_path: Path) -> None:
    held = known(source(tmp_path, text(LINES)))
    (part,) = source(tmp_path, text(LINES)).ranges(1, held)
    (one,) = part.same
    assert (part.start, part.stop, part.rows) == (0, len(text(LINES)), 0)
    assert (one.start, one.stop, one.row, one.rows) == (0, len(text(LINES)), 0, 200)


def test_only_the_blocks_around_a_change_are_read(tmp_path: Path) -> None:
    held = known(source(tmp_path, text(LINES)))
    for number in (0, 57, 199):
        files = source(tmp_path, text([*LINES[:number], b"{}", *LINES[number + 1 :]]))
        assert sum(part.rows for part in same(files, held)) > 180
    files = source(tmp_path, text([*LINES[100:150], b"{}", *LINES[:100], *LINES[160:]]))
    assert sum(part.rows for part in same(files, held)) > 130


@pytest.mark.parametrize("seed", range(30))
def test_whatever_was_done_to_a_file_it_holds_what_reading_it_whole_finds(seed: int, tmp_path: Path) -> None:
    dice = Random(seed)
    before = [*LINES, *dice.choices(LINES, k=9)]  # some of them more than once
    raw = dice.choice([text(before), text(before)[:-1], BOM + text(before), text([*before[:50], b" ", *before[50:]])])
    held = known(source(tmp_path, raw))
    for _ in range(4):
        lines = raw.removeprefix(BOM).split(b"\n")
        for _ in range(dice.randrange(1, 6)):
            at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
            size = dice.randrange(30)
            edit = dice.choice(["change", "insert", "delete", "move", "blank", "repeat", "tail"])
            if edit == "change":
                lines[at] = b'{"n":%d}' % dice.randrange(99)
            elif edit in ("insert", "blank"):
                lines.insert(at, b"{}" if edit == "insert" else b"\r")
            elif edit == "delete":
                del lines[at : at + size]
            elif edit == "move":
                cut, lines[at : at + size] = lines[at : at + size], []
                lines[other:other] = cut
            elif edit == "repeat":
                lines[other:other] = lines[at : at + size]
            else:
                lines[-1:] = dice.choice([[], [b""], [lines[-1] + b"x"]])
            lines = lines or [b"{}"]
        raw = dice.choice([b"", b"", BOM]) + (b"\n".join(lines) or b"{}")
        files = source(tmp_path, raw)
        assert digests(files, held) == digests(files)
        held = known(files)


def test_a_last_line_without_an_end_that_goes_on_is_another_line(tmp_path: Path) -> None:
    held = known(source(tmp_path, text(LINES)[:-1]))
    files = source(tmp_path, text(LINES)[:-1] + b" \n")
    assert digests(files, held) == digests(files)


def test_a_line_that_begins_with_a_mark_is_read_anew_where_it_comes_first(tmp_path: Path) -> None:
    lines = [b"{}" * 200, BOM + b"{}" * 200]
    held = known(source(tmp_path, text(lines)))
    files = source(tmp_path, text(lines[::-1]))
    assert digests(files, held) == digests(files) == [xxh3_128_digest(lines[0])] * 2


def test_a_file_of_which_much_is_new_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.catalog.blocks.MOST_NEW", 0.5)
    held = known(source(tmp_path, text(LINES)))
    files = source(tmp_path, text([*(line + b" " for line in LINES[:150]), *LINES[150:]]))
    assert same(files, held) == []


def test_many_small_changes_are_read_in_few_ranges(tmp_path: Path) -> None:
    held = known(source(tmp_path, text(LINES)))
    lines = [line + b" " if number % 20 == 0 else line for number, line in enumerate(LINES)]
    first, *others = source(tmp_path, text(lines)).ranges(1, held)
    assert len(first.same) > 5
    assert len(others) <= 1


def test_half_of_a_range_is_read_line_by_line(tmp_path: Path) -> None:
    held = known(source(tmp_path, text(LINES)))
    files = source(tmp_path, text([*LINES[:100], b"{}", *LINES[101:]]))
    (part,) = files.ranges(1, held)
    one, other = part.split() or ()
    read = [digest for half in (one, other) for batch in files.read(half) for digest in _split(batch.digests)]
    assert read == digests(files)


def test_blocks_that_have_become_small_are_not_looked_for(tmp_path: Path) -> None:
    files = source(tmp_path, text(LINES))
    held, blocks = known(files), Blocks()
    for row, line in enumerate(LINES):
        blocks.add(row, 1, len(line) + 1, xxh3_128_digest(line + b"\n"))
    assert same(files, Known(blocks, held.lines)) == []


def test_blocks_of_some_documents_are_numbered_from_the_first() -> None:
    blocks = Blocks([0, 5, 9], [5, 4, 3], [50, 40, 30], b"a" * 16 + b"b" * 16 + b"c" * 16)
    part = blocks.of(5, 7)
    assert (part.row, part.rows, part.size) == (array("I", [0, 4]), array("I", [4, 3]), array("I", [40, 30]))
    whole = blocks.of(0, 5)
    whole.extend(part, 5)
    assert (whole.row, whole.digests) == (blocks.row, blocks.digests)
