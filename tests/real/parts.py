"""A program that the tests need and this machine lacks -> a loud skip, or a failure where CI is set."""

import os
from typing import NoReturn

import pytest

MISSING: dict[str, str] = {}


class MissingPartError(Exception):
    """A real part of the tests is not on this machine; the message says how to get it."""


def in_ci() -> bool:
    """Tell whether this run may leave nothing out."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def leave_out(part: str, error: MissingPartError) -> NoReturn:
    """End the test that needs `part`, and remember it for the summary of the run."""
    MISSING[part] = str(error)
    if in_ci():
        pytest.fail(f"{part}: {error} (CI is set: nothing may be skipped)")
    pytest.skip(f"{part}: {error}")
