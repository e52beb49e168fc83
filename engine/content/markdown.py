"""Markdown -> sanitised HTML with the anchors of its headings."""

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

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


class HeadingError(ValueError):
    """A heading that a page of prose cannot have."""

    def __init__(self, line: int, text: str) -> None:
        """Tell the line of the body, from 1, and what is wrong with it."""
        super().__init__(text)
        self.line = line


class Heading(Struct, frozen=True, gc=False):
    """A heading of the prose and its anchor."""

    level: int  # 2 or 3
    id: str
    text: str


class Body(Struct, frozen=True):
    """Prose, ready to be inserted."""

    html: str
    headings: tuple[Heading, ...]


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
            raise HeadingError(
                line, f"expected headings from ## on (the title is the page's #), got `# {inline.content}`"
            )
        if "id" in token.attrs:
            words = "".join(child.content for child in inline.children or ())
            headings.append(Heading(int(token.tag[1:]), str(token.attrs["id"]), words))

    def attribute(_: str, name: str, value: str) -> str:
        return link(value) if name in ("href", "src") else value

    html = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        link_rel=None,
    )
    return Body(html.strip(), tuple(headings))


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
