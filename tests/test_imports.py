"""What a stage may drag in: a worker imports the stages at its start, so none of them may load a heavy library."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shop.builder import ELSEWHERE, product, write_shop

ROOT = Path(__file__).parent.parent
HEAVY = ("numpy", "pymongo", "bson", "pyvips", "rich", "httpx", "babel", "hypothesis", "pytest")
# No worker imports the command line, and only what a command needs of it is loaded.
STAGES = sorted({path.parent.name for path in ROOT.glob("engine/*/__init__.py")} - {"cli"})

# What a build in which nothing has changed has no use for: each of these costs more than the rest of what it does.
IDLE = (
    *(name for name in HEAVY if name != "babel"),  # which says whether there is such a locale
    *("jinja2", "markdown_it", "nh3", "native.machine", "typer", "pydantic"),
    *("asyncio", "concurrent", "email", "http", "importlib.metadata", "multiprocessing", "socket", "sqlite3"),
    *("ctypes", "gzip", "hashlib", "html", "json", "subprocess", "tempfile", "urllib.request", "xml"),
    *("engine.assets.encode", "engine.catalog.references", "engine.catalog.vet", "engine.cli.doctor"),
    *("engine.pipeline.pool", "engine.pipeline.site", "engine.pipeline.worker", "engine.plan.plan"),
    *("engine.render.compiler", "engine.render.jinja", "engine.render.scene", "engine.render.views"),
)
MOST_OF_ENGINE = 90  # modules that such a build may load: a third of all

REPORT = """
import importlib, sys
for name in sys.argv[2:]:
    importlib.import_module(name)
    found = [heavy for heavy in sys.argv[1].split(",") if heavy in sys.modules]
    if found:
        sys.exit(f"{name} imports {', '.join(found)}")
"""

LOADED = """
import sys
before = set(sys.modules)
from engine.cli import main
if sys.argv[1:]:
    assert main(sys.argv[1:]) == 0
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""


def modules(package: Path) -> list[str]:
    """Return the dotted names of all modules under `package`."""
    names = (path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in package.rglob("*.py"))
    return sorted(name.removesuffix(".__init__") for name in names if not name.endswith(".__main__"))


def imported_in_a_fresh_process(names: list[str]) -> str:
    """Return what a Python that imports `names` one by one complains of."""
    command = [sys.executable, "-c", REPORT, ",".join(HEAVY), *names]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr


def loaded_by(*arguments: str) -> list[str]:
    """Return the modules that a command loads in a fresh process, beside those that Python starts with."""
    command = [sys.executable, "-c", LOADED, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr.split()


def test_every_stage_is_looked_at() -> None:
    assert {"catalog", "config", "pipeline", "plan", "render"} <= set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_no_module_of_a_stage_imports_a_heavy_library(stage: str) -> None:
    assert imported_in_a_fresh_process(modules(ROOT / "engine" / stage)) == ""


@pytest.mark.parametrize("package", ["native", "themes", "deploy"])
def test_what_stands_alone_imports_no_engine_and_nothing_heavy(package: str) -> None:
    command = [
        sys.executable,
        "-c",
        REPORT,
        ",".join(("engine", *HEAVY)),
        *modules(ROOT / package),
    ]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr == ""


def test_the_command_line_starts_with_nothing_of_the_engine_but_its_errors() -> None:
    assert imported_in_a_fresh_process(["engine", "engine.__main__"]) == ""
    found = [name for name in loaded_by() if name.startswith("engine")]
    assert found == ["engine", "engine.cli", "engine.cli.app", "engine.cli.codes", "engine.errors"]


def test_a_build_that_finds_nothing_to_do_loads_nothing_that_makes_pages(tmp_path: Path) -> None:
    write_shop(tmp_path, [product("Alma"), product("Bror")], config=ELSEWHERE)
    for file in (tmp_path / "catalog").iterdir():
        os.utime(file, (1e9, 1e9))  # what was written a moment ago is read again
    first, second = loaded_by("build", str(tmp_path)), loaded_by("build", str(tmp_path))
    assert {"engine.pipeline.site", "engine.render.scene", "jinja2"} <= set(first)
    assert [name for name in second if name in IDLE] == []
    assert len([name for name in second if name.startswith("engine")]) < MOST_OF_ENGINE
