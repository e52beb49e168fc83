"""`storeloom build`: shop folders -> their sites, one after the other, and what there is to tell about each."""

import os
import shlex
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import Struct, json

from engine.cli.arguments import Config, Output, Report, Sets, Shops, Source, configure, one_shop
from engine.cli.codes import OK, code_of, together
from engine.cli.figures import summary_lines
from engine.cli.screen import Screen, both, failures, print_json
from engine.config.schema import ShopConfig
from engine.errors import EngineError, PublishError
from engine.telemetry.events import BuildFailed, Event
from engine.telemetry.log import Log
from engine.telemetry.metrics import write_metrics
from engine.telemetry.report import BuildSummary

Workers = Annotated[int | None, typer.Option(min=1, max=256, metavar="N", help="Worker processes; none: [build].")]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="At most N products, for a quick look.")]
Excluded = Annotated[
    str | None,
    typer.Option("--max-excluded", metavar="N", help="Stop when more than N, or N%, are broken; none: [catalog]."),
]
Metrics = Annotated[Path | None, typer.Option("--metrics", metavar="FILE", help="Write figures for Prometheus.")]
Json = Annotated[bool, typer.Option("--json", help="Print events as JSON lines, and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print errors only.")]


class Outcome(Struct, frozen=True):
    """What became of one shop."""

    code: int
    build: BuildSummary | None = None
    findings: Sequence[Any] = ()


def build(
    folders: Shops = None,
    config: Config = None,
    source: Source = None,
    output: Output = None,
    sets: Sets = None,
    workers: Workers = None,
    limit: Limit = None,
    max_excluded: Excluded = None,
    report: Report = None,
    metrics: Metrics = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build shops, one after the other.

    Each has all workers to itself; one that fails does not keep the others from being built.
    """
    shops = folders or [Path()]
    one_shop(shops, config=config, source=source, output=output)
    if max_excluded is not None:
        sets = [*(sets or ()), f'catalog.max_excluded="{max_excluded}"']
    style = print_json if as_json else failures if quiet else None
    outcomes = []
    for folder in shops:
        try:
            settled = configure(folder, config, source, output, sets)
        except EngineError as error:
            failed = BuildFailed("", str(folder), type(error).__name__, str(error))
            (style or failures)(failed)
            outcomes.append(Outcome(code_of(error)))
        else:
            outcomes.append(_build(settled, style, workers, limit))
    if report:
        _write_report(report, outcomes)
    if metrics:
        write_metrics([each.build for each in outcomes if each.build], str(metrics))
    code = together(each.code for each in outcomes)
    if code != OK:
        raise typer.Exit(code)


def build_shop(config: ShopConfig) -> int:
    """Build one shop with a live display, say how to look at it, and return the exit code."""
    return _build(config, None, None, None).code


def _build(
    config: ShopConfig, style: Callable[[Event], None] | None, workers: int | None, limit: int | None
) -> Outcome:
    from engine.pipeline.build import build

    with ExitStack() as stack:
        show = style or both(stack.enter_context(Screen.open()), failures)
        log = stack.enter_context(closing(Log(_log_file(config))))
        try:
            done = build(config, listen=both(log, show), limit=limit, workers=workers)
        except EngineError as error:
            return Outcome(code_of(error), None, getattr(error, "findings", ()))
    if style is None:
        print("\n".join(["", *summary_lines(done), f"\nLook at it: storeloom preview {_look(config)}"]), flush=True)
    return Outcome(OK, done, done.findings)


def _look(config: ShopConfig) -> str:
    folder = shlex.quote(os.path.relpath(config.folder))
    site = os.path.join(config.folder, config.output.folder)
    inside = os.path.commonpath((os.path.abspath(site), config.folder)) == config.folder
    return folder if inside else f"{folder} --output {shlex.quote(site)}"


def _log_file(config: ShopConfig) -> str:
    folder = os.path.join(config.folder, config.build.state)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise PublishError(f"{folder}: expected a folder that can be written, got: {error.strerror}") from error
    return os.path.join(folder, "log.jsonl")


def _write_report(path: Path, outcomes: Sequence[Outcome]) -> None:
    builds = [
        {
            "build_id": each.build.build_id if each.build else "",
            "shop": each.build.shop if each.build else "",
            "code": each.code,
            "findings": each.findings,
        }
        for each in outcomes
    ]
    try:
        path.write_bytes(json.format(json.encode({"builds": builds}), indent=1) + b"\n")
    except OSError as error:
        raise PublishError(f"{path}: expected a file that can be written, got: {error.strerror}") from error
