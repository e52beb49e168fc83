"""What the machine sees of memo.pyx."""

cimport cython

from native._buffer cimport Buffer


@cython.final
cdef class Memo:
    cdef dict kept
    cdef object key
    cdef Py_ssize_t begin

    cdef bint recall(self, Buffer* out, object key) except -1
    cdef int keep(self, Buffer* out) except -1
    cdef int forget(self) except -1
