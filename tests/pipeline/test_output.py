"""A site is written beside the old one and turned in one step, and a folder that is not ours stays as it is."""

import os
import signal
import time
from pathlib import Path

import pytest

from engine.errors import PublishError
from engine.pipeline import output as output_module
from engine.pipeline.output import Output
from engine.pipeline.record import check_output
from engine.pipeline.staging import sweep
from engine.pipeline.writing import write_file


def build(shop: Path, pages: dict[str, str], *, folder: str = "site") -> None:
    with Output(shop / folder, shop / ".state", [shop / "content"]) as output:
        for path, text in pages.items():
            write_file(output.staging, path, text.encode())
        output.publish()


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def beside(shop: Path) -> set[str]:
    """Return what is in the shop's folder once nothing is left to sweep, here or by a sweep in the background."""
    until = time.monotonic() + 10
    while len(names := {path.name for path in shop.iterdir()}) > 2 and time.monotonic() < until:
        sweep(shop / "site", wait=True)
    return names


def test_a_site_holds_what_was_staged_and_nothing_else(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "home", "p/one/index.html": "one"})
    assert files(tmp_path / "site") == {"index.html": "home", "p/one/index.html": "one"}
    assert beside(tmp_path) == {"site", ".state"}


def test_the_next_site_takes_the_place_of_the_last(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "old", "gone.html": "gone"})
    build(tmp_path, {"index.html": "next"})
    assert files(tmp_path / "site") == {"index.html": "next"}
    assert beside(tmp_path) == {"site", ".state"}


def test_an_error_before_the_turn_leaves_the_old_site(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "old"})
    with pytest.raises(LookupError), Output(tmp_path / "site", tmp_path / ".state") as output:
        write_file(output.staging, "index.html", b"half")
        raise LookupError
    assert files(tmp_path / "site") == {"index.html": "old"}
    assert beside(tmp_path) == {"site", ".state"}


def test_an_empty_folder_is_filled_and_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir(0o750)
    build(tmp_path, {"index.html": "home"})
    assert files(tmp_path / "site") == {"index.html": "home"}
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o750


def test_a_shop_that_was_moved_still_knows_its_site(tmp_path: Path) -> None:
    build(tmp_path / "here", {"index.html": "old"})
    (tmp_path / "here").rename(tmp_path / "there")
    build(tmp_path / "there", {"index.html": "next"})
    assert files(tmp_path / "there" / "site") == {"index.html": "next"}


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to("www")
    build(tmp_path, {"index.html": "home"})
    assert (tmp_path / "site").is_symlink()
    assert files(tmp_path / "www") == {"index.html": "home"}


def test_a_folder_that_we_have_not_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    for name in "abcdefg":
        (tmp_path / "site" / name).touch()
    with pytest.raises(
        PublishError, match=r"expected an empty folder, got .* does not know: a, b, c, d, e and 2 more; .*move"
    ):
        build(tmp_path, {"index.html": "home"})
    assert set(files(tmp_path / "site")) == set("abcdefg")


def test_a_file_that_someone_put_into_our_site_is_not_lost(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "old"})
    (tmp_path / "site" / ".git").mkdir()
    with pytest.raises(PublishError, match=r"expected a site that this shop has built, got .* does not know: \.git;"):
        build(tmp_path, {"index.html": "next"})


def test_a_file_put_into_the_site_during_a_build_is_not_lost(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "old"})
    with Output(tmp_path / "site", tmp_path / ".state") as output:
        (tmp_path / "site" / "CNAME").write_text("shop.example")
        with pytest.raises(PublishError, match="CNAME"):
            output.publish()
    assert files(tmp_path / "site") == {"index.html": "old", "CNAME": "shop.example"}


def test_the_site_of_another_shop_is_refused(tmp_path: Path) -> None:
    build(tmp_path / "one", {"index.html": "one"})
    with pytest.raises(PublishError, match=r"index\.html"), Output(tmp_path / "one" / "site", tmp_path / "two"):
        pass


@pytest.mark.parametrize("folder", ["", "content", "content/site", ".state", ".state/site"])
def test_an_output_around_or_in_the_shops_own_files_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "content").mkdir()
    with pytest.raises(PublishError, match="apart from the shop's own files"):
        build(tmp_path, {}, folder=folder)


def test_a_file_and_a_mount_point_are_refused(tmp_path: Path) -> None:
    (tmp_path / "site").touch()
    with pytest.raises(PublishError, match="expected a folder to write the site to, got a file"):
        build(tmp_path, {})
    with pytest.raises(PublishError, match="got a mount point; choose one inside it"):
        check_output("/proc", tmp_path / ".state")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PublishError, match=r"cannot be written \(File exists\); the site that is there is unchanged"):
        build(tmp_path, {}, folder="file/site")


def test_a_record_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "home"})
    (tmp_path / ".state" / "output.json").write_text("{")
    with pytest.raises(PublishError, match=r"output\.json: expected the names of what this shop has built"):
        build(tmp_path, {"index.html": "next"})


def test_the_staging_of_a_living_build_is_not_swept(tmp_path: Path) -> None:
    with Output(tmp_path / "site", tmp_path / "one") as one:
        with Output(tmp_path / "site", tmp_path / "two") as two:
            assert one.staging != two.staging
        sweep(tmp_path / "site", wait=True)
        assert (os.path.isdir(one.staging), os.path.isdir(two.staging)) == (True, False)


def test_what_is_left_is_swept_where_no_child_can_be_waited_for(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        for text in ("old", "next"):
            build(tmp_path, {"index.html": text})
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert files(tmp_path / "site") == {"index.html": "next"}
    assert beside(tmp_path) == {"site", ".state"}


def test_without_exchange_the_site_is_turned_in_two_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_module, "exchange", lambda *_: False)
    for text in ("one", "two", "three"):
        build(tmp_path, {"index.html": text})
        assert files(tmp_path / "site") == {"index.html": text}
    assert beside(tmp_path) == {"site", ".state"}


def test_a_site_that_a_dead_build_had_moved_aside_is_put_back(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "old"})
    (tmp_path / "site").rename(tmp_path / ".site.old-1-0")
    with Output(tmp_path / "site", tmp_path / ".state"):
        assert files(tmp_path / "site") == {"index.html": "old"}


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "a//b", "../x", "a/../x", "a/./x", "a/", "a\0b", "x" * 256, "é" * 128, "\ud800", "a/" * 3000 + "a"],
)
def test_a_path_that_leaves_the_site_or_that_no_disk_takes_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PublishError, match=r"expected a relative path|File name too long"):
        write_file(str(tmp_path), path, b"")
    assert files(tmp_path) == {}


def test_a_file_is_written_over_and_may_be_long(tmp_path: Path) -> None:
    write_file(str(tmp_path), "é" * 127 + "/x", b"longer than the next")
    write_file(str(tmp_path), "é" * 127 + "/x", memoryview(b"next"))
    assert files(tmp_path) == {"é" * 127 + "/x": "next"}
