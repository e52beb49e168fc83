"""The plain twin of sitemap.pyx."""

from datetime import date

from native.pure_columns import Buffer, Spans, unpack_texts

_DAY = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()


def sitemap_lines(texts: Spans, rows: Buffer, times: Buffer, before: bytes, after: bytes) -> bytes:
    """Return a line for each of the rows (u32): its address is its text between `before` and `after`.

    `times` (i64, by row) are milliseconds, of which only the day is told; where the day is 1970-01-01, it is unknown.
    """
    names, dated = unpack_texts(*texts), memoryview(times).cast("B").cast("q")
    if len(dated) != len(names):
        raise ValueError(f"expected a time for each of {len(names)} texts, got {len(dated)}")
    lines = []
    for row in memoryview(rows).cast("B").cast("I"):
        if row >= len(names):
            raise IndexError(f"expected rows below {len(names)}, got {row}")
        day = dated[row] // _DAY
        if not 1 <= day + _EPOCH <= date.max.toordinal():
            raise ValueError(f"expected a time between the years 1 and 9999, got {dated[row]} ms")
        told = f"<lastmod>{date.fromordinal(day + _EPOCH)}</lastmod>" if day else ""
        lines.append(b"<url><loc>%b%b%b</loc>%b</url>\n" % (before, names[row].encode(), after, told.encode()))
    return b"".join(lines)
