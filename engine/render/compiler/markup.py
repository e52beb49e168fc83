"""Pieces of HTML, one after the other -> the same pieces without the whitespace and comments that nobody sees.

Between two pieces a page writes what is known later: a value, or one of two bodies. So the reader keeps where in the
markup it stands, by the tokeniser of the HTML standard, and takes it that a value leaves it there. Only whitespace in
text and between attributes is touched, and comments: quoted values, `pre` and elements of raw text stay as they are.
"""

import re
from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from native.tags import BLOCK_TAGS, RAW_TAGS

RAW = RAW_TAGS | {"plaintext"}
PRE = frozenset({"pre", "listing"})
# They are never shown: whitespace on both sides of one is one run. `source` and `track` are no lines of their own.
HIDDEN = frozenset({"base", "link", "meta", "script", "source", "style", "title", "track"})
BLOCK = (BLOCK_TAGS - HIDDEN) | PRE | {"html", "head", "body"}
SPACE = " \t\n\f\r"

_RUN = re.compile(r"[ \t\n\f\r]+")
_NAME = re.compile(r"</?([a-zA-Z][^ \t\n\f\r/>]*)")
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_COMMENT_END = re.compile(r"--!?>")
_PLAIN = re.compile(r"[^ \t\n\f\r/>=\"']+")
# For browsers of old, servers that include, or lawyers.
_MEANT = re.compile(r"<!--(?:[\[!#]|<!|esi\b)|@license|@preserve|copyright", re.IGNORECASE)
# What would be another thing if the comment behind it were gone.
_OPEN = re.compile(r"(?:<[/!?]?|&[#a-zA-Z0-9]*)$")


class Where(Enum):
    """Where in the markup a reader stands."""

    TEXT = auto()
    NAME = auto()  # in a tag, at the end of its name
    BETWEEN = auto()  # in a tag, after a space
    ATTRIBUTE = auto()  # in an attribute's name, or behind an attribute that a value wrote
    NAMED = auto()  # behind an attribute's name and a space
    VALUE = auto()  # behind an equals sign
    BARE = auto()  # in a value without quotes
    QUOTED = auto()
    CLOSED = auto()  # behind a quoted value
    UNSURE = auto()  # in a tag, at one of these
    APART = auto()  # the same, after a space
    RAW = auto()  # in an element of raw text
    COMMENT = auto()


_IN_TAG = frozenset(
    {
        Where.NAME,
        Where.BETWEEN,
        Where.ATTRIBUTE,
        Where.NAMED,
        Where.BARE,
        Where.CLOSED,
        Where.UNSURE,
        Where.APART,
    }
)
_AFTER_SPACE = frozenset({Where.BETWEEN, Where.NAMED, Where.APART})
_SPACED = {
    Where.NAME: Where.BETWEEN,
    Where.ATTRIBUTE: Where.NAMED,
    Where.BARE: Where.BETWEEN,
    Where.CLOSED: Where.BETWEEN,
    Where.UNSURE: Where.APART,
}
_VALUED = {  # after a value that is known later
    Where.NAME: Where.UNSURE,
    Where.BETWEEN: Where.ATTRIBUTE,
    Where.NAMED: Where.ATTRIBUTE,
    Where.CLOSED: Where.ATTRIBUTE,
    Where.APART: Where.ATTRIBUTE,
    Where.VALUE: Where.BARE,
}


class Lost(Exception):  # noqa: N818  it is no error: the page is then left as it is
    """Where a page stands in its markup cannot be known."""


class State(Struct, frozen=True):
    """Where a reader stands."""

    where: Where = Where.TEXT
    tag: str = ""  # the element of the tag or of the raw text that it is in
    closing: bool = False  # the tag is an end tag
    quote: str = ""
    pre: int = 0  # how many `pre` it is in
    tight: bool = False  # a space here would not be shown

    def same(self, other: "State") -> bool:
        """Return whether two ways led to one place."""
        return replace(self, tight=False) == replace(other, tight=False)

    def told(self) -> str:
        """Say where it is."""
        if self.where is Where.TEXT:
            return "in `<pre>`" if self.pre else "in text"
        return f"in `<{'/' * self.closing}{self.tag}>`" if self.tag else "in a comment"


def meet(one: State, other: State) -> State:
    """Return where two ways come together; Lost when they lead to different places."""
    tight = one.tight and other.tight
    if one.same(other):
        return replace(one, tight=tight)
    where = Where.APART if _AFTER_SPACE.issuperset((one.where, other.where)) else Where.UNSURE
    where = one.where if one.where is other.where else where
    if not (_IN_TAG.issuperset((one.where, other.where)) and one.pre == other.pre and one.closing == other.closing):
        raise Lost(f"one way ends {one.told()}, the other {other.told()}")
    if one.tag != other.tag and (_kind(one.tag) != _kind(other.tag) or {one.tag, other.tag} & (RAW | PRE)):
        raise Lost(f"one way ends {one.told()}, the other {other.told()}")
    return replace(one, where=where, tight=tight)


def _kind(tag: str) -> int:
    return 1 if tag in BLOCK else 2 if tag in HIDDEN else 0


class Reader:
    """Reads a page piece by piece."""

    def __init__(self, state: State, inline: frozenset[str] = frozenset()) -> None:
        """Start somewhere; `inline` are elements that stand in lines of text, whatever they are by the standard."""
        self.state = state
        self._blocks = BLOCK - inline
        self._out: list[str] = []
        self._space = ""  # a space that is due unless a block comes next

    def value(self) -> None:
        """Pass a value that is known later."""
        where = self.state.where
        tight = self.state.tight and where is not Where.TEXT
        self.state = replace(self.state, where=_VALUED.get(where, where), tight=tight)

    def piece(self, text: str, complete: bool = True) -> str:
        """Return a piece, shorter; `complete`: a tag's name that ends with it does not go on behind it."""
        self._out, self._space = [], ""
        at = 0
        while at < len(text):
            where = self.state.where
            if where is Where.TEXT:
                at = self._text(text, at, complete)
            elif where is Where.RAW:
                at = self._raw(text, at)
            elif where is Where.COMMENT:
                at = self._through(_COMMENT_END, text, at)
            elif where is Where.QUOTED:
                at = self._quoted(text, at)
            else:
                at = self._tag(text, at)
        self._flush()
        return "".join(self._out)

    def _put(self, text: str) -> None:
        self._out.append(text)

    def _move(self, where: Where) -> None:
        self.state = replace(self.state, where=where)

    def _flush(self) -> None:
        if self._space:
            self._put(self._space)
            self._space = ""
            self.state = replace(self.state, tight=True)

    def _text(self, text: str, at: int, complete: bool) -> int:
        if text[at] == "<":
            return self._markup(text, at, complete)
        end = text.find("<", at)
        end = len(text) if end < 0 else end
        if self.state.pre:
            self._put(text[at:end])
            return end
        # A line break stays one: between ideographs it is no space.
        words = _RUN.sub(lambda run: "\n" if "\n" in run[0] else " ", text[at:end])
        core = words.strip(SPACE)
        if words[0] in SPACE and not self.state.tight:
            self._space = self._space or words[0]
        if core:
            self._flush()
            self._put(core)
            self.state = replace(self.state, tight=False)
            self._space = words[-1] if words[-1] in SPACE else ""
        return end

    def _markup(self, text: str, at: int, complete: bool) -> int:
        if text.startswith("<!--", at):
            return self._comment(text, at)
        if text.startswith("<![CDATA[", at):
            raise Lost("a CDATA section is read differently in drawings and in HTML")
        found = _NAME.match(text, at)
        if found:
            return self._open(text, found, complete)
        following = text[at + 1 : at + 3]
        if following in ("", "/", "!", "!-"):
            raise Lost("the name of a tag is known only when the page is written")
        if following[0] in "!?/":
            return self._opaque(text, at)
        self._flush()
        self._put("<")
        self.state = replace(self.state, tight=False)
        return at + 1

    def _comment(self, text: str, at: int) -> int:
        found = _COMMENT.match(text, at)
        if found is None:
            self._flush()
            self._put(text[at:])
            self._move(Where.COMMENT)
            return len(text)
        risky = not self._space and _OPEN.search("".join(self._out[-2:]))
        if self.state.pre or risky or _MEANT.search(found[0]):
            self._flush()
            self._put(found[0])
        return found.end()

    def _opaque(self, text: str, at: int) -> int:
        end = text.find(">", at) + 1
        if not end:
            raise Lost(f"`{text[at : at + 10]}` does not end before a value")
        block = text[at : at + 9].lower() == "<!doctype"
        self._space = "" if block else self._space
        self._flush()
        self._put(text[at:end])
        self.state = replace(self.state, tight=block or self.state.tight)
        return end

    def _open(self, text: str, found: re.Match[str], complete: bool) -> int:
        tag = found[1].lower()
        whole = found.end() < len(text) or complete or tag in RAW or tag in PRE
        tag = tag if whole else f"{tag}…"
        if tag in self._blocks and not self.state.pre:
            self._space = ""
        self._flush()
        self._put(found[0])
        self.state = replace(self.state, where=Where.NAME, tag=tag, closing=text[found.start() + 1] == "/")
        return found.end()

    def _tag(self, text: str, at: int) -> int:
        char, where = text[at], self.state.where
        if char in SPACE:
            end = _RUN.match(text, at).end()  # type: ignore[union-attr]
            self._put("" if text[end : end + 1] == ">" else " ")
            self._move(_SPACED.get(where, where))
            return end
        if char == ">":
            self._put(char)
            self._leave()
            return at + 1
        if (where is Where.UNSURE and char != "/") or (where is Where.APART and char == "="):
            raise Lost("what stands behind the optional part of a tag may belong to it")
        if char in "\"'" and where is Where.VALUE:
            self._put(char)
            self.state = replace(self.state, where=Where.QUOTED, quote=char)
            return at + 1
        plain = _PLAIN.match(text, at)
        word = plain[0] if plain else char
        self._put(word)
        self._move(_after(where, char))
        return at + len(word)

    def _leave(self) -> None:
        """Leave a tag."""
        state = self.state
        where = Where.RAW if state.tag in RAW and not state.closing else Where.TEXT
        pre = state.pre + (0 if state.tag not in PRE else -1 if state.closing else 1)
        tight = state.tight if state.tag in HIDDEN else state.tag in self._blocks
        tag = state.tag if where is Where.RAW else ""
        self.state = State(where, tag, pre=max(pre, 0), tight=tight)

    def _quoted(self, text: str, at: int) -> int:
        end = text.find(self.state.quote, at) + 1
        self._put(text[at : end or len(text)])
        if end:
            self.state = replace(self.state, where=Where.CLOSED, quote="")
        return end or len(text)

    def _raw(self, text: str, at: int) -> int:
        found = re.compile(rf"</({self.state.tag})(?=[ \t\n\f\r/>]|$)", re.IGNORECASE).search(text, at)
        end = found.start() if found else len(text)
        if self.state.tag == "script" and "<!--" in text[at:end]:
            raise Lost("a script holds `<!--`, which changes where it ends")
        self._put(text[at : found.end() if found else end])
        if found is None:
            return end
        self.state = replace(self.state, where=Where.NAME, closing=True)
        return found.end()

    def _through(self, mark: re.Pattern[str], text: str, at: int) -> int:
        found = mark.search(text, at)
        end = found.end() if found else len(text)
        self._put(text[at:end])
        if found:
            self._move(Where.TEXT)
        return end


def _after(where: Where, char: str) -> Where:
    """Return where a character of a tag leads that is no space, no end and no quote of a value."""
    if where in (Where.BARE, Where.VALUE):
        return Where.BARE
    if where is Where.UNSURE or (where is Where.NAME and char != "/"):
        return where
    if char == "/":
        return Where.BETWEEN
    if char == "=" and where in (Where.ATTRIBUTE, Where.NAMED):
        return Where.VALUE
    return Where.ATTRIBUTE
