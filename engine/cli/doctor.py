"""`storeloom doctor`: this machine and a shop -> what is there, what is missing, what to do."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from engine.cli.arguments import Config, Sets, configure
from engine.config.redact import redact
from engine.config.schema import ShopConfig
from engine.pipeline.exchange import exchange

PACKAGES = ("engine", "native", "themes", "deploy")
MIB = 1024 * 1024
ANSWER_MS = 2000


class Sign(NamedTuple):
    """What was looked at and how it is."""

    state: str  # ok, warn or fail
    subject: str
    text: str
    advice: str = ""


def doctor(
    folder: Annotated[Path | None, typer.Argument(metavar="[SHOP_FOLDER]", help="None: the machine only.")] = None,
    config: Config = None,
    sets: Sets = None,
) -> None:
    """Look at this machine, and at what a shop needs of it."""
    shop = folder or (Path() if os.path.isfile("shop.toml") else None)
    settled = configure(shop, config, None, None, sets) if shop else None
    signs = [*machine(), *installation(), *disk(settled), *(database(settled) if settled else ())]
    for sign in signs:
        print(f"{sign.state:<4}  {sign.subject:<12} {sign.text}" + (f"; {sign.advice}" if sign.advice else ""))
    if any(sign.state == "fail" for sign in signs):
        raise typer.Exit(1)


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
    """Look at the place that a build needs."""
    folder = config.folder if config else os.getcwd()
    free = shutil.disk_usage(folder).free // MIB
    enough = free >= 1024
    advice = "" if enough else "a build of 1,000 products with pictures takes about 200 MiB"
    yield Sign("ok" if enough else "warn", "disk", f"{free:,} MiB free in {folder}", advice)
    if not os.access(folder, os.W_OK):
        yield Sign("fail", "disk", f"{folder} cannot be written", "a build writes its site and its state there")
        return
    with tempfile.TemporaryDirectory(prefix=".storeloom-doctor-", dir=folder) as place:
        paths = [os.path.join(place, name) for name in ("one", "other")]
        for path in paths:
            os.mkdir(path)
        whole = exchange(*paths)
    advice = "" if whole else "a site is away for an instant while it is replaced"
    yield Sign("ok" if whole else "warn", "exchange", "in one step" if whole else "in two steps", advice)


def database(config: ShopConfig) -> Iterator[Sign]:
    """Look whether the shop's MongoDB answers."""
    source = config.catalog.source
    if not source.startswith("mongodb"):
        return
    from pymongo import MongoClient
    from pymongo.errors import PyMongoError

    try:
        with MongoClient[dict[str, object]](source, serverSelectionTimeoutMS=ANSWER_MS) as client:
            version = client.server_info()["version"]
    except (PyMongoError, ValueError, OSError) as error:  # a port out of range, a certificate that is not there
        yield Sign("fail", "mongodb", f"{redact(source)}: {redact(str(error))[:200]}", "check catalog.source")
    else:
        yield Sign("ok", "mongodb", f"{redact(source)} answers, version {version}")
