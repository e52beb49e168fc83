"""Random edits of tiny shops, 2,000 where CI is set -> incremental builds that leave what clean ones make."""

import os
import subprocess
import sys

from tests.real.parts import in_ci

STEPS = 1000 if in_ci() else 100
SEEDS = (1, 100_001)


def test_random_edits_leave_what_a_clean_build_makes() -> None:
    commands = [[sys.executable, "-m", "tests.incremental", str(STEPS), str(seed)] for seed in SEEDS]
    # Lines that are counted take three times as long.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    halves = [
        subprocess.Popen(one, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=plain)
        for one in commands
    ]
    told = [half.communicate()[0] for half in halves]
    assert [half.returncode for half in halves] == [0, 0], "\n".join(told)
