"""What the machine sees of fragments.pyx."""

cimport cython
from libc.stdint cimport int64_t, uint32_t

from native._parts cimport Text


@cython.final
cdef class Fragments:
    cdef Py_buffer* packs
    cdef Py_ssize_t count
    cdef const uint32_t[::1] pack
    cdef const int64_t[::1] offset
    cdef const uint32_t[::1] sizes
    cdef Py_ssize_t rows
    cdef Py_ssize_t kinds

    cdef int find(self, object number, Py_ssize_t kind, Text* found) except -1
