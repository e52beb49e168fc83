"""A row and a kind in, prebuilt bytes out, from packs of them and columns that say where in these they are."""

cimport cython
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport free

from native._parts cimport Text, reserve

cdef extern from "Python.h":
    Py_ssize_t PyNumber_AsSsize_t(object value, object error) except? -1

cdef enum:
    MOST_KINDS = 1 << 16


@cython.final
cdef class Fragments:
    """Prebuilt bytes by row and kind: those of a row lie one behind the other in a pack, from its offset on."""

    def __cinit__(self, packs, const uint32_t[::1] pack not None, const int64_t[::1] offset not None,
                  const uint32_t[::1] sizes not None, Py_ssize_t kinds):
        self.pack, self.offset, self.sizes = pack, offset, sizes
        self.rows = pack.shape[0]
        self.kinds = kinds
        if not 0 < kinds <= MOST_KINDS or offset.shape[0] != self.rows or sizes.shape[0] != self.rows * kinds:
            raise ValueError(
                f"expected a pack, an offset and {kinds} sizes (1 to {MOST_KINDS}) a row, got {self.rows}, "
                f"{offset.shape[0]} and {sizes.shape[0]} in all"
            )
        items = list(packs)
        self.packs = <Py_buffer*>reserve(len(items), sizeof(Py_buffer))
        for item in items:
            PyObject_GetBuffer(item, &self.packs[self.count], PyBUF_SIMPLE)
            self.count += 1

    def __dealloc__(self):
        cdef Py_ssize_t number
        for number in range(self.count):
            PyBuffer_Release(&self.packs[number])
        free(self.packs)

    def __len__(self):
        return self.rows

    def read(self, row, Py_ssize_t kind):
        """Return the bytes of one kind of a row."""
        cdef Text found
        self.find(row, kind, &found)
        return found.start[: found.length]

    cdef int find(self, object number, Py_ssize_t kind, Text* found) except -1:
        cdef Py_ssize_t row, first, index
        cdef int64_t at
        cdef uint32_t pack
        if type(number) is not int:
            raise TypeError(f"expected the row number of a fragment, got {type(number).__name__}")
        row = PyNumber_AsSsize_t(number, IndexError)
        if row < 0 or row >= self.rows or kind < 0 or kind >= self.kinds:
            raise IndexError(
                f"expected a row below {self.rows} and a kind below {self.kinds}, got row {row}, kind {kind}"
            )
        pack = self.pack[row]
        at = self.offset[row]
        # Columns and packs are files of their own: one may be damaged.
        if pack >= self.count or at < 0 or at > self.packs[pack].len:
            raise IndexError(f"row {row} lies outside its pack: pack {pack} of {self.count}, byte {at}")
        first = row * self.kinds
        for index in range(first, first + kind):
            at += self.sizes[index]
        found.length = self.sizes[first + kind]
        if found.length > self.packs[pack].len - at:
            raise IndexError(f"fragment {kind} of row {row} ends outside its pack: pack {pack}, byte {at}")
        found.start = <const char*>self.packs[pack].buf + at
        return 0
