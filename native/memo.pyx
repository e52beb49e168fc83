"""A text or a whole number in, the bytes out that a part of a page had for it before."""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject

from native._buffer cimport Buffer, put, room
from native._opcodes cimport MOST_KEPT
from native._steps cimport PyDict_GetItemWithError


@cython.final
cdef class Memo:
    """The bytes of a part of the page that depends on one text or whole number alone, for those seen first."""

    def __cinit__(self):
        self.kept = {}

    cdef bint recall(self, Buffer* out, object key) except -1:
        """Put what was kept for a key; if nothing was, begin to watch what is put."""
        cdef PyObject* kept
        self.key = None
        if type(key) is not str and type(key) is not int:
            return False
        kept = PyDict_GetItemWithError(self.kept, key)
        if kept != NULL:
            room(out, PyBytes_GET_SIZE(<object>kept))
            put(out, PyBytes_AS_STRING(<object>kept), PyBytes_GET_SIZE(<object>kept))
            return True
        if len(self.kept) < MOST_KEPT:
            self.key, self.begin = key, out.used
        return False

    cdef int keep(self, Buffer* out) except -1:
        """Keep what was put since `recall` found nothing; what an ended capture took is not there any more."""
        if self.key is not None and self.begin <= out.used:
            self.kept[self.key] = PyBytes_FromStringAndSize(<const char*>out.start + self.begin, out.used - self.begin)
        return self.forget()

    cdef int forget(self) except -1:
        self.key = None
        return 0
