"""`storeloom explain`: a page or a file of a site -> what it is made of, and why it was or will be built."""

import re
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import json

from engine.cli import arguments
from engine.cli.arguments import configure, folder_of
from engine.cli.codes import EPILOG
from engine.cli.figures import size
from engine.config.problems import shown
from engine.telemetry.events import Event, Warned

if TYPE_CHECKING:
    from engine.pipeline.explain import Explained, Recipe
    from engine.pipeline.subjects import Named, Subject

INDENT = 17
DEEP = re.compile(r"[.\[]")
SETTINGS = ("shop", "theme")  # what a constant's name begins with that shop.toml or theme.toml says


@click.command(epilog=EPILOG)
@click.argument("path", metavar="PATH", help="An address, a path such as /products/a/, or a file of the site.")
@arguments.shop
@arguments.config
@arguments.source
@arguments.output
@arguments.sets
@click.option("as_json", "--json", is_flag=True, help="Print all there is to know as JSON.")
@arguments.quiet
def explain(
    path: str,
    folder: Path | None,
    config: Path | None,
    source: str | None,
    output: str | None,
    sets: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Say what an output is made of, whether the last build made it, and what the next one would do with it."""
    settled = configure(folder_of(folder, config), config, source, output, sets)
    from engine.pipeline.explain import explain

    told = explain(_path(path, Path(settled.folder, settled.output.folder)), settled, listen=_warn)
    if as_json:
        print(json.format(json.encode(told), indent=1).decode())
    elif not quiet:
        print("\n".join(lines(told)))


def _warn(event: Event) -> None:
    if isinstance(event, Warned):
        print(f"warning: {event.message}", file=sys.stderr)


def _path(path: str, site: Path) -> str:
    """Return a file of the site, named from where the caller is, by its name in the site."""
    here = Path(path)
    if "://" not in path and here.is_file() and here.resolve().is_relative_to(site.resolve()):
        return here.resolve().relative_to(site.resolve()).as_posix()
    return path


def lines(told: "Explained") -> Iterator[str]:
    """Yield what to print."""
    yield told.address
    weight = f", {size(told.stands.size)}, digest {told.stands.digest}" if told.stands else ""
    yield from _line("file", f"{told.file}: {told.kind}{weight}")
    yield from _line("last build", _last(told))
    yield from _line("next build", _next(told))
    if told.subject is not None:
        yield from _subject(told.subject)
    if told.recipe is not None:
        yield from _recipe(told.recipe)


def _last(told: "Explained") -> str:
    if told.stands is None:
        return "the site has no such file" if not told.whole else f"not known: {told.whole}"
    if told.stands.made:
        return f"made: {_why(told.stands.made)}"
    return "taken over from the build before, or found the same"


def _next(told: "Explained") -> str:
    if told.would == "make":
        return f"would make all of the site: {told.whole}" if told.whole else f"would make it: {_why(told.because)}"
    return {"keep": "would take it over", "remove": "would remove it"}[told.would]


def _why(reasons: Sequence[str]) -> str:
    from engine.pipeline.reasons import MEANINGS

    return "; ".join(f"{name} ({MEANINGS[name]})" for name in reasons)


def _subject(about: "Subject") -> Iterator[str]:
    from engine.pipeline.subjects import FileSubject, ListSubject

    if isinstance(about, FileSubject):
        yield from _line("made from", about.source)
    elif isinstance(about, ListSubject):
        yield from _line("list", f"{about.name}: page {about.page} of {about.pages}, {about.total:,} products")
        more = f" and {about.shown - len(about.first)} more" if about.shown > len(about.first) else ""
        yield from _line("shows", _names(about.first) + more)
    else:
        yield from _line("product", f"{about.name}: product_id {about.product_id}, _id {about.id}")
        yield from _line("record", f"{size(about.record_bytes)}, digest {about.record}; card {size(about.card_bytes)}")
        for place in about.lists:
            yield from _line("in", f"{place.path}: {place.kind}, {place.number:,} of {place.total:,}")
        yield from _line("related", _names(about.related))
        yield from _line("colours", _names(about.colours))
        yield from _line("pictures", ", ".join(about.pictures))


def _recipe(recipe: "Recipe") -> Iterator[str]:
    if recipe.stock:
        yield from _line("rendered by", f"Jinja: {recipe.stock}")
        return
    yield from _line("templates", ", ".join(recipe.templates))
    yield from _line("settings", ", ".join(_settings(recipe.constants)))
    yield from _line("texts", ", ".join(name for name in recipe.constants if name.partition(".")[0] not in SETTINGS))
    for view, fields in _fields(recipe.reads).items():
        yield from _line(f"reads {view}", ", ".join(fields))


def _settings(constants: Mapping[str, Any]) -> Iterator[str]:
    """Yield name and value of what shop.toml and theme.toml say; of lists and tables how much is read of them."""
    inside: Counter[str] = Counter()
    for name, value in constants.items():
        root, _, rest = name.partition(".")
        if root in SETTINGS and not DEEP.search(rest):
            if not str(value).endswith(" values"):
                yield f"{name} = {shown(value, 60)}"
        elif root in SETTINGS:
            inside[f"{root}.{DEEP.split(rest)[0]}"] += 1
    yield from (f"{name} ({count:,} values in it)" for name, count in inside.items())


def _fields(reads: Sequence[str]) -> dict[str, list[str]]:
    """Return the fields of each view, without what is below them."""
    found: dict[str, dict[str, None]] = {}
    for path in reads:
        view, _, rest = path.partition(".")
        field = rest.removeprefix("[].").partition(".")[0]
        found.setdefault(view, {})[field or "how many"] = None
    return {view: [field for field in fields if field not in ("*", "[]")] for view, fields in found.items()}


def _names(products: "Sequence[Named]") -> str:
    return ", ".join(f"{one.name} ({one.path})" for one in products)


def _line(name: str, text: str) -> Iterator[str]:
    """Yield a name and what there is to say, in lines as wide as the terminal; nothing where there is nothing."""
    if not text:
        return
    width = max(60, shutil.get_terminal_size().columns)
    yield from textwrap.wrap(
        text,
        width,
        initial_indent=f"  {name:<{INDENT - 3}} ",
        subsequent_indent=" " * INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
