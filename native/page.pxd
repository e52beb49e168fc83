"""What the machine sees of page.pyx."""

cimport cython

from native._buffer cimport Buffer


@cython.final
cdef class Page:
    cdef Buffer out
    cdef Py_ssize_t exports
    cdef bint busy

    cdef int check(self) except -1
