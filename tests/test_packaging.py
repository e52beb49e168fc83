"""What is installed: one version, one command, typed packages, and a compiled module for each .pyx."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PACKAGES = ["engine", "native", "themes", "deploy"]


def test_the_installed_version_is_that_of_the_project_file() -> None:
    assert importlib.metadata.version("storeloom") == PROJECT["version"]


def test_the_command_tells_its_version() -> None:
    command = Path(sys.executable).with_name("storeloom")
    done = subprocess.run([str(command), "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, PROJECT["version"] in done.stdout, done.stderr) == (0, True, "")


def test_python_m_engine_is_the_same_command_though_the_folder_holds_a_deploy_py(tmp_path: Path) -> None:
    for name in ("native", "themes", "deploy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the file of a caller was imported')\n")
    command = [sys.executable, "-m", "engine", "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, PROJECT["version"] in done.stdout, done.stderr) == (0, True, "")


def test_each_pyx_is_named_in_setup_py() -> None:
    named = set(re.findall(r'"(native\.\w+)"', (ROOT / "setup.py").read_text()))
    assert named == {f"native.{path.stem}" for path in ROOT.glob("native/*.pyx")}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


def test_the_licence_is_the_one_named() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text()


def test_the_newest_entry_of_the_changelog_is_open_or_of_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] in {"Unreleased", PROJECT["version"]}
