"""A product that kills every worker that comes near it -> a site without it, and a finding that says so."""

import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.pipeline import build as stages
from engine.pipeline.nursery import Nursery
from engine.pipeline.reading import LostProductsError
from tests.pipeline import poison
from tests.pipeline.test_pool_deaths import is_alive
from tests.shop.builder import LIND, brand, build_shop, override, product, read_tree, run, write_products, write_shop

ROOT = Path(__file__).parents[2]
OAK = brand("Oak")
FRAMES = [product(f"Frame {number}") for number in range(80)]
KILLER = product("Killer", {"brand_id": OAK["_id"], "specifications.frame.shape": "hexagon", "product_id": "KILLER"})


@pytest.mark.parametrize("kind", ["Vet", "MakeCards", "RenderProducts"])
def test_a_product_that_kills_workers_is_left_out_and_nothing_leads_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    edited = [override(FRAMES[0], {"price.base_price": 7}), *FRAMES[1:]]
    without = build_shop(tmp_path / "without", edited, brands=[LIND, OAK])
    shop = tmp_path / "shop"
    build_shop(shop, FRAMES, brands=[LIND, OAK], workers=2)
    monkeypatch.setattr(stages, "ENTRY", poison.ENTRY)
    (shop / poison.FILE).write_text(f"{kind} KILLER")
    write_products(shop, [*edited[:17], KILLER, *edited[17:]])
    built = run(shop, workers=2)
    (told,) = [found for found in built.report.findings if found.code == "kills_workers"]
    assert (told.severity, told.found) == ("critical", "its worker was killed by SIGKILL, 3 times")
    assert (told.product_id, told.source_id.startswith("products.jsonl:18")) in (("KILLER", False), ("", True))
    assert (built.report.products.published, built.report.products.crashed) == (len(FRAMES), 1)
    assert built.files == without.files


def test_what_was_made_before_a_product_was_left_out_is_no_part_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = [override(FRAMES[0], {"price.base_price": 7}), *FRAMES[1:]]
    parts: dict[str, Any] = {"brands": [LIND, OAK], "config": "[pages]\nper_page = 3\n"}
    without = build_shop(tmp_path / "without", edited, **parts)
    shop = tmp_path / "shop"
    build_shop(shop, FRAMES, **parts | {"config": "[pages]\nper_page = 4\n"})
    monkeypatch.setattr(stages, "ENTRY", poison.ENTRY)
    (shop / poison.FILE).write_text("RenderProducts KILLER")
    write_shop(shop, [*edited[:17], KILLER, *edited[17:]], **parts)
    # The lists of its brand and its shape were made before it was known to kill; so many pages turn as a tree.
    built = run(shop, workers=2)
    assert built.codes["kills_workers"] == 1
    assert built.files == without.files


def test_a_shop_that_would_lose_too_many_products_so_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = build_shop(tmp_path, FRAMES[:2], config='[catalog]\nmax_excluded = "0"\n')
    monkeypatch.setattr(stages, "ENTRY", poison.ENTRY)
    (tmp_path / poison.FILE).write_text("MakeCards KILLER")
    write_products(tmp_path, [*FRAMES[:2], product("Killer", {"product_id": "KILLER"})])
    with pytest.raises(LostProductsError, match="expected at most 0 of 3 products"):
        run(tmp_path, workers=1)
    assert read_tree(tmp_path / "site") == whole.files


def test_a_build_that_a_product_kills_is_done_by_workers_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = build_shop(tmp_path, FRAMES[:3])
    (tmp_path / poison.FILE).write_text("MakeCards KILLER")
    write_products(tmp_path, [*FRAMES[:3], KILLER])
    killed = subprocess.run([sys.executable, "-m", "tests.pipeline.poison", str(tmp_path)], cwd=ROOT, check=False)
    assert (killed.returncode, (tmp_path / ".storeloom/working").exists()) == (-signal.SIGKILL, True)
    monkeypatch.setattr(stages, "ENTRY", poison.ENTRY)
    again = run(tmp_path)
    assert (again.files, again.codes["kills_workers"]) == (without.files, 1)
    assert not (tmp_path / ".storeloom/working").exists()


def test_a_nursery_whose_caller_leaves_a_death_unread_ends_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    for number in range(10):
        nursery = Nursery({}, [], [])
        with closing(nursery.start(number)):
            nursery.kill(number)
            nursery.control.recv(1, socket.MSG_PEEK)  # the report of the death is there, and stays there
        nursery.close(at_once=False)
        assert not is_alive(nursery.pid)
    assert capfd.readouterr().err == ""
