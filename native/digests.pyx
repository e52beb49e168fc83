"""Columns of 16-byte digests -> digests of what pages are made of, and which of them have changed.

A folded digest has two lanes of 64 bits over digests that are uniform already (xxh3_128), stirred after each of them, so
that folds of folds, of fewer or of other digests meet with a chance of about 2^-128; nothing here withstands someone who
wants them to meet.
"""

from array import array

from cpython.buffer cimport PyBUF_SIMPLE, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

cdef enum:
    WIDTH = 16

cdef uint64_t FACTOR_LOW = 0x9E3779B185EBCA87
cdef uint64_t FACTOR_HIGH = 0xC2B2AE3D27D4EB4F
cdef uint64_t ABSENT_LOW = 0x27D4EB2F165667C5
cdef uint64_t ABSENT_HIGH = 0x85EBCA77C2B2AE63
cdef uint32_t NONE = 0xFFFFFFFF


cdef class _View:
    """A buffer held for the time of a call."""

    cdef Py_buffer buffer
    cdef uint8_t* start
    cdef Py_ssize_t length
    cdef bint held

    def __cinit__(self, object source, bint writable=False):
        PyObject_GetBuffer(source, &self.buffer, PyBUF_WRITABLE if writable else PyBUF_SIMPLE)
        self.held = True
        self.start = <uint8_t*>self.buffer.buf
        self.length = self.buffer.len

    def __dealloc__(self):
        if self.held:
            PyBuffer_Release(&self.buffer)


cdef inline uint64_t _read(const uint8_t* raw) noexcept:
    cdef uint64_t value
    memcpy(&value, raw, 8)
    return value


cdef inline void _fold(uint8_t* state, uint64_t low, uint64_t high) noexcept:
    cdef uint64_t value = _spread(_read(state) * FACTOR_LOW + low + FACTOR_HIGH)
    memcpy(state, &value, 8)
    value = _spread(_read(state + 8) * FACTOR_HIGH + high + FACTOR_LOW)
    memcpy(state + 8, &value, 8)


cdef Py_ssize_t _rows(_View column) except -1:
    if column.length % WIDTH:
        raise ValueError(f"expected digests of {WIDTH} bytes, got {column.length} bytes")
    return column.length // WIDTH


def fold_columns(columns):
    """Return one digest a row over columns of digests of equal length, in their order; ValueError if they differ."""
    cdef Py_ssize_t rows, row
    cdef _View column
    cdef _View into
    views = [_View(one) for one in columns]
    if not views:
        raise ValueError("expected a column, got none")
    rows = _rows(views[0])
    out = bytearray(rows * WIDTH)
    into = _View(out, True)
    for column in views:
        if _rows(column) != rows:
            raise ValueError(f"expected {rows} digests, got {_rows(column)}")
        for row in range(rows):
            _fold(into.start + row * WIDTH, _read(column.start + row * WIDTH), _read(column.start + row * WIDTH + 8))
    return out


def fold_chosen(digests, index, Py_ssize_t width):
    """Return a digest for each `width` row numbers of `index` (u32) over their digests; 0xFFFFFFFF stands for none."""
    cdef _View source = _View(digests), chosen = _View(index)
    cdef Py_ssize_t known = _rows(source), rows, row, place
    cdef uint32_t number
    cdef _View into
    if width < 0 or (width == 0 and chosen.length) or (width and chosen.length % (4 * width)):
        raise ValueError(f"expected {width} numbers a row, got {chosen.length} bytes")
    rows = chosen.length // (4 * width) if width else 0
    out = bytearray(rows * WIDTH)
    into = _View(out, True)
    for row in range(rows):
        for place in range(row * width, (row + 1) * width):
            memcpy(&number, chosen.start + place * 4, 4)
            if number == NONE:
                _fold(into.start + row * WIDTH, ABSENT_LOW, ABSENT_HIGH)
            elif number >= known:
                raise IndexError(f"row {number} of {known}")
            else:
                _fold(
                    into.start + row * WIDTH,
                    _read(source.start + <Py_ssize_t>number * WIDTH),
                    _read(source.start + <Py_ssize_t>number * WIDTH + 8),
                )
    return out


def fold_runs(digests, index, starts):
    """Return a digest for each run of `index` (u32) over the digests of its rows.

    `starts` (u32, one more than there are runs) says where each begins; an empty run has the digest of nothing, zero.
    """
    cdef _View source = _View(digests), chosen = _View(index), begin = _View(starts)
    cdef Py_ssize_t known = _rows(source), runs = begin.length // 4 - 1, run, place
    cdef uint32_t number, first, last
    cdef _View into
    if begin.length % 4 or chosen.length % 4 or runs < 0:
        raise ValueError("expected numbers of 4 bytes, and where the last run ends")
    out = bytearray(runs * WIDTH)
    into = _View(out, True)
    for run in range(runs):
        memcpy(&first, begin.start + run * 4, 4)
        memcpy(&last, begin.start + run * 4 + 4, 4)
        if last < first or <Py_ssize_t>last * 4 > chosen.length:
            raise IndexError(f"run {run} from {first} to {last} of {chosen.length // 4}")
        for place in range(first, last):
            memcpy(&number, chosen.start + place * 4, 4)
            if number >= known:
                raise IndexError(f"row {number} of {known}")
            _fold(
                into.start + run * WIDTH,
                _read(source.start + <Py_ssize_t>number * WIDTH),
                _read(source.start + <Py_ssize_t>number * WIDTH + 8),
            )
    return out


def mark_changed(marks, int bit, new, old, index):
    """Set a bit in the byte of each row of `marks` whose digest is not the one it had, or that was not there.

    `index` (i32) says which row of `old` each row of `new` was, negative: none.
    """
    cdef _View into = _View(marks, True), fresh = _View(new), kept = _View(old), was = _View(index)
    cdef Py_ssize_t rows = _rows(fresh), known = _rows(kept), row
    cdef int32_t number
    if was.length != rows * 4 or into.length != rows:
        raise ValueError(f"expected {rows} numbers and marks, got {was.length // 4} and {into.length}")
    if bit not in (1, 2, 4, 8, 16, 32, 64, 128):
        raise ValueError(f"expected a single bit of a byte, got {bit}")
    for row in range(rows):
        memcpy(&number, was.start + row * 4, 4)
        if number >= known:
            raise IndexError(f"row {number} of {known}")
        if number < 0 or memcmp(fresh.start + row * WIDTH, kept.start + <Py_ssize_t>number * WIDTH, WIDTH):
            into.start[row] |= <uint8_t>bit


def widen(numbers):
    """Return whole numbers (i64) as digests, so that they can be folded."""
    cdef _View source = _View(numbers)
    cdef Py_ssize_t rows = source.length // 8, row
    cdef uint64_t value, lane
    cdef _View into
    if source.length % 8:
        raise ValueError(f"expected numbers of 8 bytes, got {source.length} bytes")
    out = bytearray(rows * WIDTH)
    into = _View(out, True)
    for row in range(rows):
        memcpy(&value, source.start + row * 8, 8)
        lane = _spread(value + FACTOR_LOW)
        memcpy(into.start + row * WIDTH, &lane, 8)
        lane = _spread(value + FACTOR_HIGH)
        memcpy(into.start + row * WIDTH + 8, &lane, 8)
    return out


cdef inline uint64_t _spread(uint64_t value) noexcept:
    """Mix the bits of a number (the finalizer of MurmurHash3)."""
    value = (value ^ (value >> 33)) * <uint64_t>0xFF51AFD7ED558CCD
    value = (value ^ (value >> 33)) * <uint64_t>0xC4CEB9FE1A85EC53
    return value ^ (value >> 33)


cdef inline Py_ssize_t _bucket(const uint8_t* key, int bits) noexcept:
    return ((<Py_ssize_t>key[0] << 8) | key[1]) >> (16 - bits)


def fold_buckets(digests, keys, int bits):
    """Return the digest of each of 2**bits buckets, whatever the order of rows; the first bits of its key choose one.

    An empty bucket has the digest of nothing, zero.
    """
    cdef _View source = _View(digests), key = _View(keys)
    cdef Py_ssize_t rows = _rows(source), row, bucket
    cdef uint64_t sum_low, sum_high
    cdef _View into
    if _rows(key) != rows or not 0 <= bits <= 16:
        raise ValueError(f"expected {rows} keys and 0 to 16 bits, got {_rows(key)} and {bits}")
    out = bytearray((1 << bits) * WIDTH)
    into = _View(out, True)
    for row in range(rows):
        bucket = _bucket(key.start + row * WIDTH, bits)
        sum_low = _read(into.start + bucket * WIDTH) + _spread(_read(source.start + row * WIDTH))
        sum_high = _read(into.start + bucket * WIDTH + 8) + _spread(_read(source.start + row * WIDTH + 8))
        memcpy(into.start + bucket * WIDTH, &sum_low, 8)
        memcpy(into.start + bucket * WIDTH + 8, &sum_high, 8)
    return out


def in_bucket(keys, int bits, Py_ssize_t wanted):
    """Return the rows (u32) of a bucket (see fold_buckets)."""
    cdef _View key = _View(keys)
    cdef Py_ssize_t rows = _rows(key), row
    if not 0 <= bits <= 16:
        raise ValueError(f"expected 0 to 16 bits, got {bits}")
    found = array("I")
    for row in range(rows):
        if _bucket(key.start + row * WIDTH, bits) == wanted:
            found.append(row)
    return found


def most_in_buckets(numbers, keys, int bits):
    """Return the greatest of the numbers (i64) of each of 2**bits buckets, 0 where there is none above it."""
    cdef _View source = _View(numbers), key = _View(keys)
    cdef Py_ssize_t rows = _rows(key), row, bucket
    cdef int64_t value, most
    cdef _View into
    if source.length != rows * 8 or not 0 <= bits <= 16:
        raise ValueError(f"expected {rows} numbers and 0 to 16 bits, got {source.length // 8} and {bits}")
    out = array("q", bytes(8 << bits))
    into = _View(out, True)
    for row in range(rows):
        bucket = _bucket(key.start + row * WIDTH, bits)
        memcpy(&value, source.start + row * 8, 8)
        memcpy(&most, into.start + bucket * 8, 8)
        if value > most:
            memcpy(into.start + bucket * 8, &value, 8)
    return out
