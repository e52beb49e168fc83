"""Icons need a libvips that draws SVG; one that may not says why."""

import os
import subprocess
import sys

PROGRAM = """
from engine.assets.icons import draw_icons
from engine.errors import AssetError
try:
    draw_icons("Alder", "#1f3d36")
except AssetError as error:
    print(error)
"""


def test_a_library_that_may_not_draw_says_what_forbids_it() -> None:
    environment = os.environ | {"VIPS_BLOCK_UNTRUSTED": "1"}
    said = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.startswith("icons: expected a libvips that draws SVG, got: ")
    assert "when VIPS_BLOCK_UNTRUSTED is set in the environment, unset it" in said.stdout
