"""The folder content/ -> its entries, in order: front matter checked, Markdown made into safe HTML."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from msgspec import DecodeError, Meta, Struct, convert, inspect, toml

from engine.config.options import nearest
from engine.config.problems import problems
from engine.content.prose import Heading, ProseError
from engine.errors import ConfigError

POLICIES = ("shipping", "returns", "privacy", "terms", "imprint")
HOME = "home"
GUIDES = "guides"
FENCE = "+++"

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", extra={"expected": "a name of a-z, 0-9 and -"})]
Kind = Literal["page", "guide", "policy", "home"]
Menu = Literal["main", "footer", "none"]


class FrontMatter(Struct, frozen=True, kw_only=True):
    """What stands between the +++ lines of a file."""

    title: Annotated[str, Meta(min_length=1, max_length=120)]
    description: Annotated[str, Meta(max_length=400)] = ""
    slug: Slug | None = None  # None: the name of the file
    order: int = 100
    navigation: Menu | None = None  # None: pages and policies in the footer, guides and home in none
    updated: date | None = None


class Entry(Struct, frozen=True):
    """A page of prose."""

    slug: str
    kind: Kind
    title: str
    description: str
    body_html: str  # sanitised
    headings: tuple[Heading, ...]
    order: int
    navigation: Menu
    updated: int  # milliseconds since 1970, 0: unknown
    source: str  # content/about.md


def unchanged(address: str) -> str:
    """Return an address as it is written."""
    return address


def read_content(folder: str, link: Callable[[str], str] = unchanged) -> tuple[Entry, ...]:
    """Return the entries of a shop's folder by order, then slug; `link` is given every address of the prose."""
    entries: dict[tuple[bool, str], Entry] = {}
    faults = []
    for source in sources(folder):
        try:
            entry = _read(folder, source, link)
        except ConfigError as error:
            faults.append(str(error))
            continue
        first = entries.setdefault((entry.kind == "guide", entry.slug), entry)
        if first is not entry:
            faults.append(f"{source}: expected a slug of its own, got `{entry.slug}`, which is that of {first.source}")
    if faults:
        raise ConfigError("\n".join(faults))
    return tuple(sorted(entries.values(), key=lambda entry: (entry.order, entry.slug, entry.kind)))


def sources(folder: str) -> Iterator[str]:
    """Yield the Markdown files of a shop relative to its folder, sorted."""
    for place in ("content", f"content/{GUIDES}"):
        path = os.path.join(folder, place)
        if os.path.lexists(path):
            with legible(place, "a folder of Markdown files"):
                names = sorted(os.listdir(path))
            yield from (f"{place}/{name}" for name in names if name.endswith(".md"))


@contextmanager
def legible(place: str, expected: str) -> Iterator[None]:
    """Tell of what the system does not let us read as what the user can mend."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{place}: expected {expected}, got: {error.strerror}") from error


def _read(folder: str, source: str, link: Callable[[str], str]) -> Entry:
    try:
        with legible(source, "a text file"), open(os.path.join(folder, source), encoding="utf-8-sig") as stream:
            lines = stream.read().splitlines()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source}: expected text in UTF-8, got byte {error.object[error.start]:#04x}") from error
    front, start = _front_matter(lines, source)
    from engine.content.markdown import render

    try:
        body = render("\n".join(lines[start:]), link)
    except ProseError as error:
        raise ConfigError(f"{source}:{start + error.line}: {error}") from None
    slug = front.slug or os.path.basename(source).removesuffix(".md")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise ConfigError(f"{source}: expected a name of a-z, 0-9 and -, got `{slug}`; rename the file or set `slug`")
    kind = _kind(source, slug)
    return Entry(
        slug=slug,
        kind=kind,
        title=front.title,
        description=front.description,
        body_html=body.html,
        headings=body.headings,
        order=front.order,
        navigation=front.navigation or ("footer" if kind in ("page", "policy") else "none"),
        updated=_milliseconds(front.updated),
        source=source,
    )


def _kind(source: str, slug: str) -> Kind:
    if source.startswith(f"content/{GUIDES}/"):
        return "guide"
    if slug == HOME:
        return "home"
    return "policy" if slug in POLICIES else "page"


def _milliseconds(day: date | None) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000 if day else 0


def _front_matter(lines: list[str], source: str) -> tuple[FrontMatter, int]:
    """Return what stands between the fences, and the number of lines before the body."""
    if not lines or lines[0].strip() != FENCE:
        got = lines[0].strip()[:40] if lines else "an empty file"
        hint = "; front matter is TOML between +++ lines, not YAML" if got == "---" else ""
        raise ConfigError(f"{source}:1: expected {FENCE} and below it `title = ...`, got `{got}`{hint}")
    end = next((place for place, line in enumerate(lines[1:], 1) if line.strip() == FENCE), 0)
    if not end:
        raise ConfigError(f"{source}:{len(lines)}: expected a second {FENCE} that ends the front matter, got none")
    try:
        # The fence becomes an empty line, so that line numbers are those of the file.
        values: dict[str, Any] = toml.decode("\n" + "\n".join(lines[1:end]), type=dict[str, Any])
    except DecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise ConfigError(f"{source}:{place[1] if place else 1}: expected TOML, got: {error}") from error
    faults = [f"{source}:{line}: {text}" for line, text in _faults(values, lines[:end])]
    if faults:
        raise ConfigError("\n".join(faults))
    return convert(values, FrontMatter), end + 1


def _faults(values: dict[str, Any], lines: list[str]) -> Iterator[tuple[int, str]]:
    names = list(FrontMatter.__struct_fields__)
    for name in values:
        if name not in names:
            hint = nearest(name, names) or "there are: " + ", ".join(names)
            yield _line(name, lines), f"`{name}`: expected a known name, got `{name}`; {hint}"
    for problem in problems(inspect.type_info(FrontMatter), {name: values[name] for name in names if name in values}):
        yield _line(str(problem.path[0]), lines), problem.text()


def _line(name: str, lines: list[str]) -> int:
    return next((place for place, line in enumerate(lines, 1) if re.match(rf'\s*"?{re.escape(name)}\b', line)), 1)
