"""A missing part: skipped at a desk, an error in CI, and in both cases named."""

import pytest

from tests.real import parts


@pytest.mark.parametrize("value", ["", "0", "false", "False"])
def test_at_a_desk_a_missing_part_skips_the_test(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", value)
    with pytest.raises(pytest.skip.Exception, match="a real part is missing: mongod: run this"):
        parts.leave_out("mongod", parts.MissingPartError("run this"))


@pytest.mark.parametrize("value", ["1", "true"])
def test_in_ci_a_missing_part_fails_the_test(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", value)
    with pytest.raises(pytest.fail.Exception, match="nothing may be skipped"):
        parts.leave_out("mongod", parts.MissingPartError("run this"))
