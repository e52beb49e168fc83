"""Sums of numbers as Python does them, while they are exact: a value that may differ makes the whole sum fail."""

from cpython.mem cimport PyMem_Free
from libc.math cimport fabs, isfinite
from libc.stdint cimport uint64_t
from libc.string cimport memchr, strlen

from native._buffer cimport Buffer, put, room
from native._opcodes cimport ADD, MULTIPLY, SUBTRACT

cdef extern from "Python.h":
    char* PyOS_double_to_string(double value, char form, int precision, int flags, int* kind) except NULL

cdef enum:
    MOST_DEEP = 16
    FEW = 3  # digits behind a point
    MOST_SHORT = 16  # characters: a sign, a point and the digits of a number below A_MILLION
    A_MILLION = 1_000_000


cdef struct Sum:
    double values[MOST_DEEP]
    bint whole[MOST_DEEP]
    int depth
    bint failed  # a twin does it then


cdef inline int push(Sum* sum, double value, bint whole, bint known) except -1:
    if sum.depth == MOST_DEEP:
        raise ValueError(f"expected sums of at most {MOST_DEEP} numbers at once")
    # Whole numbers below 2 ** 53 are themselves as a double.
    if not known or not isfinite(value) or (whole and not -9007199254740992.0 < value < 9007199254740992.0):
        sum.failed = True
    sum.values[sum.depth] = value
    sum.whole[sum.depth] = whole
    sum.depth += 1
    return 0


cdef inline int apply(Sum* sum, int what) except -1:
    """Put what two numbers come to in the place of both."""
    cdef double one, other, value
    cdef bint whole
    if sum.depth < 2:
        raise ValueError("expected two numbers for a sum")
    sum.depth -= 2
    one, other = sum.values[sum.depth], sum.values[sum.depth + 1]
    whole = sum.whole[sum.depth] and sum.whole[sum.depth + 1]
    if what == ADD:
        value = one + other
    elif what == SUBTRACT:
        value = one - other
    elif what == MULTIPLY:
        value = one * other
    else:
        whole = False
        if other == 0:
            sum.failed = True
            other = 1
        value = one / other
    if whole and value == 0:
        value = 0.0  # whole numbers know no -0
    return push(sum, value, whole, True)


cdef inline int take(Sum* sum, double* value, bint* whole) except -1:
    """Take the last number; 0 when the sum failed."""
    cdef bint failed = sum.failed
    if sum.depth < 1:
        raise ValueError("expected a number of a sum")
    sum.depth -= 1
    value[0], whole[0] = sum.values[sum.depth], sum.whole[sum.depth]
    sum.failed = False
    return not failed


cdef inline int put_decimal(Buffer* out, bint negative, uint64_t number, int digits) except -1:
    """Put a number of which so many digits stand behind the point, as short as it can be written."""
    cdef char text[MOST_SHORT]
    cdef int at = MOST_SHORT
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
    room(out, MOST_SHORT)
    put(out, text + at, MOST_SHORT - at)
    return 0


cdef inline int put_short(Buffer* out, double value, int digits) except -1:
    """Put a number with at most so many digits behind its point, as short as it can be written."""
    cdef double moved = fabs(value)
    cdef uint64_t whole
    # Where the next digits are not nearly a half, the nearest number is that of the exact value too.
    if 0 <= digits <= FEW and moved < A_MILLION:
        moved *= 1000 if digits == 3 else 100 if digits == 2 else 10 if digits == 1 else 1
        whole = <uint64_t>(moved + 0.5)
        if fabs(moved - whole) < 0.499999:
            return put_decimal(out, value < 0 and whole != 0, whole, digits)
    return put_exact(out, value, digits)


cdef inline int put_exact(Buffer* out, double value, int digits) except -1:
    cdef char* text = PyOS_double_to_string(value, c"f", digits, 0, NULL)
    cdef Py_ssize_t length = strlen(text)
    try:
        if memchr(text, c".", length) != NULL:
            while text[length - 1] == c"0":
                length -= 1
            if text[length - 1] == c".":
                length -= 1
        room(out, length + 1)
        if length == 0 or (length == 2 and text[0] == c"-" and text[1] == c"0"):
            put(out, b"0", 1)
        else:
            put(out, text, length)
    finally:
        PyMem_Free(text)
    return 0
