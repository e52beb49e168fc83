"""A number or a truth in, its text out, as str() writes it."""

from cpython.mem cimport PyMem_Free
from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.string cimport strlen

from native._buffer cimport Buffer, put, room

cdef extern from "Python.h":
    char* PyOS_double_to_string(double value, char form, int precision, int flags, int* kind) except NULL
    int Py_DTSF_ADD_DOT_0

cdef enum:
    MOST_DIGITS = 20  # and the sign: -9223372036854775808


cdef inline int put_integer(Buffer* out, int64_t value) except -1:
    cdef uint8_t digits[MOST_DIGITS]
    cdef uint64_t rest = 0 - <uint64_t>value if value < 0 else <uint64_t>value
    cdef int at = MOST_DIGITS
    while True:
        at -= 1
        digits[at] = c"0" + rest % 10
        rest //= 10
        if rest == 0:
            break
    if value < 0:
        at -= 1
        digits[at] = c"-"
    room(out, MOST_DIGITS)
    put(out, digits + at, MOST_DIGITS - at)
    return 0


cdef inline int put_float(Buffer* out, double value) except -1:
    cdef char* digits = PyOS_double_to_string(value, c"r", 0, Py_DTSF_ADD_DOT_0, NULL)
    cdef Py_ssize_t length = strlen(digits)
    try:
        room(out, length)
        put(out, digits, length)
    finally:
        PyMem_Free(digits)
    return 0


cdef inline int put_truth(Buffer* out, bint value) except -1:
    room(out, 5)
    put(out, b"True" if value else b"False", 4 if value else 5)
    return 0
