"""A few changed files go into the living site, whichever files and folders take turns, and nothing else is touched."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import PublishError
from engine.pipeline import changes
from engine.pipeline.changes import in_order
from engine.pipeline.output import Output, Switch
from engine.pipeline.staging import flat_name
from engine.pipeline.verify import verify
from engine.pipeline.writing import write_file
from tests.pipeline.test_output import beside, files

Site = dict[str, str]

OLD: Site = {"index.html": "home", "p/one/index.html": "one", "p/two/index.html": "two", "assets/1.css": "style"}


def publish(shop: Path, site: Site, manifest: str = "1") -> None:
    with Output(shop / "site", shop / ".state") as output:
        for path, text in site.items():
            write_file(output.staging, path, text.encode())
        output.publish(told(shop, manifest))


def change(
    shop: Path,
    changed: Site,
    gone: list[str],
    manifest: str = "2",
    switch: Switch = "files",
    flat: Site | None = None,
) -> None:
    """Publish changes; those of `flat` are staged without folders, be they `changed` or not."""
    flat = flat or {}
    with Output(shop / "site", shop / ".state", switch=switch) as output:
        assert output.intact()
        for path, text in {**changed, **flat}.items():
            write_file(output.staging, flat_name(path) if path in flat else path, text.encode())
        output.publish_changes(list(changed), gone, told(shop, manifest), flat=list(flat))


def told(shop: Path, manifest: str) -> Path:
    (shop / ".state").mkdir(exist_ok=True)
    (shop / ".state/manifest.next").write_text(manifest)
    return shop / ".state/manifest.next"


def manifest(shop: Path) -> str:
    return (shop / ".state/manifest").read_text()


def intact(shop: Path, folder: str = "site") -> bool:
    with Output(shop / folder, shop / ".state") as output:
        return output.intact()


@pytest.mark.parametrize("switch", ["files", "tree"])
def test_changed_files_come_and_gone_ones_go_with_the_folders_that_they_leave_empty(
    tmp_path: Path, switch: Switch
) -> None:
    publish(tmp_path, OLD)
    change(tmp_path, {"index.html": "new", "p/three/index.html": "three"}, ["p/one/index.html"], switch=switch)
    expected = {**OLD, "index.html": "new", "p/three/index.html": "three"}
    del expected["p/one/index.html"]
    assert files(tmp_path / "site") == expected
    assert not (tmp_path / "site/p/one").exists()
    assert (manifest(tmp_path), intact(tmp_path)) == ("2", True)
    assert beside(tmp_path) == {"site", ".state"}


def test_what_did_not_change_is_the_same_file(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    for switch in ("files", "tree"):
        before = {path: (tmp_path / "site" / path).stat().st_ino for path in OLD}
        change(tmp_path, {"index.html": switch}, [], switch=switch)
        after = {path: (tmp_path / "site" / path).stat().st_ino for path in OLD}
        assert {path for path in OLD if before[path] != after[path]} == {"index.html"}


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("exchanged", [True, False])
@pytest.mark.parametrize("switch", ["files", "tree"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"a": "file"}, {"a/index.html": "in a folder"}),
        ({"a/index.html": "in a folder", "a/b/c": "deep"}, {"a": "file"}),
        ({"x/a": "file", "x/z": "stays"}, {"x/a/b/c": "deep", "x/a/b/d": "too", "x/z": "stays"}),
        ({"x/a/b/c": "deep", "x/z": "stays"}, {"x/a/b": "file", "x/z": "stays"}),
        ({"a": "file", "b/c": "in a folder"}, {"a/c": "in a folder", "b": "file"}),
    ],
)
def test_a_file_and_a_folder_take_turns(
    tmp_path: Path, old: Site, new: Site, switch: Switch, exchanged: bool, flat: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchanged:
        monkeypatch.setattr(changes, "exchange", lambda *_: False)
    publish(tmp_path, old | {"index.html": "home"})
    changed = {path: text for path, text in new.items() if old.get(path) != text}
    staged = changed | {"index.html": "home"} if flat else {}
    change(tmp_path, changed, [path for path in old if path not in new], switch=switch, flat=staged)
    assert files(tmp_path / "site") == new | {"index.html": "home"}
    assert beside(tmp_path) == {"site", ".state"}


def test_what_pages_load_comes_before_them_and_what_points_at_them_after() -> None:
    paths = [
        "sitemap.xml",
        "b.html",
        "_redirects",
        "a.html.br",
        "images/x.avif",
        "s.css.gz",
        "cards.json",
        "feed.xml.gz",
    ]
    loaded, pages, pointing = ["images/x.avif", "s.css.gz", "cards.json"], ["b.html", "a.html.br"], ["sitemap.xml"]
    assert in_order(paths) == [*loaded, *pages, *pointing, "_redirects", "feed.xml.gz"]


def test_a_picture_that_is_linked_into_the_site_already_stays(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    with Output(tmp_path / "site", tmp_path / ".state") as output:
        os.link(tmp_path / "site/index.html", f"{output.staging}/index.html")
        output.publish_changes(["index.html"], [], told(tmp_path, "2"))
    assert files(tmp_path / "site") == OLD
    assert beside(tmp_path) == {"site", ".state"}


def test_a_new_manifest_alone_takes_its_place(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    change(tmp_path, {}, [])
    assert (manifest(tmp_path), files(tmp_path / "site"), intact(tmp_path)) == ("2", OLD, True)


def test_a_site_without_a_manifest_is_not_intact(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    with Output(tmp_path / "site", tmp_path / ".state") as output:
        write_file(output.staging, "index.html", b"new")
        output.publish()
        assert not output.intact()


def deleted(shop: Path) -> None:
    shutil.rmtree(shop / "site")


def copied(shop: Path) -> None:
    shutil.copytree(shop / "site", shop / "copy", copy_function=shutil.copy2)
    shutil.rmtree(shop / "site")
    (shop / "copy").rename(shop / "site")


def emptied(shop: Path) -> None:
    shutil.rmtree(shop / "site")
    (shop / "site").mkdir()


def thinned(shop: Path) -> None:
    (shop / "site/index.html").unlink()


def without_manifest(shop: Path) -> None:
    (shop / ".state/manifest").unlink()


def with_a_broken_identity(shop: Path) -> None:
    (shop / ".state/identity.json").write_text("{")


def with_an_older_state(shop: Path) -> None:
    shutil.copytree(shop / ".state", shop / "state")
    change(shop, {"p/one/index.html": "newer"}, [])
    shutil.rmtree(shop / ".state")
    (shop / "state").rename(shop / ".state")


def with_another_output(shop: Path) -> None:
    with Output(shop / "other", shop / ".state") as output:
        write_file(output.staging, "index.html", b"other")
        output.publish(told(shop, "other"))


@pytest.mark.parametrize(
    "harm",
    [
        deleted,
        copied,
        emptied,
        thinned,
        without_manifest,
        with_a_broken_identity,
        with_an_older_state,
        with_another_output,
    ],
)
def test_a_site_that_the_manifest_does_not_tell_of_is_not_intact_until_all_of_it_is_made(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    publish(tmp_path, OLD)
    assert intact(tmp_path)
    harm(tmp_path)
    assert not intact(tmp_path)
    with (
        Output(tmp_path / "site", tmp_path / ".state") as output,
        pytest.raises(PublishError, match="another program has changed since; nothing was written, build again"),
    ):
        output.publish_changes([], [], told(tmp_path, "2"))
    publish(tmp_path, OLD)
    assert (files(tmp_path / "site"), intact(tmp_path)) == (OLD, True)


def test_a_shop_that_was_moved_is_intact(tmp_path: Path) -> None:
    publish(tmp_path / "here", OLD)
    (tmp_path / "here").rename(tmp_path / "there")
    change(tmp_path / "there", {"index.html": "new"}, [])
    assert files(tmp_path / "there/site") == {**OLD, "index.html": "new"}


def test_a_file_that_was_edited_by_hand_is_found_by_its_size(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    (tmp_path / "site/p/one/index.html").write_text("edited")
    shutil.rmtree(tmp_path / "site/p/two")
    (tmp_path / "site/p/two").symlink_to("one")
    (tmp_path / "site/assets/1.css").unlink()
    (tmp_path / "site/assets/1.css").mkdir()
    entries = [(path, len(text)) for path, text in OLD.items()]
    wrong = ["p/one/index.html", "p/two/index.html", "assets/1.css"]
    assert verify(str(tmp_path / "site"), [*entries, ("index.html/x", 1)]) == [*wrong, "index.html/x"]


def test_a_file_put_into_the_site_during_a_build_is_not_lost(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    with Output(tmp_path / "site", tmp_path / ".state") as output:
        write_file(output.staging, "CNAME", b"ours")
        (tmp_path / "site/CNAME").write_text("theirs")
        with pytest.raises(PublishError, match="files that it does not know: CNAME"):
            output.publish_changes(["CNAME"], [], told(tmp_path, "2"))
    assert files(tmp_path / "site") == {**OLD, "CNAME": "theirs"}


def test_names_that_come_are_ours_and_names_that_went_are_not(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    change(tmp_path, {"come.html": "come"}, ["index.html"])
    change(tmp_path, {"come.html": "again"}, [])
    (tmp_path / "site/index.html").write_text("theirs")
    with pytest.raises(PublishError, match=r"does not know: index\.html;"):
        change(tmp_path, {}, [])


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a//b", "a\0b"])
def test_paths_that_leave_the_site_are_refused(tmp_path: Path, path: str) -> None:
    publish(tmp_path, OLD)
    for changed, gone in (([path], []), ([], [path])):
        with (
            Output(tmp_path / "site", tmp_path / ".state") as output,
            pytest.raises(PublishError, match="expected a relative path"),
        ):
            output.publish_changes(changed, gone, told(tmp_path, "2"))


def test_what_the_caller_must_not_do_is_a_bug_and_nothing_is_written(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    with Output(tmp_path / "site", tmp_path / ".state") as output:
        write_file(output.staging, "index.html", b"new")
        with pytest.raises(ValueError, match="expected a staged file"):
            output.publish_changes(["index.html", "missing.html"], [], told(tmp_path, "2"))
        with pytest.raises(ValueError, match="got both"):
            output.publish_changes(["index.html"], ["index.html"], told(tmp_path, "2"))
        with pytest.raises(ValueError, match="expected a file in"):
            output.publish_changes(["index.html"], [], tmp_path / "manifest.next")
    assert (files(tmp_path / "site"), manifest(tmp_path)) == (OLD, "1")


def test_a_file_system_without_hard_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, OLD)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    change(tmp_path, {"index.html": "new"}, [], switch="tree")
    assert files(tmp_path / "site") == {**OLD, "index.html": "new"}
