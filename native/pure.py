"""The plain twins of the compiled functions: the types of native/, and what the tests hold the compiled ones to."""

import binascii
import re
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from json.encoder import encode_basestring

from native.tags import BLOCK_TAGS, RAW_TAGS

DEEPEST = 100  # levels below the document: what a server accepts
DATE_LIMIT_MS = 253_402_300_800_000  # the first millisecond of the year 10000


def bson_to_msgpack(batch: bytes | bytearray | memoryview) -> list[bytes | str]:
    """Return for each document of a raw batch its msgpack or, as text, what is wrong with it.

    A batch is documents back to back, as find_raw_batches gives it. The msgpack is the tree of the document's relaxed
    MongoDB Extended JSON (v2), so that a document of a database and the same line of a JSON Lines file are one tree. A
    broken document costs no other one; only when its length is broken too, the rest of the batch counts as one.
    """
    raw = memoryview(batch).cast("B").tobytes()
    rows: list[bytes | str] = []
    at = 0
    for document in bson_split(raw):
        reader = _Reader(raw)
        try:
            reader.document(at, len(raw), False, 0)
            rows.append(bytes(reader.out))
        except ValueError as error:
            rows.append(_describe(document, at, reader.path, error))
        at += len(document)
    return rows


def bson_split(batch: bytes | bytearray | memoryview) -> list[bytes]:
    """Return the documents of a raw batch as they stand, one for each row that bson_to_msgpack gives.

    What cannot be cut into documents comes last, whole: joined, the parts are the batch.
    """
    raw = memoryview(batch).cast("B").tobytes()
    rows = []
    at = 0
    while at < len(raw):
        length = _int32(raw, at) if len(raw) - at >= 4 else 0
        if length < 5 or length > len(raw) - at:
            length = len(raw) - at
        rows.append(raw[at : at + length])
        at += length
    return rows


def bson_find(document: bytes, path: tuple[bytes, ...]) -> bytes:
    """Return the type and the bytes of the value at a path of names, empty when there is none or it cannot be found."""
    found = b"\x03" + document
    for name in path:
        found = _named(found[1:], name) if found[:1] == b"\x03" else b""
    return found


def _named(document: bytes, name: bytes) -> bytes:
    """Return the type and the bytes of the value that has a name in a document."""
    if len(document) < 5 or _int32(document, 0) != len(document):
        return b""
    at, end = 4, len(document) - 1
    while at < end:
        kind, stop = document[at], document.find(b"\0", at + 1, end)
        stop = end if stop < 0 else stop
        size = _size_of(kind, document[stop + 1 : end])
        if not 0 <= size <= end - stop - 1:
            return b""
        if document[at + 1 : stop] == name:
            return document[at : at + 1] + document[stop + 1 : stop + 1 + size]
        at = stop + 1 + size
    return b""


_SIZES = {0x06: 0, 0x0A: 0, 0x7F: 0, 0xFF: 0, 0x08: 1, 0x10: 4, 0x01: 8, 0x09: 8, 0x11: 8, 0x12: 8, 0x07: 12, 0x13: 16}
_OVER = {0x03: 0, 0x04: 0, 0x0F: 0, 0x02: 4, 0x0D: 4, 0x0E: 4, 0x05: 5, 0x0C: 16}  # bytes that a length leaves out


def _size_of(kind: int, raw: bytes) -> int:
    """Return how many bytes a value has, -1 when that cannot be told."""
    if kind in _SIZES:
        return _SIZES[kind]
    if kind == 0x0B:
        first = (raw + b"\0").index(b"\0") + 1
        return first + (raw[first:] + b"\0").index(b"\0") + 1
    length = _int32(raw, 0) if len(raw) >= 4 and kind in _OVER else -1
    least = 5 if kind in (0x03, 0x04, 0x0F) else 0
    return length + _OVER[kind] if length >= least else -1


def _describe(document: bytes, at: int, path: list[bytes | int], error: ValueError) -> str:
    head = document[:21]
    names = [str(name) if isinstance(name, int) else name[:200].decode("utf-8", "backslashreplace") for name in path]
    identity = f" (_id {head[9:].hex()})" if head[4:9] == b"\x07_id\x00" and len(head) == 21 else ""
    field = f", field {'.'.join(names)[:200]}" if names else ""
    return f"BSON document at byte {at}{identity}: {error}{field}"


def _int32(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little", signed=True)


def _need(at: int, end: int, length: int, what: str) -> None:
    if end - at < length:
        raise ValueError(f"expected {what} of {length} bytes, got {end - at}")


def _check_utf8(raw: bytes, what: str) -> None:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        fault = error.start
        raise ValueError(f"expected {what} in UTF-8, got byte 0x{raw[fault]:02x} at its offset {fault}") from None


def _text(raw: bytes) -> bytes:
    """Return `raw` as a msgpack text with the shortest header."""
    length = len(raw)
    if length < 32:
        return bytes((0xA0 | length,)) + raw
    if length < 0x100:
        return b"\xd9" + length.to_bytes(1, "big") + raw
    if length < 0x10000:
        return b"\xda" + length.to_bytes(2, "big") + raw
    return b"\xdb" + length.to_bytes(4, "big") + raw


def _wrapped(name: bytes, value: bytes) -> bytes:
    """Return a msgpack map of one text that names a type and one packed value."""
    return b"\x81" + _text(name) + value


class _Reader:
    """One pass over one document: each method takes where a value begins and where its document ends, puts the value
    and returns where the next thing begins."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.out = bytearray()
        self.path: list[bytes | int] = []

    def document(self, at: int, end: int, array: bool, depth: int) -> int:
        raw, out, path = self.raw, self.out, self.path
        _need(at, end, 5, "a document")
        length = _int32(raw, at)
        if length < 5 or length > end - at:
            raise ValueError(f"expected a document length from 5 to {end - at}, got {length}")
        if depth > DEEPEST:
            raise ValueError(f"expected at most {DEEPEST} levels, got more")
        end = at + length - 1
        if raw[end] != 0:
            raise ValueError(f"expected a document that ends with a zero byte, got 0x{raw[end]:02x}")
        at += 4
        start = len(out)
        out += bytes(5)
        count = 0
        while at < end:
            kind = raw[at]
            del path[depth:]
            stop = self.name_end(at + 1, end)
            name = raw[at + 1 : stop]
            path.append(count if array else name)
            if not array:
                _check_utf8(name, "a name")
                out += _text(name)
            at = self.value(kind, stop + 1, end, depth)
            count += 1
        out[start : start + 5] = (b"\xdd" if array else b"\xdf") + count.to_bytes(4, "big")
        return end + 1

    def name_end(self, at: int, end: int) -> int:
        stop = self.raw.find(0, at, end)
        if stop < 0:
            raise ValueError("expected a name that ends with a zero byte, got none")
        return stop

    def value(self, kind: int, at: int, end: int, depth: int) -> int:
        if kind in (0x03, 0x04):
            return self.document(at, end, kind == 0x04, depth + 1)
        if kind in _CONSTANTS:
            self.out += _CONSTANTS[kind]
            return at
        if kind in _FIXED:
            length, what, convert = _FIXED[kind]
            _need(at, end, length, what)
            self.out += convert(self.raw[at : at + length])
            return at + length
        if kind in _TEXTS:
            self.out += _TEXTS[kind]
            return self.text(at, end)
        if kind == 0x05:
            return self.binary(at, end)
        if kind == 0x0B:
            self.out += b"\x81" + _text(b"$regularExpression") + b"\x82" + _text(b"pattern")
            at = self.zero_text(at, end, "a pattern")
            self.out += _text(b"options")
            return self.zero_text(at, end, "options")
        if kind == 0x0C:
            self.out += b"\x81" + _text(b"$dbPointer") + b"\x82" + _text(b"$ref")
            at = self.text(at, end)
            _need(at, end, 12, "an ObjectId")
            self.out += _text(b"$id") + _object_id(self.raw[at : at + 12])
            return at + 12
        if kind == 0x0F:
            return self.code_with_scope(at, end, depth)
        raise ValueError(f"expected a BSON type, got 0x{kind:02x}")

    def text(self, at: int, end: int) -> int:
        _need(at, end, 5, "a string")
        length = _int32(self.raw, at)
        at += 4
        if length < 1 or length > end - at:
            raise ValueError(f"expected a string length from 1 to {end - at}, got {length}")
        last = self.raw[at + length - 1]
        if last != 0:
            raise ValueError(f"expected a string that ends with a zero byte, got 0x{last:02x}")
        content = self.raw[at : at + length - 1]
        _check_utf8(content, "text")
        self.out += _text(content)
        return at + length

    def zero_text(self, at: int, end: int, what: str) -> int:
        stop = self.name_end(at, end)
        _check_utf8(self.raw[at:stop], what)
        self.out += _text(self.raw[at:stop])
        return stop + 1

    def binary(self, at: int, end: int) -> int:
        _need(at, end, 5, "a binary")
        length = _int32(self.raw, at)
        subtype = self.raw[at + 4]
        at += 5
        if length < 0 or length > end - at:
            raise ValueError(f"expected a binary length from 0 to {end - at}, got {length}")
        if subtype == 2:  # the old form says its length a second time
            inner = _int32(self.raw, at) if length >= 4 else -1
            if inner != length - 4:
                raise ValueError(f"expected an inner binary length of {length - 4}, got {inner}")
            at += 4
            length = inner
        content = binascii.b2a_base64(self.raw[at : at + length], newline=False)
        parts = b"\x82" + _text(b"base64") + _text(content) + _text(b"subType") + _text(b"%02x" % subtype)
        self.out += _wrapped(b"$binary", parts)
        return at + length

    def code_with_scope(self, at: int, end: int, depth: int) -> int:
        _need(at, end, 14, "code with scope")
        length = _int32(self.raw, at)
        if length < 14 or length > end - at:
            raise ValueError(f"expected a code length from 14 to {end - at}, got {length}")
        stop = at + length
        self.out += b"\x82" + _text(b"$code")
        at = self.text(at + 4, stop)
        self.out += _text(b"$scope")
        _need(at, stop, 5, "a scope")
        scope = _int32(self.raw, at)
        if scope != stop - at:
            raise ValueError(f"expected a scope length of {stop - at}, got {scope}")
        return self.document(at, stop, False, depth + 1)


def _double(raw: bytes) -> bytes:
    value: float = struct.unpack("<d", raw)[0]
    if value - value == 0:
        return b"\xcb" + raw[::-1]
    return _wrapped(b"$numberDouble", _text({"nan": b"NaN", "inf": b"Infinity", "-inf": b"-Infinity"}[str(value)]))


def _boolean(raw: bytes) -> bytes:
    if raw[0] > 1:
        raise ValueError(f"expected a boolean of 0 or 1, got {raw[0]}")
    return b"\xc3" if raw[0] else b"\xc2"


def _object_id(raw: bytes) -> bytes:
    return _wrapped(b"$oid", _text(raw.hex().encode()))


def _date(raw: bytes) -> bytes:
    millis = int.from_bytes(raw, "little", signed=True)
    if not 0 <= millis < DATE_LIMIT_MS:
        return _wrapped(b"$date", _wrapped(b"$numberLong", _text(b"%d" % millis)))
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis)
    shown = moment.isoformat(timespec="milliseconds" if millis % 1000 else "seconds").replace("+00:00", "Z")
    return _wrapped(b"$date", _text(shown.encode()))


def _timestamp(raw: bytes) -> bytes:
    ordinal, seconds = struct.unpack("<II", raw)
    packed = b"\x82\xa1t\xce" + seconds.to_bytes(4, "big") + b"\xa1i\xce" + ordinal.to_bytes(4, "big")
    return _wrapped(b"$timestamp", packed)


def _decimal(raw: bytes) -> bytes:
    low, high = struct.unpack("<QQ", raw)
    sign = high >> 63
    coefficient = 0
    if high >> 58 & 0x1F == 0x1F:
        shown = "NaN"
    elif high >> 58 & 0x1F == 0x1E:
        shown = "-Infinity" if sign else "Infinity"
    else:
        if high >> 61 & 3 == 3:  # a coefficient past 34 digits, which counts as zero
            exponent = (high >> 47 & 0x3FFF) - 6176
        else:
            exponent = (high >> 49 & 0x3FFF) - 6176
            coefficient = (high & 0x1FFFFFFFFFFFF) << 64 | low
        digits = str(coefficient) if coefficient < 10**34 else "0"
        shown = str(Decimal((sign, tuple(map(int, digits)), exponent)))
    return _wrapped(b"$numberDecimal", _text(shown.encode()))


_CONSTANTS = {
    0x06: _wrapped(b"$undefined", b"\xc3"),
    0x0A: b"\xc0",
    0x7F: _wrapped(b"$maxKey", b"\x01"),
    0xFF: _wrapped(b"$minKey", b"\x01"),
}
_TEXTS = {0x02: b"", 0x0D: b"\x81" + _text(b"$code"), 0x0E: b"\x81" + _text(b"$symbol")}
_FIXED: dict[int, tuple[int, str, Callable[[bytes], bytes]]] = {
    0x01: (8, "a double", _double),
    0x07: (12, "an ObjectId", _object_id),
    0x08: (1, "a boolean", _boolean),
    0x09: (8, "a date", _date),
    0x10: (4, "an int32", lambda raw: b"\xd2" + raw[::-1]),
    0x11: (8, "a timestamp", _timestamp),
    0x12: (8, "an int64", lambda raw: b"\xd3" + raw[::-1]),
    0x13: (16, "a decimal128", _decimal),
}

# Half a surrogate pair is no character: written as U+FFFD, it leaves JSON that every parser takes.
_SCRIPT_SAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&'\u2028\u2029"} | dict.fromkeys(
    range(0xD800, 0xE000), "\\ufffd"
)


def json_string(text: str) -> str:
    r"""Return `text` as a JSON string literal that may stand in a script element.

    `<`, `>`, `&`, `'`, U+2028 and U+2029 become \uXXXX, other characters beyond ASCII stay, half a surrogate pair
    becomes \ufffd.
    """
    return encode_basestring(text).translate(_SCRIPT_SAFE)


# The tokens of the HTML standard, so far as they tell text from markup. Possessive: what looks like a torn tag is one.
_TOKEN = re.compile(
    r"""
    (?P<space> [ \t\n\f\r]++ )
  | (?P<text> [^ \t\n\f\r<]++ )
  | (?P<comment> <!-- (?: > | -> | (?s:.*?) --!?> ) )
  | (?P<torn_comment> <!-- )
  | (?P<opaque> <(?: [!?] | /(?=[^a-zA-Z]) ) [^>]*+ > )
  | (?P<torn_opaque> <(?: [!?] | /(?=[^a-zA-Z]) ) )
  | (?P<tag> </?(?P<name> [a-zA-Z] [^ \t\n\f\r/>]*+ )
      (?: [ \t\n\f\r/]++
        | [^ \t\n\f\r/>] [^ \t\n\f\r/>=]*+
          (?: [ \t\n\f\r]*+ = [ \t\n\f\r]*+ (?: "[^"]*+" | '[^']*+' | [^ \t\n\f\r>"'] [^ \t\n\f\r>]*+ | (?=>) )
            | (?! [ \t\n\f\r]*+ = )
          )
      )*+ > )
  | (?P<torn_tag> </?[a-zA-Z] )
  | (?P<literal> < )
    """,
    re.VERBOSE,
)
_RAW_END = {name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE | re.ASCII) for name in RAW_TAGS}


def minify_html(html: str) -> str:
    """Return `html` with runs of whitespace as one space, none next to block tags, and without comments.

    Made for what a sanitiser has written: a fragment that stands in a block of its own. Tags are copied as they are,
    and so is all inside `pre` and `textarea`. Markup that the end cuts is dropped, as a parser would.
    """
    out = []
    at = pre = 0
    tight, pending = True, False  # a space here would not be shown; a space is due unless a block tag or the end comes
    while token := _TOKEN.match(html, at):
        kind = token.lastgroup or ""
        if kind.startswith("torn"):
            break
        at = token.end()
        name = (token["name"] or "").encode("utf-8", "replace").lower().decode()
        block = name in BLOCK_TAGS
        if not pre and kind == "space":
            pending = not tight
            continue
        if not pre and kind == "comment":
            continue
        start = token.start()
        closing = html.startswith("</", start)
        if name in RAW_TAGS and not closing:
            end = _RAW_END[name].search(html, at)
            at = end.start() if end else len(html)
        out.append(" " if pending and not block else "")
        out.append("&lt;" if kind == "literal" else html[start:at])
        tight, pending = block, False
        if name == "pre":
            pre = max(pre - 1, 0) if closing else pre + 1
    return "".join(out)
