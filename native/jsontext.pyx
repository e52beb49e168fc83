"""Text in, a JSON string that may stand in a script element out."""

from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_New, PyUnicode_READ, PyUnicode_WRITE,
)
from libc.stdint cimport uint8_t, uint32_t

cdef extern from "Python.h":
    int PyUnicode_IS_ASCII(object text)

# How many characters an ASCII character takes: 1 as it is, 2 with a backslash, 6 as \u00XX.
cdef uint8_t WIDTH[128]
cdef char SHORT[128]
cdef const char* HEX = b"0123456789abcdef"


cdef void fill() noexcept:
    cdef int code
    cdef const char* short_codes = b"\"\\\b\f\n\r\t"
    cdef const char* short_names = b"\"\\bfnrt"
    for code in range(128):
        WIDTH[code] = 6 if code < 32 else 1
        SHORT[code] = 0
    for code in range(7):
        WIDTH[<int>short_codes[code]] = 2
        SHORT[<int>short_codes[code]] = short_names[code]
    for code in (c"<", c">", c"&", c"'"):
        WIDTH[code] = 6


fill()


cdef inline int width(Py_UCS4 code) noexcept:
    if code < 128:
        return WIDTH[code]
    if code == 0x2028 or code == 0x2029 or 0xD800 <= code < 0xE000:
        return 6
    return 1


cdef inline uint32_t shown(Py_UCS4 code) noexcept:
    """Return the code an escape names: U+FFFD for half a surrogate pair, which is no character."""
    return 0xFFFD if 0xD800 <= code < 0xE000 else code


cdef str of_ascii(str text, Py_ssize_t length):
    """The same as of_any for ASCII, a byte at a time."""
    cdef const uint8_t* source = <const uint8_t*>PyUnicode_DATA(text)
    cdef uint8_t* to
    cdef uint8_t code
    cdef Py_ssize_t index, total = 2
    for index in range(length):
        total += WIDTH[source[index] & 127]
    result = PyUnicode_New(total, 127)
    to = <uint8_t*>PyUnicode_DATA(result)
    to[0] = c'"'
    to += 1
    for index in range(length):
        code = source[index]
        if WIDTH[code & 127] == 1:
            to[0] = code
            to += 1
            continue
        to[0] = c"\\"
        if WIDTH[code & 127] == 2:
            to[1] = SHORT[code & 127]
            to += 2
            continue
        to[1] = c"u"
        to[2] = c"0"
        to[3] = c"0"
        to[4] = HEX[code >> 4]
        to[5] = HEX[code & 15]
        to += 6
    to[0] = c'"'
    return result


cdef str of_any(str text, Py_ssize_t length):
    cdef int kind = PyUnicode_KIND(text), to_kind, digit
    cdef const void* source = PyUnicode_DATA(text)
    cdef void* to
    cdef Py_UCS4 code, largest = 127
    cdef Py_ssize_t index, at = 1, total = 2
    for index in range(length):
        code = PyUnicode_READ(kind, source, index)
        if width(code) == 1 and code > largest:
            largest = code
        total += width(code)
    # The result must be as narrow as its widest character: strings of other widths never compare equal.
    result = PyUnicode_New(total, largest)
    to_kind = PyUnicode_KIND(result)
    to = PyUnicode_DATA(result)
    PyUnicode_WRITE(to_kind, to, 0, c'"')
    for index in range(length):
        code = PyUnicode_READ(kind, source, index)
        if width(code) == 1:
            PyUnicode_WRITE(to_kind, to, at, code)
            at += 1
            continue
        PyUnicode_WRITE(to_kind, to, at, c"\\")
        if width(code) == 2:
            PyUnicode_WRITE(to_kind, to, at + 1, SHORT[code])
            at += 2
            continue
        PyUnicode_WRITE(to_kind, to, at + 1, c"u")
        for digit in range(4):
            PyUnicode_WRITE(to_kind, to, at + 2 + digit, HEX[shown(code) >> (12 - 4 * digit) & 15])
        at += 6
    PyUnicode_WRITE(to_kind, to, at, c'"')
    return result


def json_string(str text not None):
    """Return `text` as a JSON string literal that may stand in a script element."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if PyUnicode_IS_ASCII(text):
        return of_ascii(text, length)
    return of_any(text, length)
