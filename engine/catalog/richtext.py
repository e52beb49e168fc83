"""A description as HTML or plain text -> a small, valid, sanitised piece of HTML: paragraphs, lists, emphasis."""

import html
import re
from collections.abc import Callable
from functools import cache

from engine.catalog.texts import UNWANTED, clean_block, plain
from native import minify_html, tidy_html

MOST = 20_000
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


@cache
def _sanitising() -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return what few texts need, and what takes a while to load."""
    from engine.catalog.sanitising import rebuilt, sanitised

    return sanitised, rebuilt


def _sanitised(text: str) -> tuple[str, str]:
    if "<" not in text:
        return of_plain(text), ""
    # What is tidy would come back with the same tags and words from the sanitiser and the builder.
    tidy = tidy_html(text) if len(text) <= MOST else None
    if tidy is not None:
        return tidy, ""
    sanitised, rebuilt = _sanitising()
    cleaned = sanitised(text)
    # The text is clean already: only a character reference can have brought something back.
    if "&" in text and UNWANTED.search(cleaned) is not None:
        cleaned = sanitised(UNWANTED.sub("", cleaned))
    cleaned = cleaned.replace("<p></p>", "")
    tags = text.count("<") - 2 * text.count("<p></p>")
    # What was taken out shows in the number of tags, or was an attribute.
    changed = cleaned.count("<") != tags
    code = "html_unsafe" if (changed or "=" in text) and _UNSAFE.search(text) else ""
    if _SIMPLE.fullmatch(cleaned) is None:
        simple = rebuilt(cleaned)
        changed = simple.count("<") != tags or _TAG.findall(simple) != _TAG.findall(cleaned)
        cleaned = simple
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
