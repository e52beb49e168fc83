"""The face of native/: which twin an import gives, and what a missing build says."""

import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import native

FOLDER = Path(native.__file__).parent
SHOW = "import native; print(native.PURE, native.json_string.__module__)"


def run(folder, **environment):
    return subprocess.run(
        [sys.executable, "-S", "-c", SHOW],  # without site: an editable install would lend its compiled modules
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def plain_copy(folder):
    shutil.copytree(FOLDER, folder / "native", ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    return folder


def test_every_name_of_the_face_has_both_twins():
    modules = [importlib.import_module(f"native.{module.name}") for module in pkgutil.iter_modules(native.__path__)]
    plain = [module for module in modules if module.__name__.startswith("native.pure")]
    compiled = [module for module in modules if module.__file__.endswith(".so")]
    names = set(native.__all__) - {"PURE"}
    for twins in (plain, compiled):
        assert {name for name in names if not any(hasattr(module, name) for module in twins)} == set()


def test_the_compiled_twin_is_the_one_that_runs():
    assert run(FOLDER.parent, STORELOOM_PURE="").stdout.split() == ["False", "native.jsontext"]


def test_the_plain_twin_runs_when_asked_for_without_a_build(tmp_path):
    assert run(plain_copy(tmp_path), STORELOOM_PURE="1").stdout.split() == ["True", "native.pure"]


def test_a_missing_build_is_an_error_that_says_what_to_do(tmp_path):
    result = run(plain_copy(tmp_path), STORELOOM_PURE="")
    assert result.returncode == 1
    assert "native/ is not compiled: run `pip install -e .`, or set STORELOOM_PURE=1" in result.stderr
