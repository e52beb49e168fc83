"""A catalog -> the same shop built by stock Jinja2, by the machine, and by the machine with minifying: page for page.

Every file that the machine writes without minifying must be Jinja2's, byte for byte. With minifying, a page must give a
browser the same document, and every other file be the same bytes.

`python -m tests.render.sameness [CATALOG]` takes a folder of JSON Lines or a MongoDB URI, else the demo catalog, builds
it with each theme there is and prints what differs.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from msgspec import Struct
from msgspec.structs import replace

import engine
from benchmarks.data import scratch
from engine.catalog.demo import write_catalog
from engine.config.load import load
from engine.config.schema import ShopConfig
from engine.config.starter.write import write_demo
from engine.render.compiler.compile import Compiler
from engine.render.compiler.unsupported import Unsupported
from engine.snapshot.ledger import NAME as LEDGER
from engine.telemetry.events import Event, Warned
from tests.incremental.law import Tree, read_tree
from tests.render.compiler.dom import shown

BENCHMARK = Path(__file__).parents[2] / "benchmarks/peers/shop"
ROUND = 40  # bytes shown on each side of a difference


class Told(Struct):
    """What three builds of one shop came to."""

    pages: Mapping[str, int]
    files: int
    documents: int  # whose DOM was compared
    bytes: int
    minified: int  # bytes
    differences: list[str]


def modern_minimal(folder: Path) -> ShopConfig:
    """Write the demo shop, without its catalog: it has every kind of page, with its texts and promises."""
    write_demo(str(folder))
    return load(folder, environment={})


def benchmark(folder: Path) -> ShopConfig:
    """Write the shop of the comparison with other tools, with every kind of page that its theme has."""
    shutil.copytree(BENCHMARK, folder, dirs_exist_ok=True)
    config = load(folder, environment={})
    kinds = ("everything", "frame_shape", "face_shape", "guide", "content", "brands", "shapes", "not_found")
    return replace(config, pages=replace(config.pages, **dict.fromkeys(kinds, True), newest=8))


SHOPS = {"modern-minimal": modern_minimal, "benchmark": benchmark}


def pictured(config: ShopConfig, mode: str) -> ShopConfig:
    """Return a shop whose pictures are made here, or by another service, or which has none."""
    pattern = config.images.url_pattern or "https://images.example/{width}/{path}"
    return replace(config, images=replace(config.images, mode=mode, url_pattern=pattern))


def compare(config: ShopConfig) -> Told:
    """Build a shop in its folder three times and compare."""
    stock, report, by_jinja = _built(config, "jinja", minify=False, stock=True)
    plain, _, left = _built(config, "machine", minify=False)
    small, _, _ = _built(config, "minified", minify=True)
    missing = [f"{kind}: expected Jinja2 to render it for once" for kind in report.pages if kind not in by_jinja]
    differences = [f"{kind}: not compiled, {reason}" for kind, reason in left.items()] + missing
    differences += _bytes(stock, plain, "machine")
    documents = [name for name in stock if name.endswith(".html") and small.get(name)]
    others = {name: body for name, body in small.items() if name not in documents}
    differences += _bytes({name: stock[name] for name in stock if name not in documents}, others, "minified")
    for name in documents:
        if difference := _documents(stock[name] or b"", small[name] or b""):
            differences.append(f"{name}, minified: {difference}")
    return Told(report.pages, len(stock), len(documents), _size(plain), _size(small), differences)


def _built(config: ShopConfig, name: str, *, minify: bool, stock: bool = False) -> tuple[Tree, Any, dict[str, str]]:
    """Return a site, the report of its build, and the kinds that Jinja2 rendered with the reason for it."""
    folder = Path(config.folder)
    left: dict[str, str] = {}

    def listen(event: Event) -> None:
        if isinstance(event, Warned) and " are rendered by Jinja" in event.message:
            kind, _, reason = event.message.partition("pages of the kind ")[2].partition(" are rendered by Jinja")
            left[kind] = reason

    (folder / LEDGER).unlink(missing_ok=True)
    state = folder / f".{name}"
    state.mkdir()
    (folder / ".pictures").mkdir(exist_ok=True)
    (state / "pictures").symlink_to(folder / ".pictures")
    changed = replace(
        config,
        theme=replace(config.theme, minify=minify),
        catalog=replace(config.catalog, max_excluded="100%"),
        output=replace(config.output, folder=name),
        build=replace(config.build, state=state.name),
    )
    if not stock:
        return _read(folder / name, engine.build(changed, listen=listen), left)
    with patch.object(Compiler, "flatten", _refuse):
        return _read(folder / name, engine.build(changed, listen=listen), left)


def _read(site: Path, report: Any, left: dict[str, str]) -> tuple[Tree, Any, dict[str, str]]:
    return {name: body for name, body in read_tree(site).items() if body is not None}, report, left


def _refuse(_: Compiler, template: str, *__: Any) -> NoReturn:
    raise Unsupported("is rendered by Jinja2 to be compared with", template, 1)


def _bytes(wanted: Tree, found: Tree, how: str) -> Iterator[str]:
    for name in sorted(wanted.keys() | found.keys()):
        one, other = wanted.get(name), found.get(name)
        if one is None or other is None:
            yield f"{name}, {how}: {'not there' if other is None else 'not there by Jinja2'}"
        elif one != other:
            at = next(at for at, (left, right) in enumerate(zip_longest(one, other)) if left != right)
            part = slice(max(at - ROUND, 0), at + ROUND)
            yield f"{name}, {how}: byte {at}, expected {one[part]!r}, got {other[part]!r}"


def _documents(one: bytes, other: bytes) -> str:
    """Return how two documents differ for a browser, or nothing."""
    if one == other:
        return ""
    wanted, found = shown(one.decode()), shown(other.decode())
    if wanted == found:
        return ""
    at = next(at for at, (left, right) in enumerate(zip_longest(wanted, found)) if left != right)
    return f"event {at}, expected {wanted[max(at - 2, 0) : at + 2]}, got {found[max(at - 2, 0) : at + 2]}"


def _size(site: Tree) -> int:
    return sum(len(body or b"") for body in site.values())


def main(arguments: list[str]) -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.render.sameness", description=__doc__)
    parser.add_argument("catalog", nargs="?", default="", help="a folder of JSON Lines, or a mongodb:// URI")
    parser.add_argument("--theme", choices=SHOPS, action="append", help="one of them; default: each")
    parser.add_argument("--pictures", choices=("external", "local", "off"), default="external")
    parser.add_argument("--locale", default="", help="of the shop, as de-DE; default: that of the shop")
    parser.add_argument("--limit", type=int, default=0, help="at most so many products; 0: all")
    given = parser.parse_args(arguments)
    wrong = 0
    with tempfile.TemporaryDirectory(dir=scratch()) as top:
        catalog = given.catalog
        if "://" not in catalog:
            catalog = str(Path(catalog).resolve()) if catalog else f"{top}/catalog"
        if not given.catalog:
            write_catalog(Path(catalog), 200, width=64)
        for theme in given.theme or SHOPS:
            config = pictured(SHOPS[theme](Path(top, theme)), given.pictures)
            if given.locale:
                config = replace(config, shop=replace(config.shop, locale=given.locale))
            config = replace(config, catalog=replace(config.catalog, source=catalog, limit=given.limit))
            told = compare(config)
            for difference in told.differences[:20]:
                sys.stdout.write(f"{difference}\n")
            kinds = ", ".join(f"{count} {kind}" for kind, count in told.pages.items())
            sys.stdout.write(
                f"{theme}: {told.files} files, {told.documents} documents ({kinds}), {told.bytes:,} bytes, "
                f"minified {told.minified:,}: {len(told.differences)} differences\n"
            )
            wrong += len(told.differences)
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
