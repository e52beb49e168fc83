"""Products in a line by price -> the ones related to each: near in price, suiting the same faces, of several brands.

Cheaper than comparing all with all: each looks only at its neighbours on both sides. The arithmetic is done in one
order and in doubles, so that every machine finds the same.
"""

from libc.math cimport fabs
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset

from native._column cimport as_f64, as_i32, as_i64, as_u8, as_u32, as_u64, check_rows, room, u32_of
from native.ordering import places_of

cdef enum:
    REACH = 10  # neighbours looked at on each side
    AROUND = 2 * REACH
    FITS = 6
    SOLD_OUT = 2  # from this number of AVAILABILITY on, a product cannot be bought

cdef uint32_t NONE = 0xFFFFFFFF


cdef struct Frame:
    double price
    double fits[FITS]
    uint64_t gender
    uint32_t row
    int64_t rank
    int32_t place  # in the order of lists; -1: none
    int32_t group
    int32_t brand
    int32_t kind
    int32_t shape
    double available  # 1 or 0


cdef struct Scored:  # neighbours to choose from; each may be chosen once
    double scores[AROUND + 1]
    Frame* frames[AROUND + 1]
    int count


cdef inline double likeness(Frame* one, Frame* other) noexcept:
    """Return how alike two are, the same both ways; that one can be bought comes on top."""
    cdef double least, dearest, price, gap = 0.0
    cdef int place
    least, dearest = (one.price, other.price) if one.price < other.price else (other.price, one.price)
    price = least / dearest if dearest else 1.0
    for place in range(FITS):
        gap += fabs(one.fits[place] - other.fits[place])
    return price + (1.0 - gap / FITS) + (1.0 if one.gender == other.gender else 0.0)


cdef inline bint before(Frame* one, Frame* other) noexcept:
    """Return which of two comes first whose scores are the same."""
    return one.rank < other.rank if one.rank != other.rank else one.place < other.place


cdef inline void add(Scored* scored, Frame* one, Frame* other, double alike) noexcept:
    """Put a neighbour of another model among those to choose from."""
    scored.scores[scored.count] = alike + other.available
    scored.frames[scored.count] = other
    scored.count += other.group != one.group


cdef inline int best_of(Scored* scored, int first) noexcept:
    """Return the place of the best one from a place on."""
    cdef double score, most = scored.scores[first]
    cdef int at, best = first
    # Which one is better cannot be foretold, so that a branch would cost more than the comparison.
    for at in range(first + 1, scored.count):
        score = scored.scores[at]
        best = at if score > most else best
        most = score if score > most else most
    for at in range(best + 1, scored.count):
        if scored.scores[at] == most and before(scored.frames[at], scored.frames[best]):
            best = at
    return best


cdef int choose(Scored* scored, Frame* own, int wanted, uint32_t* chosen) noexcept:
    """Choose the best: one a group, and a second one of a brand only when brands run out; return how many."""
    cdef int32_t groups[AROUND]
    cdef int32_t brands[AROUND + 1]
    cdef uint32_t later[AROUND]
    cdef int seen = 0, found = 0, left = 0, at, other, best
    cdef Frame* frame
    brands[0] = own.brand
    for at in range(scored.count):
        if found == wanted:
            return found
        best = best_of(scored, at)
        frame = scored.frames[best]
        scored.scores[best], scored.frames[best] = scored.scores[at], scored.frames[at]
        for other in range(seen):
            if groups[other] == frame.group:
                break
        else:
            groups[seen] = frame.group
            seen += 1
            for other in range(seen):
                if frame.brand >= 0 and brands[other] == frame.brand:
                    later[left] = frame.row
                    left += 1
                    break
            else:
                chosen[found] = frame.row
                found += 1
            brands[seen] = frame.brand
    for at in range(left):
        if found == wanted:
            break
        chosen[found] = later[at]
        found += 1
    return found


cdef int widen(Frame* frames, uint32_t* line, Py_ssize_t first, Py_ssize_t last, Py_ssize_t at, int wanted,
               uint32_t* best, int found) noexcept:
    """Fill up the best with neighbours of the same kind, whatever their shape."""
    cdef Scored scored
    cdef uint32_t wider[AROUND]
    cdef Frame* own = &frames[line[at]]
    cdef int more, place, had, known = found
    cdef Py_ssize_t other
    scored.count = 0
    for other in range(max(first, at - REACH), min(last, at + REACH + 1)):
        if other != at:
            add(&scored, own, &frames[line[other]], likeness(own, &frames[line[other]]))
    more = choose(&scored, own, min(2 * wanted, AROUND), wider)
    for place in range(more):
        if found == wanted:
            break
        for had in range(known):
            if best[had] == wider[place]:
                break
        else:
            best[found] = wider[place]
            found += 1
    return found


cdef int relate(Frame* frames, Py_ssize_t count, uint32_t* line, uint32_t* places, uint32_t* ends, int wanted,
                uint32_t* found) noexcept:
    """Fill in the related rows of each frame; frames stand by shape, `line` has their numbers by kind."""
    cdef double ahead[REACH + 1][REACH]  # likeness of the last frames to those that come after them
    cdef Scored scored
    cdef Py_ssize_t at, other, first = 0, last = 0
    cdef int best
    cdef Frame* own
    for at in range(count):
        if at == last:
            first = at
            while last < count and frames[last].shape == frames[at].shape:
                last += 1
        own, scored.count = &frames[at], 0
        for other in range(max(first, at - REACH), at):
            add(&scored, own, &frames[other], ahead[other % (REACH + 1)][at - other - 1])
        for other in range(at + 1, min(last, at + REACH + 1)):
            ahead[at % (REACH + 1)][other - at - 1] = likeness(own, &frames[other])
            add(&scored, own, &frames[other], ahead[at % (REACH + 1)][other - at - 1])
        best = choose(&scored, own, wanted, found + <Py_ssize_t>own.row * wanted)
        if best < wanted:
            widen(frames, line, ends[own.kind], ends[own.kind + 1], places[at], wanted,
                  found + <Py_ssize_t>own.row * wanted, best)
    return 0


cdef int count_up(const int32_t[::1] numbers, const uint32_t[::1] rows, uint32_t* ends, Py_ssize_t most) except -1:
    """Count the rows of each number and leave where each begins."""
    cdef Py_ssize_t at
    cdef uint32_t total = 0, size
    for at in range(rows.shape[0]):
        if not 0 <= numbers[rows[at]] < most:
            raise IndexError(f"expected numbers below {most}, got {numbers[rows[at]]}")
        ends[numbers[rows[at]]] += 1
    for at in range(most + 1):
        size = ends[at]
        ends[at] = total
        total += size
    return 0


cdef class _Lines:
    """The products in lines by shape and by kind, each by price."""

    cdef Frame* frames  # by shape
    cdef uint32_t* line  # numbers of frames, by kind
    cdef uint32_t* places  # of each frame in `line`
    cdef uint32_t* numbers  # of each row's frame; NONE: it has none
    cdef uint32_t* ends  # where each kind begins in `line`
    cdef uint32_t* next_of_shape
    cdef uint32_t* next_of_kind

    def __cinit__(self, Py_ssize_t rows, Py_ssize_t count):
        self.frames = <Frame*>calloc(count + 1, sizeof(Frame))
        self.line = <uint32_t*>calloc(count + 1, 4)
        self.places = <uint32_t*>calloc(max(rows, count) + 1, 4)
        self.numbers = <uint32_t*>malloc((rows + 1) * 4)
        self.ends = <uint32_t*>calloc(rows + 2, 4)
        self.next_of_shape = <uint32_t*>calloc(rows + 2, 4)
        self.next_of_kind = <uint32_t*>calloc(rows + 2, 4)
        if not (self.frames and self.line and self.places and self.numbers and self.ends and self.next_of_shape
                and self.next_of_kind):
            raise MemoryError()
        memset(self.numbers, 255, rows * 4)

    def __dealloc__(self):
        free(self.frames)
        free(self.line)
        free(self.places)
        free(self.numbers)
        free(self.ends)
        free(self.next_of_shape)
        free(self.next_of_kind)

    cdef void stand(self, uint32_t row, int32_t kind, int32_t shape) noexcept:
        """Give the next product of a kind and shape its places."""
        cdef uint32_t number = self.next_of_shape[shape], place = self.next_of_kind[kind]
        self.next_of_shape[shape] += 1
        self.next_of_kind[kind] += 1
        self.line[place] = number
        self.places[number] = place
        self.numbers[row] = number


def related_rows(by_price, shown, ranks, kinds, shapes, groups, brands, prices, available, genders, fits, int wanted):
    """Return `wanted` related rows a row (u32, by row, 0xFFFFFFFF: none), best first.

    `shown` are rows in the order of lists, `by_price` the same in a line by price; all else is by row. A product's
    neighbours are those of its shape or, when they do not suffice, of its kind.
    """
    cdef const uint32_t[::1] lined = as_u32(by_price)
    cdef const int32_t[::1] kind = as_i32(kinds), shape = as_i32(shapes), group = as_i32(groups), brand = as_i32(brands)
    cdef const int32_t[::1] place
    cdef const double[::1] price = as_f64(prices), score = as_f64(fits)
    cdef const int64_t[::1] rank = as_i64(ranks)
    cdef const uint8_t[::1] stock = as_u8(available)
    cdef const uint64_t[::1] gender = as_u64(genders)
    cdef Py_ssize_t rows = price.shape[0], count = lined.shape[0], at
    cdef Frame* frame
    if not 0 <= wanted <= AROUND:
        raise ValueError(f"expected at most {AROUND} related rows, got {wanted}")
    for size in (rank.shape[0], kind.shape[0], shape.shape[0], group.shape[0], brand.shape[0], stock.shape[0],
                 gender.shape[0], score.shape[0] // FITS):
        if size != rows:
            raise ValueError(f"expected {rows} rows in every column, got {size}")
    check_rows(lined, rows)
    place = as_i32(places_of(shown, rows))
    found = room(rows * wanted * 4)
    memset(u32_of(found), 255, rows * wanted * 4)
    if not wanted or not count:
        return found
    cdef _Lines lines = _Lines(rows, count)
    count_up(shape, lined, lines.next_of_shape, rows)
    count_up(kind, lined, lines.next_of_kind, rows)
    memcpy(lines.ends, lines.next_of_kind, (rows + 1) * 4)
    for at in range(count):
        if lines.numbers[lined[at]] != NONE:
            raise ValueError(f"expected each row once, got {lined[at]} twice")
        lines.stand(lined[at], kind[lined[at]], shape[lined[at]])
    # In the order of rows: to leap to one place for each is cheaper than to leap to all that is known of it.
    for at in range(rows):
        if lines.numbers[at] == NONE:
            continue
        frame = &lines.frames[lines.numbers[at]]
        frame.row, frame.rank, frame.place = <uint32_t>at, rank[at], place[at]
        frame.kind, frame.shape, frame.group, frame.brand = kind[at], shape[at], group[at], brand[at]
        frame.price, frame.gender, frame.available = price[at], gender[at], stock[at] < SOLD_OUT
        memcpy(frame.fits, &score[at * FITS], sizeof(frame.fits))
    relate(lines.frames, count, lines.line, lines.places, lines.ends, wanted, u32_of(found))
    return found
