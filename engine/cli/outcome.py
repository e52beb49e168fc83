"""What became of each shop -> the file of --report, and whether files that were asked for can be written."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct, json

from engine.errors import ConfigError, PublishError
from engine.telemetry.report import BuildSummary


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one shop."""

    folder: str  # absolute
    shop: str = ""  # its name, as far as its configuration could be read
    code: int
    build_id: str = ""
    error: str = ""
    findings: Sequence[Any] = ()
    build: BuildSummary | None = None


def write_report(path: Path, title: str, outcomes: Sequence[Outcome]) -> None:
    """Write all outcomes, failed ones too, as JSON under a title; the figures of a build have a file of their own."""
    names = [name for name in Outcome.__struct_fields__ if name != "build"]
    rows = [{name: getattr(each, name) for name in names} for each in outcomes]
    with writing(path):
        path.write_bytes(json.format(json.encode({title: rows}), indent=1) + b"\n")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tell of a file that cannot be written as what the user can mend."""
    try:
        yield
    except OSError as error:
        raise _unwritable(path, f": {error.strerror}") from error


def expect_writable(path: Path | None) -> None:
    """Refuse a file that cannot be written before the long work whose outcome it is for."""
    if path is None:
        return
    if str(path) == "-":
        raise ConfigError("expected the name of a file, got -; /dev/stdout is standard output")
    if path.is_dir():
        raise _unwritable(path, " a folder")
    if not path.parent.is_dir():
        raise _unwritable(path, f" no folder {path.parent}; make it, or name another file")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _unwritable(path, " no right to write there")


def _unwritable(path: Path, got: str) -> PublishError:
    return PublishError(f"{path}: expected a file that can be written, got{got}")
