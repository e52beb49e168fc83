"""Sums of numbers as Python does them, while they are exact: a value that may differ makes the whole sum fail."""

from cpython.float cimport PyFloat_AS_DOUBLE
from cpython.mem cimport PyMem_Free
from libc.math cimport isfinite
from libc.string cimport memchr, strlen

from native._buffer cimport Buffer, put, room
from native._compare cimport compares
from native._opcodes cimport ADD, MULTIPLY, SUBTRACT
from native._short cimport MOST_SHORT, short_text
from native._values cimport PyLong_AsLongLongAndOverflow

cdef extern from "Python.h":
    char* PyOS_double_to_string(double value, char form, int precision, int flags, int* kind) except NULL

cdef enum:
    MOST_DEEP = 16


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


cdef inline int push_value(Sum* sum, object value) except -1:
    cdef int overflow = 0
    cdef long long number
    if type(value) is float:
        return push(sum, PyFloat_AS_DOUBLE(value), False, True)
    if type(value) is not int:
        return push(sum, 0, False, False)
    number = PyLong_AsLongLongAndOverflow(value, &overflow)
    return push(sum, <double>number, True, overflow == 0)


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


cdef inline int comes(Sum* sum, int how) except -2:
    """Take the last two numbers; return whether they compare so, -1 when a sum failed."""
    cdef double one, other
    cdef bint failed = sum.failed
    if sum.depth < 2:
        raise ValueError("expected two numbers to compare")
    sum.depth -= 2
    one, other = sum.values[sum.depth], sum.values[sum.depth + 1]
    sum.failed = False
    if failed:
        return -1
    return compares(one, how, other)


cdef inline int put_short(Buffer* out, double value, int digits) except -1:
    """Put a number with at most so many digits behind its point, as short as it can be written."""
    cdef char text[MOST_SHORT]
    cdef int at = short_text(text, value, digits)
    if at < 0:
        return put_exact(out, value, digits)
    room(out, MOST_SHORT)
    put(out, text + at, MOST_SHORT - at)
    return 0


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
