"""A page's address, path or file -> what it is made of, what the last build did with it and what the next one would."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from engine.config.schema import ShopConfig
from engine.errors import PublishError
from engine.pipeline.manifest import Manifest
from engine.pipeline.nearest import nearest
from engine.pipeline.reasons import reasons
from engine.pipeline.rehearsal import Rehearsed, rehearse
from engine.pipeline.subjects import Subject, subject_of
from engine.plan.urls import Addresses
from engine.render.compiler.digests import digest_constant
from engine.render.compiler.flat import Flat, decode_flat
from engine.render.compiler.linking import look_up
from engine.render.compiler.tree import Constant, Origin
from engine.telemetry.events import Listener, ignore


class Standing(Struct, frozen=True, kw_only=True):
    """A file of the site as the last build left it."""

    size: int
    digest: str  # xxh3_128
    made: tuple[str, ...]  # why the last build made it; none: it was taken over
    build_id: str


class Recipe(Struct, frozen=True, kw_only=True):
    """What a page is rendered with."""

    templates: tuple[str, ...] = ()
    constants: Mapping[str, Any] = {}  # by name: shop.name, theme.accent, t.product.add
    reads: tuple[str, ...] = ()  # fields of views; `[]` stands for an item, `*` for all that is below
    stock: str = ""  # why it is rendered by Jinja, which tells no more about it


class Explained(Struct, frozen=True, kw_only=True):
    """A file of a site."""

    file: str
    address: str
    kind: str
    stands: Standing | None  # None: the site has no such file
    would: str  # what the next build does: keep, make, remove
    because: tuple[str, ...]  # why it would make it
    whole: str  # why it would make all of the site, or empty
    recipe: Recipe | None  # None: no template renders it
    subject: Subject | None


def explain(path: str, config: ShopConfig, *, listen: Listener = ignore) -> Explained:
    """Return what there is to know of an output; PublishError names the nearest when there is none of that name."""
    return rehearse(config, lambda found: _explained(path, found), listen=listen)


def _explained(path: str, found: Rehearsed) -> Explained:
    old = found.earlier.manifest
    standing = dict(_standing(old)) if old is not None else {}
    coming = dict(_coming(found))
    file = _find(path, found.site.head.urls, standing.keys() | coming.keys())
    kind, why = coming.get(file, ("", 0))
    kind = kind or standing[file][0]
    return Explained(
        file=file,
        address=_address(file, found.site.head.urls),
        kind=kind,
        stands=_stands(standing[file], old) if old is not None and file in standing else None,
        would="remove" if file not in coming else "make" if why else "keep",
        because=reasons(why),
        whole=found.earlier.why,
        recipe=_recipe(kind, found),
        subject=subject_of(file, kind, found) if file in coming else None,
    )


_Row = tuple[str, int, bytes, int]  # kind, size, digest and why


def _standing(old: Manifest) -> Iterator[tuple[str, _Row]]:
    kinds, sizes = old.files.texts("kind"), old.files.i64("size")
    for row, file in enumerate(old.files.texts("path")):
        yield file, (kinds[row], sizes[row], old.files.digest("output", row), old.files.u8("why")[row])
    wide, whys = old.products.u32("size"), old.products.u8("why")
    for row in range(len(old.products)):
        yield old.product_file(row), ("product", wide[row], old.products.digest("output", row), whys[row])


def _stands(row: _Row, old: Manifest) -> Standing:
    _, size, digest, why = row
    return Standing(size=size, digest=digest.hex(), made=reasons(why), build_id=old.head.build_id)


def _coming(found: Rehearsed) -> Iterator[tuple[str, tuple[str, int]]]:
    products = found.site.products
    for place, why in enumerate(bytes(products.why)):
        yield products.file(place), ("product", why)
    files = found.site.files.draft().table()
    yield from zip(files.texts("path"), zip(files.texts("kind"), files.u8("why"), strict=True), strict=True)


def _find(path: str, urls: Addresses, files: set[str]) -> str:
    """Return the file that an address, a path or a file's own name means."""
    text = path.partition("#")[0].partition("?")[0]
    if "://" in text:
        text = urlsplit(text).path
    text = unquote(text).removeprefix("./")
    if text.startswith("/") and urls.base and (f"{text}/").startswith(f"{urls.base}/"):
        text = text[len(urls.base) :]
    text = text.strip("/")
    for one in (text, f"{text}/index.html" if text else "index.html", f"{text}.html"):
        if one in files:
            return one
    below = [one for one in files if text and one.startswith(f"{text}/")]
    near = ", ".join(_shown(one, urls) for one in nearest(text, below or files))
    raise PublishError(f"{path}: expected a page or a file of the site, got none of that name; the nearest: {near}")


def _shown(file: str, urls: Addresses) -> str:
    page = file.removesuffix("index.html") if urls.folders else file.removesuffix(".html")
    return f"{urls.base}/{page}" if file.endswith(".html") else file


def _address(file: str, urls: Addresses) -> str:
    return urls.address(urls.asset(file) if not file.endswith(".html") or file == "404.html" else _shown(file, urls))


def _recipe(kind: str, found: Rehearsed) -> Recipe | None:
    programs = found.site.programs
    for one in programs.stock:
        if one.kind == kind:
            return Recipe(stock=one.reason)
    if kind not in programs.pages:
        return None
    flat = decode_flat(programs.pages[kind])
    pieces = [decode_flat(programs.pieces[number]) for number in flat.fragments]
    parts = [flat, *pieces]
    return Recipe(
        templates=tuple(sorted({name for part in parts for name in part.templates})),
        constants=_constants(parts, found),
        reads=tuple(sorted({".".join(steps) for part in parts for steps in part.reads})),
    )


def _constants(parts: list[Flat], found: Rehearsed) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for origin in {origin for part in parts for origin, _ in part.constants}:
        name = _name(origin)
        value = look_up(Constant(origin=origin), found.theme.environment, {"shop": found.site.shop})
        values[name] = _plain(value)
    return dict(sorted(values.items()))


def _name(origin: Origin) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in origin.steps)
    return origin.root + "".join(steps)


def _plain(value: Any) -> Any:
    """Return a plain value, or what stands for another one: how many it holds, or its digest."""
    if isinstance(value, str):
        return str(value)  # and no Markup
    if isinstance(value, int | float | None):
        return value
    if callable(value):
        return f"function {getattr(value, '__name__', type(value).__name__)}"
    if isinstance(value, tuple | list | dict):
        return f"{len(value)} values"
    return f"{type(value).__name__} {digest_constant(value)[:8]}"
