"""Publications killed at random moments -> site and manifest that agree; readers at all moments -> whole pages."""

import itertools
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.pipeline.kill_output import kill_output, publish, read_site, tree

LOADS = re.compile(rb"assets/\d+\.css")


def test_publications_killed_at_any_moment_leave_a_site_that_its_manifest_tells_of(tmp_path: Path) -> None:
    outcomes = kill_output(tmp_path, 50, seed=4)
    ended = {how: count for how, count in outcomes.items() if how != "recovery killed"}
    assert sum(ended.values()) == 50
    assert outcomes["files: torn, next"] > 0


@pytest.mark.parametrize("way", ["files", "tree"])
def test_a_reader_finds_whole_pages_and_what_they_load(tmp_path: Path, way: str) -> None:
    versions = range(15)
    whole = {data for version in versions for data in tree(version).values()}
    site = tmp_path / "site"
    publish(str(tmp_path), 0, "whole")
    stop = threading.Event()

    def find(path: str) -> bytes:
        try:
            data = (site / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return b""
        assert data in whole, path
        return data

    def read() -> int:
        found = 0
        for number in itertools.count():
            page = f"p/{number % 120}/index.html"
            if loads := LOADS.search(find(page)):
                asset = loads[0].decode()
                # A page that is replaced after it was read takes its own asset with it.
                assert find(asset) or loads[0] not in find(page), (page, asset)
                found += 1
            if stop.is_set():
                return found
        raise AssertionError

    with ThreadPoolExecutor(2) as executor:
        readers = [executor.submit(read) for _ in range(2)]
        try:
            for version in versions[1:]:
                publish(str(tmp_path), version, way)
                assert read_site(site) == tree(version)
        finally:
            stop.set()
        assert all(reader.result() > 100 for reader in readers)
