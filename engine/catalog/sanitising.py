"""HTML as anybody may have written it -> only tags of prose, and of these only what is valid anywhere."""

from functools import cache
from html.parser import HTMLParser

import nh3

from native.tags import INLINE_TAGS

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "div", "blockquote", "pre", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", *_HEADINGS)
_TAGS = {*INLINE_TAGS, *_BLOCKS, "br", "ul", "ol", "li", "td", "th"}
# Their text is no prose, so it goes with them.
_WITH_TEXT = {
    "script",
    "style",
    "iframe",
    "object",
    "svg",
    "math",
    "template",
    "noscript",
    "title",
    "textarea",
    "select",
}


def sanitised(text: str) -> str:
    """Return HTML without any tag but those of prose, and without attributes."""
    return _cleaner().clean(text)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(tags=_TAGS, clean_content_tags=_WITH_TEXT, attributes={}, link_rel=None)


def rebuilt(markup: str) -> str:
    """Return sanitised HTML of any nesting as paragraphs and flat lists with emphasis inside."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    return builder.text()


class _Builder(HTMLParser):
    """Sanitised HTML of any nesting -> paragraphs and flat lists with emphasis inside, which is valid anywhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._out: list[str] = []
        self._block: list[str] = []
        self._said = False
        self._open = ""  # p, li or nothing
        self._item = False
        self._list = ""
        self._lists: list[str] = []
        self._active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "br":
            if self._said:
                self._block.append("<br>")
        elif tag in INLINE_TAGS or tag in _HEADINGS:
            if tag in _HEADINGS:
                self._end_block()
                tag = "strong"
            self._active.append(tag)
            if self._open and self._active.count(tag) == 1:
                self._block.append(f"<{tag}>")
        elif tag in ("ul", "ol"):
            self._end_block()
            self._lists.append(tag)
            self._item = False
        elif tag == "li":
            self._end_block()
            self._item = True
        elif tag in ("td", "th"):
            self._write(" ")
        else:
            self._end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE_TAGS or tag in _HEADINGS:
            name = "strong" if tag in _HEADINGS else tag
            if name in self._active:
                if self._open and self._active.count(name) == 1:
                    self._leave(name)
                self._active.reverse()
                self._active.remove(name)
                self._active.reverse()
            if tag in _HEADINGS:
                self._end_block()
        elif tag in ("ul", "ol"):
            self._end_block()
            if self._lists:
                self._lists.pop()
            self._item = bool(self._lists)
            if not self._lists:
                self._end_list()
        elif tag == "li":
            self._end_block()
            self._item = False
        elif tag not in ("td", "th", "br"):
            self._end_block()

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def text(self) -> str:
        """Return what was built."""
        self._end_block()
        self._end_list()
        return "".join(self._out)

    def _write(self, data: str) -> None:
        if not self._open:
            if not data.strip():
                return
            self._open = "li" if self._item or self._lists else "p"
            self._block = [f"<{name}>" for name in dict.fromkeys(self._active)]
            self._said = False
        self._said = self._said or bool(data.strip())
        self._block.append(data)

    def _leave(self, name: str) -> None:
        """Close an emphasis in the open block, and reopen those that began after it."""
        inner = list(dict.fromkeys(self._active))
        inner = inner[inner.index(name) + 1 :]
        self._block += [f"</{other}>" for other in reversed(inner)]
        self._block.append(f"</{name}>")
        self._block += [f"<{other}>" for other in inner]

    def _end_block(self) -> None:
        if not self._open:
            return
        while self._block and (self._block[-1] == "<br>" or not self._block[-1].strip()):
            self._block.pop()
        if self._block and self._block[-1][0] != "<":
            self._block[-1] = self._block[-1].rstrip()
        self._block += [f"</{name}>" for name in reversed(list(dict.fromkeys(self._active)))]
        if self._open == "li":
            wanted = self._lists[0] if self._lists else "ul"
            if self._list != wanted:
                self._end_list()
                self._out.append(f"<{wanted}>")
                self._list = wanted
        else:
            self._end_list()
        self._out.append(f"<{self._open}>{''.join(self._block).strip()}</{self._open}>")
        self._open = ""
        self._block = []

    def _end_list(self) -> None:
        if self._list:
            self._out.append(f"</{self._list}>")
            self._list = ""
