"""HTML -> what a reader of the page is given: elements, attributes, and text with whitespace as browsers show it."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import html

BLOCKS = """
address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre search
section summary table tbody td tfoot th thead tr ul
"""
BLOCK = frozenset(BLOCKS.split())
HIDDEN = frozenset({"base", "link", "meta", "script", "source", "style", "title", "track"})
VERBATIM = frozenset({"pre", "textarea", "script", "style", "title", "noscript", "iframe", "xmp"})
Event = tuple[Any, ...]


def shown(page: str) -> list[Event]:
    """Return the elements and the text of a page."""
    seen: list[Event] = []
    tight = True  # a space here is not shown
    for kind, *rest in _events(html.document_fromstring(page), False):
        if kind == "text":
            text = re.sub(r"[ \t\n\f\r]+", " ", rest[0])
            text = text.lstrip(" ") if tight else text
            if text and seen and seen[-1][0] == "text":
                seen[-1] = ("text", seen[-1][1] + text)
            elif text:
                seen.append(("text", text))
            tight = text.endswith(" ") if text else tight
        else:
            if rest[0] in BLOCK:
                _trim(seen)
            tight = rest[0] in BLOCK or (tight and rest[0] in HIDDEN)
            seen.append((kind, *rest))
    return [event for event in seen if event != ("text", "")]


def _trim(seen: list[Event]) -> None:
    """Drop the space before a block; elements that are never shown may stand in between."""
    at = len(seen) - 1
    while at >= 0 and seen[at][0] in ("start", "end", "verbatim") and seen[at][1] in HIDDEN:
        at -= 1
    if at >= 0 and seen[at][0] == "text":
        seen[at] = ("text", seen[at][1].rstrip(" "))


def _events(element: Any, verbatim: bool) -> Iterator[Event]:
    if not isinstance(element.tag, str):
        if element.tail:
            yield ("verbatim", "", element.tail) if verbatim else ("text", element.tail)
        return
    yield "start", element.tag, sorted(element.attrib.items())
    inside = verbatim or element.tag in VERBATIM
    if element.text:
        yield ("verbatim", element.tag, element.text) if inside else ("text", element.text)
    for child in element:
        yield from _events(child, inside)
    yield "end", element.tag
    if element.tail:
        yield ("verbatim", "", element.tail) if verbatim else ("text", element.tail)
