"""`storeloom check`: configuration, content, catalog and theme -> what is wrong with them; builds nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
from msgspec import json

from engine.catalog.product import Finding
from engine.cli.arguments import Config, Report, Sets, Shops, Source, configure, one_shop
from engine.cli.codes import FAILED, OK, code_of, together
from engine.cli.screen import failures
from engine.config.schema import ShopConfig
from engine.content.blanks import blanks
from engine.content.entry import read_content
from engine.errors import EngineError
from engine.telemetry.events import BuildFailed

SEVERITIES = ("critical", "high", "medium", "low")


def check(
    folders: Shops = None, config: Config = None, source: Source = None, sets: Sets = None, report: Report = None
) -> None:
    """Vet configuration, content, catalog and theme of shops."""
    shops = folders or [Path()]
    one_shop(shops, config=config, source=source)
    codes = []
    for folder in shops:
        try:
            codes.append(_check(folder, configure(folder, config, source, None, sets), report))
        except EngineError as error:
            failures(BuildFailed(build_id="", shop=str(folder), error=type(error).__name__, message=str(error)))
            codes.append(code_of(error))
    code = together(codes)
    if code != OK:
        raise typer.Exit(code)


def _check(folder: Path, config: ShopConfig, report: Path | None) -> int:
    from engine.pipeline.check import check

    print(f"{config.shop.name}: shop.toml is right")
    print(f"  content        {len(read_content(config.folder)):,} pages of prose")
    left = blanks(config.folder)
    for blank in left:
        print(f"  blank          {folder / blank.source}:{blank.line}: [[{blank.text}]]")
    findings = check(config)
    for line in _grouped(findings):
        print(line)
    if report:
        report.write_bytes(json.format(json.encode({"findings": findings}), indent=1) + b"\n")
    return FAILED if left else OK


def _grouped(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line for each code, the most severe first, with one example."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for each in findings:
        groups.setdefault((SEVERITIES.index(each.severity), each.code), []).append(each)
    for (severity, code), group in sorted(groups.items()):
        first = group[0]
        place = ": ".join(text for text in (first.source_id, first.field) if text)
        yield f"  {SEVERITIES[severity]:<14} {len(group):,} x {code}; {place}: {first.found!r}: {first.done}"
