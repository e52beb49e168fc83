"""Events -> log lines: JSON through the standard library's logging, one id a build in each line."""

import logging
from logging.handlers import RotatingFileHandler

from msgspec import json, to_builtins

from engine.telemetry.events import BuildFailed, Event, StageProgress, Warned

LOGGER = "storeloom"
MOST_BYTES = 5_000_000  # then the older half of the story goes


def log_event(event: Event) -> None:
    """Write an event to the logger `storeloom`; progress is only for those who debug."""
    logger = logging.getLogger(LOGGER)
    level = _level(event)
    if logger.isEnabledFor(level):
        fields = to_builtins(event)
        logger.log(level, fields.pop("event"), extra={"fields": fields})


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


class JsonFormatter(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.encode(line, order="deterministic").decode()


def open_log(path: str, level: int = logging.INFO) -> logging.Handler:
    """Append log lines to a file until `close_log`."""
    handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(JsonFormatter())
    handler.setLevel(level)
    logger = logging.getLogger(LOGGER)
    logger.addHandler(handler)
    logger.setLevel(min(level, logger.level or level))
    logger.propagate = False
    return handler


def close_log(handler: logging.Handler) -> None:
    """End what `open_log` began."""
    logging.getLogger(LOGGER).removeHandler(handler)
    handler.close()
