"""A number in, its text with few digits behind the point out, without the way over exact decimals."""

from libc.math cimport fabs
from libc.stdint cimport uint64_t

cdef enum:
    FEW = 3  # digits behind a point
    MOST_SHORT = 16  # characters: a sign, a point and the digits of a number below A_MILLION
    A_MILLION = 1_000_000


cdef inline int short_text(char* text, double value, int digits) noexcept:
    """Write a number as short as it can be, at the end of MOST_SHORT characters; return where it begins, or -1."""
    cdef double moved = fabs(value)
    cdef uint64_t number
    cdef bint negative
    cdef int at = MOST_SHORT
    if not (0 <= digits <= FEW and moved < A_MILLION):
        return -1
    moved *= 1000 if digits == 3 else 100 if digits == 2 else 10 if digits == 1 else 1
    number = <uint64_t>(moved + 0.5)
    # Where the next digits are not nearly a half, the nearest number is that of the exact value too.
    if fabs(moved - number) > 0.499999:
        return -1
    negative = value < 0 and number != 0
    while digits and number % 10 == 0:
        number //= 10
        digits -= 1
    while number or digits >= 0:
        at -= 1
        text[at] = c"0" + number % 10
        number //= 10
        digits -= 1
        if digits == 0:
            at -= 1
            text[at] = c"."
    if negative:
        at -= 1
        text[at] = c"-"
    return at
