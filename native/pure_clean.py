"""The plain twins of clean.pyx: what surely needs no cleaning, said in regular expressions."""

import re

from native.pure import minify_html
from native.tags import INLINE_TAGS

# UTF-8 that was read as Windows-1252 shows one of these before another character that is not ASCII.
_MOJIBAKE = re.compile("[\xc2\xc3\xc5\xe2][^\x00-\x7f]")
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+/[!-~]*")
_PATH = re.compile(r"(?![/.~ ])(?!.*(?:\.\.| \Z))[ -$&-9;-\[\]-~]+")
_BLOCK = re.compile(r"[ \n]*<(?:(?P<list>[uo]l)>(?P<items>.*?)</(?P=list)>|p>(?P<text>.*?)</p>)", re.DOTALL)
_ITEM = re.compile(r"[ \n]*<li>(?P<text>.*?)</li>", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<break><br>)|<(?P<close>/?)(?P<name>[a-z]{1,7})>|(?P<blank>[ \n]+)|&(?:amp|lt|gt|nbsp);|[^<>&= \n]+"
)


def are_clean_lines(lines: list[str | tuple[str, ...] | None]) -> bool:
    """Return whether all texts are printable, without mojibake, and begin and end with no blank."""
    texts = (text for line in lines for text in (line if isinstance(line, tuple) else (line or "",)))
    return all(text == text.strip(" ") and _is_printable(text) for text in texts)


def is_clean_text(text: str) -> bool:
    """Return whether all characters but line feeds are printable, and there is no mojibake."""
    return _is_printable(text.replace("\n", " "))


def are_clean_links(links: list[str]) -> bool:
    """Return whether each is, in ASCII, an http(s) address of host and path or a relative path that stays below."""
    return all(_WEB.fullmatch(link) or _PATH.fullmatch(link) for link in links)


def tidy_html(html: str) -> str | None:
    """Return `html` minified when it is nothing but filled paragraphs and flat lists of text and emphasis, else None.

    A sanitiser changes nothing in such HTML, and what builds it anew drops only blanks that a minifier drops as well.
    """
    return minify_html(html) if all(map(_is_tidy, _texts(html, _BLOCK))) else None


def _is_printable(text: str) -> bool:
    return text.isprintable() and _MOJIBAKE.search(text) is None


def _texts(html: str, pattern: re.Pattern[str]) -> list[str]:
    """Return the text of each block or item; one that is not tidy stands for what is none."""
    found: list[str] = []
    at = 0
    while block := pattern.match(html, at):
        at = block.end()
        parts = block.groupdict()
        found += _texts(parts["items"], _ITEM) if parts["text"] is None else [parts["text"]]
    return found if found and not html[at:].strip(" \n") else [""]


def _is_tidy(text: str) -> bool:
    inside: list[str] = []
    said = broken = False
    at = 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        name = token["name"]
        if token["break"]:
            if not said:
                return False
            broken = True
        elif name is not None:
            if name not in INLINE_TAGS or bool(token["close"]) != (name in inside):
                return False
            if token["close"] and (inside.pop() != name or not said):
                return False
            if not token["close"]:
                inside.append(name)
        elif token["blank"]:
            if inside and not said:
                return False
        elif token[0].isprintable():
            said, broken = True, False
        else:
            return False
    return at == len(text) and said and not broken and not inside
