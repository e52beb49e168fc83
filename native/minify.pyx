"""Sanitised HTML in, the same HTML without the whitespace and comments that nobody sees out."""

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint8_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memchr

from native._buffer cimport Buffer, put, put_byte, room
from native.tags import BLOCK_TAGS, RAW_TAGS

cdef enum:
    LONGEST = 16  # a longer name is no element of HTML
    MOST = 64

cdef enum Markup:
    LITERAL  # a "<" that opens nothing
    COMMENT
    OPAQUE  # <!doctype>, <?xml>, </3>: parsers make comments of them
    TAG

cdef enum Breaks:
    INLINE
    BLOCK
    RAW
    PRE


cdef struct Name:
    uint64_t first
    uint64_t second


cdef Name NAMES[MOST]
cdef int KINDS[MOST]
cdef int COUNT = 0


cdef inline bint is_space(uint8_t byte) noexcept:
    return byte == c" " or byte == c"\n" or byte == c"\t" or byte == c"\r" or byte == c"\f"


cdef inline bint is_letter(uint8_t byte) noexcept:
    return c"a" <= (byte | 32) <= c"z"


cdef Name pack(const uint8_t* raw, Py_ssize_t length) noexcept:
    """Return a name in lower case as two numbers, which compare at once; zeros for one that is too long."""
    cdef Name name = Name(0, 0)
    cdef uint8_t byte
    cdef Py_ssize_t index
    if length > LONGEST:
        return name
    for index in range(length):
        byte = raw[index]
        if c"A" <= byte <= c"Z":
            byte |= 32
        if index < 8:
            name.first = name.first << 8 | byte
        else:
            name.second = name.second << 8 | byte
    return name


cdef int learn(names, int kind) except -1:
    """Add element names to the table, once, at import."""
    global COUNT
    cdef bytes raw
    for text in sorted(names):
        raw = text.encode()
        if COUNT == MOST:
            raise ValueError(f"expected at most {MOST} names in native/tags.py, got more")
        NAMES[COUNT] = pack(<const uint8_t*>raw, len(raw))
        KINDS[COUNT] = kind
        COUNT += 1
    return 0


learn(BLOCK_TAGS - {"pre"}, BLOCK)
learn(RAW_TAGS, RAW)
learn(["pre"], PRE)


cdef int breaks(const uint8_t* raw, Py_ssize_t length) noexcept:
    cdef Name name = pack(raw, length)
    cdef int index
    for index in range(COUNT):
        if NAMES[index].first == name.first and NAMES[index].second == name.second:
            return KINDS[index]
    return INLINE


cdef Py_ssize_t after_comment(const uint8_t* raw, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Return where the comment `<!--` at `at` is over, or -1."""
    cdef Py_ssize_t index = at + 2  # `<!-->` and `<!--->` are whole comments
    while index + 2 < end:
        if raw[index] == c"-" and raw[index + 1] == c"-":
            if raw[index + 2] == c">":
                return index + 3
            if index >= at + 4 and raw[index + 2] == c"!" and index + 3 < end and raw[index + 3] == c">":
                return index + 4
        index += 1
    return -1


cdef Py_ssize_t after_tag(const uint8_t* raw, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Return where the tag whose name ends at `at` is over, or -1, by the tokeniser of the HTML standard."""
    cdef const uint8_t* quote
    while at < end:
        if raw[at] == c">":
            return at + 1
        if is_space(raw[at]) or raw[at] == c"/":
            at += 1
            continue
        at += 1  # an attribute's name may begin with any byte, an equals sign too
        while at < end and not is_space(raw[at]) and raw[at] != c"/" and raw[at] != c">" and raw[at] != c"=":
            at += 1
        while at < end and is_space(raw[at]):
            at += 1
        if at >= end or raw[at] != c"=":
            continue
        at += 1
        while at < end and is_space(raw[at]):
            at += 1
        if at < end and (raw[at] == c'"' or raw[at] == c"'"):
            quote = <const uint8_t*>memchr(raw + at + 1, raw[at], end - at - 1)
            if quote == NULL:
                return -1
            at = quote - raw + 1
            continue
        while at < end and not is_space(raw[at]) and raw[at] != c">":
            at += 1
    return -1


cdef Py_ssize_t name_end(const uint8_t* raw, Py_ssize_t at, Py_ssize_t end) noexcept:
    while at < end and not is_space(raw[at]) and raw[at] != c"/" and raw[at] != c">":
        at += 1
    return at


cdef Markup markup(const uint8_t* raw, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Return what the `<` at `at` opens."""
    if at + 1 >= end:
        return LITERAL
    if is_letter(raw[at + 1]):
        return TAG
    if raw[at + 1] == c"/":
        if at + 2 >= end:
            return LITERAL
        return TAG if is_letter(raw[at + 2]) else OPAQUE
    if raw[at + 1] == c"!":
        return COMMENT if at + 3 < end and raw[at + 2] == c"-" and raw[at + 3] == c"-" else OPAQUE
    return OPAQUE if raw[at + 1] == c"?" else LITERAL


cdef Py_ssize_t raw_end(
    const uint8_t* raw, Py_ssize_t at, Py_ssize_t end, const uint8_t* name, Py_ssize_t length
) noexcept:
    """Return where the end tag of a raw element stands, or `end`."""
    cdef Py_ssize_t index
    while at + 2 + length < end:
        if raw[at] == c"<" and raw[at + 1] == c"/":
            index = 0
            while index < length and raw[at + 2 + index] | 32 == name[index] | 32:
                index += 1
            if index == length and name_end(raw, at + 2 + length, end) == at + 2 + length:
                return at
        at += 1
    return end


cdef int squeeze(Buffer* out, const uint8_t* raw, Py_ssize_t end) except -1:
    cdef Py_ssize_t at = 0, stop, tag
    cdef int pre = 0, kind
    cdef Markup opens
    cdef bint tight = True  # a space here would not be shown: at the start and after a block tag
    cdef bint pending = False  # a space is due, unless a block tag or the end comes next
    cdef const uint8_t* close
    while at < end:
        if not pre and is_space(raw[at]):
            pending = not tight
            at += 1
            continue
        opens = LITERAL
        kind = INLINE
        if raw[at] != c"<":
            stop = at + 1
            while stop < end and raw[stop] != c"<" and (pre or not is_space(raw[stop])):
                stop += 1
        else:
            opens = markup(raw, at, end)
            stop = at + 1
            if opens == COMMENT:
                stop = after_comment(raw, at, end)
            elif opens == OPAQUE:
                close = <const uint8_t*>memchr(raw + at, c">", end - at)
                stop = -1 if close == NULL else close - raw + 1
            elif opens == TAG:
                tag = at + 1 + (raw[at + 1] == c"/")
                stop = name_end(raw, tag, end)
                kind = breaks(raw + tag, stop - tag)
                stop = after_tag(raw, stop, end)
            if stop < 0:
                break  # parsers drop markup that the end of the text cuts, and so do we
            if opens == COMMENT and not pre:
                at = stop
                continue
        if kind == RAW and raw[at + 1] != c"/":
            stop = raw_end(raw, stop, end, raw + tag, name_end(raw, tag, end) - tag)
        room(out, stop - at + 5)
        if pending and kind != BLOCK and kind != PRE:
            put_byte(out, c" ")
        pending = False
        tight = kind == BLOCK or kind == PRE
        if kind == PRE:
            pre = pre + 1 if raw[at + 1] != c"/" else max(pre - 1, 0)
        if raw[at] == c"<" and opens == LITERAL:
            put(out, b"&lt;", 4)  # or what follows could make a tag of it once a comment between them is gone
        else:
            put(out, raw + at, stop - at)
        at = stop
    return 0


def minify_html(str html not None):
    """Return `html` with runs of whitespace as one space, none next to block tags, and without comments."""
    cdef bytes raw = html.encode("utf-8", "surrogatepass")
    cdef Buffer out = Buffer(NULL, 0, 0)
    try:
        room(&out, len(raw) + 16)
        squeeze(&out, <const uint8_t*>raw, len(raw))
        return PyUnicode_DecodeUTF8(<const char*>out.start, out.used, "surrogatepass")
    finally:
        free(out.start)
