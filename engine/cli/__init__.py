"""Arguments -> commands of `storeloom`; the only place that prints."""

from engine.cli.app import command, main

__all__ = ["command", "main"]
