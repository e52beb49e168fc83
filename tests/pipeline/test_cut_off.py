"""A build killed while it vets -> the next one vets the rest only, and makes the site of one that was never killed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import engine.pipeline.vetting
from engine.telemetry.events import Event, StageFinished
from tests.shop.builder import Document, product, run, write_products, write_shop

ROOT = Path(__file__).parents[2]
PRODUCTS = 600
BUILD = "from engine.cli import main; main(['build', {folder!r}, '--workers', '2', '--quiet'])"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that was never built, of some ranges."""
    folder = tmp_path_factory.mktemp("large")
    write_shop(folder, catalog(), config="[pages]\nrelated = 0")
    return folder


@pytest.fixture(scope="module")
def site(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site that a build makes in one go."""
    folder = tmp_path_factory.mktemp("whole") / "shop"
    shutil.copytree(shop, folder, symlinks=True)
    return run(folder).files


def catalog(price: float = 120.0) -> list[Document]:
    changes = {"price.base_price": price}
    return [
        product(f"P{number}", changes | {"description": f"<p>{number} is a number.</p>" * 40})
        for number in range(PRODUCTS)
    ]


def kill_after(folder: Path, parts: int) -> int:
    """Start a build, kill it when so many ranges are done, and return how many products they held at least."""
    command = [sys.executable, "-c", BUILD.format(folder=str(folder))]
    with subprocess.Popen(command, cwd=ROOT) as build:
        while build.poll() is None and len(done(folder)) < parts:
            time.sleep(0.0005)
        build.send_signal(signal.SIGKILL)
    return len(done(folder))


def done(folder: Path) -> list[Path]:
    return [path for path in folder.glob(".storeloom/snapshots/*/part.*") if path.suffix != ".next"]


def vetted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, dict[str, bytes]]:
    """Build in this process; return how many were taken up, how many were vetted, and the site."""
    calls: list[str] = []
    taken: list[int] = []
    vet = vars(engine.pipeline.vetting)["vet"]

    def counted(*arguments: object) -> object:
        calls.append("")
        return vet(*arguments)

    def listen(event: Event) -> None:
        if isinstance(event, StageFinished) and event.stage == "take up":
            taken.append(event.count)

    monkeypatch.setattr(engine.pipeline.vetting, "vet", counted)
    monkeypatch.setattr("engine.pipeline.crew.LITTLE_S", 1e9)
    built = run(folder, listen=listen)
    return sum(taken), len(calls), built.files


@pytest.fixture
def folder(shop: Path, tmp_path: Path) -> Path:
    """A copy of the shop."""
    shutil.copytree(shop, tmp_path / "shop", symlinks=True)
    return tmp_path / "shop"


@pytest.mark.parametrize("parts", [1, 3, 6])
def test_a_killed_build_is_gone_on_with(
    folder: Path, site: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, parts: int
) -> None:
    assert kill_after(folder, parts) >= parts
    taken, fresh, files = vetted(folder, monkeypatch)
    assert taken > 0
    assert taken + fresh == PRODUCTS
    assert files == site
    assert left(folder) == []


def test_builds_that_are_killed_one_after_the_other_get_on(
    folder: Path, site: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kill_after(folder, 1)
    second = kill_after(folder, first + 1)
    assert second > first
    taken, fresh, files = vetted(folder, monkeypatch)
    assert (taken + fresh, files == site, left(folder)) == (PRODUCTS, True, [])


def test_builds_killed_at_random_moments_end_in_the_same_site(
    folder: Path, site: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = random.Random(11)
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", BUILD.format(folder=str(folder))], cwd=ROOT) as build:
            time.sleep(moments.uniform(0.2, 0.9))
            build.send_signal(signal.SIGKILL)
    taken, fresh, files = vetted(folder, monkeypatch)
    assert (taken + fresh in (0, PRODUCTS), files == site, left(folder)) == (True, True, [])


def test_a_killed_build_of_changed_products_is_gone_on_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    write_products(folder, catalog(price=99.0))
    kill_after(folder, 2)
    taken, fresh, files = vetted(folder, monkeypatch)
    assert (taken > 0, taken + fresh) == (True, PRODUCTS)
    assert files == run(folder, full=True).files


def test_rows_that_were_vetted_otherwise_are_not_taken_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kill_after(folder, 2)
    text = (folder / "shop.toml").read_text(encoding="utf-8")
    (folder / "shop.toml").write_text(f"{text}\n[catalog]\nstrict = true\n", encoding="utf-8")
    assert vetted(folder, monkeypatch)[:2] == (0, PRODUCTS)


def test_records_that_did_not_reach_the_disk_are_vetted_again(
    folder: Path, site: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_after(folder, 4)
    for pack in folder.glob(".storeloom/snapshots/*/records.*"):
        os.truncate(pack, pack.stat().st_size // 3)
    taken, fresh, files = vetted(folder, monkeypatch)
    assert (taken + fresh, files == site) == (PRODUCTS, True)


def left(folder: Path) -> list[str]:
    """Return what of killed builds is left in the snapshots."""
    names = [path for path in (folder / ".storeloom/snapshots").rglob("*") if path.is_file()]
    return [path.name for path in names if path.name.startswith(("part.", "begun", "known"))]
