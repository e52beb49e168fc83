"""Modules that are loaded by a thread -> all of them there, and the thread gone, when the work beside it is done."""

import sys
import threading
from pathlib import Path

import pytest

from engine.pipeline.ahead import loading
from engine.pipeline.reading import CHANGED


def test_modules_are_loaded_while_something_else_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "loaded_ahead.py").write_text("VALUE = 7\n")
    before = threading.active_count()
    with loading(["loaded_ahead"]):
        pass
    assert (sys.modules.pop("loaded_ahead").VALUE, threading.active_count()) == (7, before)


def test_all_that_a_change_needs_can_be_loaded() -> None:
    with loading(CHANGED):
        pass
    assert set(CHANGED) <= sys.modules.keys()
