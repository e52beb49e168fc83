"""Arguments -> commands of `storeloom`; the only place that prints."""

from engine.cli.app import main

__all__ = ["main"]
