"""HTML -> what a reader of the page is given: elements, attributes, and text with whitespace as browsers show it.

The parser is one of the HTML standard. Whitespace is one space where there is any, and none next to a block; `pre` and
the like are exact. What the page's own styles say goes before: a block may stand in a line, a line may keep its spaces.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

BLOCKS = """
address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre search
section summary table tbody td tfoot th thead tr ul
"""
BLOCK = frozenset(BLOCKS.split())
HIDDEN = frozenset({"base", "link", "meta", "script", "source", "style", "title", "track"})
VERBATIM = frozenset({"pre", "textarea", "script", "style", "title", "noscript", "iframe", "xmp"})
RULE = re.compile(r"([^{};]*)\{([^{}]*)\}")
IN_LINE = re.compile(r"display\s*:\s*(?:inline|contents)", re.IGNORECASE)
EXACT = re.compile(r"white-space(?:-collapse)?\s*:\s*(?:pre\b|pre-|break-spaces|preserve)", re.IGNORECASE)
MOMENT = re.compile(r":(?:focus|hover|active|visited|target|checked|open|any-link)[\w-]*")
Event = tuple[Any, ...]


def shown(page: str) -> list[Event]:
    """Return the elements and the text of a page."""
    seen: list[Event] = []
    tight = True  # a space here is not shown
    for kind, block, *rest in _Reader(page).events():
        if kind == "text":
            text = re.sub(r"[ \t\n\f\r]+", " ", rest[0])
            text = text.lstrip(" ") if tight else text
            if text and seen and seen[-1][0] == "text":
                seen[-1] = ("text", seen[-1][1] + text)
            elif text:
                seen.append(("text", text))
            tight = text.endswith(" ") if text else tight
        else:
            if block:
                _trim(seen)
            tight = block or (tight and rest[0] in HIDDEN)
            seen.append((kind, *rest))
    return [event for event in seen if event != ("text", "")]


def _trim(seen: list[Event]) -> None:
    """Drop the space before a block; elements that are never shown may stand in between."""
    at = len(seen) - 1
    while at >= 0 and seen[at][0] in ("start", "end", "verbatim") and seen[at][1] in HIDDEN:
        at -= 1
    if at >= 0 and seen[at][0] == "text":
        seen[at] = ("text", seen[at][1].rstrip(" "))


class _Reader:
    """Reads a page in its order: kind of event, whether it is the edge of a block, and what there is."""

    def __init__(self, page: str) -> None:
        self._root = LexborHTMLParser(page).root
        styles = [one.text() for one in self._root.css("style")]
        self._in_line = self._matched(styles, IN_LINE)
        self._exact = self._matched(styles, EXACT)

    def events(self) -> Iterator[tuple[Any, ...]]:
        """Yield the events of the page."""
        node = self._root.parent.child
        while node is not None:
            if node.tag == "-doctype":
                yield "doctype", True, "html", node.html
            yield from self._node(node, False)
            node = node.next

    def _matched(self, styles: list[str], declaration: re.Pattern[str]) -> set[int]:
        """Return the elements for which a rule declares something."""
        selectors = (one for style in styles for one in _selectors(style, declaration))
        return {node.mem_id for selector in selectors for node in self._root.css(selector)}

    def _node(self, node: Any, exact: bool) -> Iterator[tuple[Any, ...]]:
        tag = node.tag
        if tag == "-text":
            verbatim = ("verbatim", False, node.parent.tag, node.text_content)
            yield verbatim if exact else ("text", False, node.text_content)
        if tag.startswith("-"):
            return
        block = tag in BLOCK and node.mem_id not in self._in_line
        yield "start", block, tag, list(node.attributes.items())
        exact = exact or tag in VERBATIM or node.mem_id in self._exact
        if tag == "template":
            for fragment in node.template_fragments():
                yield from self._nodes(fragment.child, exact)
        yield from self._nodes(node.child, exact)
        yield "end", block, tag

    def _nodes(self, node: Any, exact: bool) -> Iterator[tuple[Any, ...]]:
        while node is not None:
            yield from self._node(node, exact)
            node = node.next


@cache
def _selectors(style: str, declaration: re.Pattern[str]) -> tuple[str, ...]:
    """Return the selectors whose rules declare something; what depends on the moment counts as if it were so."""
    rules = (selectors for selectors, rule in RULE.findall(style) if declaration.search(rule))
    wanted = (MOMENT.sub("", one.strip()) for selectors in rules for one in selectors.split(","))
    return tuple(one for one in wanted if "::" not in one and _understood(one))


def _understood(selector: str) -> bool:
    try:
        LexborHTMLParser("").root.css(selector)
    except SelectolaxError as error:
        raise ValueError(f"expected a selector that the parser of the tests knows, got {selector!r}") from error
    return True
