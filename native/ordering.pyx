"""Rows sorted by a column, and rows that have a text in common; every sort leaves ties as they stand."""

from cpython.bytes cimport PyBytes_AS_STRING
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memcpy, memset

from native._column cimport (
    as_f64, as_i32, as_i64, as_u8, as_u32, check_rows, check_spans_of, room, u32_of,
)

cdef uint8_t NOTHING[8]  # where the heap of texts that are all empty stands


cdef struct Keyed:
    uint64_t key
    uint32_t row


cdef struct Texts:
    const uint32_t* starts
    const uint8_t* heap


cdef inline const uint8_t* text(Texts* texts, uint32_t row, Py_ssize_t* size) noexcept:
    size[0] = texts.starts[row + 1] - texts.starts[row]
    return texts.heap + texts.starts[row]


cdef inline uint64_t first_bytes(Texts* texts, uint32_t row) noexcept:
    """Return the first eight bytes as a number that sorts as they do; a shorter text is filled up with zeros."""
    cdef Py_ssize_t size, place
    cdef const uint8_t* start = text(texts, row, &size)
    cdef uint64_t word = 0
    for place in range(8):
        word = word << 8 | (start[place] if place < size else 0)
    return word


cdef inline int compare(Texts* texts, Keyed* one, Keyed* other) noexcept:
    cdef Py_ssize_t size, longer
    cdef const uint8_t* left
    cdef const uint8_t* right
    cdef int order
    if one.key != other.key:
        return -1 if one.key < other.key else 1
    left, right = text(texts, one.row, &size), text(texts, other.row, &longer)
    order = memcmp(left, right, size if size < longer else longer)
    return order if order else (size > longer) - (size < longer)


cdef Keyed* merge_sort(Texts* texts, Keyed* items, Keyed* spare, Py_ssize_t count) noexcept:
    """Sort by text; return where the result stands, in `items` or in `spare`."""
    cdef Py_ssize_t width = 1, low, middle, high, left, right, to
    cdef Keyed* other
    for to in range(1, count):
        if compare(texts, &items[to - 1], &items[to]) > 0:
            break
    else:
        return items  # as a source in the order of its keys has them
    while width < count:
        low = 0
        while low < count:
            middle = low + width if low + width < count else count
            high = middle + width if middle + width < count else count
            if middle == high or compare(texts, &items[middle - 1], &items[middle]) <= 0:
                memcpy(spare + low, items + low, (high - low) * sizeof(Keyed))
                low = high
                continue
            left, right, to = low, middle, low
            while left < middle and right < high:
                if compare(texts, &items[left], &items[right]) <= 0:
                    spare[to] = items[left]
                    left += 1
                else:
                    spare[to] = items[right]
                    right += 1
                to += 1
            memcpy(spare + to, items + left, (middle - left) * sizeof(Keyed))
            memcpy(spare + to + middle - left, items + right, (high - right) * sizeof(Keyed))
            low = high
        other, items = items, spare
        spare = other
        width *= 2
    return items


cdef Keyed* radix_sort(Keyed* items, Keyed* spare, Py_ssize_t count) noexcept:
    """Sort by key; return where the result stands, in `items` or in `spare`."""
    cdef uint32_t counts[8][256]
    cdef Py_ssize_t place
    cdef int byte, digit
    cdef uint32_t total, size
    cdef uint64_t key
    cdef Keyed* other
    memset(counts, 0, sizeof(counts))
    for place in range(count):
        key = items[place].key
        for byte in range(8):
            counts[byte][key >> (8 * byte) & 255] += 1
    for byte in range(8):
        if count and counts[byte][items[0].key >> (8 * byte) & 255] == <uint32_t>count:
            continue
        total = 0
        for digit in range(256):
            size = counts[byte][digit]
            counts[byte][digit] = total
            total += size
        for place in range(count):
            digit = items[place].key >> (8 * byte) & 255
            spare[counts[byte][digit]] = items[place]
            counts[byte][digit] += 1
        other, items = items, spare
        spare = other
    return items


cdef inline uint64_t key_of_f64(double value, bint descending) noexcept:
    """Return a number that sorts as a double does; 0.0 and -0.0 are one, what is no number comes last."""
    cdef uint64_t bits
    if value != value:
        return <uint64_t>-1
    value += 0.0
    memcpy(&bits, &value, 8)
    bits = ~bits if bits >> 63 else bits | <uint64_t>1 << 63
    return ~bits if descending else bits


cdef Keyed* two_arrays(Py_ssize_t count) except NULL:
    items = <Keyed*>malloc((2 * count + 1) * sizeof(Keyed))
    if items == NULL:
        raise MemoryError()
    return items


cdef bytes rows_of(Keyed* items, Py_ssize_t count):
    cdef Py_ssize_t place
    rows = room(count * 4)
    cdef uint32_t* to = u32_of(rows)
    for place in range(count):
        to[place] = items[place].row
    return rows


def rows_with(values, int value):
    """Return the rows (u32) that have a value (u8)."""
    cdef const uint8_t[::1] column = as_u8(values)
    cdef Py_ssize_t row, count = 0
    found = room(column.shape[0] * 4)
    cdef uint32_t* to = u32_of(found)
    for row in range(column.shape[0]):
        if column[row] == value:
            to[count] = <uint32_t>row
            count += 1
    return found[: count * 4]


def rows_marked(marks, rows):
    """Return those of some rows (u32) whose mark (u8) is not 0, in their order."""
    cdef const uint8_t[::1] column = as_u8(marks)
    cdef const uint32_t[::1] given = as_u32(rows)
    cdef Py_ssize_t place, count = 0
    check_rows(given, column.shape[0])
    found = room(given.shape[0] * 4)
    cdef uint32_t* to = u32_of(found)
    for place in range(given.shape[0]):
        if column[given[place]]:
            to[count] = given[place]
            count += 1
    return found[: count * 4]


def mark_rows(marks, int bit, rows):
    """Set a bit in the mark (u8) of each of some rows (u32)."""
    cdef uint8_t[::1] into = as_u8(marks)
    cdef const uint32_t[::1] given = as_u32(rows)
    cdef Py_ssize_t place
    check_rows(given, into.shape[0])
    for place in range(given.shape[0]):
        into[given[place]] |= <uint8_t>bit


def places_of(numbers, Py_ssize_t count):
    """Return for each number below `count` the place where it stands (i32), -1: nowhere; negative numbers are none."""
    cdef const int32_t[::1] given = as_i32(numbers)
    cdef Py_ssize_t place
    if count < 0:
        raise ValueError(f"expected a count from 0, got {count}")
    places = room(count * 4)
    cdef int32_t* to = <int32_t*>PyBytes_AS_STRING(places)
    memset(to, 255, count * 4)
    for place in range(given.shape[0]):
        if given[place] >= count:
            raise IndexError(f"expected numbers below {count}, got {given[place]}")
        if given[place] >= 0:
            to[given[place]] = <int32_t>place
    return places


def sort_f64(values, rows, bint descending, bint zero_last):
    """Return rows (u32) by their values; what is no number comes last and, if asked, as infinite what is zero."""
    cdef const double[::1] column = as_f64(values)
    cdef const uint32_t[::1] given = as_u32(rows)
    cdef Py_ssize_t count = given.shape[0], place
    cdef double value
    check_rows(given, column.shape[0])
    cdef Keyed* items = two_arrays(count)
    try:
        for place in range(count):
            value = column[given[place]]
            if zero_last and value == 0:
                value = float("inf")
            items[place].key = key_of_f64(value, descending)
            items[place].row = given[place]
        return rows_of(radix_sort(items, items + count, count), count)
    finally:
        free(items)


def sort_i64(values, rows, bint descending, int shift=0):
    """Return rows (u32) by their whole numbers, without the last `shift` bits of these."""
    cdef const int64_t[::1] column = as_i64(values)
    cdef const uint32_t[::1] given = as_u32(rows)
    cdef Py_ssize_t count = given.shape[0], place
    cdef uint64_t key
    if not 0 <= shift < 64:
        raise ValueError(f"expected a shift of 0 to 63 bits, got {shift}")
    check_rows(given, column.shape[0])
    cdef Keyed* items = two_arrays(count)
    try:
        for place in range(count):
            key = <uint64_t>(column[given[place]] >> shift) ^ <uint64_t>1 << 63
            items[place].key = ~key if descending else key
            items[place].row = given[place]
        return rows_of(radix_sort(items, items + count, count), count)
    finally:
        free(items)


def sort_texts(starts, heap, rows):
    """Return rows (u32) by their texts, and the rank of each row (i64, by row, -1: not asked).

    Equal texts have equal ranks.
    """
    cdef const uint32_t[::1] offsets = as_u32(starts), given = as_u32(rows)
    cdef const uint8_t[::1] letters = as_u8(heap)
    cdef Py_ssize_t count = given.shape[0], place
    cdef Texts texts
    cdef int64_t rank = 0
    cdef int64_t* to
    check_spans_of(offsets, letters.shape[0])
    check_rows(given, offsets.shape[0] - 1)
    texts.starts = &offsets[0]
    texts.heap = &letters[0] if letters.shape[0] else NOTHING
    ranks = room((offsets.shape[0] - 1) * 8)
    to = <int64_t*>PyBytes_AS_STRING(ranks)
    memset(to, 255, (offsets.shape[0] - 1) * 8)
    cdef Keyed* items = two_arrays(count)
    cdef Keyed* found
    try:
        for place in range(count):
            items[place].key = first_bytes(&texts, given[place])
            items[place].row = given[place]
        found = merge_sort(&texts, items, items + count, count)
        for place in range(count):
            if place and compare(&texts, &found[place - 1], &found[place]):
                rank += 1
            to[found[place].row] = rank
        return rows_of(found, count), ranks
    finally:
        free(items)


cdef inline uint64_t hash_of(const uint8_t* start, Py_ssize_t size) noexcept:
    cdef uint64_t state = <uint64_t>size * <uint64_t>0x9E3779B97F4A7C15, word
    while size > 0:
        word = 0
        memcpy(&word, start, 8 if size > 8 else size)
        state = (state ^ word) * <uint64_t>0xC2B2AE3D27D4EB4F
        state ^= state >> 29
        start += 8
        size -= 8
    return state ^ state >> 32


cdef class TextIndex:
    """Texts of a column by what they say: the first row that has a text is the one that is found."""

    cdef object _held
    cdef const uint32_t[::1] _offsets
    cdef const uint8_t[::1] _letters
    cdef Texts _texts
    cdef uint32_t* _slots  # row + 1; 0: free
    cdef uint64_t _mask
    cdef readonly bytes first  # rows (u32) that are the first with their text
    cdef readonly bytes again  # the others

    def __cinit__(self, starts, heap, rows):
        cdef const uint32_t[::1] given = as_u32(rows)
        cdef Py_ssize_t count = given.shape[0], place, size, fresh = 0, known = 0
        cdef const uint8_t* start
        cdef uint32_t* slot
        cdef uint64_t slots = 16
        self._slots = NULL
        self._offsets = as_u32(starts)
        self._letters = as_u8(heap)
        check_spans_of(self._offsets, self._letters.shape[0])
        check_rows(given, self._offsets.shape[0] - 1)
        self._texts.starts = &self._offsets[0]
        self._texts.heap = &self._letters[0] if self._letters.shape[0] else NOTHING
        while slots < 2 * <uint64_t>count:
            slots *= 2
        self._mask = slots - 1
        self._slots = <uint32_t*>malloc(slots * 4)
        if self._slots == NULL:
            raise MemoryError()
        memset(self._slots, 0, slots * 4)
        first, again = room(count * 4), room(count * 4)
        for place in range(count):
            start = text(&self._texts, given[place], &size)
            slot = self.slot_of(start, size)
            if slot[0]:
                u32_of(again)[known] = given[place]
                known += 1
            else:
                slot[0] = given[place] + 1
                u32_of(first)[fresh] = given[place]
                fresh += 1
        self.first, self.again = first[: fresh * 4], again[: known * 4]

    def __dealloc__(self):
        free(self._slots)

    cdef uint32_t* slot_of(self, const uint8_t* start, Py_ssize_t size) noexcept:
        cdef uint64_t place = hash_of(start, size) & self._mask
        cdef Py_ssize_t other
        cdef const uint8_t* had
        while self._slots[place]:
            had = text(&self._texts, self._slots[place] - 1, &other)
            if other == size and memcmp(had, start, size) == 0:
                break
            place = (place + 1) & self._mask
        return &self._slots[place]

    def find(self, bytes wanted not None):
        """Return the first row that has a text, -1: none."""
        return <int64_t>self.slot_of(wanted, len(wanted))[0] - 1


cdef extern from "<math.h>" nogil:
    double c_fma "fma"(double, double, double)
    double c_floor "floor"(double)


cdef inline double hundredths(double value) noexcept:
    """Return the hundredths that round(value, 2) has: to the nearest, a tie to the even one, without a wrong step."""
    cdef double product = value * 100.0, least = c_floor(product)
    # The product is rounded itself; what fma gives is the part that was lost.
    cdef double over = (product - least - 0.5) + c_fma(value, 100.0, -product)
    if over > 0 or (over == 0 and least / 2 != c_floor(least / 2)):
        return least + 1
    return least


def best_fits(fits, Py_ssize_t width, Py_ssize_t place, rows, double least):
    """Return the rows (u32) whose score in one of `width` columns is `least` or more, best first to two digits."""
    cdef const double[::1] scores = as_f64(fits)
    cdef const uint32_t[::1] given = as_u32(rows)
    cdef Py_ssize_t count = 0, at
    cdef double score
    if not 0 <= place < width:
        raise IndexError(f"expected a column below {width}, got {place}")
    check_rows(given, scores.shape[0] // width)
    cdef Keyed* items = two_arrays(given.shape[0])
    try:
        for at in range(given.shape[0]):
            score = scores[given[at] * width + place]
            if score >= least:
                items[count].key = key_of_f64(hundredths(score), True)
                items[count].row = given[at]
                count += 1
        return rows_of(radix_sort(items, items + given.shape[0], count), count)
    finally:
        free(items)
