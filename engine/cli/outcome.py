"""What became of each shop -> the file of --report, and whether files that were asked for can be written."""

import os
from collections.abc import Iterable, Iterator, Sequence
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
    findings: Iterable[Any] = ()
    build: BuildSummary | None = None


def write_report(path: Path, title: str, outcomes: Sequence[Outcome]) -> None:
    """Write all outcomes, failed ones too, as JSON under a title; the figures of a build have a file of their own.

    Each finding is a line, written as it is made: of a large catalog there may be more than fit into memory.
    """
    with writing(path), path.open("wb") as file:
        file.writelines(_lines(title, outcomes))


def _lines(title: str, outcomes: Sequence[Outcome]) -> Iterator[bytes]:
    yield b"{\n %s: [" % json.encode(title)
    for number, each in enumerate(outcomes):
        names = [name for name in Outcome.__struct_fields__ if name not in ("build", "findings")]
        facts = b",\n".join(b"   %s: %s" % (json.encode(name), json.encode(getattr(each, name))) for name in names)
        yield b'%s\n  {\n%s,\n   "findings": [' % (b"," if number else b"", facts)
        before = b"\n"
        for finding in each.findings:
            yield before + b"    " + json.encode(finding)
            before = b",\n"
        yield b"]\n  }" if before == b"\n" else b"\n   ]\n  }"
    yield b"\n ]\n}\n" if outcomes else b"]\n}\n"


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
