"""_headers and _redirects, in the form of Netlify and Cloudflare -> what a host sends for a path."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Redirect(NamedTuple):
    """Where a path leads, and with which status."""

    target: str
    status: int


def headers_for(rules: str, path: str) -> dict[str, str]:
    """Return the headers of a path: rules that match add up in order, and `! Name` takes one away."""
    found: dict[str, str] = {}
    matches = False
    for line in _lines(rules):
        if not line[0].isspace():
            matches = _pattern(line.strip()).fullmatch(path) is not None
        elif matches and line.strip().startswith("!"):
            found.pop(line.strip()[1:].strip().title(), None)
        elif matches:
            name, _, value = line.strip().partition(":")
            key = name.strip().title()
            found[key] = f"{found[key]}, {value.strip()}" if key in found else value.strip()
    return found


def redirect_for(rules: str, path: str) -> Redirect | None:
    """Return where a path leads by the first rule that matches, None where no rule does."""
    for line in _lines(rules):
        source, target, *rest = [*line.split(), "", ""]
        match = _pattern(source).fullmatch(path)
        if match and target:
            for name, value in match.groupdict().items():
                target = target.replace(f":{name}", value)
            return Redirect(target, int(rest[0].rstrip("!") or 301))
    return None


def _lines(rules: str) -> Iterator[str]:
    return (line for line in rules.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"(\*|:[A-Za-z]\w*)", text)
    return re.compile("".join(_part(part) for part in parts))


def _part(part: str) -> str:
    if part == "*":
        return "(?P<splat>.*)"
    return f"(?P<{part[1:]}>[^/]+)" if re.fullmatch(r":[A-Za-z]\w*", part) else re.escape(part)
