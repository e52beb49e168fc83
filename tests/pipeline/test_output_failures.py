"""Disks that fill or fail, interrupts and meddling while a site is published: what is there, and what comes next."""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from engine.errors import PublishError
from engine.pipeline import journal, output, recovery
from engine.pipeline.exchange import exchange
from engine.pipeline.journal import Journal, begin
from engine.pipeline.writing import open_folder, put_file
from tests.pipeline.test_output import beside, files
from tests.pipeline.test_output_changes import OLD, Site, change, intact, manifest, publish


def fail(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("changed", [{"big.html": "x" * 5000}, {f"{number}" * 80: "x" for number in range(100, 200)}])
def test_a_full_disk_leaves_the_old_site(tmp_path: Path, changed: Site) -> None:
    publish(tmp_path, OLD)
    with full_disk(4096), pytest.raises(PublishError, match="the site that is there is unchanged"):
        change(tmp_path, changed, [])
    assert (files(tmp_path / "site"), manifest(tmp_path), intact(tmp_path)) == (OLD, "1", True)
    assert beside(tmp_path) == {"site", ".state"}


def test_a_disk_that_fails_in_the_middle_is_completed_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD)

    with monkeypatch.context() as patch, pytest.raises(PublishError, match=r"No space left .* some of it may be old"):
        patch.setattr(os, "unlink", fail)
        change(tmp_path, {"index.html": "new"}, ["p/one/index.html"])
    assert files(tmp_path / "site") == {**OLD, "index.html": "new"}
    assert intact(tmp_path)
    assert "p/one/index.html" not in files(tmp_path / "site")
    assert manifest(tmp_path) == "2"


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_in_the_middle_completes_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interrupt: type[BaseException]
) -> None:
    publish(tmp_path, OLD)
    unlink = os.unlink

    def cut_off(_: str) -> None:
        monkeypatch.setattr(os, "unlink", unlink)
        raise interrupt

    monkeypatch.setattr(os, "unlink", cut_off)
    with pytest.raises(interrupt):
        change(tmp_path, {"index.html": "new"}, ["p/one/index.html"])
    assert sorted(files(tmp_path / "site")) == ["assets/1.css", "index.html", "p/two/index.html"]
    assert manifest(tmp_path) == "2"
    assert beside(tmp_path) == {"site", ".state"}


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_after_the_exchange_gives_the_site_its_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interrupt: type[BaseException]
) -> None:
    publish(tmp_path, OLD)

    def cut_off(one: str, other: str) -> bool:
        exchange(one, other)
        raise interrupt

    with monkeypatch.context() as patch, pytest.raises(interrupt):
        patch.setattr(output, "exchange", cut_off)
        publish(tmp_path, {"index.html": "new"}, "2")
    assert (files(tmp_path / "site"), manifest(tmp_path), intact(tmp_path)) == ({"index.html": "new"}, "2", True)


def test_an_exchange_that_fails_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, OLD)
    with monkeypatch.context() as patch, pytest.raises(PublishError, match="the site that is there is unchanged"):
        patch.setattr(output, "exchange", fail)
        publish(tmp_path, {"index.html": "new"}, "2")
    assert (files(tmp_path / "site"), manifest(tmp_path), intact(tmp_path)) == (OLD, "1", True)


def test_a_second_rename_that_fails_puts_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, OLD)
    rename = os.rename

    def fail_at_the_second(source: str, target: str) -> None:
        if ".next-" in source:
            fail()
        rename(source, target)

    with monkeypatch.context() as patch, pytest.raises(PublishError, match="the site that is there is unchanged"):
        patch.setattr(output, "exchange", lambda *_: False)
        patch.setattr(os, "rename", fail_at_the_second)
        publish(tmp_path, {"index.html": "new"}, "2")
    assert (files(tmp_path / "site"), manifest(tmp_path)) == (OLD, "1")


def test_a_state_folder_that_fails_after_the_exchange_has_the_whole_site_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD)
    with monkeypatch.context() as patch, pytest.raises(PublishError, match="the site cannot be completed"):
        patch.setattr(recovery, "identify", fail)
        publish(tmp_path, {"index.html": "new"}, "2")
    assert files(tmp_path / "site") == {"index.html": "new"}
    assert not intact(tmp_path)


@pytest.mark.parametrize("way", ["whole", "files"])
def test_a_manifest_that_is_taken_away_meanwhile_has_the_whole_site_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    publish(tmp_path, OLD)

    def take_away(begun: Journal, state: str) -> None:
        begin(begun, state)
        os.unlink(f"{state}/manifest.next")

    with monkeypatch.context() as patch, pytest.raises(PublishError, match="taken away meanwhile; build again"):
        patch.setattr(journal, "begin", take_away)
        if way == "whole":
            publish(tmp_path, OLD, "2")
        else:
            change(tmp_path, {"index.html": "new"}, [])
    assert not intact(tmp_path)
    assert not (tmp_path / ".state/manifest").exists()


@pytest.mark.parametrize("path", ["index.html", "p/one/index.html"])
def test_a_staging_folder_that_is_gone_takes_no_file(tmp_path: Path, path: str) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    fd = open_folder(str(staging))
    try:
        staging.rmdir()
        with pytest.raises(PublishError, match=f"staging/{path}: cannot be written"):
            put_file(str(staging), path, b"", fd=fd)
    finally:
        os.close(fd)
