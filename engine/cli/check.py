"""`storeloom check`: configuration, content, catalog and theme -> what is wrong with them; builds nothing."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from engine.catalog.product import Finding
from engine.cli import arguments
from engine.cli.arguments import configure, folder_of, one_shop
from engine.cli.codes import CHECK_EPILOG, FAILED, OK, code_of, together
from engine.cli.outcome import Outcome, expect_writable, write_report
from engine.cli.screen import Complaints, failures
from engine.config.schema import ShopConfig
from engine.content.blanks import blanks
from engine.content.entry import read_content
from engine.errors import ConfigError, EngineError
from engine.telemetry.events import BuildFailed, Event, Warned
from engine.telemetry.report import SEVERITIES


@click.command(epilog=CHECK_EPILOG)
@arguments.shops
@arguments.config
@arguments.source
@arguments.sets
@arguments.report
@arguments.quiet
def check(
    folders: tuple[Path, ...],
    config: Path | None,
    source: str | None,
    sets: tuple[str, ...],
    report: Path | None,
    quiet: bool,
) -> None:
    """Vet configuration, content, catalog and theme of shops."""
    shops = folders or (folder_of(None, config),)
    one_shop(shops, config=config, source=source)
    expect_writable(report)
    outcomes = []
    for folder in shops:
        try:
            settled = configure(folder, config, source, None, sets)
        except EngineError as error:
            _tell(error, str(folder))
            outcomes.append(Outcome(folder=os.path.abspath(folder), code=code_of(error), error=str(error)))
        else:
            outcomes.append(_check(folder, settled, quiet=quiet))
    if report:
        write_report(report, "checks", outcomes)
    code = together(each.code for each in outcomes)
    if code != OK:
        raise click.exceptions.Exit(code)


def _warn(event: Event) -> None:
    if isinstance(event, Warned):
        print(f"  warning        {event.message}")


def _check(folder: Path, config: ShopConfig, *, quiet: bool) -> Outcome:
    from engine.pipeline.check import check

    say = _keep_quiet if quiet else _say
    say([f"{config.shop.name}: {folder}"])
    findings: Sequence[Finding] = ()
    message = ""
    try:
        say([f"  content        {len(read_content(config.folder)):,} pages of prose"])
        left = blanks(config.folder)
        say(f"  blank          {folder / blank.source}:{blank.line}: [[{blank.text}]]" for blank in left)
        findings = check(config, listen=Complaints(config.shop.name) if quiet else _warn)
    except EngineError as error:
        findings = tuple(getattr(error, "findings", ()))
        code, message = code_of(error), str(error)
        # The findings are why: they come before the sentence that sums them up.
        say(_grouped(findings))
        _tell(error, str(folder))
    else:
        code = FAILED if left else OK
        say(_grouped(findings))
        if left:
            message = f"{_count(len(left), 'blank')} left to fill in"
            _tell(ConfigError(message), str(folder))
        else:
            say([f"{config.shop.name}: nothing keeps it from being built"])
    return Outcome(folder=config.folder, shop=config.shop.name, code=code, error=message, findings=findings)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def _keep_quiet(_: Iterable[str]) -> None:
    """Say nothing."""


def _tell(error: EngineError, shop: str) -> None:
    failures(BuildFailed(build_id="", shop=shop, error=type(error).__name__, message=str(error)))


def _count(number: int, noun: str) -> str:
    return f"1 {noun} is" if number == 1 else f"{number:,} {noun}s are"


def _grouped(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line for each code, the most severe first, with one example."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for each in findings:
        groups.setdefault((SEVERITIES.index(each.severity), each.code), []).append(each)
    for (severity, code), group in sorted(groups.items()):
        first = group[0]
        place = ": ".join(text for text in (first.source_id, first.field) if text)
        yield f"  {SEVERITIES[severity]:<14} {len(group):,} x {code}; {place}: {first.found!r}: {first.done}"
