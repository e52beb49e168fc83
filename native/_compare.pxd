"""Two numbers and a way to compare in, the truth out; lengths of values, which are such numbers, too."""

from native._opcodes cimport AT_MOST, EQUAL, LESS, MORE, UNEQUAL


cdef inline Py_ssize_t length(object value) except -2:
    """Return the length of a value of an exact type, -1 for others."""
    if type(value) is tuple:
        return len(<tuple>value)
    if type(value) is str:
        return len(<str>value)
    if type(value) is list:
        return len(<list>value)
    return len(<dict>value) if type(value) is dict else -1


cdef inline bint compares(double one, int how, double other) noexcept:
    if how == EQUAL:
        return one == other
    if how == UNEQUAL:
        return one != other
    if how == LESS:
        return one < other
    if how == AT_MOST:
        return one <= other
    return one > other if how == MORE else one >= other
