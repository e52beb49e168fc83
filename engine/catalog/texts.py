"""Text as merchants have it -> text that is safe in a page: no control characters, no overrides, whole graphemes."""

import html
import re
import unicodedata

from native import is_clean_text

# Controls, zero-width blanks, bidi embeddings and overrides, private use, noncharacters, lone surrogates.
_NONCHARACTERS = "".join(chr(plane << 16 | low) for plane in range(1, 15) for low in (0xFFFE, 0xFFFF))
_UNWANTED = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff" + _NONCHARACTERS
)
UNWANTED = re.compile(f"[{_UNWANTED}]")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_LINE_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
# UTF-8 that was read as Windows-1252 shows one of these before another character that is not ASCII.
_MOJIBAKE = "[\xc2\xc3\xc5\xe2][^\x00-\x7f]"
MOJIBAKE = re.compile(_MOJIBAKE)
_ODD_BLOCK = re.compile(f"[{_UNWANTED}\t\r\x0b\x0c\x85\u2028\u2029]|{_MOJIBAKE}")
_RUN = re.compile("[^\x00-\x7f]{2,}")
_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>?")
_DROPPED = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_SPACES = re.compile(r"\s+")
_JOINERS = "\u200d"
_ENDS = re.compile(r"[.!?\u2026](?=\s|\Z)")


def is_clean_block(text: str) -> bool:
    """Return whether `clean_block` would leave a text of several lines as it is, but for the blanks around it."""
    return is_clean_text(text) or (not text.isascii() and _ODD_BLOCK.search(text) is None)


def clean_block(text: str) -> str:
    """Return a text of several lines without what no page should hold."""
    if is_clean_text(text):
        return text.strip()
    return mend(UNWANTED.sub("", _BREAKS.sub("\n", text).replace("\t", " "))).strip()


def clean_line(text: str) -> str:
    """Return a text as one line without what no page should hold."""
    if is_clean_text(text) and "\n" not in text:
        return text.strip()
    return mend(UNWANTED.sub("", _LINE_BREAKS.sub(" ", text))).strip()


def mend(text: str) -> str:
    """Return the text with UTF-8 that was once read as Windows-1252 put right."""
    if text.isascii() or MOJIBAKE.search(text) is None:
        return text
    return _RUN.sub(lambda run: _mended(run[0]), text)


def _mended(run: str) -> str:
    raw = bytearray()
    for char in run:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return run
            raw.append(ord(char))
    try:
        mended = raw.decode()
    except UnicodeDecodeError:
        return run
    return mended if UNWANTED.search(mended) is None else run


def cut(text: str, most: int) -> str:
    """Return the text, if longer than `most` cut between two graphemes and ended with an ellipsis."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and _joined(text, end):
        end -= 1
    return text[: end or most - 1].rstrip() + "\u2026"


def _joined(text: str, at: int) -> bool:
    """Return whether the characters before and at `at` make one grapheme."""
    before, after = text[at - 1], text[at]
    if after in _JOINERS or before in _JOINERS or unicodedata.combining(after):
        return True
    if unicodedata.category(after) in ("Mn", "Me", "Mc") or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if "\U000e0020" <= after <= "\U000e007f":
        return True
    # A flag is a pair of regional indicators: an odd number of them before the cut would split one.
    if "\U0001f1e6" <= after <= "\U0001f1ff":
        flags = 0
        while flags < at and "\U0001f1e6" <= text[at - 1 - flags] <= "\U0001f1ff":
            flags += 1
        return flags % 2 == 1
    return False


def plain(markup: str) -> str:
    """Return the text of HTML as one line; only what looks like a tag goes."""
    text = _TAG.sub(" ", _DROPPED.sub(" ", markup))
    return _SPACES.sub(" ", clean_line(html.unescape(text)).replace("\xa0", " ")).strip()


def is_plain(text: str) -> bool:
    """Return whether `plain` leaves a clean line without tags as it is."""
    # An ampersand between blanks begins no character reference.
    return (text.count(" & ") == text.count("&") and "  " not in text) or plain(text) == text


def summary(markup: str, most: int = 200) -> str:
    """Return the first sentences of sanitised HTML as plain text of at most `most` characters."""
    text = plain(markup[: most * 8])
    if len(text) <= most:
        return text
    ends = [end.end() for end in _ENDS.finditer(text, 0, most + 1) if end.end() <= most]
    if ends and ends[-1] >= most // 3:
        return text[: ends[-1]]
    head = cut(text, most)
    blank = head.rfind(" ")
    return head[:blank].rstrip(" ,;:-") + "\u2026" if blank > most // 2 else head
