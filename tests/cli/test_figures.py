"""Events and figures of a build -> lines for people and for machines."""

from contextlib import closing
from pathlib import Path

import pytest
from msgspec import json

from engine.cli.figures import changes, size, summary_lines
from engine.cli.screen import Complaints, Screen, failures, print_json
from engine.telemetry.events import (
    BuildFailed,
    BuildFinished,
    BuildStarted,
    Event,
    Listener,
    StageFinished,
    StageProgress,
    StageStarted,
    Warned,
)
from engine.telemetry.log import Log
from engine.telemetry.metrics import write_metrics
from engine.telemetry.report import BuildSummary, FindingCount, PictureCounts, ProductCounts, StageReport

SUMMARY = BuildSummary(
    build_id="b1",
    shop="Lind",
    output="/srv/site",
    stages=(StageReport("vet", 0.5, 0.9, 1000, 0), StageReport("render", 2.0, 3.75, 1234, 15_200_000)),
    pages={"product": 1000, "category": 12},
    products=ProductCounts(published=1000, excluded=2),
    pictures=PictureCounts(made=376, reused=2883),
    found=(FindingCount("no_price", "critical", 2), FindingCount("odd_case", "low", 40)),
    bytes=92_000_000,
    files=4321,
    changed=7,
    removed=2,
    remade={"category": {"cards": 1}, "product": {"content": 5, "cards": 1}},
    seconds=2.6,
    slowest_page="/products/a/",
    slowest_page_seconds=0.0125,
)
EVENTS: list[Event] = [
    BuildStarted("b1", "Lind", "/srv/shop", "catalog", "/srv/site", 2),
    StageStarted("b1", "render", 1234, "pages"),
    StageProgress("b1", "render", 600, 1234),
    Warned("b1", "the ledger is missing"),
    StageFinished("b1", "render", 2.0, 3.75, 1234, 15_200_000, "pages"),
    BuildFinished("b1", SUMMARY),
]


def test_the_summary_shows_time_and_bytes_a_stage_and_findings_by_code() -> None:
    assert list(summary_lines(SUMMARY)) == [
        "Lind: 1,012 pages in 2.60 s",
        "  stage            seconds       cpu      count   a second      bytes",
        "  vet                 0.50      0.90      1,000      2,000          -",
        "  render              2.00      3.75      1,234        617    15.2 MB",
        "  pages          1,000 product, 12 category",
        "  changed        7 of 4,321 files, 2 removed",
        "  made again     category: 1 cards; product: 5 content, 1 cards",
        "  products       1,000 published, 2 excluded",
        "  pictures       376 made, 2,883 reused",
        "  critical       2 x no_price",
        "  low            40 x odd_case",
        "  slowest        12.5 ms: /products/a/",
        "  site           4,321 files, 92.0 MB: /srv/site",
    ]


@pytest.mark.parametrize(
    ("changed", "removed", "whole", "text"),
    [
        (7, 0, "", "7 of 224 files"),
        (7, 2, "", "7 of 224 files, 2 removed"),
        (0, 0, "", "none of 224 files"),
        (0, 108, "", "108 removed, the 224 that are left are as they were"),
        (0, 0, "asked for by --full", "none of 224 files; all were made: asked for by --full"),
    ],
)
def test_the_summary_says_how_much_has_changed(changed: int, removed: int, whole: str, text: str) -> None:
    assert changes(changed, 224, removed, whole) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (3_200_000_000, "3.2 GB")])
def test_sizes_have_the_unit_that_fits(count: int, text: str) -> None:
    assert size(count) == text


def test_without_a_terminal_each_stage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen.open() as screen:
        for event in EVENTS:
            screen(event)
    assert capsys.readouterr().out.splitlines() == [
        "Lind: catalog -> /srv/site, build b1",
        "warning: the ledger is missing",
        "  render         1,234 pages, 2.00 s, 617/s, 15.2 MB",
    ]


def test_a_live_screen_draws_and_leaves_the_same_lines(capsys: pytest.CaptureFixture[str]) -> None:
    from engine.cli.screen import live

    with Screen(live()) as screen:
        for event in EVENTS:
            screen(event)
    assert "  render         1,234 pages, 2.00 s, 617/s, 15.2 MB" in capsys.readouterr().out


def test_machines_get_each_event_as_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    for event in EVENTS:
        print_json(event)
    lines = capsys.readouterr().out.splitlines()
    assert [json.decode(line, type=Event) for line in lines] == EVENTS  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("show", "warning"), [(failures, ""), (Complaints(), "warning: Lind: the ledger is missing\n")]
)
def test_quiet_tells_what_calls_for_somebody(show: Listener, warning: str, capsys: pytest.CaptureFixture[str]) -> None:
    for event in [*EVENTS, BuildFailed("b1", "/srv/shop", "CatalogError", "no products")]:
        show(event)
    assert capsys.readouterr() == ("", f"{warning}error: /srv/shop: no products\n")


def test_the_log_has_a_line_an_event_with_the_id_of_the_build(tmp_path: Path) -> None:
    with closing(Log(str(tmp_path / "log.jsonl"), complain=print)) as log:
        for event in EVENTS:
            log(event)
    lines = [json.decode(line) for line in (tmp_path / "log.jsonl").read_bytes().splitlines()]
    assert [(line["event"], line["level"], line["build_id"]) for line in lines] == [
        ("build_started", "info", "b1"),
        ("stage_started", "info", "b1"),
        ("warning", "warning", "b1"),
        ("stage_finished", "info", "b1"),
        ("build_finished", "info", "b1"),
    ]


def test_a_long_log_is_put_aside_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.telemetry.log.MOST_BYTES", 3)
    for text in ("one\n", "three\n", "xx\n"):
        (tmp_path / "log.jsonl").write_text(text)
        Log(str(tmp_path / "log.jsonl"), complain=print).close()
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {"log.jsonl": "xx\n", "log.jsonl.1": "three\n"}


def test_metrics_are_prometheus_text(tmp_path: Path) -> None:
    write_metrics([SUMMARY], str(tmp_path / "m.prom"))
    lines = (tmp_path / "m.prom").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        'storeloom_build_seconds{shop="Lind"} 2.6',
        'storeloom_site_bytes{shop="Lind"} 9.2e+07',
        'storeloom_site_files{shop="Lind"} 4321.0',
        'storeloom_slowest_page_seconds{shop="Lind"} 0.0125',
        'storeloom_stage_seconds{shop="Lind",stage="vet"} 0.5',
        'storeloom_stage_seconds{shop="Lind",stage="render"} 2.0',
        'storeloom_stage_cpu_seconds{shop="Lind",stage="vet"} 0.9',
        'storeloom_stage_cpu_seconds{shop="Lind",stage="render"} 3.75',
        'storeloom_stage_items{shop="Lind",stage="vet"} 1000.0',
        'storeloom_stage_items{shop="Lind",stage="render"} 1234.0',
        'storeloom_stage_bytes{shop="Lind",stage="vet"} 0.0',
        'storeloom_stage_bytes{shop="Lind",stage="render"} 1.52e+07',
        'storeloom_pages{kind="product",shop="Lind"} 1000.0',
        'storeloom_pages{kind="category",shop="Lind"} 12.0',
        'storeloom_products{outcome="published",shop="Lind"} 1000.0',
        'storeloom_products{outcome="filtered",shop="Lind"} 0.0',
        'storeloom_products{outcome="withdrawn",shop="Lind"} 0.0',
        'storeloom_products{outcome="excluded",shop="Lind"} 2.0',
        'storeloom_products{outcome="crashed",shop="Lind"} 0.0',
        'storeloom_pictures{outcome="made",shop="Lind"} 376.0',
        'storeloom_pictures{outcome="reused",shop="Lind"} 2883.0',
        'storeloom_pictures{outcome="refused",shop="Lind"} 0.0',
        'storeloom_findings{code="no_price",severity="critical",shop="Lind"} 2.0',
        'storeloom_findings{code="odd_case",severity="low",shop="Lind"} 40.0',
    ]


def test_a_log_without_room_is_told_of_once() -> None:
    told: list[str] = []
    with closing(Log("/dev/full", complain=told.append)) as log:
        log(Warned("b1", "one"))
        log(Warned("b1", "two"))
    assert told == ["/dev/full: lines of the log are lost: No space left on device"]
