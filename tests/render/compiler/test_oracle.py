"""Random templates: the machine gives Jinja's bytes, or an error of the same type."""

import pytest

from tests.render.compiler.oracle import run

CASES = 250


@pytest.mark.parametrize("first", range(0, 1500, CASES))
def test_the_machine_does_what_jinja_does_with_random_templates(first: int) -> None:
    counts, _, reports = run(range(first, first + CASES))
    assert reports == []
    assert counts["same bytes"] > CASES * 3 // 5
    assert counts["other error first"] <= 2
    assert counts["unsupported"] < CASES // 8
