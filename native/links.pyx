"""A reference to a picture in, the part of it that an address is made of out."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_Substring
from libc.stdint cimport uint8_t

cdef extern from "Python.h":
    int PyUnicode_IS_ASCII(object text)

cdef enum:
    STEM, FOLDER, PATH

# What a character may be: part of a name without a point, the first of a folder's name, any of it, part of a host.
cdef enum:
    PLAIN = 1
    FIRST = 2
    INNER = 4
    HOST = 8

cdef uint8_t KIND[256]


cdef void learn() noexcept:
    cdef int code
    cdef bint word
    for code in range(256):
        word = c"0" <= code <= c"9" or c"A" <= code <= c"Z" or c"a" <= code <= c"z"
        KIND[code] = 0
        if word or code == c"-":
            KIND[code] |= PLAIN
        if word or code in (c"_", c"~", c"-"):
            KIND[code] |= FIRST
        if word or code in (c".", c"_", c"~", c"-"):
            KIND[code] |= INNER
        if word or code in (c".", c"-"):
            KIND[code] |= HOST


learn()


cdef Py_ssize_t path_start(const uint8_t* raw, Py_ssize_t length) noexcept:
    """Return where the path begins that a host stands before, 0 without one, -1 where a host is not plain."""
    cdef Py_ssize_t at, start
    if length < 8 or raw[0] != c"h" or raw[1] != c"t" or raw[2] != c"t" or raw[3] != c"p":
        return 0
    at = 4 + (raw[4] == c"s")
    if raw[at] != c":" or raw[at + 1] != c"/" or raw[at + 2] != c"/":
        return 0
    at += 3
    start = at
    while at < length and KIND[raw[at]] & HOST:
        at += 1
    if at == start:
        return -1
    if at < length and raw[at] == c":":
        at += 1
        start = at
        while at < length and c"0" <= raw[at] <= c"9":
            at += 1
        if at == start:
            return -1
    return at + 1 if at < length and raw[at] == c"/" else -1


def plain_part(str reference not None, int part):
    """Return the stem, its folders too, or the whole path of a reference that needs no encoding; else None."""
    cdef const uint8_t* raw = <const uint8_t*>PyUnicode_DATA(reference)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(reference)
    cdef Py_ssize_t start, name, at, point
    if not PyUnicode_IS_ASCII(reference):
        return None
    start = path_start(raw, length)
    if start < 0:
        return None
    name = at = start
    while at < length:
        if raw[at] == c"/":
            if not KIND[raw[name]] & FIRST:
                return None
            name = at + 1
        elif not KIND[raw[at]] & INNER:
            return None
        at += 1
    point = name
    while point < length and KIND[raw[point]] & PLAIN:
        point += 1
    if point == name or point == length or raw[point] != c".":
        return None
    at = point + 1
    while at < length and KIND[raw[at]] & PLAIN and raw[at] != c"-":
        at += 1
    if at != length or at == point + 1:
        return None
    return PyUnicode_Substring(reference, name if part == STEM else start, length if part == PATH else point)
