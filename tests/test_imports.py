"""What a stage may drag in: a worker imports the stages at its start, so none of them may load a heavy library."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("numpy", "pymongo", "bson", "pyvips", "rich", "httpx", "babel", "hypothesis", "pytest")
# No worker imports the command line, and only what a command needs of it is loaded.
STAGES = sorted({path.parent.name for path in ROOT.glob("engine/*/__init__.py")} - {"cli"})

REPORT = """
import importlib, sys
for name in sys.argv[2:]:
    importlib.import_module(name)
    found = [heavy for heavy in sys.argv[1].split(",") if heavy in sys.modules]
    if found:
        sys.exit(f"{name} imports {', '.join(found)}")
"""


def modules(package: Path) -> list[str]:
    """Return the dotted names of all modules under `package`."""
    names = (path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in package.rglob("*.py"))
    return sorted(name.removesuffix(".__init__") for name in names if not name.endswith(".__main__"))


def imported_in_a_fresh_process(names: list[str]) -> str:
    """Return what a Python that imports `names` one by one complains of."""
    command = [sys.executable, "-c", REPORT, ",".join(HEAVY), *names]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr


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


def test_the_command_line_starts_without_the_libraries_that_only_a_build_needs() -> None:
    assert imported_in_a_fresh_process(["engine", "engine.__main__"]) == ""
