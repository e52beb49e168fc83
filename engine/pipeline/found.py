"""A vetted catalog -> what was found in it: counted by hashes, made into objects only as far as somebody asks."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import msgpack
from msgspec.structs import replace

from engine.catalog.product import Finding
from engine.pipeline.report import order
from engine.snapshot.columns import Table
from engine.snapshot.folder import Catalog
from engine.snapshot.row import hash_code
from engine.telemetry.report import SEVERITIES, FindingCount

MOST = 1_000  # findings of one code that a report holds; the rest is counted, and listed when all are asked for
MOST_CRITICAL = 10_000
_Kind = tuple[str, str]  # code and severity
_decode = msgpack.Decoder(list[Finding]).decode


class Findings:
    """What was found: the most severe first, then by code, then in the order of the source."""

    def __init__(self, catalog: Catalog, others: Sequence[Finding] = ()) -> None:
        """`others` are those that no document's row has."""
        self._table: Table = catalog.table
        self._offsets, heap = catalog.table.spans("codes", "ints")
        self._codes: list[int] = heap.tolist()
        self._others = (*catalog.meta.findings, *others)
        counted = Counter(self._codes)
        kinds: Counter[_Kind] = Counter({self._kind(number): count for number, count in counted.items()})
        kinds.update((one.code, one.severity) for one in self._others)
        self._kinds = sorted(kinds.items(), key=lambda item: (SEVERITIES.index(item[0][1]), item[0][0]))

    def __len__(self) -> int:
        return sum(count for _, count in self._kinds)

    def __iter__(self) -> Iterator[Finding]:
        """Yield all of them, a few at a time in memory."""
        for kind, _ in self._kinds:
            yield from self._of(kind)

    def counts(self) -> tuple[FindingCount, ...]:
        """Return how often each code was found, the most severe first, then the most frequent."""
        found = [FindingCount(code, severity, count) for (code, severity), count in self._kinds]
        return tuple(sorted(found, key=lambda one: (SEVERITIES.index(one.severity), -one.count, one.code)))

    def count(self, severity: str) -> int:
        """Return how many of a severity there are."""
        return sum(count for (_, held), count in self._kinds if held == severity)

    def first(self) -> tuple[Finding, ...]:
        """Return those of a report: of a catalog that is broken throughout the first ones of each code."""
        found: list[Finding] = []
        for kind, _ in self._kinds:
            found += islice(self._of(kind), MOST_CRITICAL if kind[1] == "critical" else MOST)
        return tuple(sorted(found, key=order))

    def _of(self, kind: _Kind) -> Iterator[Finding]:
        for row in self._rows(hash_code(*kind)):
            yield from (finding for finding in self._at(row) if (finding.code, finding.severity) == kind)
        yield from (finding for finding in self._others if (finding.code, finding.severity) == kind)

    def _kind(self, number: int) -> _Kind:
        """Return the code and the severity that a hash stands for, from the first row that has it."""
        row = bisect_right(self._offsets, self._codes.index(number)) - 1
        kinds = ((finding.code, finding.severity) for finding in self._at(row))
        return next(kind for kind in kinds if hash_code(*kind) == number)

    def _rows(self, number: int) -> Iterator[int]:
        place, before = -1, -1
        while True:
            try:
                place = self._codes.index(number, place + 1)
            except ValueError:
                return
            row = bisect_right(self._offsets, place) - 1
            if row != before:
                yield row
            before = row

    def _at(self, row: int) -> list[Finding]:
        """Return what was found in one document, with where it stands."""
        found = _decode(self._table.blobs("findings")[row])
        if line := self._table.u32("line")[row]:
            return [replace(finding, source_id=f"{finding.source_id}:{line}") for finding in found]
        return found
