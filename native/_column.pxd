"""Buffers of columns as typed views, and the checks that let loops over them trust what they read."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t


cdef inline object as_u8(object buffer):
    return memoryview(buffer).cast("B")


cdef inline object as_u32(object buffer):
    return memoryview(buffer).cast("B").cast("I")


cdef inline object as_i32(object buffer):
    return memoryview(buffer).cast("B").cast("i")


cdef inline object as_u64(object buffer):
    return memoryview(buffer).cast("B").cast("Q")


cdef inline object as_i64(object buffer):
    return memoryview(buffer).cast("B").cast("q")


cdef inline object as_f64(object buffer):
    return memoryview(buffer).cast("B").cast("d")


cdef inline bytes room(Py_ssize_t size):
    """Return bytes to be filled in; `size` is none of a stranger's."""
    return PyBytes_FromStringAndSize(NULL, size)


cdef inline uint32_t* u32_of(bytes filled) noexcept:
    return <uint32_t*>PyBytes_AS_STRING(filled)


cdef inline int check_rows(const uint32_t[::1] rows, Py_ssize_t count) except -1:
    """IndexError unless every number is that of one of `count` rows."""
    cdef Py_ssize_t place
    cdef uint32_t most = 0
    for place in range(rows.shape[0]):
        if rows[place] > most:
            most = rows[place]
    if rows.shape[0] and most >= count:
        raise IndexError(f"expected rows below {count}, got {most}")
    return 0


cdef inline int check_spans_of(const uint32_t[::1] starts, Py_ssize_t items) except -1:
    """ValueError unless the starts rise from 0 to `items`."""
    cdef Py_ssize_t row
    cdef bint broken = starts.shape[0] == 0 or starts[0] != 0 or starts[starts.shape[0] - 1] != items
    if not broken:
        for row in range(starts.shape[0] - 1):
            broken |= starts[row] > starts[row + 1]
    if broken:
        raise ValueError(f"expected offsets that rise from 0 to {items}")
    return 0
