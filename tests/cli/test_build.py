"""Shop folders -> sites, and what the command tells, writes and returns."""

from pathlib import Path

import pytest
from msgspec import json

from engine.cli import main
from engine.telemetry.events import BuildFinished, BuildStarted, Event

Capture = pytest.CaptureFixture[str]
PRODUCT = {
    "_id": "p1",
    "product_id": "a1",
    "name": "Round",
    "brand_id": "b1",
    "price": {"base_price": 120, "currency": "EUR"},
}
BRAND = {"_id": "b1", "brand_id": "b1", "name": "Lind", "slug": "lind"}


def shop(folder: Path, name: str, *products: dict[str, object]) -> Path:
    """Write a tiny shop and return its folder."""
    (folder / "catalog").mkdir(parents=True)
    (folder / "shop.toml").write_text(f'[shop]\nname = "{name}"\nbase_url = "https://shop.example"\n')
    lines = b"".join(json.encode(product) + b"\n" for product in products)
    (folder / "catalog/products.jsonl").write_bytes(lines)
    (folder / "catalog/brands.jsonl").write_bytes(json.encode(BRAND) + b"\n")
    return folder


def build(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    """Build; return the exit code, what was printed and what was complained of."""
    code = main(["build", *(str(each) for each in arguments), "--workers", "1"])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_build_makes_the_site_and_says_how_to_look_at_it(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    code, out, err = build(capsys, folder)
    assert (code, err) == (0, "")
    assert (folder / "site/products/lind-round/index.html").is_file()
    assert "  products       1 published\n" in out
    assert out.splitlines()[-1].startswith("Look at it: storeloom preview ")
    assert (folder / ".storeloom/log.jsonl").read_bytes().count(b'"event":"build_finished"') == 1


def test_a_shop_that_fails_does_not_hide_the_others(tmp_path: Path, capsys: Capture) -> None:
    folders = [shop(tmp_path / name, name, *products) for name, products in (("a", ()), ("b", (PRODUCT,)))]
    (folders[0] / "catalog/products.jsonl").unlink()
    code, out, err = build(capsys, *folders, "--quiet")
    assert (code, out) == (3, "")
    assert err.startswith("error: ")
    assert [(folder / "site/index.html").is_file() for folder in folders] == [False, True]


def test_machines_get_events_and_files(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT, {"_id": "p2", "product_id": "a2"})
    files = [tmp_path / "report.json", tmp_path / "metrics.prom"]
    code, out, _ = build(capsys, folder, "--json", "--report", files[0], "--metrics", files[1])
    events = [json.decode(line, type=Event) for line in out.splitlines()]  # type: ignore[arg-type]
    assert code == 0
    assert (type(events[0]), type(events[-1])) == (BuildStarted, BuildFinished)
    (told,) = json.decode(files[0].read_bytes())["builds"]
    assert (told["shop"], told["code"], told["build_id"]) == ("Lind", 0, events[0].build_id)
    assert [each["product_id"] for each in told["findings"] if each["severity"] == "critical"] == ["a2"]
    assert 'storeloom_products{outcome="excluded",shop="Lind"} 1.0' in files[1].read_text()


def test_another_source_and_another_output_start_where_the_caller_is(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shop(tmp_path / "a", "Lind")
    shop(tmp_path / "b", "Other", PRODUCT)
    monkeypatch.chdir(tmp_path)
    code, _, err = build(capsys, folder, "--source", "b/catalog", "--output", "out", "--quiet")
    assert (code, err) == (0, "")
    assert (tmp_path / "out/products/lind-round/index.html").is_file()


@pytest.mark.parametrize("flag", ["--report", "--metrics"])
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_built(
    tmp_path: Path, capsys: Capture, flag: str
) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    told = [build(capsys, folder, flag, tmp_path / place) for place in ("none/f", "a")]
    line = "error: {}: expected a file that can be written, got {}\n"
    nowhere = f"no folder {tmp_path}/none; make it, or name another file"
    assert told == [
        (1, "", line.format(tmp_path / "none/f", nowhere)),
        (1, "", line.format(tmp_path / "a", "a folder")),
    ]
    assert not (folder / "site").exists()


@pytest.mark.parametrize("flag", ["--report", "--metrics"])
def test_a_file_that_fails_in_the_end_is_told_in_a_line(tmp_path: Path, capsys: Capture, flag: str) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    file = Path("/dev/full") if flag == "--report" else tmp_path / ("m" * 255)
    code, out, err = build(capsys, folder, flag, file, "--quiet")
    assert (code, out, err.startswith(f"error: {file}: expected a file that can be written, got: ")) == (1, "", True)
    assert err.count("\n") == 1


@pytest.mark.parametrize("place", ["{}/.storeloom", "{}/.storeloom/log.jsonl/x"])
def test_a_shop_whose_log_cannot_be_written_does_not_stop_the_others(
    tmp_path: Path, capsys: Capture, place: str
) -> None:
    folders = [shop(tmp_path / name, name, PRODUCT) for name in "ab"]
    Path(place.format(folders[0])).parent.mkdir(parents=True, exist_ok=True)
    Path(place.format(folders[0])).write_text("in the way")
    code, _, err = build(capsys, *folders, "--report", tmp_path / "r.json")
    assert code == 1
    assert err.startswith(f"error: a: {folders[0]}/.storeloom: expected a folder that can be written, got ")
    assert (folders[1] / "site/index.html").is_file()
    told = json.decode((tmp_path / "r.json").read_bytes())["builds"]
    assert [(each["shop"], each["code"]) for each in told] == [("a", 1), ("b", 0)]


def test_a_build_that_fails_is_in_the_report_by_name_with_its_findings(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT, {"_id": "p2", "product_id": "a2"})
    missing = tmp_path / "b"
    code, out, _ = build(capsys, folder, missing, "--max-excluded", "0", "--json", "--report", tmp_path / "r.json")
    first = json.decode(out.splitlines()[0])
    one, other = json.decode((tmp_path / "r.json").read_bytes())["builds"]
    assert (code, one["code"], other["code"]) == (1, 3, 2)
    assert (one["shop"], one["folder"], one["build_id"]) == ("Lind", str(folder), first["build_id"])
    assert one["error"].startswith("expected at most 0 of 2 products to be left out (catalog.max_excluded), got 1:")
    assert "a2" in [each["product_id"] for each in one["findings"] if each["severity"] == "critical"]
    assert (other["shop"], other["folder"], other["build_id"]) == ("", str(missing), "")


def test_metrics_of_earlier_builds_stay_when_nothing_is_built(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "m.prom").write_text("storeloom_build_seconds 1\n")
    code, _, _ = build(capsys, tmp_path / "none", "--metrics", tmp_path / "m.prom")
    assert (code, (tmp_path / "m.prom").read_text()) == (2, "storeloom_build_seconds 1\n")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('theme.settings.accent="red"', "error: Lind: --set theme.settings.accent: `theme.settings.accent`: expected"),
        ("theme.name=none", "error: Lind: --set theme.name: `theme.name`: expected a theme"),
        ("catalog.fields.nome=name", "error: Lind: --set catalog.fields.nome: `catalog.fields.nome`: expected one of"),
        ('catalog.category=["x"]', "error: Lind: --set catalog.category: `catalog.category`: expected slugs of the"),
    ],
)
def test_who_set_an_option_that_only_the_build_can_judge_is_told(
    tmp_path: Path, capsys: Capture, said: str, told: str
) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    code, out, err = build(capsys, folder, "--quiet", "--set", said)
    assert (code, out, err[: len(told)]) == (2, "", told)


def test_each_stage_of_a_build_is_shown_once(tmp_path: Path, capsys: Capture) -> None:
    _, out, _ = build(capsys, shop(tmp_path / "a", "Lind", PRODUCT), "--json")
    events = [json.decode(line) for line in out.splitlines()]
    stages = [event["stage"] for event in events if event["event"] == "stage_started"]
    assert len(stages) == len(set(stages))


def test_a_quiet_build_still_warns(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    (folder / "content").mkdir()
    (folder / "content/about.md").write_text('+++\ntitle = "About"\n+++\nWe are in [[town]].\n')
    code, out, err = build(capsys, folder, "--quiet")
    assert (code, out) == (0, "")
    assert err.startswith("warning: Lind: blanks are still to be filled in: 1, the first is [[town]] at ")
    assert err.count("\n") == 1
