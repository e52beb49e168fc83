"""Columns in flat bytes: texts packed into a heap, spans checked and merged, digests joined by hash.

Offsets are u32, one more than there are spans; what is longer than 4 GiB is refused. Nothing that comes in is trusted:
offsets and numbers are checked before they lead anywhere.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_AsUTF8String, PyUnicode_DATA, PyUnicode_DecodeUTF8, PyUnicode_GET_LENGTH
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memcpy

cdef extern from "Python.h":
    int PyUnicode_IS_ASCII(object text)

cdef enum:
    WIDTH = 16

cdef uint64_t MOST = 0xFFFFFFFF
cdef uint32_t NONE = 0xFFFFFFFF


cdef inline bytes _room(Py_ssize_t size):
    return PyBytes_FromStringAndSize(NULL, size)


cdef inline int _fits(uint64_t total) except -1:
    if total > MOST:
        raise ValueError(f"expected at most {MOST} in the heap of a column, got {total}")
    return 0


def pack_texts(values):
    """Return texts as offsets and one heap of UTF-8."""
    cdef Py_ssize_t count, row
    cdef uint64_t total = 0
    cdef uint32_t* offsets
    cdef char* to
    parts = []
    count = len(values)
    starts = _room((count + 1) * 4)
    offsets = <uint32_t*>PyBytes_AS_STRING(starts)
    offsets[0] = 0
    for row in range(count):
        value = values[row]
        if type(value) is not str:
            raise TypeError(f"expected a text, got {type(value).__name__}")
        if not PyUnicode_IS_ASCII(value):
            value = PyUnicode_AsUTF8String(value)
            total += PyBytes_GET_SIZE(value)
        else:
            total += PyUnicode_GET_LENGTH(value)
        _fits(total)
        parts.append(value)
        offsets[row + 1] = <uint32_t>total
    heap = _room(total)
    to = PyBytes_AS_STRING(heap)
    for row in range(count):
        value = parts[row]
        if type(value) is str:
            memcpy(to + offsets[row], PyUnicode_DATA(value), offsets[row + 1] - offsets[row])
        else:
            memcpy(to + offsets[row], PyBytes_AS_STRING(value), offsets[row + 1] - offsets[row])
    return starts, heap


def unpack_texts(offsets, heap):
    """Return the texts of a column."""
    cdef const uint32_t[::1] places = _u32(offsets)
    cdef const uint8_t[::1] letters = _bytes(heap)
    cdef Py_ssize_t row
    cdef const char* start = NULL
    if letters.shape[0]:
        start = <const char*>&letters[0]
    _sound(places, letters.shape[0])
    return [
        PyUnicode_DecodeUTF8(start + places[row], places[row + 1] - places[row], NULL)
        for row in range(places.shape[0] - 1)
    ]


def pack_blobs(values):
    """Return byte strings as offsets and one heap."""
    cdef Py_ssize_t row, count = len(values)
    cdef uint64_t total = 0
    cdef uint32_t* offsets
    starts = _room((count + 1) * 4)
    offsets = <uint32_t*>PyBytes_AS_STRING(starts)
    offsets[0] = 0
    for row in range(count):
        value = values[row]
        if type(value) is not bytes:
            raise TypeError(f"expected bytes, got {type(value).__name__}")
        total += PyBytes_GET_SIZE(value)
        _fits(total)
        offsets[row + 1] = <uint32_t>total
    return starts, b"".join(values)


def pack_ints(values):
    """Return lists of whole numbers as offsets and one heap of i32."""
    cdef Py_ssize_t row, count = len(values)
    cdef uint64_t total = 0
    cdef uint32_t* offsets
    cdef int32_t* to
    starts = _room((count + 1) * 4)
    offsets = <uint32_t*>PyBytes_AS_STRING(starts)
    offsets[0] = 0
    for row in range(count):
        total += len(values[row])
        _fits(total)
        offsets[row + 1] = <uint32_t>total
    heap = _room(total * 4)
    to = <int32_t*>PyBytes_AS_STRING(heap)
    for row in range(count):
        value = values[row]
        if len(value) != <Py_ssize_t>(offsets[row + 1] - offsets[row]):
            raise ValueError("a list changed while it was packed")
        for number in value:
            to[0] = number
            to += 1
    return starts, heap


cdef int _sound(const uint32_t[::1] places, uint64_t items) except -1:
    cdef Py_ssize_t row
    cdef bint broken = places.shape[0] == 0 or places[0] != 0 or places[places.shape[0] - 1] != items
    if not broken:
        for row in range(places.shape[0] - 1):
            broken |= places[row] > places[row + 1]
    if broken:
        raise ValueError(f"expected offsets that rise from 0 to {items}")
    return 0


cdef inline object _u32(object buffer):
    return memoryview(buffer).cast("B").cast("I")


cdef inline object _i32(object buffer):
    return memoryview(buffer).cast("B").cast("i")


cdef inline object _bytes(object buffer):
    return memoryview(buffer).cast("B")


def check_spans(offsets, Py_ssize_t items):
    """ValueError unless offsets start at 0, never fall and end at `items`."""
    _sound(_u32(offsets), items)


def join_offsets(parts):
    """Return the offsets of heaps that are laid end to end, or of the parts of heaps that offsets lead to."""
    cdef const uint32_t[::1] places
    cdef uint64_t start = 0
    cdef Py_ssize_t row, rows = 0, at = 1
    cdef uint32_t* to
    views = [_u32(part) for part in parts]
    for places in views:
        if places.shape[0]:
            rows += places.shape[0] - 1
    joined = _room((rows + 1) * 4)
    to = <uint32_t*>PyBytes_AS_STRING(joined)
    to[0] = 0
    for places in views:
        if not places.shape[0]:
            continue
        _fits(start + places[places.shape[0] - 1] - places[0])
        for row in range(1, places.shape[0]):
            to[at] = <uint32_t>(start + places[row] - places[0])
            at += 1
        start += places[places.shape[0] - 1] - places[0]
    return joined


def join_indexes(parts):
    """Return indexes (i32) end to end; each comes with the number of fresh items that its negative numbers count.

    In the whole they count on, as the fresh items do when they are laid end to end.
    """
    cdef const int32_t[::1] places
    cdef int64_t before = 0, number
    cdef Py_ssize_t row, rows = 0
    cdef int32_t* to
    views = [(_i32(index), count) for index, count in parts]
    for places, count in views:
        if count < 0:
            raise ValueError(f"expected a count from 0, got {count}")
        rows += places.shape[0]
    joined = _room(rows * 4)
    to = <int32_t*>PyBytes_AS_STRING(joined)
    for places, count in views:
        for row in range(places.shape[0]):
            number = places[row] if places[row] >= 0 else places[row] - before
            if number < -0x80000000LL:
                raise OverflowError(f"expected numbers of 32 bits, got {number}")
            to[row] = <int32_t>number
        to += places.shape[0]
        before += count
    return joined


def count_up(Py_ssize_t first, Py_ssize_t count):
    """Return so many whole numbers (i32 and u32 alike) from a first one on."""
    cdef Py_ssize_t place
    cdef uint32_t* to
    if first < 0 or count < 0 or first + count > 0x80000000:
        raise ValueError(f"expected numbers from 0 below {0x80000000}, got {count} from {first}")
    numbers = _room(count * 4)
    to = <uint32_t*>PyBytes_AS_STRING(numbers)
    for place in range(count):
        to[place] = <uint32_t>(first + place)
    return numbers


def find_runs(index, Py_ssize_t most):
    """Return the stretches of an index (i32) that count up from 0 or more, by first number and length; others alone.

    None when there are more than `most`.
    """
    cdef const int32_t[::1] places = _i32(index)
    cdef Py_ssize_t row, first = 0
    found = []
    for row in range(1, places.shape[0] + 1):
        if row < places.shape[0] and places[first] >= 0 and places[row] == places[first] + row - first:
            continue
        if len(found) >= most:
            return None
        found.append((places[first], row - first))
        first = row
    return found


cdef inline Py_ssize_t _run(const int32_t[::1] places, Py_ssize_t row) noexcept:
    """Return the end of the rows from `row` on whose items are old ones that follow each other; a fresh one is alone."""
    cdef Py_ssize_t end = row + 1
    if places[row] >= 0:
        while end < places.shape[0] and places[end] == places[row] + end - row:
            end += 1
    return end


def merge_items(old, fresh, Py_ssize_t width, index):
    """Return items of `width` bytes: of `old` where the index is 0 or more, else of `fresh` at -1 - index."""
    cdef const uint8_t[::1] first = _bytes(old), second = _bytes(fresh)
    cdef const int32_t[::1] places = _i32(index)
    cdef Py_ssize_t row = 0, number, most, end
    cdef const uint8_t* source
    cdef uint8_t* to
    if width < 1:
        raise ValueError(f"expected items of a byte at least, got {width}")
    cdef Py_ssize_t had = first.shape[0] // width, more = second.shape[0] // width
    cdef const uint8_t* one = &first[0] if first.shape[0] else NULL
    cdef const uint8_t* other = &second[0] if second.shape[0] else NULL
    merged = _room(places.shape[0] * width)
    to = <uint8_t*>PyBytes_AS_STRING(merged)
    while row < places.shape[0]:
        end = _run(places, row)
        number, source, most = places[row], one, had
        if number < 0:
            number, source, most = -1 - number, other, more
        if number + end - row > most:
            raise IndexError(f"expected an item below {most}, got {number + end - row - 1}")
        memcpy(to + row * width, source + number * width, (end - row) * width)
        row = end
    return merged


def merge_spans(old, fresh, Py_ssize_t width, index):
    """Return spans of two heaps of items of `width` bytes, chosen as merge_items does."""
    cdef const uint32_t[::1] was = _u32(old[0]), more = _u32(fresh[0])
    cdef const uint8_t[::1] first = _bytes(old[1]), second = _bytes(fresh[1])
    cdef const int32_t[::1] places = _i32(index)
    cdef Py_ssize_t row, number, most, end
    cdef uint64_t total = 0, size
    cdef const uint32_t* offsets
    cdef const uint8_t* heap
    cdef uint32_t* starts
    cdef uint8_t* to
    if width < 1:
        raise ValueError(f"expected items of a byte at least, got {width}")
    _sound(was, first.shape[0] // width)
    _sound(more, second.shape[0] // width)
    merged = _room((places.shape[0] + 1) * 4)
    starts = <uint32_t*>PyBytes_AS_STRING(merged)
    starts[0] = 0
    for row in range(places.shape[0]):
        number = places[row]
        offsets, most = &was[0], was.shape[0] - 1
        if number < 0:
            number = -1 - number
            offsets, most = &more[0], more.shape[0] - 1
        if number >= most:
            raise IndexError(f"expected a span below {most}, got {number}")
        total += offsets[number + 1] - offsets[number]
        _fits(total)
        starts[row + 1] = <uint32_t>total
    joined = _room(total * width)
    to = <uint8_t*>PyBytes_AS_STRING(joined)
    row = 0
    while row < places.shape[0]:
        end = _run(places, row)
        size = <uint64_t>(starts[end] - starts[row]) * width
        number, row = places[row], end
        if not size:
            continue
        if number < 0:
            heap = &second[0] + <uint64_t>more[-1 - number] * width
        else:
            heap = &first[0] + <uint64_t>was[number] * width
        memcpy(to, heap, size)
        to += size
    return merged, joined


def match_digests(fresh, old):
    """Return for each fresh digest the row of the old one (i32, -1: none), and the old rows without a partner (u32).

    A digest that stands several times is matched in order: the first with the first.
    """
    cdef const uint8_t[::1] new = _bytes(fresh), had = _bytes(old)
    cdef Py_ssize_t rows = new.shape[0] // WIDTH, known = had.shape[0] // WIDTH, row, left = 0
    cdef uint64_t size = 16, slot, key
    cdef uint32_t* table = NULL
    cdef uint32_t* following = NULL
    cdef int32_t* to
    cdef uint32_t* rest
    if new.shape[0] % WIDTH or had.shape[0] % WIDTH:
        raise ValueError(f"expected digests of {WIDTH} bytes, got {new.shape[0]} and {had.shape[0]} bytes")
    if rows >= 0x7FFFFFFF or known >= 0x7FFFFFFF:
        raise ValueError(f"expected fewer rows, got {rows} and {known}")
    while size < <uint64_t>known * 2:
        size *= 2
    index = _room(rows * 4)
    to = <int32_t*>PyBytes_AS_STRING(index)
    table = <uint32_t*>malloc(size * 4)
    following = <uint32_t*>malloc((known + 1) * 4)
    try:
        if table == NULL or following == NULL:
            raise MemoryError()
        for slot in range(size):
            table[slot] = NONE
        # From the last to the first, so that each chain of equal digests is in the order of rows.
        for row in range(known - 1, -1, -1):
            memcpy(&key, &had[row * WIDTH], 8)
            slot = key & (size - 1)
            while table[slot] != NONE and memcmp(&had[<Py_ssize_t>table[slot] * WIDTH], &had[row * WIDTH], WIDTH):
                slot = (slot + 1) & (size - 1)
            following[row] = table[slot]
            table[slot] = <uint32_t>row
        left = known
        for row in range(rows):
            to[row] = -1
            if not known:
                continue
            memcpy(&key, &new[row * WIDTH], 8)
            slot = key & (size - 1)
            while table[slot] != NONE:
                # A slot whose chain is used up keeps a sign of it, with the last row to compare by.
                key = table[slot] & 0x7FFFFFFF
                if memcmp(&had[<Py_ssize_t>key * WIDTH], &new[row * WIDTH], WIDTH) == 0:
                    if not table[slot] & 0x80000000:
                        to[row] = <int32_t>key
                        left -= 1
                        table[slot] = following[key] if following[key] != NONE else <uint32_t>(key | 0x80000000)
                        following[key] = 0x80000000
                    break
                slot = (slot + 1) & (size - 1)
        rest_bytes = _room(left * 4)
        rest = <uint32_t*>PyBytes_AS_STRING(rest_bytes)
        for row in range(known):
            if following[row] != <uint32_t>0x80000000:
                rest[0] = <uint32_t>row
                rest += 1
    finally:
        free(table)
        free(following)
    return index, rest_bytes
