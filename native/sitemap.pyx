"""Texts and times in, the lines of a sitemap out."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.stdlib cimport free

from native._buffer cimport Buffer, put, put_byte
from native._buffer cimport room as make_room
from native._column cimport as_i64, as_u8, as_u32, check_rows, check_spans_of

cdef enum:
    A_DAY = 86_400_000  # milliseconds
    FIRST_DAY = -719_162  # 0001-01-01, counted from 1970-01-01
    LAST_DAY = 2_932_896  # 9999-12-31
    MOST_DATED = 29  # bytes of <lastmod>


cdef inline void put_digits(Buffer* out, int value, int count) noexcept:
    cdef int at
    for at in range(count):
        out.start[out.used + count - 1 - at] = <uint8_t>(48 + value % 10)
        value //= 10
    out.used += count


cdef inline void put_date(Buffer* out, int64_t day) noexcept:
    """Put a day of the calendar; years begin in March here, so that the day of a leap year is their last one."""
    cdef int from_start = <int>(day - FIRST_DAY) + 306  # days since 0000-03-01
    cdef int era = from_start // 146_097, of_era = from_start % 146_097
    cdef int year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    cdef int of_year = of_era - (365 * year + year // 4 - year // 100)
    cdef int month = (5 * of_year + 2) // 153
    put_digits(out, year + 400 * era + (month >= 10), 4)
    put_byte(out, c"-")
    put_digits(out, month + 3 if month < 10 else month - 9, 2)
    put_byte(out, c"-")
    put_digits(out, of_year - (153 * month + 2) // 5 + 1, 2)


def sitemap_lines(texts, rows, times, bytes before not None, bytes after not None):
    """Return a line for each of the rows (u32): its address is its text between `before` and `after`.

    `times` (i64, by row) are milliseconds, of which only the day is told; where the day is 1970-01-01, it is unknown.
    """
    starts, heap = texts
    cdef const uint32_t[::1] offsets = as_u32(starts), given = as_u32(rows)
    cdef const uint8_t[::1] letters = as_u8(heap)
    cdef const int64_t[::1] dated = as_i64(times)
    cdef const char* head = PyBytes_AS_STRING(before)
    cdef const char* tail = PyBytes_AS_STRING(after)
    cdef Py_ssize_t first = len(before), last = len(after), place, size
    cdef Buffer out
    cdef uint32_t row
    cdef int64_t day
    check_spans_of(offsets, letters.shape[0])
    check_rows(given, offsets.shape[0] - 1)
    if dated.shape[0] != offsets.shape[0] - 1:
        raise ValueError(f"expected a time for each of {offsets.shape[0] - 1} texts, got {dated.shape[0]}")
    out.start, out.used, out.size = NULL, 0, 0
    try:
        for place in range(given.shape[0]):
            row = given[place]
            size = offsets[row + 1] - offsets[row]
            make_room(&out, first + size + last + MOST_DATED + 24)
            put(&out, b"<url><loc>", 10)
            put(&out, head, first)
            if size:
                put(&out, &letters[offsets[row]], size)
            put(&out, tail, last)
            put(&out, b"</loc>", 6)
            day = dated[row] // A_DAY - (dated[row] % A_DAY < 0)
            if not FIRST_DAY <= day <= LAST_DAY:
                raise ValueError(f"expected a time between the years 1 and 9999, got {dated[row]} ms")
            if day:
                put(&out, b"<lastmod>", 9)
                put_date(&out, day)
                put(&out, b"</lastmod>", 10)
            put(&out, b"</url>\n", 7)
        return PyBytes_FromStringAndSize(<char*>out.start, out.used)
    finally:
        free(out.start)
