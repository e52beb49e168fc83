"""`storeloom doctor`: this machine and a shop -> what is there, what is missing, what to do."""

import os
import platform
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
from msgspec.structs import replace

from engine.cli import arguments
from engine.cli.arguments import FILE, configure, folder_of
from engine.config.origins import naming_origins
from engine.config.redact import redact
from engine.config.schema import Catalog, ShopConfig
from engine.errors import EngineError, PublishError, SourceLostError
from engine.pipeline.exchange import exchange
from engine.pipeline.record import check_output

PACKAGES = ("engine", "native", "themes", "deploy")
MIB = 1024 * 1024
ANSWER_MS = 2000


class Sign(NamedTuple):
    """What was looked at and how it is."""

    state: str  # ok, warn or fail
    subject: str
    text: str
    advice: str = ""


@click.command
@click.argument("folder", type=FILE, required=False, metavar="[SHOP_FOLDER]", help="None: the machine only.")
@arguments.config
@arguments.sets
@arguments.quiet
def doctor(folder: Path | None, config: Path | None, sets: tuple[str, ...], quiet: bool) -> None:
    """Look at this machine, and at what a shop needs of it."""
    shop = folder_of(folder, config) if folder or config or os.path.isfile("shop.toml") else None
    settled = configure(shop, config, None, None, sets) if shop else None
    signs = [*machine(), *installation(), *disk(settled)]
    if settled:
        signs += [*output(settled), *database(settled), *catalog(settled)]
    for sign in (sign for sign in signs if not quiet or sign.state != "ok"):
        print(f"{sign.state:<4}  {sign.subject:<12} {sign.text}" + (f"; {sign.advice}" if sign.advice else ""))
    if any(sign.state == "fail" for sign in signs):
        raise click.exceptions.Exit(1)


def machine() -> Iterator[Sign]:
    """Look at Python, cores, memory and the kernel."""
    right = (3, 11) <= sys.version_info[:2] <= (3, 13)
    name = f"{platform.python_implementation()} {platform.python_version()}"
    yield Sign("ok" if right else "warn", "python", name, "" if right else "3.11 to 3.13 are tested")
    yield Sign("ok", "cores", str(len(os.sched_getaffinity(0))))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    enough = memory >= 1024
    yield Sign("ok" if enough else "warn", "memory", f"{memory:,} MiB", "" if enough else "use --workers 1")
    linux = sys.platform == "linux"
    yield Sign("ok" if linux else "warn", "system", platform.platform(terse=True), "" if linux else "Linux is tested")


def installation() -> Iterator[Sign]:
    """Look at the compiled path, libvips, and at who else owns our packages."""
    from importlib.metadata import packages_distributions

    try:
        import native
    except ImportError as error:
        yield Sign("fail", "native", str(error))
    else:
        pure = bool(native.PURE)
        advice = "unset STORELOOM_PURE for full speed" if pure else ""
        yield Sign("warn" if pure else "ok", "native", "plain Python" if pure else "compiled", advice)
    yield from _pictures()
    owners = packages_distributions()
    for package in PACKAGES:
        others = sorted({each for each in owners.get(package, ()) if each.lower() != "storeloom"})
        if others:
            advice = "install storeloom in an environment of its own: pip overwrites without a word"
            yield Sign("fail", "packages", f"`{package}` belongs to {', '.join(others)} too", advice)


def _pictures() -> Iterator[Sign]:
    try:
        import pyvips
    except (ImportError, OSError) as error:
        yield Sign("fail", "libvips", f"cannot be loaded: {error}", "pip install pyvips-binary")
        return
    version = ".".join(str(pyvips.version(place)) for place in range(3))
    yield Sign("ok", "libvips", f"{version} (pyvips {pyvips.__version__})")
    try:
        pyvips.Image.black(16, 16, bands=3).heifsave_buffer(compression="av1", effort=0)
    except pyvips.Error as error:
        yield Sign(
            "fail", "avif", str(error).strip(), 'pip install pyvips-binary, or images.formats = ["webp", "jpeg"]'
        )
    else:
        yield Sign("ok", "avif", "can be written")


def disk(config: ShopConfig | None) -> Iterator[Sign]:
    """Look at the places that a build needs: the shop's folder, and where site and state will be made."""
    folder = config.folder if config else os.getcwd()
    beside = (config.output.folder, config.build.state) if config else ()
    places = [folder, *(_existing(os.path.dirname(os.path.abspath(os.path.join(folder, each)))) for each in beside)]
    for place in dict.fromkeys(places):
        yield from _disk(place)


def _existing(folder: str) -> str:
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder


def _disk(folder: str) -> Iterator[Sign]:
    free = shutil.disk_usage(folder).free // MIB
    enough = free >= 1024
    advice = "" if enough else "a build of 1,000 products with pictures takes about 200 MiB"
    yield Sign("ok" if enough else "warn", "disk", f"{free:,} MiB free in {folder}", advice)
    try:
        with tempfile.TemporaryDirectory(prefix=".storeloom-doctor-", dir=folder) as place:
            paths = [os.path.join(place, name) for name in ("one", "other")]
            for path in paths:
                os.mkdir(path)
            whole = exchange(*paths)
    except OSError as error:
        told = f"{folder} cannot be written: {error.strerror}"
        yield Sign("fail", "disk", told, "a build writes its site, its state or urls.ledger there")
        return
    advice = "" if whole else "a site is away for an instant while it is replaced"
    yield Sign("ok" if whole else "warn", "exchange", "in one step" if whole else "in two steps", advice)


def output(config: ShopConfig) -> Iterator[Sign]:
    """Look whether a build may replace what stands in the place of the site."""
    folder = os.path.join(config.folder, config.output.folder)
    try:
        check_output(folder, os.path.join(config.folder, config.build.state))
    except (PublishError, OSError) as error:
        yield Sign("fail", "output", str(error))
    else:
        yield Sign("ok", "output", folder)


def catalog(config: ShopConfig) -> Iterator[Sign]:
    """Look whether the catalog has a first product, for which a database that does not answer is not asked again."""
    from engine.catalog.opening import open_source

    # A pipeline may take long, and its first product says no more of rights and names than that of the collection.
    options = replace(_hasty(config.catalog), pipeline=())
    try:
        with naming_origins(config):
            source = open_source(replace(config, catalog=options))
    except ImportError:  # of native, which `installation` tells
        return
    try:
        found = source.sample(1)
    except SourceLostError:
        return
    except EngineError as error:
        yield Sign("fail", "catalog", str(error))
        return
    finally:
        source.close()
    if found:
        yield Sign("ok", "catalog", source.describe())
    else:
        name = config.catalog.products
        yield Sign("fail", "catalog", f"{source.describe()}: no product in {name}", "see catalog.products")


def _hasty(options: Catalog) -> Catalog:
    """Return the options of a source that is not waited for as long as a build would."""
    source = options.source
    if not source.startswith("mongodb") or "serverselectiontimeoutms=" in source.lower():
        return options
    joint = "&" if "?" in source else "?" if source.count("/") > 2 else "/?"
    return replace(options, source=f"{source}{joint}serverSelectionTimeoutMS={ANSWER_MS}")


def database(config: ShopConfig) -> Iterator[Sign]:
    """Look whether the shop's MongoDB answers."""
    source = config.catalog.source
    if not source.startswith("mongodb"):
        return
    try:
        from engine.catalog.mongo import brief
    except ImportError:  # of native, which `installation` tells
        return
    from pymongo import MongoClient
    from pymongo.errors import PyMongoError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # `catalog` tells of options that the driver does not know
            with MongoClient[dict[str, object]](source, serverSelectionTimeoutMS=ANSWER_MS) as client:
                version = client.server_info()["version"]
    except (PyMongoError, ValueError, OSError) as error:  # a port out of range, a certificate that is not there
        yield Sign("fail", "mongodb", f"{redact(source)}: {redact(brief(error))[:200]}", "check catalog.source")
    else:
        yield Sign("ok", "mongodb", f"{redact(source)} answers, version {version}")
