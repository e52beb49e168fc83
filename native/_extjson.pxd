"""BSON values that JSON has no word for in, their relaxed Extended JSON as msgpack out; the caller made room (ROOM)."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from native._buffer cimport Buffer, put, put_byte, put_text_head, put_u32, read_u32, read_u64

# The longest of the values of fixed size, a decimal128, takes 61 bytes.
cdef enum:
    ROOM = 96


cdef inline void put_hex(Buffer* out, const uint8_t* raw, int length) noexcept:
    cdef const char* digits = b"0123456789abcdef"
    cdef int index
    for index in range(length):
        put_byte(out, digits[raw[index] >> 4])
        put_byte(out, digits[raw[index] & 15])


cdef inline void put_object_id(Buffer* out, const uint8_t* raw) noexcept:
    """{"$oid": "24 hex digits"}"""
    put(out, b"\x81\xa4$oid\xb8", 7)
    put_hex(out, raw, 12)


cdef inline void put_digits(Buffer* out, uint32_t value, int width) noexcept:
    """Put `value` in decimal, with zeros before it up to `width`."""
    cdef int index
    for index in range(width - 1, -1, -1):
        out.start[out.used + index] = <uint8_t>(48 + value % 10)
        value = value // 10
    out.used += width


cdef inline void put_long(Buffer* out, int64_t value) noexcept:
    """{"$numberLong": "..."}"""
    cdef char digits[20]
    cdef int at = 20
    cdef uint64_t rest = <uint64_t>value
    if value < 0:
        rest = 0 - rest  # unsigned, so that the least int64 has a magnitude too
    while True:
        at -= 1
        digits[at] = <char>(48 + rest % 10)
        rest = rest // 10
        if rest == 0:
            break
    put(out, b"\x81\xab$numberLong", 13)
    put_text_head(out, 20 - at + (value < 0))
    if value < 0:
        put_byte(out, c"-")
    put(out, digits + at, 20 - at)


cdef inline void put_date(Buffer* out, int64_t millis) noexcept:
    """{"$date": "2024-12-17T07:26:58.026Z"}, without a fraction of zero; outside 1970 to 9999 a $numberLong."""
    cdef uint32_t days, second, day, cycle_day, cycle_year, year, month, shifted, fraction
    put(out, b"\x81\xa5$date", 7)
    if millis < 0 or millis > 253402300799999:
        put_long(out, millis)
        return
    days = <uint32_t>(millis // 86400000)
    second = <uint32_t>(millis % 86400000 // 1000)
    fraction = <uint32_t>(millis % 1000)
    # A year begins in March here and 400 years are one cycle, so that the leap day comes last in both.
    days += 719468
    cycle_day = days % 146097
    cycle_year = (cycle_day - cycle_day // 1460 + cycle_day // 36524 - cycle_day // 146096) // 365
    day = cycle_day - (365 * cycle_year + cycle_year // 4 - cycle_year // 100)
    shifted = (5 * day + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = cycle_year + days // 146097 * 400 + (month <= 2)
    put_byte(out, 0xA0 | (24 if fraction else 20))
    put_digits(out, year, 4)
    put_byte(out, c"-")
    put_digits(out, month, 2)
    put_byte(out, c"-")
    put_digits(out, day - (153 * shifted + 2) // 5 + 1, 2)
    put_byte(out, c"T")
    put_digits(out, second // 3600, 2)
    put_byte(out, c":")
    put_digits(out, second // 60 % 60, 2)
    put_byte(out, c":")
    put_digits(out, second % 60, 2)
    if fraction:
        put_byte(out, c".")
        put_digits(out, fraction, 3)
    put_byte(out, c"Z")


cdef inline int coefficient_digits(uint64_t high, uint64_t low, char* digits) noexcept:
    """Write the decimal digits of a coefficient of 128 bits; return how many there are, at least one."""
    cdef uint32_t[4] limbs
    cdef uint64_t rest
    cdef int index, digit, first
    limbs[0] = <uint32_t>(high >> 32)
    limbs[1] = <uint32_t>high
    limbs[2] = <uint32_t>(low >> 32)
    limbs[3] = <uint32_t>low
    for digit in range(35, -1, -9):
        rest = 0
        for index in range(4):
            rest = rest << 32 | limbs[index]
            limbs[index] = <uint32_t>(rest // 1000000000)
            rest = rest % 1000000000
        for index in range(digit, digit - 9, -1):
            digits[index] = <char>(48 + rest % 10)
            rest = rest // 10
    first = 0
    while first < 35 and digits[first] == c"0":
        first += 1
    for index in range(36 - first):
        digits[index] = digits[first + index]
    return 36 - first


cdef inline int put_scientific(char* text, const char* digits, int count, int exponent) noexcept:
    """Write digits and exponent as the decimal arithmetic specification says; return the length."""
    cdef int point = count + exponent  # where it stands, counted from the first digit
    cdef int length = 0, index, shown
    if exponent > 0 or point <= -6:
        shown = point - 1
        point = 1
    else:
        shown = 0
    if point <= 0:
        text[0] = c"0"
        text[1] = c"."
        length = 2
        for index in range(-point):
            text[length] = c"0"
            length += 1
    for index in range(count):
        if index == point and index > 0:
            text[length] = c"."
            length += 1
        text[length] = digits[index]
        length += 1
    if shown == 0:
        return length
    text[length] = c"E"
    text[length + 1] = c"-" if shown < 0 else c"+"
    length += 2
    shown = -shown if shown < 0 else shown
    for index in (1000, 100, 10, 1):
        if shown >= index or index == 1:
            text[length] = <char>(48 + shown // index % 10)
            length += 1
    return length


cdef inline int decimal_text(uint64_t high, uint64_t low, char* text) noexcept:
    """Write a decimal128 (binary integer form) as text of at most 44 bytes; return its length."""
    cdef char[36] digits
    cdef int count = 1, exponent, length = 0
    if high >> 58 & 0x1F == 0x1F:
        memcpy(text, b"NaN", 3)
        return 3
    if high >> 63:
        text[0] = c"-"
        length = 1
    if high >> 58 & 0x1F == 0x1E:
        memcpy(text + length, b"Infinity", 8)
        return length + 8
    digits[0] = c"0"
    if high >> 61 & 3 == 3:
        exponent = <int>(high >> 47 & 0x3FFF) - 6176  # a coefficient past 34 digits, which counts as zero
    else:
        exponent = <int>(high >> 49 & 0x3FFF) - 6176
        count = coefficient_digits(high & 0x1FFFFFFFFFFFF, low, digits)
        if count > 34:
            digits[0] = c"0"
            count = 1
    return length + put_scientific(text + length, digits, count, exponent)


cdef inline void put_decimal(Buffer* out, const uint8_t* raw) noexcept:
    """{"$numberDecimal": "12.50"}"""
    cdef char[48] text
    cdef int length = decimal_text(read_u64(raw + 8), read_u64(raw), text)
    put(out, b"\x81\xae$numberDecimal", 16)
    put_text_head(out, length)
    put(out, text, length)


cdef inline void put_timestamp(Buffer* out, const uint8_t* raw) noexcept:
    """{"$timestamp": {"t": seconds, "i": ordinal}}"""
    put(out, b"\x81\xaa$timestamp\x82\xa1t", 15)
    put_u32(out, 0xCE, read_u32(raw + 4))
    put(out, b"\xa1i", 2)
    put_u32(out, 0xCE, read_u32(raw))


cdef inline void put_binary(Buffer* out, const uint8_t* raw, Py_ssize_t length, int subtype) noexcept:
    """{"$binary": {"base64": "...", "subType": "00"}}; needs ROOM and 4 bytes for each 3 of `length`."""
    cdef const char* digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    cdef Py_ssize_t at = 0
    cdef uint32_t group
    cdef uint8_t code = <uint8_t>subtype
    put(out, b"\x81\xa7$binary\x82\xa6base64", 17)
    put_text_head(out, (length + 2) // 3 * 4)
    while at < length:
        group = <uint32_t>raw[at] << 16
        if at + 1 < length:
            group |= <uint32_t>raw[at + 1] << 8
        if at + 2 < length:
            group |= raw[at + 2]
        put_byte(out, digits[group >> 18])
        put_byte(out, digits[group >> 12 & 63])
        put_byte(out, digits[group >> 6 & 63] if at + 1 < length else c"=")
        put_byte(out, digits[group & 63] if at + 2 < length else c"=")
        at += 3
    put(out, b"\xa7subType\xa2", 9)
    put_hex(out, &code, 1)
