"""Rows in, their values as columns in flat bytes out: each row is taken apart at once, and nothing of it is kept."""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy

from native._buffer cimport Buffer, room

cdef extern from "Python.h":
    Py_ssize_t PyTuple_GET_SIZE(object values)
    PyObject* PyTuple_GET_ITEM(object values, Py_ssize_t number)
    int PyUnicode_IS_ASCII(object text)
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

cdef uint64_t MOST = 0xFFFFFFFF
cdef dict WIDTHS = {"B": 1, "I": 4, "i": 4, "Q": 8, "q": 8, "d": 8, "bytes16": 16}
cdef dict SPANS = {"text": c"t", "bytes": c"b", "ints": c"n"}


cdef struct Part:
    Buffer items  # of spans their offsets
    Buffer heap
    char what
    Py_ssize_t length  # values a row
    Py_ssize_t width  # bytes a value


cdef int put_number(uint8_t* to, char what, object value) except -1:
    cdef double real
    cdef int64_t whole
    cdef uint64_t natural
    # A number's own methods could make the columns grow, and `to` lead nowhere.
    if type(value) is not int and (type(value) is not float or what != c"d"):
        raise TypeError(f"expected a number, got {type(value).__name__}")
    if what == c"d":
        real = value
        memcpy(to, &real, 8)
    elif what == c"Q":
        natural = value
        memcpy(to, &natural, 8)
    else:
        whole = value
        if what == c"q":
            memcpy(to, &whole, 8)
        elif what == c"i":
            (<int32_t*>to)[0] = within(whole, -0x80000000, 0x7FFFFFFF)
        elif what == c"I":
            (<uint32_t*>to)[0] = within(whole, 0, 0xFFFFFFFF)
        else:
            to[0] = within(whole, 0, 0xFF)
    return 0


cdef inline int64_t within(int64_t value, int64_t least, int64_t most) except? -1:
    if not least <= value <= most:
        raise OverflowError(f"expected a whole number from {least} to {most}, got {value}")
    return value


cdef int put_fixed(Part* part, Py_ssize_t row, object value) except -1:
    """Write the value of a row, or all of them, behind those of the rows before."""
    cdef Py_ssize_t size = part.length * part.width
    cdef uint8_t* to
    if part.what != c"x" and part.length != 1:
        value = tuple(value)
        if len(<tuple>value) != part.length:
            raise ValueError(f"expected {part.length} values, got {len(<tuple>value)}")
    part.items.used = row * size
    room(&part.items, size)
    to = part.items.start + part.items.used
    part.items.used += size
    if part.what == c"x":
        if type(value) is not bytes or PyBytes_GET_SIZE(value) != size:
            raise ValueError(f"expected {size} bytes, got {value!r}")
        memcpy(to, PyBytes_AS_STRING(value), size)
    elif part.length == 1:
        put_number(to, part.what, value)
    else:
        for number in <tuple>value:
            put_number(to, part.what, number)
            to += part.width
    return 0


cdef int put_span(Part* part, Py_ssize_t row, object value) except -1:
    """Write the text, the bytes or the whole numbers of a row."""
    cdef const char* source = NULL
    cdef Py_ssize_t size
    cdef uint64_t end
    cdef uint8_t* to
    if part.what == c"n":
        value = tuple(value)
        size = len(<tuple>value)
    elif part.what == c"b":
        if type(value) is not bytes:
            raise TypeError(f"expected bytes, got {type(value).__name__}")
        source, size = PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value)
    elif type(value) is not str:
        raise TypeError(f"expected a text, got {type(value).__name__}")
    elif PyUnicode_IS_ASCII(value):
        source, size = <const char*>PyUnicode_DATA(value), PyUnicode_GET_LENGTH(value)
    else:
        source = PyUnicode_AsUTF8AndSize(value, &size)
    end = (<uint32_t*>part.items.start)[row] + <uint64_t>size
    if end > MOST:
        raise ValueError(f"expected at most {MOST} in the heap of a column, got {end}")
    part.items.used = (row + 1) * 4
    room(&part.items, 4)
    (<uint32_t*>part.items.start)[row + 1] = <uint32_t>end
    part.items.used += 4
    part.heap.used = (end - size) * part.width
    room(&part.heap, size * part.width)
    to = part.heap.start + part.heap.used
    if part.what == c"n":
        for number in <tuple>value:
            put_number(to, c"i", number)
            to += 4
    else:
        memcpy(to, source, size)
    part.heap.used += size * part.width
    return 0


@cython.final
cdef class Columns:
    """Columns that grow by rows; one that does not fit is refused whole."""

    cdef Part* parts
    cdef Py_ssize_t count, rows

    def __cinit__(self, formats):
        cdef Part* part
        self.count = len(formats)
        self.parts = <Part*>calloc(max(self.count, 1), sizeof(Part))
        if self.parts == NULL:
            raise MemoryError()
        for number, (name, length) in enumerate(formats):
            part = &self.parts[<Py_ssize_t>number]
            part.length = length
            if name in SPANS:
                part.what = SPANS[name]
                part.width = 4 if name == "ints" else 1
                part.length = -1
                room(&part.items, 4)
                (<uint32_t*>part.items.start)[0] = 0
                part.items.used = 4
            elif name in WIDTHS and length > 0:
                part.what = c"x" if name == "bytes16" else ord(name)
                part.width = WIDTHS[name]
            else:
                raise ValueError(f"expected a format of a column, got {name!r} of {length}")

    def __dealloc__(self):
        cdef Py_ssize_t number
        if self.parts != NULL:
            for number in range(self.count):
                free(self.parts[number].items.start)
                free(self.parts[number].heap.start)
            free(self.parts)

    def __len__(self):
        return self.rows

    def append(self, values):
        """Take a row; ValueError, TypeError or OverflowError when a value does not fit its column."""
        cdef Py_ssize_t number
        row = values if isinstance(values, tuple) else tuple(values)
        if PyTuple_GET_SIZE(row) != self.count:
            raise ValueError(f"expected {self.count} values in a row, got {PyTuple_GET_SIZE(row)}")
        for number in range(self.count):
            if self.parts[number].length < 0:
                put_span(&self.parts[number], self.rows, <object>PyTuple_GET_ITEM(row, number))
            else:
                put_fixed(&self.parts[number], self.rows, <object>PyTuple_GET_ITEM(row, number))
        self.rows += 1

    def sections(self):
        """Return the bytes of each column: of spans the offsets and the heap."""
        cdef Py_ssize_t number
        cdef Part* part
        found = []
        for number in range(self.count):
            part = &self.parts[number]
            if part.length < 0:
                found.append((
                    PyBytes_FromStringAndSize(<char*>part.items.start, (self.rows + 1) * 4),
                    PyBytes_FromStringAndSize(
                        <char*>part.heap.start, (<uint32_t*>part.items.start)[self.rows] * part.width
                    ),
                ))
            else:
                found.append((
                    PyBytes_FromStringAndSize(<char*>part.items.start, self.rows * part.length * part.width),
                ))
        return found
