"""Raw BSON batches in, one msgpack message a document out: the tree of its relaxed Extended JSON.

One pass: a container's header has a fixed width and is filled in at its end; no read is made before its length is
checked.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcmp, memcpy

from native._buffer cimport (
    Buffer, put, put_byte, put_text_head, put_u32, put_u64, read_i32, read_u32, read_u64, room, write_u32,
)
from native._extjson cimport ROOM, put_binary, put_date, put_decimal, put_object_id, put_timestamp

cdef enum:
    DEEPEST = 100  # levels below the document: what a server accepts


cdef struct Place:
    # The way to the value being read, for messages. A name of NULL is an array's element, its length the index.
    int depth
    const uint8_t* name[DEEPEST + 1]
    Py_ssize_t length[DEEPEST + 1]


cdef inline int need(Py_ssize_t at, Py_ssize_t end, Py_ssize_t length, str what) except -1:
    if end - at < length:
        raise ValueError(f"expected {what} of {length} bytes, got {end - at}")
    return 0


cdef inline Py_ssize_t utf8_fault(const uint8_t* raw, Py_ssize_t length) noexcept:
    """Return where strict UTF-8 breaks, or -1."""
    cdef Py_ssize_t at = 0
    cdef uint64_t word
    cdef uint8_t lead, low, high
    cdef int more, index
    while at < length:
        if length - at >= 8:
            memcpy(&word, raw + at, 8)
            if word & 0x8080808080808080ULL == 0:
                at += 8
                continue
        lead = raw[at]
        if lead < 0x80:
            at += 1
            continue
        if lead < 0xC2 or lead > 0xF4:
            return at
        more = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
        if length - at <= more:
            return at
        # The second byte rules out overlong forms, surrogates and what lies past U+10FFFF.
        low = 0xA0 if lead == 0xE0 else 0x90 if lead == 0xF0 else 0x80
        high = 0x9F if lead == 0xED else 0x8F if lead == 0xF4 else 0xBF
        if raw[at + 1] < low or raw[at + 1] > high:
            return at
        for index in range(2, more + 1):
            if raw[at + index] & 0xC0 != 0x80:
                return at
        at += more + 1
    return -1


cdef inline int check_utf8(const uint8_t* raw, Py_ssize_t length, str what) except -1:
    cdef Py_ssize_t fault = utf8_fault(raw, length)
    if fault >= 0:
        raise ValueError(f"expected {what} in UTF-8, got byte 0x{raw[fault]:02x} at its offset {fault}")
    return 0


cdef inline Py_ssize_t name_end(const uint8_t* raw, Py_ssize_t at, Py_ssize_t end, bint* ascii) except -1:
    """Return where the zero byte stands that ends a name begun at `at`."""
    cdef uint8_t seen = 0
    while at < end:
        if raw[at] == 0:
            ascii[0] = seen < 0x80
            return at
        seen |= raw[at]
        at += 1
    raise ValueError("expected a name that ends with a zero byte, got none")


cdef Py_ssize_t name(Buffer* out, const uint8_t* raw, Py_ssize_t at, Py_ssize_t end, str what) except -1:
    """Put a zero-terminated text; return where the next thing begins."""
    cdef bint ascii = False
    cdef Py_ssize_t stop = name_end(raw, at, end, &ascii)
    if not ascii:
        check_utf8(raw + at, stop - at, what)
    room(out, stop - at + ROOM)
    put_text_head(out, stop - at)
    put(out, raw + at, stop - at)
    return stop + 1


cdef Py_ssize_t text(Buffer* out, const uint8_t* raw, Py_ssize_t at, Py_ssize_t end) except -1:
    """Put the string whose length stands at `at`; return where the next thing begins."""
    cdef Py_ssize_t length
    need(at, end, 5, "a string")
    length = read_i32(raw + at)
    at += 4
    if length < 1 or length > end - at:
        raise ValueError(f"expected a string length from 1 to {end - at}, got {length}")
    if raw[at + length - 1] != 0:
        raise ValueError(f"expected a string that ends with a zero byte, got 0x{raw[at + length - 1]:02x}")
    check_utf8(raw + at, length - 1, "text")
    room(out, length + ROOM)
    put_text_head(out, length - 1)
    put(out, raw + at, length - 1)
    return at + length


cdef inline void number(Buffer* out, uint64_t bits) noexcept:
    """Put a double; those that JSON cannot write become {"$numberDouble": "..."}."""
    if bits >> 52 & 0x7FF != 0x7FF:
        put_u64(out, 0xCB, bits)
    elif bits << 12:
        put(out, b"\x81\xad$numberDouble\xa3NaN", 19)
    elif bits >> 63:
        put(out, b"\x81\xad$numberDouble\xa9-Infinity", 25)
    else:
        put(out, b"\x81\xad$numberDouble\xa8Infinity", 24)


cdef Py_ssize_t binary(Buffer* out, const uint8_t* raw, Py_ssize_t at, Py_ssize_t end) except -1:
    cdef Py_ssize_t length, inner
    cdef int subtype
    need(at, end, 5, "a binary")
    length = read_i32(raw + at)
    subtype = raw[at + 4]
    at += 5
    if length < 0 or length > end - at:
        raise ValueError(f"expected a binary length from 0 to {end - at}, got {length}")
    if subtype == 2:  # the old form says its length a second time
        inner = read_i32(raw + at) if length >= 4 else -1
        if inner != length - 4:
            raise ValueError(f"expected an inner binary length of {length - 4}, got {inner}")
        at += 4
        length = inner
    room(out, ROOM + (length + 2) // 3 * 4)
    put_binary(out, raw + at, length, subtype)
    return at + length


cdef Py_ssize_t code_with_scope(
    Buffer* out, Place* place, const uint8_t* raw, Py_ssize_t at, Py_ssize_t end, int depth
) except -1:
    cdef Py_ssize_t length, stop
    need(at, end, 14, "code with scope")
    length = read_i32(raw + at)
    if length < 14 or length > end - at:
        raise ValueError(f"expected a code length from 14 to {end - at}, got {length}")
    stop = at + length
    put(out, b"\x82\xa5$code", 7)
    at = text(out, raw, at + 4, stop)
    put(out, b"\xa6$scope", 7)
    need(at, stop, 5, "a scope")
    if read_i32(raw + at) != stop - at:
        raise ValueError(f"expected a scope length of {stop - at}, got {read_i32(raw + at)}")
    return document(out, place, raw, at, stop, False, depth + 1)


cdef Py_ssize_t rare(
    Buffer* out, Place* place, int kind, const uint8_t* raw, Py_ssize_t at, Py_ssize_t end, int depth
) except -1:
    """Put a value of a type that catalogs seldom hold; return where the next element begins."""
    if kind == 0x05:
        return binary(out, raw, at, end)
    if kind == 0x06:
        put(out, b"\x81\xaa$undefined\xc3", 13)
        return at
    if kind == 0x0B:
        put(out, b"\x81\xb2$regularExpression\x82\xa7pattern", 29)
        at = name(out, raw, at, end, "a pattern")
        put(out, b"\xa7options", 8)
        return name(out, raw, at, end, "options")
    if kind == 0x0C:
        put(out, b"\x81\xaa$dbPointer\x82\xa4$ref", 18)
        at = text(out, raw, at, end)
        need(at, end, 12, "an ObjectId")
        put(out, b"\xa3$id", 4)
        put_object_id(out, raw + at)
        return at + 12
    if kind == 0x0D:
        put(out, b"\x81\xa5$code", 7)
        return text(out, raw, at, end)
    if kind == 0x0E:
        put(out, b"\x81\xa7$symbol", 9)
        return text(out, raw, at, end)
    if kind == 0x0F:
        return code_with_scope(out, place, raw, at, end, depth)
    if kind == 0x11:
        need(at, end, 8, "a timestamp")
        put_timestamp(out, raw + at)
        return at + 8
    if kind == 0x13:
        need(at, end, 16, "a decimal128")
        put_decimal(out, raw + at)
        return at + 16
    if kind == 0xFF:
        put(out, b"\x81\xa7$minKey\x01", 10)
        return at
    if kind == 0x7F:
        put(out, b"\x81\xa7$maxKey\x01", 10)
        return at
    raise ValueError(f"expected a BSON type, got 0x{kind:02x}")


cdef Py_ssize_t value(
    Buffer* out, Place* place, int kind, const uint8_t* raw, Py_ssize_t at, Py_ssize_t end, int depth
) except -1:
    """Put the value of an element, for which the caller made room (ROOM); return where the next element begins."""
    if kind == 0x02:
        return text(out, raw, at, end)
    elif kind == 0x03:
        return document(out, place, raw, at, end, False, depth + 1)
    elif kind == 0x04:
        return document(out, place, raw, at, end, True, depth + 1)
    elif kind == 0x10:
        need(at, end, 4, "an int32")
        put_u32(out, 0xD2, read_u32(raw + at))
        return at + 4
    elif kind == 0x01:
        need(at, end, 8, "a double")
        number(out, read_u64(raw + at))
        return at + 8
    elif kind == 0x08:
        need(at, end, 1, "a boolean")
        if raw[at] > 1:
            raise ValueError(f"expected a boolean of 0 or 1, got {raw[at]}")
        put_byte(out, 0xC2 + raw[at])
        return at + 1
    elif kind == 0x0A:
        put_byte(out, 0xC0)
        return at
    elif kind == 0x07:
        need(at, end, 12, "an ObjectId")
        put_object_id(out, raw + at)
        return at + 12
    elif kind == 0x09:
        need(at, end, 8, "a date")
        put_date(out, <int64_t>read_u64(raw + at))
        return at + 8
    elif kind == 0x12:
        need(at, end, 8, "an int64")
        put_u64(out, 0xD3, read_u64(raw + at))
        return at + 8
    return rare(out, place, kind, raw, at, end, depth)


cdef Py_ssize_t document(
    Buffer* out, Place* place, const uint8_t* raw, Py_ssize_t at, Py_ssize_t end, bint array, int depth
) except -1:
    """Put the document or array at `at`, which must end by `end`; return where the next thing begins."""
    cdef Py_ssize_t length, start, stop
    cdef int kind
    cdef uint32_t count = 0
    cdef bint ascii = False
    need(at, end, 5, "a document")
    length = read_i32(raw + at)
    if length < 5 or length > end - at:
        raise ValueError(f"expected a document length from 5 to {end - at}, got {length}")
    if depth > DEEPEST:
        raise ValueError(f"expected at most {DEEPEST} levels, got more")
    end = at + length - 1
    if raw[end] != 0:
        raise ValueError(f"expected a document that ends with a zero byte, got 0x{raw[end]:02x}")
    at += 4
    room(out, 5)
    start = out.used
    out.used += 5
    while at < end:
        kind = raw[at]
        place.depth = depth - 1
        stop = name_end(raw, at + 1, end, &ascii)
        place.depth = depth
        place.name[depth] = raw + at + 1
        place.length[depth] = stop - at - 1
        if array:
            place.name[depth] = NULL
            place.length[depth] = count
        room(out, stop - at + ROOM)
        if not array:
            if not ascii:
                check_utf8(raw + at + 1, stop - at - 1, "a name")
            put_text_head(out, stop - at - 1)
            put(out, raw + at + 1, stop - at - 1)
        at = value(out, place, kind, raw, stop + 1, end, depth)
        count += 1
    out.start[start] = 0xDD if array else 0xDF
    write_u32(out.start + start + 1, count)
    return end + 1


cdef str describe(const uint8_t* raw, Py_ssize_t at, Py_ssize_t end, Place* place, object error):
    """Return the message for a broken document: where it stands, what is wrong, in which field."""
    cdef int level
    cdef bytes head = raw[at:min(end, at + 21)]
    names = []
    for level in range(place.depth + 1):
        if place.name[level] == NULL:
            names.append(str(place.length[level]))
        else:
            names.append(place.name[level][: min(place.length[level], 200)].decode("utf-8", "backslashreplace"))
    identity = f" (_id {head[9:].hex()})" if head[4:9] == b"\x07_id\x00" and len(head) == 21 else ""
    field = f", field {'.'.join(names)[:200]}" if names else ""
    return f"BSON document at byte {at}{identity}: {error}{field}"


def bson_to_msgpack(batch):
    """Return for each document of a raw batch its msgpack or, as text, what is wrong with it."""
    cdef Py_buffer view
    cdef Buffer out = Buffer(NULL, 0, 0)
    cdef Place place
    cdef const uint8_t* raw
    cdef Py_ssize_t at = 0, length
    rows = []
    PyObject_GetBuffer(batch, &view, PyBUF_SIMPLE)
    try:
        raw = <const uint8_t*>view.buf
        while at < view.len:
            length = read_i32(raw + at) if view.len - at >= 4 else 0
            if length < 5 or length > view.len - at:
                length = view.len - at  # nothing after it can be found: the rest is one broken document
            out.used = 0
            place.depth = -1
            try:
                document(&out, &place, raw, at, view.len, False, 0)
                rows.append(PyBytes_FromStringAndSize(<const char*>out.start, out.used))
            except ValueError as error:
                rows.append(describe(raw, at, at + length, &place, error))
            at += length
    finally:
        free(out.start)
        PyBuffer_Release(&view)
    return rows


def bson_split(batch):
    """Return the documents of a raw batch as they stand, one for each row that bson_to_msgpack gives."""
    cdef Py_buffer view
    cdef const uint8_t* raw
    cdef Py_ssize_t at = 0, length
    rows = []
    PyObject_GetBuffer(batch, &view, PyBUF_SIMPLE)
    try:
        raw = <const uint8_t*>view.buf
        while at < view.len:
            length = read_i32(raw + at) if view.len - at >= 4 else 0
            if length < 5 or length > view.len - at:
                length = view.len - at
            rows.append(PyBytes_FromStringAndSize(<const char*>raw + at, length))
            at += length
    finally:
        PyBuffer_Release(&view)
    return rows


cdef Py_ssize_t size_of(int kind, const uint8_t* raw, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Return how many bytes a value has, -1 when that cannot be told."""
    cdef Py_ssize_t length, stop
    cdef int texts
    if kind in (0x06, 0x0A, 0x7F, 0xFF):
        return 0
    if kind == 0x08:
        return 1
    if kind == 0x10:
        return 4
    if kind in (0x01, 0x09, 0x11, 0x12):
        return 8
    if kind == 0x07:
        return 12
    if kind == 0x13:
        return 16
    if kind == 0x0B:
        stop = at
        for texts in range(2):
            while stop < end and raw[stop]:
                stop += 1
            stop += 1
        return stop - at
    if end - at < 4:
        return -1
    length = read_i32(raw + at)
    if length < 0:
        return -1
    if kind in (0x03, 0x04, 0x0F):
        return length if length >= 5 else -1
    if kind in (0x02, 0x0D, 0x0E):
        return length + 4
    if kind == 0x05:
        return length + 5
    return length + 16 if kind == 0x0C else -1


def bson_find(bytes document not None, tuple path not None):
    """Return the type and the bytes of the value at a path of names, empty when there is none or it cannot be found."""
    cdef const uint8_t* raw = document
    cdef Py_ssize_t at = 0, end = len(document), size = end, stop
    cdef int kind = 0x03
    cdef bint found
    cdef bytes name
    for name in path:
        if kind != 0x03 or size < 5 or read_i32(raw + at) != size:
            return b""
        end = at + size - 1
        at += 4
        found = False
        while at < end and not found:
            kind = raw[at]
            stop = at + 1
            while stop < end and raw[stop]:
                stop += 1
            found = stop - at - 1 == len(name) and memcmp(raw + at + 1, <const char*>name, len(name)) == 0
            at = stop + 1
            size = size_of(kind, raw, at, end)
            if size < 0 or size > end - at:
                return b""
            if not found:
                at += size
        if not found:
            return b""
    return bytes([kind]) + document[at : at + size]
