"""A program that the tests need and this machine lacks -> a loud skip, or a failure where CI is set."""

import os
from typing import NoReturn

import pytest

LEFT_OUT = "a real part is missing: "


class MissingPartError(Exception):
    """A real part of the tests is not on this machine; the message says how to get it."""


def in_ci() -> bool:
    """Tell whether this run may leave nothing out."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def leave_out(part: str, error: MissingPartError) -> NoReturn:
    """End the test that needs `part`; the summary of the run finds it by LEFT_OUT."""
    if in_ci():
        pytest.fail(f"{part}: {error} (CI is set: nothing may be skipped)")
    pytest.skip(f"{LEFT_OUT}{part}: {error}")
