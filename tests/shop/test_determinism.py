"""The same shop, built in other ways -> the same bytes."""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.shop.builder import build_shop, product, read_tree, run, write_products, write_shop

COLOURS = ("Black", "Red", "Havana")
SHAPES = ("round", "square", "oval", "aviator")
FRAMES = [
    product(
        f"Frame {number}",
        {
            "name": f"Frame {number // 3}",
            "specifications.frame.color": COLOURS[number % 3],
            "specifications.frame.shape": SHAPES[number % 4],
            "analytics.popularity_score": number % 2,
        },
    )
    for number in range(150)
]


def test_the_number_of_workers_changes_no_byte(tmp_path: Path) -> None:
    one, three = (build_shop(tmp_path / str(workers), FRAMES, workers=workers) for workers in (1, 3))
    assert one.files == three.files
    assert [one.report.findings, one.report.pages] == [three.report.findings, three.report.pages]
    assert (tmp_path / "1/urls.ledger").read_bytes() == (tmp_path / "3/urls.ledger").read_bytes()


def test_the_order_of_the_file_changes_no_byte(tmp_path: Path) -> None:
    first = build_shop(tmp_path, FRAMES)
    (tmp_path / "urls.ledger").unlink()
    shuffled = list(FRAMES)
    random.Random(3).shuffle(shuffled)
    write_products(tmp_path, shuffled)
    assert run(tmp_path, workers=2).files == first.files


def test_another_process_with_other_hashes_gives_the_same_bytes(tmp_path: Path) -> None:
    first = build_shop(tmp_path / "a", FRAMES)
    write_shop(tmp_path / "b", FRAMES)
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "engine", "build", str(tmp_path / "b"), "--quiet", "--workers", "2"]
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONPATH": str(root)}
    subprocess.run(command, env=environment, cwd=tmp_path, check=True)
    assert read_tree(tmp_path / "b/site") == first.files


def test_a_second_build_gives_the_same_bytes(tmp_path: Path) -> None:
    first = build_shop(tmp_path, FRAMES)
    ledger = (tmp_path / "urls.ledger").read_bytes()
    assert run(tmp_path).files == first.files
    assert (tmp_path / "urls.ledger").read_bytes() == ledger


def test_two_builds_in_two_threads_of_one_process_are_both_right(tmp_path: Path) -> None:
    alone = [build_shop(tmp_path / f"alone-{name}", FRAMES[:at]).files for name, at in (("a", 20), ("b", 40))]
    for name, at in (("a", 20), ("b", 40)):
        write_shop(tmp_path / name, FRAMES[:at])
    with ThreadPoolExecutor(2) as executor:
        both = executor.map(lambda name: run(tmp_path / name, workers=2).files, ("a", "b"))
    assert list(both) == alone
