"""What the outside may rely on: names, signatures, fields, commands and exit codes."""

import inspect

import click
import pytest

import engine
from engine.cli import codes
from engine.cli.app import app
from engine.telemetry.events import ignore
from engine.telemetry.report import BuildSummary, PictureCounts, ProductCounts, StageReport


def options(command: str) -> list[str]:
    """Return the options of a command as a user writes them."""
    found = app.get_command(click.Context(app), command)
    return sorted(name for each in found.params for name in each.opts if name.startswith("--")) if found else []


def test_the_engine_is_one_function_and_its_structs() -> None:
    assert engine.__all__ == ["BuildReport", "ShopConfig", "build"]
    assert all(hasattr(engine, name) for name in engine.__all__)
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'nothing'"):
        engine.nothing  # noqa: B018


def test_build_takes_a_configuration_and_returns_a_report() -> None:
    signature = inspect.signature(engine.build)
    (config, *others) = signature.parameters.values()
    assert (config.name, config.default) == ("config", inspect.Parameter.empty)
    assert {one.kind for one in others} == {inspect.Parameter.KEYWORD_ONLY}
    assert {one.name: one.default for one in others} == {
        "listen": ignore,
        "limit": None,
        "workers": None,
        "full": False,
        "compare": False,
    }
    assert signature.return_annotation in (engine.BuildReport, "BuildReport")


def test_a_report_has_these_fields() -> None:
    summary = (
        *("build_id", "shop", "output", "stages", "pages", "products", "pictures", "found", "bytes", "files"),
        *("changed", "removed", "whole", "remade", "seconds", "slowest_page", "slowest_page_seconds"),
    )
    assert BuildSummary.__struct_fields__ == summary
    assert engine.BuildReport.__struct_fields__ == (*summary, "findings", "all_findings")
    assert ProductCounts.__struct_fields__ == ("published", "filtered", "withdrawn", "excluded", "crashed")
    assert PictureCounts.__struct_fields__ == ("made", "reused", "refused")
    assert StageReport.__struct_fields__ == ("name", "seconds", "cpu_seconds", "count", "bytes")


def test_the_command_line_has_these_commands() -> None:
    commands = ["build", "check", "config", "demo", "doctor", "explain", "init", "preview"]
    assert sorted(app.list_commands(click.Context(app))) == commands


def test_a_build_has_these_options() -> None:
    assert options("build") == [
        "--config",
        "--dry-run",
        "--full",
        "--full-compare",
        "--json",
        "--limit",
        "--max-excluded",
        "--metrics",
        "--output",
        "--quiet",
        "--report",
        "--set",
        "--source",
        "--workers",
    ]


@pytest.mark.parametrize("command", ["build", "check", "demo", "doctor", "explain", "init", "preview"])
def test_every_command_that_reports_on_its_work_can_be_quiet(command: str) -> None:
    assert "--quiet" in options(command)


def test_exit_codes_are_these() -> None:
    assert (codes.OK, codes.FAILED, codes.USAGE, codes.CATALOG, codes.INTERRUPTED) == (0, 1, 2, 3, 130)
