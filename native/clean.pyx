"""Texts, references and HTML in, out whether there is surely nothing in them to clean."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ,
    Py_UNICODE_ISPRINTABLE,
)
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from native.tags import INLINE_TAGS

cdef extern from "Python.h":
    int PyUnicode_IS_ASCII(object text)

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    INLINES = 16
    LONGEST = 7  # letters of a tag's name that fit into a number beside one to spare

# Names as numbers, one letter a byte.
cdef enum:
    P = 0x70
    LI = 0x6C69
    UL = 0x756C
    OL = 0x6F6C
    BR = 0x6272
    AMP = 0x616D70
    LT = 0x6C74
    GT = 0x6774
    NBSP = 0x6E627370

cdef uint64_t INLINE[INLINES]
cdef uint8_t LETTER[128]  # whether a character is text and nothing else: no blank, no part of markup


cdef int learn() except -1:
    """Fill the table of names, once, at import."""
    names = sorted(INLINE_TAGS)
    if len(names) > INLINES or any(len(name) > LONGEST for name in names):
        raise ValueError(f"expected at most {INLINES} names of {LONGEST} letters in native/tags.py, got {names}")
    for number, name in enumerate(names):
        INLINE[number] = int.from_bytes(name.encode(), "big")
    for number in range(128):
        LETTER[number] = 32 < number < 127 and number not in b"<>&="
    return 0


learn()


cdef inline bint is_plain_ascii(const uint8_t* text, Py_ssize_t length, int line_feed) noexcept:
    """Return whether all bytes are printable, or the line feed; without a branch in the loop, so that it is fast."""
    cdef Py_ssize_t index
    cdef uint8_t odd = 0
    for index in range(length):
        odd |= (<uint8_t>(text[index] - 32) >= 95) & (text[index] != line_feed)
    return odd == 0


cdef bint is_plain(const Char* text, Py_ssize_t length, int line_feed) noexcept:
    """Return whether all characters are printable, or the line feed, and none looks like mojibake."""
    cdef Py_ssize_t index
    cdef uint32_t code
    for index in range(length):
        code = text[index]
        if <uint32_t>(code - 32) < 95:
            continue
        if code < 0x80:
            if code != <uint32_t>line_feed:
                return False
        elif not Py_UNICODE_ISPRINTABLE(code):
            return False
        elif code == 0xC2 or code == 0xC3 or code == 0xC5 or code == 0xE2:
            # UTF-8 that was read as Windows-1252 shows one of these before another character that is not ASCII.
            if index + 1 < length and text[index + 1] >= 0x80:
                return False
    return True


cdef bint is_clean(str text, int line_feed):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    if PyUnicode_IS_ASCII(text):
        return is_plain_ascii(<const uint8_t*>data, length, line_feed)
    if kind == 1:
        return is_plain(<const uint8_t*>data, length, line_feed)
    if kind == 2:
        return is_plain(<const uint16_t*>data, length, line_feed)
    return is_plain(<const uint32_t*>data, length, line_feed)


cdef inline Py_UCS4 char_at(str text, Py_ssize_t index):
    return PyUnicode_READ(PyUnicode_KIND(text), PyUnicode_DATA(text), index)


cdef bint is_clean_line(str line):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(line)
    if length == 0:
        return True
    return char_at(line, 0) != c" " and char_at(line, length - 1) != c" " and is_clean(line, -1)


def are_clean_lines(list lines not None):
    """Return whether all texts are printable, without mojibake, and begin and end with no blank."""
    for line in lines:
        if type(line) is tuple:
            for part in <tuple>line:
                if not is_clean_line(<str?>part):
                    return False
        elif line is not None and not is_clean_line(<str?>line):
            return False
    return True


def is_clean_text(str text not None):
    """Return whether all characters but line feeds are printable, and there is no mojibake."""
    return is_clean(text, c"\n")


cdef bint is_path(const uint8_t* raw, Py_ssize_t length) noexcept:
    cdef Py_ssize_t index
    if raw[0] == c"/" or raw[0] == c"." or raw[0] == c"~" or raw[0] == c" " or raw[length - 1] == c" ":
        return False
    for index in range(length):
        if raw[index] == c":" or raw[index] == c"%" or raw[index] == c"\\" or raw[index] < 32 or raw[index] == 127:
            return False
        if raw[index] == c"." and index + 1 < length and raw[index + 1] == c".":
            return False
    return True


cdef inline bint is_host(uint8_t byte) noexcept:
    return c"a" <= (byte | 32) <= c"z" or c"0" <= byte <= c"9" or byte == c"." or byte == c"-"


cdef bint is_web(const uint8_t* raw, Py_ssize_t length) noexcept:
    """Return whether it is http(s), a host of nothing but letters, digits, dots and dashes, and a path."""
    cdef Py_ssize_t index, start
    if length < 10 or raw[0] != c"h" or raw[1] != c"t" or raw[2] != c"t" or raw[3] != c"p":
        return False
    start = 4 + (raw[4] == c"s")
    if raw[start] != c":" or raw[start + 1] != c"/" or raw[start + 2] != c"/":
        return False
    start += 3
    index = start
    while index < length and is_host(raw[index]):
        index += 1
    if index == start or index == length or raw[index] != c"/":
        return False
    for index in range(index, length):
        if raw[index] <= 32 or raw[index] == 127:
            return False
    return True


def are_clean_links(list links not None):
    """Return whether each is, in ASCII, an http(s) address of host and path or a relative path that stays below."""
    cdef const uint8_t* raw
    cdef Py_ssize_t length
    for link in links:
        if not PyUnicode_IS_ASCII(<str?>link):
            return False
        raw = <const uint8_t*>PyUnicode_DATA(link)
        length = PyUnicode_GET_LENGTH(link)
        if length == 0 or not (is_web(raw, length) or is_path(raw, length)):
            return False
    return True


cdef inline uint64_t name_at(const Char* text, Py_ssize_t length, Py_ssize_t* at, Char end) noexcept:
    """Return the name that `end` ends, as a number, with `at` behind that; 0 where there is none."""
    cdef uint64_t name = 0
    cdef Py_ssize_t index, stop = min(at[0] + LONGEST + 1, length)
    for index in range(at[0], stop):
        if text[index] == end:
            at[0] = index + 1
            return name
        if not (c"a" <= text[index] <= c"z"):
            return 0
        name = name << 8 | text[index]
    return 0


cdef inline bint is_inline(uint64_t name) noexcept:
    cdef int index
    for index in range(INLINES):
        if INLINE[index] == name:
            return True
    return False


cdef inline bint is_letter(Char code) noexcept:
    return LETTER[code] if code < 0x80 else code > 0xA0 and Py_UNICODE_ISPRINTABLE(code)


cdef Py_ssize_t tidy(const Char* text, Py_ssize_t length, Char* out) noexcept:
    """Copy `text` without the blanks that nobody sees; return how long it became, or -1 when it is not tidy."""
    cdef Py_ssize_t at = 0, put = 0, start, index
    cdef Char code
    cdef uint64_t name, block = 0, listed = 0
    cdef uint64_t inside[INLINES]
    cdef int depth = 0, blocks = 0, items = 0
    cdef bint closing, said = False, broken = False  # the block has shown something; a line break waits for more
    cdef bint tight = True, pending = False  # as in minify.pyx
    while at < length:
        code = text[at]
        start = at
        at += 1
        if code == c" " or code == c"\n":
            # Between tags and the first character a builder would drop it, and a minifier would not.
            if depth and not said:
                return -1
            pending = not tight
            continue
        if code == c"<":
            closing = at < length and text[at] == c"/"
            at += closing
            name = name_at(text, length, &at, c">")
            tight = True
            if name == P or name == LI:
                if closing:
                    if block != name or depth or not said or broken:
                        return -1
                    block = 0
                    blocks += 1
                    items += 1
                else:
                    if block or (listed != 0) != (name == LI):
                        return -1
                    block = name
                    said = broken = False
            elif name == UL or name == OL:
                if block or listed != (name if closing else 0) or closing and not items:
                    return -1
                listed = 0 if closing else name
                items = 0
            elif name == BR:
                if closing or not said:
                    return -1
                broken = True
            elif block == 0 or not is_inline(name):
                return -1
            else:
                tight = False
                if closing:
                    if depth == 0 or inside[depth - 1] != name or not said:
                        return -1
                    depth -= 1
                else:
                    for index in range(depth):
                        if inside[index] == name:
                            return -1
                    inside[depth] = name
                    depth += 1
        else:
            if block == 0:
                return -1
            if code == c"&":
                name = name_at(text, length, &at, c";")
                if name != AMP and name != LT and name != GT and name != NBSP:
                    return -1
            elif not is_letter(code):
                return -1
            while at < length and (
                is_letter(text[at]) or text[at] == c" " and at + 1 < length and is_letter(text[at + 1])
            ):
                at += 1
            said = True
            broken = tight = False
        if pending and not tight:
            out[put] = c" "
            put += 1
        pending = False
        memcpy(out + put, text + start, (at - start) * sizeof(Char))
        put += at - start
    return put if blocks and block == 0 and listed == 0 else -1


def tidy_html(str html not None):
    """Return `html` minified when it is only filled paragraphs and flat lists of text and emphasis, else None."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(html), kept
    cdef int kind = PyUnicode_KIND(html)
    cdef const void* data = PyUnicode_DATA(html)
    cdef void* out = PyMem_Malloc(length * kind + 1)
    if out == NULL:
        raise MemoryError()
    try:
        if kind == 1:
            kept = tidy(<const uint8_t*>data, length, <uint8_t*>out)
        elif kind == 2:
            kept = tidy(<const uint16_t*>data, length, <uint16_t*>out)
        else:
            kept = tidy(<const uint32_t*>data, length, <uint32_t*>out)
        return None if kept < 0 else PyUnicode_FromKindAndData(kind, out, kept)
    finally:
        PyMem_Free(out)
