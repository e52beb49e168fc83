"""A str in, its UTF-8 out: as it is, or escaped for HTML, a URL, or the inside of a JSON string in a script."""

from cpython.unicode cimport PyUnicode_AsUTF8String, PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from native._buffer cimport Buffer, put, room
from native._opcodes cimport FILLED, HTML, JSON, PART, QUOTED, RAW

cdef extern from "Python.h":
    int PyUnicode_IS_ASCII(object text)
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

cdef enum:
    LANES = 16  # looked at together: compilers make vector instructions of it
    WIDEST = 6  # bytes that a character takes at most, \u2028

ctypedef fused Unit:
    uint8_t
    uint16_t
    uint32_t


cdef inline bint special(uint32_t code, int mode) noexcept:
    """Whether an ASCII character is escaped."""
    # A bit for each character below 64: " & ' < >, and for JSON the control characters too.
    cdef uint64_t marked = 0x500000C400000000ULL
    if mode == RAW:
        return False
    if mode == JSON:
        if code == c"\\":
            return True
        marked |= 0xFFFFFFFFULL
    return code < 64 and marked >> code & 1


cdef inline bint any_special(const Unit* units, int mode) noexcept:
    """Whether one of the next LANES characters is not ASCII or is escaped."""
    cdef Unit code, found = 0
    cdef int lane
    for lane in range(LANES):
        code = units[lane]
        found |= code >= 0x80
        if mode != RAW:
            # Each finds two: & and ', < and >.
            found |= (code | 1) == c"'"
            found |= (code | 2) == c">"
            found |= code == c'"'
        if mode == JSON:
            found |= code < 0x20
            found |= code == c"\\"
    return found != 0


cdef inline uint8_t* put_escape(uint8_t* to, const char* escape, int length) noexcept:
    memcpy(to, escape, length)
    return to + length


cdef inline uint8_t* put_html(uint8_t* to, uint32_t code) noexcept:
    if code == c"&":
        return put_escape(to, b"&amp;", 5)
    if code == c"<":
        return put_escape(to, b"&lt;", 4)
    if code == c">":
        return put_escape(to, b"&gt;", 4)
    return put_escape(to, b"&#34;" if code == c'"' else b"&#39;", 5)


cdef inline uint8_t* put_json(uint8_t* to, uint32_t code) noexcept:
    cdef const char* digits = b"0123456789abcdef"
    cdef const char* short_codes = b"\"\\\b\f\n\r\t"
    cdef const char* short_names = b"\"\\bfnrt"
    cdef int index
    to[0] = c"\\"
    for index in range(7):
        if code == <uint32_t>short_codes[index]:
            to[1] = short_names[index]
            return to + 2
    to[1] = c"u"
    for index in range(4):
        to[2 + index] = digits[code >> (12 - 4 * index) & 15]
    return to + 6


cdef inline uint8_t* put_wide(uint8_t* to, uint32_t code, int mode) noexcept:
    """Put a character that is not ASCII; half a surrogate pair gives NULL, for JSON it is U+FFFD."""
    if code < 0x800:
        to[0] = 0xC0 | code >> 6
        to[1] = 0x80 | code & 63
        return to + 2
    if code < 0x10000:
        if 0xD800 <= code < 0xE000:
            return put_json(to, 0xFFFD) if mode == JSON else NULL
        if mode == JSON and (code == 0x2028 or code == 0x2029):
            return put_json(to, code)
        to[0] = 0xE0 | code >> 12
        to[1] = 0x80 | code >> 6 & 63
        to[2] = 0x80 | code & 63
        return to + 3
    to[0] = 0xF0 | code >> 18
    to[1] = 0x80 | code >> 12 & 63
    to[2] = 0x80 | code >> 6 & 63
    to[3] = 0x80 | code & 63
    return to + 4


cdef inline uint8_t* put_units(const Unit* units, Py_ssize_t length, uint8_t* to, int mode) noexcept:
    """Put characters of one width; return where they end, or NULL at half a surrogate pair."""
    cdef Py_ssize_t at = 0, stop
    cdef uint32_t code
    cdef int lane
    while at < length:
        if length - at >= LANES and not any_special(units + at, mode):
            if Unit is uint8_t:
                memcpy(to, units + at, LANES)
            else:
                for lane in range(LANES):
                    to[lane] = <uint8_t>units[at + lane]
            to += LANES
            at += LANES
            continue
        stop = min(length, at + LANES)
        while at < stop:
            code = units[at]
            at += 1
            if code >= 0x80:
                to = put_wide(to, code, mode)
                if to == NULL:
                    return NULL
            elif not special(code, mode):
                to[0] = <uint8_t>code
                to += 1
            elif mode == HTML:
                to = put_html(to, code)
            else:
                to = put_json(to, code)
    return to


cdef inline uint8_t* put_any(int kind, const void* units, Py_ssize_t length, uint8_t* to, int mode) noexcept:
    if kind == 1:
        return put_units(<const uint8_t*>units, length, to, mode)
    if kind == 2:
        return put_units(<const uint16_t*>units, length, to, mode)
    return put_units(<const uint32_t*>units, length, to, mode)


cdef inline int put_quoted(Buffer* out, object text) except -1:
    """Put a text as urllib.parse.quote writes it."""
    cdef const char* digits = b"0123456789ABCDEF"
    cdef Py_ssize_t length, index
    cdef const uint8_t* units = <const uint8_t*>PyUnicode_AsUTF8AndSize(text, &length)
    cdef uint8_t* to
    cdef uint8_t code
    room(out, length * 3)
    to = out.start + out.used
    for index in range(length):
        code = units[index]
        if c"a" <= code | 32 <= c"z" or c"-" <= code <= c"9" or code == c"_" or code == c"~":
            to[0] = code
            to += 1
        else:
            to[0], to[1], to[2] = c"%", digits[code >> 4], digits[code & 15]
            to += 3
    out.used = to - out.start
    return 0


cdef inline int put_text(Buffer* out, object text, int mode) except -1:
    """Put a str or one of a subclass."""
    if mode == QUOTED:
        return put_quoted(out, text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef const void* units = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef uint8_t* end
    if mode == RAW and PyUnicode_IS_ASCII(text):
        room(out, length)
        put(out, units, length)
        return 0
    room(out, length * WIDEST)
    # Three calls, so that each is compiled for its mode alone.
    if mode == HTML or mode == PART or mode == FILLED:
        end = put_any(kind, units, length, out.start + out.used, HTML)
    elif mode == JSON:
        end = put_any(kind, units, length, out.start + out.used, JSON)
    else:
        end = put_any(kind, units, length, out.start + out.used, RAW)
    if end == NULL:
        PyUnicode_AsUTF8String(text)  # raises what encode() raises
        raise ValueError("expected text that UTF-8 can write")
    out.used = end - out.start
    return 0
