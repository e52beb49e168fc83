"""Workers, nurseries and whole builds killed at random moments -> a whole site, and a right next build."""

from pathlib import Path

import pytest

from tests.pipeline.kill_builds import kill_builds


@pytest.mark.parametrize("seed", [4, 5])  # in two halves, which two processes can take
def test_builds_killed_at_any_moment_leave_a_whole_site_and_nothing_behind(tmp_path: Path, seed: int) -> None:
    outcomes = kill_builds(tmp_path, 25, seed)
    assert outcomes.total() == 25
    assert outcomes["parent: old"] + outcomes["interrupt: old"] > 0
