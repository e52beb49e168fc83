"""Documents that a database says have changed, and the table of the rest -> the table of the catalog as it is.

Dates are those of the database's own type at the path that can be asked for; what vetting makes of a date is nothing
to go by here. Whatever does not fit together is no error: all documents are compared then, and that finds out.
"""

from array import array
from bisect import bisect_left
from itertools import pairwise

from xxhash import xxh3_128_digest

from engine.catalog.source import Source
from engine.pipeline.jobs import Vetted
from engine.snapshot.columns import Draft, Table, merge
from engine.snapshot.folder import Catalog
from engine.snapshot.formats import Blobs
from native import TextIndex, match_digests

MANY = 0.1  # of all documents: when more have changed, workers share them among each other
FEW = 2000
ORDERED = (b"\x02", b"\x07", b"\x12")  # texts, ObjectIds and whole numbers: their keys stand as the server orders them


def latest(catalog: Catalog) -> int | None:
    """Return the date from which on documents may have changed; None when some have no date.

    Dates that were still to come when all was compared last are passed over: what has one is read each time, and what
    changes before it comes is found.
    """
    dates = catalog.table.i64("dated").tolist()
    if not dates or min(dates) <= 0:
        return None
    now = int(catalog.meta.compared * 1000)
    return max((date for date in dates if date <= now), default=None)


def undated(catalog: Catalog) -> int:
    """Return how many documents have no date."""
    return sum(date <= 0 for date in catalog.table.i64("dated"))


def changed(source: Source, old: Table, since: int) -> list[bytes] | None:
    """Return the documents of a date and later ones that are not those of the table; None when they are too many."""
    most = max(FEW, int(MANY * len(old)))
    found = source.changed(since, most + 1)
    rows, _ = match_digests(b"".join(map(xxh3_128_digest, found)), old.u8("raw"))
    fresh = [document for document, row in zip(found, array("i", rows), strict=True) if row < 0]
    return fresh if len(found) <= most else None


def merged(old: Table, vetted: Vetted, count: int) -> Draft | None:
    """Return the rows with those that changed in their places; None when that cannot be what the database holds.

    `count` is how many documents it says it has.
    """
    if not vetted.fresh:
        return None
    fresh = Table(vetted.fresh)
    index, added = array("i", range(len(old))), []
    keys, ids = fresh.blobs("key"), TextIndex(*old.spans("key", "bytes"), memoryview(index))
    for number in range(len(fresh)):
        key = keys[number]
        row = ids.find(key)
        if row >= 0:
            index[row] = -1 - number
        else:
            added.append((key, number))
    if len(old) + len(added) != count or min(fresh.i64("dated"), default=1) <= 0:
        return None
    if added and not _put(index, added, old.blobs("key")):
        return None
    return merge(old, fresh, index)


def _put(index: "array[int]", added: list[tuple[bytes, int]], keys: Blobs) -> bool:
    """Put documents that were not there among the others; False when their places are not known."""
    known = [keys[row] for row in range(len(keys))]
    if any(one >= other for one, other in pairwise(known)):
        return False
    kinds = {key[:1] for key in (known[0], known[-1], *(key for key, _ in added))}
    if len(kinds) > 1 or kinds.isdisjoint(ORDERED):
        return False
    for key, number in sorted(added, reverse=True):
        index.insert(bisect_left(known, key), -1 - number)
    return True
