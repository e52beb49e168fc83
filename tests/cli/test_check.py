"""A shop -> what `check` finds in it."""

from pathlib import Path

import pytest
from msgspec import json

from engine.cli import main
from engine.telemetry.report import SEVERITIES
from tests.cli.test_build import PRODUCT, shop

Capture = pytest.CaptureFixture[str]


def test_check_lists_blanks_and_builds_nothing(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    (folder / "content").mkdir()
    (folder / "content/about.md").write_text('+++\ntitle = "About"\n+++\nWe are in [[town]].\n')
    code = main(["check", str(folder), "--report", str(tmp_path / "r.json")])
    printed = capsys.readouterr()
    assert (code, (folder / "site").exists()) == (1, False)
    assert f"  blank          {folder}/content/about.md:4: [[town]]\n" in printed.out
    assert printed.err == f"error: {folder}: 1 blank is left to fill in\n"
    assert json.decode((tmp_path / "r.json").read_bytes())["checks"][0]["error"] == "1 blank is left to fill in"


def test_check_says_that_all_is_right_only_when_it_is(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    right = "Lind: nothing keeps it from being built"
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == right
    assert main(["check", str(folder), "--set", "theme.name=none"]) == 2
    assert right not in capsys.readouterr().out


def test_a_quiet_check_tells_of_faults_only(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    assert (main(["check", str(folder), "-q"]), capsys.readouterr()) == (0, ("", ""))
    assert main(["check", str(folder), "-q", "--set", "theme.name=none"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.startswith(f"error: {folder}: --set theme.name: `theme.name`: expected")) == ("", True)


def test_a_report_tells_of_a_catalog_with_nothing_to_publish(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", {"_id": "p2", "product_id": "a2"})
    code = main(["check", str(folder), "--report", str(tmp_path / "r.json")])
    told = json.decode((tmp_path / "r.json").read_bytes())["checks"][0]
    assert (code, told["code"], "name_missing" in {each["code"] for each in told["findings"]}) == (3, 3, True)
    assert f"error: {folder}: {told['error'].splitlines()[0]}\n" in capsys.readouterr().err


def test_check_says_what_a_build_would_fail_of_and_returns_its_code(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT, {"_id": "p2", "product_id": "a2"})
    code = main(["check", str(folder), "--set", 'catalog.max_excluded="0"'])
    printed = capsys.readouterr()
    found = [line.split()[0] for line in printed.out.splitlines() if " x " in line]
    assert (code, found[0]) == (3, "critical")
    assert found == sorted(found, key=SEVERITIES.index)
    assert printed.err.startswith(f"error: {folder}: expected at most 0 of 2 products to be left out")


def test_a_report_has_the_findings_of_every_shop(tmp_path: Path, capsys: Capture) -> None:
    broken: dict[str, object] = {"_id": "p2", "product_id": "a2"}
    folders = [shop(tmp_path / name, name, PRODUCT, *more) for name, more in (("a", [broken]), ("b", []))]
    code = main(["check", *map(str, folders), str(tmp_path / "c"), "--report", str(tmp_path / "r.json")])
    told = json.decode((tmp_path / "r.json").read_bytes())["checks"]
    assert (code, [(each["shop"], each["code"]) for each in told]) == (2, [("a", 0), ("b", 0), ("", 2)])
    assert [each["folder"] for each in told] == [str(tmp_path / name) for name in "abc"]
    excluded = [[one["product_id"] for one in each["findings"] if one["severity"] == "critical"] for each in told]
    assert ("a2" in excluded[0], excluded[1:]) == (True, [[], []])
    assert "expected the folder of a shop" in capsys.readouterr().err


def test_a_report_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT)
    code = main(["check", str(folder), "--report", str(tmp_path / "none/r.json")])
    printed = capsys.readouterr()
    assert (code, printed.out) == (1, "")
    assert printed.err.startswith(f"error: {tmp_path}/none/r.json: expected a file that can be written, got no folder")


def test_a_mapping_to_nothing_is_named(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path / "a", "Lind", PRODUCT | {"pricing": {"amount": 5}})
    code = main(["check", str(folder), "--set", 'catalog.fields."price.base_price"=pricing.amont'])
    told = (
        "  high           1 x mapping_unused; shop.toml: catalog.fields.price.base_price: 'pricing.amont': "
        "no document has it, of 1 looked at; did you mean `pricing.amount`?"
    )
    assert (code, told in capsys.readouterr().out.splitlines()) == (0, True)
