"""Rows that belong together: numbered values, members of a tree, colours of a model, products like one another."""

from cpython.bytes cimport PyBytes_AS_STRING
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

from native._column cimport as_f64, as_i32, as_i64, as_u8, as_u32, as_u64, check_rows, check_spans_of, room, u32_of


cdef uint32_t NONE = 0xFFFFFFFF


cdef void* taken(Py_ssize_t count, size_t size) except NULL:
    memory = calloc(count + 1, size)
    if memory == NULL:
        raise MemoryError()
    return memory


def number_values(values, others, rows):
    """Return the number of each row's pair of values (i32, by row, -1: not asked), and the first row of each (u32)."""
    cdef const uint64_t[::1] one = as_u64(values), other = as_u64(others)
    cdef const uint32_t[::1] given = as_u32(rows)
    cdef Py_ssize_t count = given.shape[0], place
    cdef uint64_t slots = 16, slot
    cdef uint32_t row, known = 0
    cdef int32_t* to
    if one.shape[0] != other.shape[0]:
        raise ValueError(f"expected {one.shape[0]} values, got {other.shape[0]}")
    check_rows(given, one.shape[0])
    while slots < 2 * <uint64_t>count:
        slots *= 2
    numbers, firsts = room(one.shape[0] * 4), room(count * 4)
    to = <int32_t*>PyBytes_AS_STRING(numbers)
    memset(to, 255, one.shape[0] * 4)
    cdef uint32_t* table = <uint32_t*>taken(slots, 4)  # number + 1; 0: free
    cdef uint32_t* found = u32_of(firsts)
    for place in range(count):
        row = given[place]
        slot = (one[row] * <uint64_t>0x9E3779B97F4A7C15) ^ (other[row] * <uint64_t>0xC2B2AE3D27D4EB4F)
        slot = (slot ^ slot >> 32) & (slots - 1)
        while table[slot] and (one[found[table[slot] - 1]] != one[row] or other[found[table[slot] - 1]] != other[row]):
            slot = (slot + 1) & (slots - 1)
        if not table[slot]:
            found[known] = row
            known += 1
            table[slot] = known
        to[row] = <int32_t>(table[slot] - 1)
    free(table)
    return numbers, firsts[: known * 4]


def mark_repeated(marks, int bit, values, rows):
    """Set a bit in the mark of each row whose value another row has too."""
    cdef uint8_t[::1] into = as_u8(marks)
    cdef const uint32_t[::1] given = as_u32(rows)
    cdef Py_ssize_t place
    numbers, firsts = number_values(values, values, rows)
    cdef const int32_t[::1] number = as_i32(numbers)
    check_rows(given, into.shape[0])
    cdef uint32_t* counts = <uint32_t*>taken(len(firsts) // 4, 4)
    for place in range(given.shape[0]):
        counts[number[given[place]]] += 1
    for place in range(given.shape[0]):
        if counts[number[given[place]]] > 1:
            into[given[place]] |= <uint8_t>bit
    free(counts)


cdef int climb(
    const uint32_t[::1] given, const uint32_t[::1] starts, const int32_t[::1] values, const int32_t[::1] above,
    uint32_t* seen, uint32_t* counts, uint32_t* members,
) noexcept:
    """Count the members of each place or, with `members`, put them where `counts` says."""
    cdef Py_ssize_t at, spot, first, last
    cdef int32_t place
    for at in range(given.shape[0]):
        first, last = given[at], <Py_ssize_t>given[at] + 1
        if starts.shape[0]:
            first, last = starts[given[at]], starts[given[at] + 1]
        for spot in range(first, last):
            place = values[spot]
            while place >= 0 and seen[place] != <uint32_t>(at + 1):
                seen[place] = <uint32_t>(at + 1)
                if members != NULL:
                    members[counts[place]] = given[at]
                counts[place] += 1
                place = above[place]
    return 0


cdef int check_places(const int32_t[::1] values, Py_ssize_t count) except -1:
    cdef Py_ssize_t at
    cdef int32_t most = -1
    for at in range(values.shape[0]):
        if values[at] > most:
            most = values[at]
    if most >= count:
        raise IndexError(f"expected places below {count}, got {most}")
    return 0


def member_rows(rows, starts, values, parents):
    """Return the rows of each place and of those below it: starts (u32, one more than places) and rows (u32).

    `values` (i32) are the places of each row, as many as the offsets `starts` say, or one if there are none; -1: none.
    """
    cdef const uint32_t[::1] given = as_u32(rows), offsets = as_u32(starts)
    cdef const int32_t[::1] held = as_i32(values), above = as_i32(parents)
    cdef Py_ssize_t count = above.shape[0], place
    cdef uint64_t total = 0
    cdef uint32_t size
    check_places(held, count)
    check_places(above, count)
    check_rows(given, offsets.shape[0] - 1 if offsets.shape[0] else held.shape[0])
    for place in range(offsets.shape[0]):
        if offsets[place] > (offsets[place + 1] if place + 1 < offsets.shape[0] else held.shape[0]):
            raise ValueError(f"expected offsets that rise from 0 to {held.shape[0]}")
    begin = room((count + 1) * 4)
    cdef uint32_t* to = u32_of(begin)
    cdef uint32_t* seen = <uint32_t*>taken(count, 4)
    cdef uint32_t* counts = NULL
    try:
        counts = <uint32_t*>taken(count, 4)
        climb(given, offsets, held, above, seen, counts, NULL)
        for place in range(count):
            size = counts[place]
            to[place] = counts[place] = <uint32_t>total
            seen[place] = 0
            total += size
        to[count] = <uint32_t>total
        if total > NONE:
            raise ValueError(f"expected at most {NONE} products in lists, got {total}")
        found = room(total * 4)
        climb(given, offsets, held, above, seen, counts, u32_of(found))
    finally:
        free(seen)
        free(counts)
    return begin, found


def latest_dates(rows, starts, created, updated):
    """Return the latest date of each run of rows (i64): when a row was updated or, unknown, created; 0: no rows."""
    cdef const uint32_t[::1] given = as_u32(rows), begin = as_u32(starts)
    cdef const int64_t[::1] first = as_i64(created), last = as_i64(updated)
    cdef Py_ssize_t run, at
    cdef int64_t most, date
    check_rows(given, min(first.shape[0], last.shape[0]))
    dates = room(max(begin.shape[0] - 1, 0) * 8)
    cdef int64_t* to = <int64_t*>PyBytes_AS_STRING(dates)
    for run in range(begin.shape[0] - 1):
        if begin[run] > begin[run + 1] or begin[run + 1] > given.shape[0]:
            raise ValueError(f"expected runs of {given.shape[0]} rows, got {begin[run]} to {begin[run + 1]}")
        most = 0
        for at in range(begin[run], begin[run + 1]):
            date = last[given[at]] or first[given[at]]
            if at == begin[run] or date > most:
                most = date
        to[run] = most
    return dates


def pair_places(values, starts, items):
    """Return for each row its value (i32) and the first of its items (i32, -1: it has none) as one number (u64).

    `starts` (u32, one more than rows) say where the items of each row begin.
    """
    cdef const int32_t[::1] value = as_i32(values), item = as_i32(items)
    cdef const uint32_t[::1] begin = as_u32(starts)
    cdef Py_ssize_t row
    cdef int32_t first
    check_spans_of(begin, item.shape[0])
    if begin.shape[0] - 1 != value.shape[0]:
        raise ValueError(f"expected items of {value.shape[0]} rows, got those of {begin.shape[0] - 1}")
    pairs = room(value.shape[0] * 8)
    cdef uint64_t* to = <uint64_t*>PyBytes_AS_STRING(pairs)
    for row in range(value.shape[0]):
        first = item[begin[row]] if begin[row] < begin[row + 1] else -1
        to[row] = <uint64_t><uint32_t>value[row] << 32 | <uint32_t>first
    return pairs


def first_filled(rows, starts, offsets):
    """Return for each run of rows (u32) the first one (u32, 0xFFFFFFFF: none) whose span holds anything."""
    cdef const uint32_t[::1] given = as_u32(rows), begin = as_u32(starts), span = as_u32(offsets)
    cdef Py_ssize_t run, at
    check_rows(given, span.shape[0] - 1)
    found = room(max(begin.shape[0] - 1, 0) * 4)
    cdef uint32_t* to = u32_of(found)
    for run in range(begin.shape[0] - 1):
        if begin[run] > begin[run + 1] or begin[run + 1] > given.shape[0]:
            raise ValueError(f"expected runs of {given.shape[0]} rows, got {begin[run]} to {begin[run + 1]}")
        to[run] = NONE
        for at in range(begin[run], begin[run + 1]):
            if span[given[at]] != span[given[at] + 1]:
                to[run] = given[at]
                break
    return found


def sibling_rows(rows, groups, colours):
    """Return for each row those of its group, one a colour and itself for its own: starts (u32, by row) and rows (u32).

    `groups` (i32) and `colours` (u64, 0: none) are by row; a group without a second colour has no siblings.
    """
    cdef const uint32_t[::1] given = as_u32(rows)
    cdef const int32_t[::1] group = as_i32(groups)
    cdef const uint64_t[::1] colour = as_u64(colours)
    cdef Py_ssize_t count = group.shape[0], most = -1, at, place, spot
    cdef uint64_t total = 0
    if colour.shape[0] != count:
        raise ValueError(f"expected {count} colours, got {colour.shape[0]}")
    check_rows(given, count)
    for at in range(given.shape[0]):
        if group[given[at]] < 0:
            raise ValueError(f"expected a group from 0, got {group[given[at]]}")
        most = max(most, group[given[at]])
    begin = room((count + 1) * 4)
    cdef uint32_t* to = u32_of(begin)
    # What a group has of colours stands as a chain of the first row of each, in the order of the rows.
    cdef uint32_t* heads = <uint32_t*>taken(most + 1, 4)  # row + 1; 0: none
    cdef uint32_t* tails = NULL
    cdef uint32_t* sizes = NULL
    cdef uint32_t* following = NULL
    cdef uint32_t row, other, own
    try:
        tails, sizes = <uint32_t*>taken(most + 1, 4), <uint32_t*>taken(most + 1, 4)
        following = <uint32_t*>taken(count, 4)
        for at in range(given.shape[0]):
            row = given[at]
            if not colour[row]:
                continue
            place = group[row]
            other = heads[place]
            while other and colour[other - 1] != colour[row]:
                other = following[other - 1]
            if other:
                continue
            if heads[place]:
                following[tails[place] - 1] = row + 1
            else:
                heads[place] = row + 1
            tails[place] = row + 1
            sizes[place] += 1
        memset(to, 0, (count + 1) * 4)
        for at in range(given.shape[0]):
            row = given[at]
            if colour[row] and sizes[group[row]] > 1:
                to[row + 1] = sizes[group[row]]
                total += sizes[group[row]]
        if total > NONE:
            raise ValueError(f"expected at most {NONE} siblings, got {total}")
        for at in range(count):
            to[at + 1] += to[at]
        found = room(total * 4)
        for row in range(<uint32_t>count):
            if to[row] == to[row + 1]:
                continue
            other = heads[group[row]]
            for spot in range(to[row], to[row + 1]):
                own = row if colour[other - 1] == colour[row] else other - 1
                u32_of(found)[spot] = own
                other = following[other - 1]
    finally:
        free(heads)
        free(tails)
        free(sizes)
        free(following)
    return begin, found
