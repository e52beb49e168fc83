"""A shop -> what `check` finds in it."""

from pathlib import Path

import pytest

from engine.cli import main
from tests.cli.test_build import PRODUCT, shop

Capture = pytest.CaptureFixture[str]


def test_check_lists_blanks_and_builds_nothing(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    (folder / "content").mkdir()
    (folder / "content/about.md").write_text('+++\ntitle = "About"\n+++\nWe are in [[town]].\n')
    code = main(["check", str(folder)])
    out = capsys.readouterr().out
    assert (code, (folder / "site").exists()) == (1, False)
    assert f"  blank          {folder}/content/about.md:4: [[town]]\n" in out
