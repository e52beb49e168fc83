"""Bytes in, one growing block of memory out: who declares a Buffer frees `start` in a `finally`."""

from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport realloc
from libc.string cimport memcpy


cdef struct Buffer:
    uint8_t* start
    Py_ssize_t used
    Py_ssize_t size


cdef inline int room(Buffer* out, Py_ssize_t more) except -1:
    """Make sure that `more` bytes can be put; the put functions check nothing."""
    cdef Py_ssize_t size
    cdef uint8_t* start
    if out.size - out.used >= more:
        return 0
    size = out.size * 2 + more
    start = <uint8_t*>realloc(out.start, size)
    if start == NULL:
        raise MemoryError()
    out.start = start
    out.size = size
    return 0


cdef inline void put(Buffer* out, const void* source, Py_ssize_t length) noexcept:
    memcpy(out.start + out.used, source, length)
    out.used += length


cdef inline void put_byte(Buffer* out, int byte) noexcept:
    out.start[out.used] = <uint8_t>byte
    out.used += 1


# Shifts instead of byte swaps: right on any machine, and compilers make one instruction of them.
cdef inline uint32_t read_u32(const uint8_t* raw) noexcept:
    return raw[0] | <uint32_t>raw[1] << 8 | <uint32_t>raw[2] << 16 | <uint32_t>raw[3] << 24


cdef inline int32_t read_i32(const uint8_t* raw) noexcept:
    return <int32_t>read_u32(raw)


cdef inline uint64_t read_u64(const uint8_t* raw) noexcept:
    return read_u32(raw) | <uint64_t>read_u32(raw + 4) << 32


cdef inline void write_u32(uint8_t* to, uint32_t value) noexcept:
    to[0] = <uint8_t>(value >> 24)
    to[1] = <uint8_t>(value >> 16)
    to[2] = <uint8_t>(value >> 8)
    to[3] = <uint8_t>value


cdef inline void put_u32(Buffer* out, int tag, uint32_t value) noexcept:
    """Put a msgpack tag and four bytes, most significant first."""
    put_byte(out, tag)
    write_u32(out.start + out.used, value)
    out.used += 4


cdef inline void put_u64(Buffer* out, int tag, uint64_t value) noexcept:
    put_u32(out, tag, <uint32_t>(value >> 32))
    write_u32(out.start + out.used, <uint32_t>value)
    out.used += 4


cdef inline void put_text_head(Buffer* out, Py_ssize_t length) noexcept:
    """Put the shortest msgpack header of a text of `length` bytes: at most five bytes."""
    if length < 32:
        put_byte(out, 0xA0 | length)
    elif length < 0x100:
        put_byte(out, 0xD9)
        put_byte(out, length)
    elif length < 0x10000:
        put_byte(out, 0xDA)
        put_byte(out, length >> 8)
        put_byte(out, length & 0xFF)
    else:
        put_u32(out, 0xDB, <uint32_t>length)
