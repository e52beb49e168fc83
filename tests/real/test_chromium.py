"""The real Chromium of the tests: it paints at the size asked for, runs scripts, and reaches no other host."""

import struct
from pathlib import Path

import pytest

from tests.real.chromium import rendered_html, screenshot

pytestmark = pytest.mark.usefixtures("chromium")


def test_a_screenshot_has_the_size_of_the_window(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>Frames</title><p>Round</p>")
    screenshot(page.as_uri(), tmp_path / "page.png", 360, 640)
    assert struct.unpack(">II", (tmp_path / "page.png").read_bytes()[16:24]) == (360, 640)


def test_scripts_run_and_other_hosts_do_not_resolve(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><p>waiting</p><img src='http://other.example/a.png'"
        " onerror=\"document.querySelector('p').textContent = 'unreachable'\">"
    )
    assert "<p>unreachable</p>" in rendered_html(page.as_uri())
