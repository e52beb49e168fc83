"""What programs put in, the bytes of a page out, lent without a copy."""

cimport cython
from cpython.buffer cimport PyBuffer_FillInfo
from libc.stdlib cimport free

from native._buffer cimport room

cdef enum:
    FIRST_ROOM = 1 << 16  # of a page, in bytes


@cython.final
cdef class Page:
    """Bytes that grow: what programs put into. Its memory is kept from page to page, and lent out without a copy."""

    def __cinit__(self):
        room(&self.out, FIRST_ROOM)

    def __dealloc__(self):
        free(self.out.start)

    def __len__(self):
        return self.out.used

    def __getbuffer__(self, Py_buffer* view, int flags):
        if self.busy:
            raise BufferError("a program is still putting into this page")
        PyBuffer_FillInfo(view, self, self.out.start, self.out.used, True, flags)
        self.exports += 1

    def __releasebuffer__(self, Py_buffer* view):
        self.exports -= 1

    def clear(self):
        """Forget the bytes and keep the memory."""
        self.check()
        self.out.used = 0

    cdef int check(self) except -1:
        if self.busy:
            raise RuntimeError("a program is still putting into this page")
        if self.exports:
            raise BufferError("the bytes of this page are lent out: release each memoryview of them first")
        return 0
