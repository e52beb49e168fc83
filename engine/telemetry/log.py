"""Events -> log lines: JSON through the standard library's logging, the id of the build in each line."""

import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from msgspec import json, to_builtins

from engine.telemetry.events import BuildFailed, Event, StageProgress, Warned

MOST_BYTES = 5_000_000  # then the next build starts another file, and the one before the last goes


class Log:
    """A listener that appends a line an event to a file; progress is only for those who debug."""

    def __init__(self, path: str, level: int = logging.INFO, *, complain: Callable[[str], None]) -> None:
        """Open the file, OSError where it cannot be; `complain` is told once if lines cannot be written later."""
        self._handler = _File(path, complain)
        self._handler.setFormatter(JsonFormatter())
        # A logger of its own and none of the process: two builds in one process must not write into each other's log.
        self._logger = logging.Logger("storeloom", level)
        self._logger.addHandler(self._handler)

    def __call__(self, event: Event) -> None:
        """Write an event."""
        level = _level(event)
        if self._logger.isEnabledFor(level):
            fields = to_builtins(event)
            self._logger.log(level, fields.pop("event"), extra={"fields": fields})

    def close(self) -> None:
        """End the log."""
        self._handler.close()


class _File(logging.FileHandler):
    # A build writes some dozen lines, so that it is enough to look at its start how long the file is; the handlers of
    # logging that look at each line come with sockets, mail and HTTP.
    def __init__(self, path: str, complain: Callable[[str], None]) -> None:
        with suppress(FileNotFoundError):
            if os.path.getsize(path) > MOST_BYTES:
                os.replace(path, f"{path}.1")
        super().__init__(path, encoding="utf-8")
        self._complain: Callable[[str], None] | None = complain

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002 (a name of logging)
        """Go on without the line: a build is worth more than its log."""
        error = sys.exception()
        if not isinstance(error, OSError):
            raise
        self._tell(error)

    def close(self) -> None:
        try:
            super().close()
        except OSError as error:  # what could not be written before is tried again
            self._tell(error)

    def _tell(self, error: OSError) -> None:
        complain, self._complain = self._complain, None
        if complain:
            complain(f"{self.baseFilename}: lines of the log are lost: {error.strerror}")


class JsonFormatter(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        return json.encode(line).decode()


def _level(event: Event) -> int:
    match event:
        case StageProgress():
            return logging.DEBUG
        case Warned():
            return logging.WARNING
        case BuildFailed():
            return logging.ERROR
        case _:
            return logging.INFO
