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
