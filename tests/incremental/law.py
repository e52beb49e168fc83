"""A shop and the one it becomes -> an incremental build held to a clean build of the same folder, byte for byte."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from msgspec import Struct, json
from msgspec.structs import replace
from xxhash import xxh3_128_hexdigest

import engine
from engine.config.load import load
from engine.errors import EngineError, PublishError
from engine.pipeline.manifest import NAME as MANIFEST
from engine.pipeline.manifest import read_manifest
from engine.pipeline.report import BuildReport
from engine.snapshot.ledger import NAME as LEDGER
from tests.assets.drawn import jpeg
from tests.incremental.goods import PICTURES, Shop

STATE, SITE, CLEAN_STATE, CLEAN_SITE = ".storeloom", "site", ".clean", "clean"
PRODUCTS = "catalog/products.jsonl"
OLD, NOT_OLD = 1_600_000_000_000_000_000, 1_600_000_001_000_000_000
REPORTED = ("pages", "products", "found", "findings", "files", "bytes")
Tree = dict[str, bytes | None]  # path -> bytes, None: a folder


class BrokenLawError(AssertionError):
    """An incremental build that left something else than a clean one."""


class KilledError(BaseException):
    """Ends a build anywhere, and no handler of errors takes it for one of its own."""


class How(Struct, frozen=True):
    """How an incremental build is run."""

    compare: bool = False
    full: bool = False
    workers: int | None = None
    compile: bool = False  # whether the clean build compiles the theme, too
    counted: bool = True  # whether what it changes can be seen: it may have to complete a killed build first


class Bench:
    """A shop's folder with two sites: one that is built on and on, and one that is built from nothing each time."""

    def __init__(self, folder: Path, shared: Path) -> None:
        """`shared` keeps finished pictures for all shops of a run."""
        self.folder = folder
        self._held: dict[str, bytes] = {}
        self._written = 0
        self._was_refused = False
        for state in (STATE, CLEAN_STATE):
            (folder / state).mkdir(parents=True)
        self._pictures = shared / "pictures"
        self._pictures.mkdir(exist_ok=True)
        self._compiled = folder / "compiled"
        self._compiled.mkdir()
        self.lose_state()
        self._write({f"catalog/{name}": jpeg(40 + 8 * at, 30) for at, name in enumerate(PICTURES[:3])})
        self._write({"catalog/images/broken.jpg": b"\xff\xd8 nothing"})

    def write(self, shop: Shop, *, settled: bool) -> None:
        """Write a shop's files; `settled`: the file of products looks as if it were old."""
        path, before = self.folder / PRODUCTS, self._held.get(PRODUCTS)
        self._write(_files(shop))
        if settled and (self._held[PRODUCTS] != before or path.stat().st_mtime_ns >= NOT_OLD):
            self._written += 1
            os.utime(path, ns=(OLD, OLD + self._written))

    def _write(self, files: dict[str, bytes]) -> None:
        fixed = {name: body for name, body in self._held.items() if name.startswith("catalog/images/")}
        for name in self._held.keys() - files.keys() - fixed.keys():
            (self.folder / name).unlink()
            for above in list((self.folder / name).parents):
                if above == self.folder or any(above.iterdir()):
                    break
                above.rmdir()
        for name, body in files.items():
            if self._held.get(name) != body:
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / name).write_bytes(body)
        self._held = fixed | files

    def lose_state(self) -> None:
        """Delete what builds have left beside the site, but for the proof that it is theirs."""
        proof = self.folder / STATE / "output.json"
        known = proof.read_bytes() if proof.exists() else b""
        shutil.rmtree(self.folder / STATE)
        (self.folder / STATE).mkdir()
        if known:
            proof.write_bytes(known)
        (self.folder / STATE / "templates").symlink_to(self._compiled)
        (self.folder / STATE / "pictures").symlink_to(self._pictures)

    def lose_site(self) -> None:
        """Delete the site."""
        shutil.rmtree(self.folder / SITE, ignore_errors=True)

    def build(self, how: How) -> BuildReport:
        """Build on what is there."""
        config = load(self.folder, environment={})
        return engine.build(config, workers=how.workers, full=how.full, compare=how.compare)

    def clean(self, *, compiled: bool) -> BuildReport:
        """Build from nothing, but for templates that are `compiled` and finished pictures."""
        state = self.folder / CLEAN_STATE
        shutil.rmtree(state)
        state.mkdir()
        (state / "pictures").symlink_to(self._pictures)
        if compiled:
            (state / "templates").symlink_to(self._compiled)
        shutil.rmtree(self.folder / CLEAN_SITE, ignore_errors=True)
        config = load(self.folder, environment={})
        config = replace(
            config,
            output=replace(config.output, folder=CLEAN_SITE),
            build=replace(config.build, state=CLEAN_STATE),
        )
        return engine.build(config)

    def step(self, how: How) -> str:
        """Build both sites and compare them; the error of both when neither can be built, else nothing."""
        ledger = self._ledger()
        before = read_tree(self.folder / SITE)
        report, error = _attempt(lambda: self.build(how))
        after = self._ledger()
        self._set_ledger(ledger)
        expected, clean_error = _attempt(lambda: self.clean(compiled=not how.compile))
        if _told(error) != _told(clean_error):
            raise BrokenLawError(f"incremental: {error!r}\nclean: {clean_error!r}")
        if report is None or expected is None:
            self._set_ledger(ledger)
            self._was_refused = True
            return _told(error)
        site = read_tree(self.folder / SITE)
        _same_trees(site, read_tree(self.folder / CLEAN_SITE))
        if after != self._ledger():
            raise BrokenLawError(f"urls.ledger: {after!r}\nclean: {self._ledger()!r}")
        self._check_manifest(site)
        for name in REPORTED:
            found, wanted = getattr(report, name), getattr(expected, name)
            if found != wanted:
                raise BrokenLawError(f"report.{name}: {found}\nclean: {wanted}")
        if how.counted and not how.full:
            _check_counts(report, before, site)
        return ""

    def quiet(self, *, planned: bool = False) -> None:
        """Build again, when nothing has changed, and see that nothing is done; `planned`: by looking at each page."""
        before = _inodes(self.folder / SITE)
        with patch("engine.pipeline.build.basis_of", lambda _: b"") if planned else nullcontext():
            if planned and self._was_refused:  # a build that failed may have left the cards of another theme
                self.build(How())
                self._was_refused = False
            report = self.build(How())
        if (report.changed, report.removed) != (0, 0) or before != _inodes(self.folder / SITE):
            raise BrokenLawError(f"nothing was changed, but {report.changed} files are and {report.removed} are gone")
        done = {stage.name: stage.count for stage in report.stages if stage.name in ("cards", "render", "derive")}
        if any(done.values()):
            raise BrokenLawError(f"nothing was changed, but there was work: {done}")

    def _check_manifest(self, site: Tree) -> None:
        manifest = read_manifest(str(self.folder / STATE / MANIFEST))
        assert manifest is not None
        told = {one.path: (one.size, one.digest) for one in manifest.written()}
        found = {path: (len(body), xxh3_128_hexdigest(body)) for path, body in site.items() if body is not None}
        if told != found:
            path = min(path for path in told.keys() | found.keys() if told.get(path) != found.get(path))
            raise BrokenLawError(f"manifest: {path} is {told.get(path)}, on disk {found.get(path)}")

    def _ledger(self) -> bytes:
        path = self.folder / LEDGER
        return path.read_bytes() if path.exists() else b""

    def _set_ledger(self, raw: bytes) -> None:
        path = self.folder / LEDGER
        if raw:
            path.write_bytes(raw)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def small_parts() -> Iterator[None]:
    """Let what is done for many products be done for few: parts of sitemap and feed, cards that have moved."""
    small = {"derived.IN_SITEMAP": 4, "derived.IN_FEED": 5, "cards.MOVED": 1}
    with ExitStack() as stack:
        for name, value in small.items():
            stack.enter_context(patch(f"engine.pipeline.{name}", value))
        for module in ("blocks", "jsonl"):
            stack.enter_context(patch(f"engine.catalog.{module}.BLOCK_BYTES", 2000))
        yield


def killed_build(bench: Bench, dice: Random, how: How) -> str:
    """Begin a build and end it when it has touched so many files; say whether it came to its end before that."""
    left = dice.randint(1, 60)

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if not left:
                raise KilledError
            return real(*args, **kwargs)

        return call

    names = ("replace", "rename", "link", "unlink")
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(patch.object(os, name, counted(getattr(os, name))))
        try:
            bench.build(how)
        except KilledError:
            return "killed"
        except EngineError as error:
            return f"refused: {error}"
    return "survived"


def read_tree(folder: Path) -> Tree:
    """Return every file and folder below a folder."""
    found: Tree = {}
    top = str(folder)
    for place, folders, names in os.walk(top):
        inside = place[len(top) + 1 :]
        found |= {os.path.join(inside, name): None for name in folders}
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                found[os.path.join(inside, name)] = file.read()
    return found


def _inodes(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            facts = os.stat(os.path.join(place, name))
            found[os.path.join(place, name)] = facts.st_ino, facts.st_mtime_ns
    return found


def _same_trees(found: Tree, wanted: Tree) -> None:
    if found == wanted:
        return
    path = min(path for path in found.keys() | wanted.keys() if found.get(path, b"-") != wanted.get(path, b"-"))
    if path not in found or path not in wanted:
        raise BrokenLawError(f"{path}: {'is left over' if path in found else 'is missing'}")
    one, other = found[path] or b"", wanted[path] or b""
    at = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    held = slice(max(at - 60, 0), at + 60)
    raise BrokenLawError(f"{path} differs at {at}: {one[held]!r}\nclean: {other[held]!r}")


def _check_counts(report: BuildReport, before: Tree, site: Tree) -> None:
    """Hold what a build says that it changed to what is there; the first build of a site changes all of it."""
    old = {path: body for path, body in before.items() if body is not None}
    new = {path: body for path, body in site.items() if body is not None}
    changed = sum(old.get(path) != body for path, body in new.items())
    removed = len(old.keys() - new.keys())
    whole = report.changed == len(new) and report.removed == 0
    if (report.changed, report.removed) != (changed, removed) and not whole:
        raise BrokenLawError(
            f"told: {report.changed} changed and {report.removed} removed, found: {changed} and {removed}"
        )


def _attempt(build: Callable[[], BuildReport]) -> tuple[BuildReport | None, EngineError | None]:
    try:
        return build(), None
    except EngineError as error:
        return None, error


def _told(error: EngineError | None) -> str:
    """Return what both builds must say; a disk refuses a torn site before it is whole, and names another path."""
    if isinstance(error, PublishError):
        return "PublishError"
    return f"{type(error).__name__}: {error}".replace(CLEAN_STATE, STATE).replace(CLEAN_SITE, SITE) if error else ""


def _files(shop: Shop) -> dict[str, bytes]:
    lines = [one if isinstance(one, bytes) else json.encode(one) for one in shop.products]
    named = {"brands": shop.brands, "categories": shop.categories, "face_shape_compatibility": shop.faces}
    files = {f"catalog/{name}.jsonl": b"".join(json.encode(one) + b"\n" for one in named[name]) for name in named}
    files[PRODUCTS] = b"".join(line + b"\n" for line in lines)
    files["shop.toml"] = "".join(f"{name} = {_toml(value)}\n" for name, value in shop.options.items()).encode()
    return files | shop.files


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(one)}' for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.encode(value).decode()
