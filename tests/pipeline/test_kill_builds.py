"""Workers, nurseries and whole builds killed at random moments -> a whole site, and a right next build."""

from pathlib import Path

from tests.pipeline.kill_builds import kill_builds


def test_builds_killed_at_any_moment_leave_a_whole_site_and_nothing_behind(tmp_path: Path) -> None:
    outcomes = kill_builds(tmp_path, 50, seed=4)
    assert outcomes.total() == 50
    assert outcomes["parent: old"] > 0
