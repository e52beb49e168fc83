"""What ranges of a source have yielded, in whatever order -> the rows of the catalog in the order of the source."""

from array import array
from collections.abc import Sequence

from msgspec import Struct, msgpack

from engine.catalog.blocks import Blocks
from engine.catalog.product import Finding
from engine.catalog.source import Range
from engine.pipeline.jobs import Vetted
from engine.snapshot.columns import Builder, Draft, Table, empty, join, merge
from engine.snapshot.row import NO_DIGEST, OUTCOMES, SCHEMA, Seen, blank_row, hash_code
from native import count_up, join_indexes

NO_ROWS = empty(SCHEMA)
_encode = msgpack.Encoder().encode


class _Part(Struct, frozen=True):
    """What one range, or the part of it that it was split to, has yielded."""

    range: Range
    index: "array[int]"  # the row that a document had, or -1 - its number among the fresh ones
    fresh: Table
    lines: "array[int]"
    end: int
    blocks: Blocks | None = None


class Tally:
    """The ranges that are done."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []

    def add(self, part: Range, result: Vetted) -> int:
        """Count one range, and return how many fresh rows it has."""
        index, lines = array("i", result.index), array("I", result.lines)
        fresh = Table(result.fresh) if result.fresh else NO_ROWS
        self._parts.append(_Part(part, index, fresh, lines, result.end, result.blocks))
        return len(fresh)

    def crash(self, part: Range, reason: str) -> None:
        """Count a document that workers die on."""
        rows = Builder(SCHEMA)
        rows.append(blank_row(OUTCOMES.index("crashed"), seen([killer("", part.describe(), reason)])))
        lines = array("I", [part.skip + 1] if part.stop else [])
        self._parts.append(_Part(part, array("i", [-1]), rows.draft().table(), lines, part.skip + 1))

    def rows(self, ranges: Sequence[Range], old: Table | None) -> Draft | None:
        """Return the rows of all documents in the order of the source; None when they are the old ones."""
        order = {(part.start, part.lower): number for number, part in enumerate(ranges)}
        self._parts.sort(key=lambda part: (order[part.range.start, part.range.lower], part.range.skip))
        index = join_indexes([(part.index, len(part.fresh)) for part in self._parts])
        fresh, lines = [part.fresh for part in self._parts if len(part.fresh)], self._lines()
        lines = lines or array("I", bytes(len(index)))
        if old is None:
            rows = join(fresh, SCHEMA)
        elif fresh or index != count_up(0, len(old)):
            rows = merge(old, join(fresh, SCHEMA).table(), index)
        elif lines.tobytes() == old.sections("line")[0]:
            return None
        else:
            rows = old.draft()
        return rows.having({"line": ("u32", (lines,))})

    def blocks(self) -> Blocks:
        """Return the blocks of the file whose rows were asked for."""
        blocks, before = Blocks(), 0
        for part in self._parts:
            if part.blocks is not None:
                blocks.extend(part.blocks, before)
            before += len(part.index)
        return blocks

    def _lines(self) -> "array[int]":
        """Return the line of each document: how many a range has is known when all of it is read."""
        lines = array("I")
        start = end = 0
        at: Range | None = None
        for part in self._parts:
            if at is not None and (at.start, at.lower) != (part.range.start, part.range.lower):
                start += end
                end = 0
            at, end = part.range, max(end, part.end)
            held = part.lines
            if len(held) and held[-1] - held[0] == len(held) - 1:
                lines.frombytes(count_up(start + held[0], len(held)))
            else:
                lines.extend(start + line for line in held)
        return lines


def seen(findings: Sequence[Finding], raw: bytes = NO_DIGEST, key: bytes = b"", dated: int = 0) -> Seen:
    """Return what a row keeps of a document in which something was found, or nothing."""
    if not findings:
        return Seen(raw, b"", (), key, dated)
    codes = tuple([hash_code(finding.code, finding.severity) for finding in findings])
    return Seen(raw, _encode(findings), codes, key, dated)


def killer(product_id: str, source_id: str, reason: str) -> Finding:
    """Return what is told of a product that workers die on."""
    return Finding(
        product_id=product_id,
        source_id=source_id,
        field="",
        code="kills_workers",
        found=reason[:200],
        done="left out: again and again a worker ended at it",
        severity="critical",
    )
