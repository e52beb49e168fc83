"""A number in, its text for a drawing out."""

from cpython.float cimport PyFloat_AS_DOUBLE
from cpython.unicode cimport PyUnicode_DecodeASCII

from native._short cimport MOST_SHORT, short_text

from native import pure_numbers


def short_number(value, digits=2):
    """Return a number as short as it can be written with at most so many digits behind its point."""
    cdef char text[MOST_SHORT]
    cdef int at = -1
    if type(value) is float and type(digits) is int and 0 <= digits < MOST_SHORT:
        at = short_text(text, PyFloat_AS_DOUBLE(value), digits)
    if at < 0:
        return pure_numbers.short_number(value, digits)
    return PyUnicode_DecodeASCII(text + at, MOST_SHORT - at, NULL)
