"""Markdown -> sanitised HTML with the anchors of its headings."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.content.prose import Body, Heading, ProseError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

TAGS = frozenset(
    (
        *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em"),
        *("figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol"),
        *("p", "pre", "q", "s", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot"),
        *("th", "thead", "time", "tr", "ul"),
    )
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}


_WHOLE = re.compile(r"https?://[^/]", re.IGNORECASE)


def render(text: str, link: Callable[[str], str]) -> Body:
    """Return Markdown as HTML; raw HTML in it is kept as far as it is harmless."""
    import nh3

    parser = _parser()
    tokens = parser.parse(text)
    headings = []
    for token, inline in pairwise(tokens):
        if token.type != "heading_open":
            continue
        if token.tag == "h1":
            line = (token.map or [0])[0] + 1
            raise ProseError(
                line, f"expected headings from ## on (the title is the page's #), got `# {inline.content}`"
            )
        if "id" in token.attrs:
            words = "".join(child.content for child in inline.children or ())
            headings.append(Heading(int(token.tag[1:]), str(token.attrs["id"]), words))

    for line, address in _pictures(tokens):
        if not _WHOLE.match(address):
            raise ProseError(
                line,
                f"expected the whole address of a picture (https://...), got `{address}`; "
                "no files are published beside the prose",
            )

    def attribute(_: str, name: str, value: str) -> str | None:
        if name == "src" and not _WHOLE.match(value):
            return None
        return link(value) if name == "href" else value

    html = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        link_rel=None,
    )
    return Body(html.strip(), tuple(headings))


def _pictures(tokens: "Sequence[Token]") -> Iterator[tuple[int, str]]:
    """Yield line, from 1, and address of every picture, be it Markdown or HTML."""
    for token in tokens:
        line = (token.map or [0])[0] + 1
        if token.type == "html_block":
            yield from _Pictures(token.content, line).found
        for child in token.children or ():
            if child.type == "image":
                yield line, str(child.attrs["src"])
            elif child.type == "html_inline":
                yield from _Pictures(child.content, line).found
            line += _breaks(child)


def _breaks(token: "Token") -> int:
    if token.type in ("softbreak", "hardbreak"):
        return 1
    inner = sum(_breaks(child) for child in token.children or ())
    return inner + token.content.count("\n") if token.type == "html_inline" else inner


class _Pictures(HTMLParser):
    def __init__(self, text: str, line: int) -> None:
        super().__init__()
        self._line = line
        self.found: list[tuple[int, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            address = dict(attrs).get("src") or ""
            self.found.append((self._line + self.getpos()[0] - 1, address))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.anchors import anchors_plugin

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.use(anchors_plugin, min_level=2, max_level=3, slug_func=anchor)


def anchor(title: str) -> str:
    """Return the anchor of a heading: a-z, 0-9 and -, never empty."""
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]+", "-", anyascii(title).lower()).strip("-") or "section"
