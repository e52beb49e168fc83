"""Arguments -> one command, its exit code, and errors as one line each."""

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

from engine.cli import build, check, config, doctor, explain, preview, shop
from engine.cli.codes import CHECK_EPILOG, EPILOG, INTERRUPTED, OK, TERMINATED, code_of
from engine.errors import EngineError

app = typer.Typer(
    help="Turn an eyewear catalog into a complete static shop.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(shop.init)
app.command("demo", epilog=EPILOG)(shop.demo)
app.command("build", epilog=EPILOG)(build.build)
app.command("check", epilog=CHECK_EPILOG)(check.check)
app.command("explain", epilog=EPILOG)(explain.explain)
app.command("preview")(preview.preview)
app.command("doctor")(doctor.doctor)
app.add_typer(config.app, name="config")


_ENDED = {INTERRUPTED: "interrupted", TERMINATED: "terminated"}


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"storeloom {version('storeloom')}")
        except PackageNotFoundError:  # a source tree that nobody installed
            print("storeloom, not installed")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
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
