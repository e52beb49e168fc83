"""A description as HTML or plain text -> a small, valid, sanitised piece of HTML: paragraphs, lists, emphasis."""

import html
import re
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from engine.catalog.texts import UNWANTED, clean_block, plain
from native import minify_html, tidy_html
from native.tags import INLINE_TAGS

MOST = 20_000
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
_TEMPLATE = re.compile(r"\{(?=[{%#])")
_TEXT = r"\s*[^<\s][^<]*(?:<br>[^<]*)*"
_SIMPLE = re.compile(rf"\s*(?:<p>{_TEXT}</p>\s*|<ul>\s*(?:<li>{_TEXT}</li>\s*)+</ul>\s*)+")
_UNSAFE = re.compile(
    r"<\s{0,9}/?\s{0,9}(?:script|style|iframe|object|embed|svg|math|form|input|button|img|video|audio|link|meta|base)\b"
    r"|\son\w+\s*=|(?:javascript|vbscript)\s*:|<!--",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_BULLET = re.compile(r"\s*(?:[-*\u2022\u00b7]|\u2013)\s+")


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(tags=_TAGS, clean_content_tags=_WITH_TEXT, attributes={}, link_rel=None)


def shortened(text: str) -> str:
    """Return a description cut at a blank and outside a tag when it is longer than a page should carry."""
    if len(text) <= MOST:
        return text
    text = text[:MOST]
    whole = text.rfind("</p>")
    if whole > MOST // 2:
        return text[: whole + 4]
    if text.rfind("<") > text.rfind(">"):
        text = text[: text.rfind("<")]
    blank = max(text.rfind(" "), text.rfind("\n"))
    return text[:blank] if blank > MOST // 2 else text


def rich_text(text: str) -> tuple[str, str]:
    """Return sanitised HTML of a clean, bounded text, and the code of a finding or nothing."""
    markup, code = _sanitised(text)
    # A host may run a template language over pages (Liquid, Jekyll); what looks like it is shown, and runs nowhere.
    return _TEMPLATE.sub("{<wbr>", markup) if "{" in markup else markup, code


def _sanitised(text: str) -> tuple[str, str]:
    if "<" not in text:
        return of_plain(text), ""
    # What is tidy would come back with the same tags and words from the sanitiser and the builder.
    tidy = tidy_html(text) if len(text) <= MOST else None
    if tidy is not None:
        return tidy, ""
    cleaned = _cleaner().clean(text)
    # The text is clean already: only a character reference can have brought something back.
    if "&" in text and UNWANTED.search(cleaned) is not None:
        cleaned = _cleaner().clean(UNWANTED.sub("", cleaned))
    cleaned = cleaned.replace("<p></p>", "")
    tags = text.count("<") - 2 * text.count("<p></p>")
    # What was taken out shows in the number of tags, or was an attribute.
    changed = cleaned.count("<") != tags
    code = "html_unsafe" if (changed or "=" in text) and _UNSAFE.search(text) else ""
    if _SIMPLE.fullmatch(cleaned) is None:
        rebuilt = _rebuilt(cleaned)
        changed = rebuilt.count("<") != tags or _TAG.findall(rebuilt) != _TAG.findall(cleaned)
        cleaned = rebuilt
    if changed and not code:
        code = "html_repaired"
    if len(cleaned) > 2 * MOST:
        return of_plain(plain(cleaned)[:MOST]), code or "html_repaired"
    return minify_html(cleaned), code


def of_plain(text: str) -> str:
    """Return plain text as paragraphs and, where lines begin with a dash or a bullet, lists."""
    if "&" in text and _REFERENCE.search(text):
        text = clean_block(html.unescape(text))
    parts: list[str] = []
    for paragraph in _PARAGRAPHS.split(html.escape(text, quote=False).strip()):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            bullet = _BULLET.match(line)
            if bullet is None:
                lines.append(line.strip())
                continue
            _close(lines, parts)
            item = line[bullet.end() :].strip()
            if item:
                parts.append(f"<li>{item}</li>")
        _close(lines, parts)
    return "".join(_listed(parts))


def _close(lines: list[str], parts: list[str]) -> None:
    text = " ".join(line for line in lines if line)
    if text:
        parts.append(f"<p>{text}</p>")
    lines.clear()


def _listed(parts: list[str]) -> list[str]:
    out: list[str] = []
    for at, part in enumerate(parts):
        item = part.startswith("<li>")
        before = at > 0 and parts[at - 1].startswith("<li>")
        if item != before:
            out.append("<ul>" if item else "</ul>")
        out.append(part)
    if parts and parts[-1].startswith("<li>"):
        out.append("</ul>")
    return out


def _rebuilt(markup: str) -> str:
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
