"""A shop and what has changed in it -> what `build --dry-run` says of it, and nothing else."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import json

from engine.cli import main
from tests.shop.builder import Document, product, read_tree, run, write_products, write_shop

Capture = pytest.CaptureFixture[str]
SHOP = [product("Alma"), product("Bror"), product("Cato")]
ROOT = Path(__file__).parents[2]
PER_PAGE = "\n[pages]\nrelated = 2\n"


def shop(folder: Path, products: list[Document] = SHOP) -> Path:
    """Write and build a shop."""
    write_shop(folder, products, config=PER_PAGE)
    run(folder)
    return folder


def dry(capsys: Capture, folder: Path, *flags: str) -> dict[str, Any]:
    """Return what a dry run says; state, site and ledger are as before."""
    before = state(folder)
    assert main(["build", str(folder), "--dry-run", "--json", *flags]) == 0
    assert state(folder) == before
    told: dict[str, Any] = json.decode(capsys.readouterr().out.splitlines()[-1])
    return told


def state(folder: Path) -> dict[str, bytes]:
    """Return the shop's files, those of its site and its state, but for the lock: it says who held it last."""
    files = {name: body for place in ("site", ".storeloom") for name, body in read_tree(folder / place).items()}
    ledger = folder / "urls.ledger"
    return files | {"urls.ledger": ledger.read_bytes() if ledger.exists() else b"", "lock": b""}


def test_a_shop_that_was_never_built_is_new_and_stays_unbuilt(tmp_path: Path, capsys: Capture) -> None:
    write_shop(tmp_path, SHOP)
    (tmp_path / ".storeloom/templates").unlink()  # that the tests share
    (tmp_path / ".storeloom").rmdir()
    told = dry(capsys, tmp_path)
    assert (told["whole"], told["products"]["added"]) == ("no earlier build is known", 3)
    assert not (tmp_path / ".storeloom").exists()


def test_where_nothing_has_changed_nothing_is_to_be_done(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path)
    assert main(["build", str(folder), "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("Lind Optik: nothing has changed, ")
    assert dry(capsys, folder)["remade"] == {}


def test_products_that_come_change_and_go_are_counted(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path)
    write_products(folder, [SHOP[0], product("Bror", {"price.base_price": 99.0}), product("Dora")])
    told = dry(capsys, folder)
    assert told["products"] == {"published": 3, "added": 1, "changed": 1, "removed": 1}
    assert told["removed"] == ["products/lind-cato/index.html"]
    assert told["remade"]["product"] == {"new": 1, "content": 1, "cards": 1}


def test_what_it_foretells_is_what_the_build_then_does(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path)
    write_products(folder, [SHOP[0], product("Bror", {"price.base_price": 99.0}), product("Dora")])
    told = dry(capsys, folder)
    report = run(folder).report
    assert (report.remade, report.removed, report.files) == (told["remade"], len(told["removed"]), told["files"])


def test_a_product_that_moves_leaves_a_redirect(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path)
    write_products(folder, [product("Alma", {"name": "Alva"}), *SHOP[1:]])
    told = dry(capsys, folder)
    assert told["redirects"] == [{"source": "/products/lind-alma/", "target": "/products/lind-alva/"}]
    run(folder)
    assert dry(capsys, folder)["redirects"] == []


def test_full_says_that_everything_is_made(tmp_path: Path, capsys: Capture) -> None:
    folder = shop(tmp_path)
    told = dry(capsys, folder, "--full")
    assert (told["whole"], told["products"]["added"], told["removed"]) == ("asked for by --full", 3, [])


def test_another_engine_makes_everything(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shop(tmp_path)
    monkeypatch.setattr("engine.pipeline.earlier.edition", lambda: "another")
    assert dry(capsys, folder)["whole"] == "the engine is another than that of the last build"
    assert run(folder).report.whole == "the engine is another than that of the last build"


@pytest.mark.parametrize("step", ["move_and_remove", "conclude"])
def test_what_a_build_was_cut_off_in_counts_as_done(tmp_path: Path, capsys: Capture, step: str) -> None:
    folder = shop(tmp_path)
    write_products(folder, [*SHOP[:2], product("Cato", {"description": "<p>Another text.</p>"})])
    dying = f"import os, engine.pipeline.recovery as r; r.{step} = lambda *_: os._exit(9)"
    building = f"from engine.cli import main; main(['build', {str(folder)!r}, '--quiet'])"
    assert subprocess.run([sys.executable, "-c", f"{dying}; {building}"], cwd=ROOT, check=False).returncode == 9
    told = dry(capsys, folder)
    assert (told["cut_off"], told["whole"], told["remade"]) == (True, "", {})
    assert run(folder).report.remade == {}


def test_pictures_are_counted_and_not_made(tmp_path: Path, capsys: Capture) -> None:
    png = (Path(__file__).parents[2] / "docs/pictures").glob("*.png")
    write_shop(tmp_path, SHOP, pictures={"images/front.jpg": next(png).read_bytes()})
    told = dry(capsys, tmp_path)
    assert (told["pictures"], (tmp_path / ".storeloom/pictures").exists()) == (1, False)
    run(tmp_path)
    assert dry(capsys, tmp_path)["pictures"] == 0


def test_it_writes_no_file(tmp_path: Path, capsys: Capture) -> None:
    assert main(["build", str(tmp_path), "--dry-run", "--report", str(tmp_path / "r.json")]) == 2
    assert "expected no file to be written" in capsys.readouterr().err
