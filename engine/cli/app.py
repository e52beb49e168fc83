"""Arguments -> one command, its exit code, and errors as one line each."""

import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from engine.cli.codes import EPILOG, INTERRUPTED, OK, TERMINATED, code_of
from engine.errors import EngineError

COMMANDS = {  # in the order of the help
    "init": "engine.cli.shop:init",
    "demo": "engine.cli.shop:demo",
    "build": "engine.cli.build:build",
    "check": "engine.cli.check:check",
    "explain": "engine.cli.explain:explain",
    "preview": "engine.cli.preview:preview",
    "doctor": "engine.cli.doctor:doctor",
    "config": "engine.cli.config:group",
}
OBJECTS = 400_000  # between two collections: by the usual 700 a command that only loads modules has a hundred of them
UNREAD = 120  # what Python ends with when nobody takes its last words
_ENDED = {INTERRUPTED: "interrupted", TERMINATED: "terminated"}


class Commands(click.Group):
    """The commands; what one needs is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (a name of click)
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name in COMMANDS:
            module, _, name = COMMANDS[cmd_name].partition(":")
            command: click.Command = getattr(importlib.import_module(module), name)
            return command
        if ctx.resilient_parsing:  # by a shell that completes what is typed
            return None
        raise click.exceptions.NoSuchCommand(cmd_name, possibilities=COMMANDS, ctx=ctx)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Ctrl-C ends it with a code of its own."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"storeloom {version('storeloom')}")
        except PackageNotFoundError:  # a source tree that nobody installed
            print("storeloom, not installed")
        ctx.exit()


@click.group(cls=Commands, epilog=EPILOG, context_settings={"show_default": True})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version and leave."
)
def app() -> None:
    """Turn an eyewear catalog into a complete static shop."""


@contextmanager
def _ending() -> Iterator[None]:
    """Have SIGTERM, which service managers and containers send, clean up as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        # A second one must not break the cleaning up; SIG_IGN would be inherited by what that starts.
        signal.signal(signal.SIGTERM, lambda *_: None)
        raise SystemExit(TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def command() -> NoReturn:
    """Run the command of this process and end it at once: to let go of all that it holds takes as long as some builds.

    What it wrote is flushed; nothing of the engine waits for an interpreter that ends in order.
    """
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or UNREAD
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])
    try:
        with _ending():
            app(args=arguments, prog_name="storeloom")
    except SystemExit as left:
        if left.code in _ENDED:
            print(f"{_ENDED[left.code]}; what stood before stands", file=sys.stderr)
        return left.code if isinstance(left.code, int) else OK
    except EngineError as error:
        for line in str(error).splitlines():
            print(f"error: {line}", file=sys.stderr)
        return code_of(error)
    return OK
