"""`storeloom build`: shop folders -> their sites, one after the other, and what there is to tell about each."""

import os
import shlex
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import click
from msgspec import Struct, json
from msgspec.structs import asdict

from engine.cli import arguments
from engine.cli.arguments import FILE, configure, folder_of, one_shop
from engine.cli.codes import EPILOG, OK, code_of, together
from engine.cli.figures import forecast_lines, summary_lines
from engine.cli.outcome import Outcome, expect_writable, write_report, writing
from engine.cli.screen import Complaints, Screen, both, failures, print_json
from engine.config.schema import ShopConfig
from engine.errors import ConfigError, EngineError, PublishError
from engine.telemetry.events import BuildFailed, Event, Warned
from engine.telemetry.log import Log
from engine.telemetry.metrics import write_metrics


class How(Struct, frozen=True, kw_only=True):
    """What the command line says of how to build, beside the configuration."""

    workers: int | None = None
    limit: int | None = None
    full: bool = False
    compare: bool = False


@click.command(epilog=EPILOG)
@arguments.shops
@arguments.config
@arguments.source
@arguments.output
@arguments.sets
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Worker processes; none: [build].")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N products, for a quick look.")
@click.option("--max-excluded", metavar="N", help="Stop when more than N, or N%, are broken; none: [catalog].")
@click.option("--full", is_flag=True, help="Make everything anew, whatever an earlier build has left.")
@click.option(
    "--full-compare", is_flag=True, help="Look at every document, also where its file or date has not changed."
)
@click.option("--dry-run", is_flag=True, help="Say what would be made, removed and redirected, and why; write nothing.")
@arguments.report
@click.option("--metrics", type=FILE, metavar="FILE", help="Write figures for Prometheus.")
@click.option("as_json", "--json", is_flag=True, help="Print events as JSON lines, and nothing else.")
@arguments.quiet
def build(
    folders: tuple[Path, ...],
    config: Path | None,
    source: str | None,
    output: str | None,
    sets: tuple[str, ...],
    workers: int | None,
    limit: int | None,
    max_excluded: str | None,
    full: bool,
    full_compare: bool,
    dry_run: bool,
    report: Path | None,
    metrics: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Build shops, one after the other.

    Each has all workers to itself; one that fails does not keep the others from being built. What an earlier build has
    made and what still holds is taken over.
    """
    shops = folders or (folder_of(None, config),)
    one_shop(shops, config=config, source=source, output=output)
    if max_excluded is not None:
        sets = (*sets, f'catalog.max_excluded="{max_excluded}"')
    for file in (report, metrics):
        if file is not None and dry_run:
            raise ConfigError(f"--dry-run: expected no file to be written, got {file}; --json prints all there is")
        expect_writable(file)
    how = How(workers=workers, limit=limit, full=full, compare=full_compare)
    style = print_json if as_json else Complaints() if quiet else None
    outcomes = []
    for folder in shops:
        try:
            settled = configure(folder, config, source, output, sets)
        except EngineError as error:
            (style or failures)(BuildFailed("", str(folder), type(error).__name__, str(error)))
            outcomes.append(Outcome(folder=os.path.abspath(folder), code=code_of(error), error=str(error)))
        else:
            outcomes.append(_foretell(settled, style, how) if dry_run else _build(settled, style, how))
    if report:
        write_report(report, "builds", outcomes)
    built = [each.build for each in outcomes if each.build]
    if metrics and built:
        with writing(metrics):
            write_metrics(built, str(metrics))
    code = together(each.code for each in outcomes)
    if code != OK:
        raise click.exceptions.Exit(code)


def build_shop(config: ShopConfig, *, quiet: bool) -> int:
    """Build one shop with a live display, say how to look at it, and return the exit code."""
    return _build(config, Complaints() if quiet else None, How()).code


def _foretell(config: ShopConfig, style: Callable[[Event], None] | None, how: How) -> Outcome:
    """Say what a build would do."""
    from engine.pipeline.forecast import forecast

    tell = style or both(_warn, failures)

    def listen(event: Event) -> None:  # of stages there is nothing to see
        if isinstance(event, Warned | BuildFailed):
            tell(event)

    try:
        told = forecast(config, listen=listen, **asdict(how))
    except EngineError as error:
        listen(BuildFailed("", config.shop.name, type(error).__name__, str(error)))
        return _failed(config, error)
    if style is print_json:
        print(json.encode(told).decode(), flush=True)
    elif style is None:
        print("\n".join(forecast_lines(told)), flush=True)
    return Outcome(folder=config.folder, shop=told.shop, code=OK)


def _warn(event: Event) -> None:
    if isinstance(event, Warned):
        print(f"warning: {event.message}", flush=True)


def _build(config: ShopConfig, style: Callable[[Event], None] | None, how: How) -> Outcome:
    from engine.pipeline.build import build

    build_id = ""

    def remember(event: Event) -> None:
        nonlocal build_id
        build_id = event.build_id

    with ExitStack() as stack:
        show = style or both(stack.enter_context(Screen.open()), failures)
        try:
            log = stack.enter_context(closing(_log(config)))
        except PublishError as error:
            show(BuildFailed("", config.shop.name, type(error).__name__, str(error)))
            return _failed(config, error)
        try:
            done = build(config, listen=both(remember, both(log, show)), **asdict(how))
        except EngineError as error:
            return _failed(config, error, build_id)
    if style is None:
        print("\n".join(["", *summary_lines(done), f"\nLook at it: storeloom preview {_look(config)}"]), flush=True)
    return Outcome(
        folder=config.folder, shop=done.shop, code=OK, build_id=done.build_id, findings=done.all_findings, build=done
    )


def _failed(config: ShopConfig, error: EngineError, build_id: str = "") -> Outcome:
    return Outcome(
        folder=config.folder,
        shop=config.shop.name,
        code=code_of(error),
        build_id=build_id,
        error=str(error),
        findings=getattr(error, "findings", ()),
    )


def _look(config: ShopConfig) -> str:
    folder = shlex.quote(os.path.relpath(config.folder))
    site = os.path.join(config.folder, config.output.folder)
    inside = os.path.commonpath((os.path.abspath(site), config.folder)) == config.folder
    return folder if inside else f"{folder} --output {shlex.quote(site)}"


def _log(config: ShopConfig) -> Log:
    folder = os.path.join(config.folder, config.build.state)
    file = os.path.join(folder, "log.jsonl")
    try:
        os.makedirs(folder, exist_ok=True)
        return Log(file, complain=lambda text: print(f"warning: {text}", file=sys.stderr, flush=True))
    except OSError as error:
        got = f"{error.filename or file}: {error.strerror}"
        raise PublishError(f"{folder}: expected a folder that can be written, got {got}; see build.state") from error
