"""A publication that ends at any of its steps, and recoveries that do: the old site or the next, with its manifest."""

import itertools
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.pipeline import changes, output
from engine.pipeline.output import Output, Switch
from engine.pipeline.staging import flat_name
from engine.pipeline.writing import write_file
from tests.pipeline.test_output import files
from tests.pipeline.test_output_changes import Site, manifest, publish, told

OLD: Site = {
    "index.html": "home",
    "p/one/index.html": "one",
    "p/two/index.html": "two",
    "assets/1.css": "old style",
    "turn": "file",
    "one": "file",
    "deep/turn/index.html": "in a folder",
    "robots.txt": "all",
}
NEXT: Site = {
    "index.html": "next home",
    "p/one/index.html": "one",
    "p/three/index.html": "three",
    "assets/2.css": "next style",
    "turn/index.html": "in a folder",
    "turn/more.html": "in it too",
    "one/index.html": "alone in a folder",
    "deep/turn": "file",
    "robots.txt": "all",
}
SITES = {"1": OLD, "2": NEXT}
STEPS = ("rename", "replace", "unlink", "rmdir", "mkdir", "link", "fsync", "utime", "write")


class Death(BaseException):
    """The process ends here, and nothing that it would do afterwards is done."""


class Steps:
    """Counts what is done to the disk, and has it end at one step."""

    def __init__(self, patch: pytest.MonkeyPatch, *, exchanging: bool) -> None:
        self.left = -1
        patch.setattr(os, "fsync", lambda _: None)  # a thousand of them would wait for whatever else the disk does
        patch.setattr(output, "flush", lambda _: None)
        for name in STEPS:
            patch.setattr(os, name, self._step(getattr(os, name)))
        swap = output.exchange if exchanging else lambda *_: False
        patch.setattr(output, "exchange", self._step(swap))
        patch.setattr(changes, "exchange", self._step(swap))
        patch.setattr(output, "sweep", self._step(lambda _: None))

    def run(self, at: int, act: Callable[[], None]) -> bool:
        """Do something that ends at a step; False if it was through before."""
        self.left = at
        try:
            act()
        except Death:
            return True
        finally:
            self.left = -1
        return False

    def _step(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            if self.left == 0:
                raise Death
            self.left -= self.left > 0
            return call(*arguments, **named)

        return step


def go_on(shop: Path, way: str) -> None:
    switch: Switch = "tree" if way.startswith("tree") else "files"
    with Output(shop / "site", shop / ".state", switch=switch) as site:
        changed = [path for path, text in NEXT.items() if way == "whole" or OLD.get(path) != text]
        flat = [path for path in NEXT if path.endswith(".html")] if way.endswith("flat") else []
        for path in dict.fromkeys([*changed, *flat]):
            write_file(site.staging, flat_name(path) if path in flat else path, NEXT[path].encode())
        if way == "whole":
            site.publish(told(shop, "2"))
        else:
            site.publish_changes(changed, [path for path in OLD if path not in NEXT], told(shop, "2"), flat=flat)


def recover(shop: Path) -> None:
    with Output(shop / "site", shop / ".state"):
        pass


@pytest.mark.parametrize("again", [False, True], ids=["recovered", "recovered in steps"])
@pytest.mark.parametrize("exchanging", [True, False])
@pytest.mark.parametrize("way", ["files", "files flat", "tree", "tree flat", "whole"])
def test_a_publication_and_its_recoveries_may_end_at_any_step(
    tmp_path: Path, way: str, exchanging: bool, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps(monkeypatch, exchanging=exchanging)
    ends = []
    for at in itertools.count():
        shop = tmp_path / str(at)
        publish(shop, OLD)
        cut_off = steps.run(at, partial(go_on, shop, way))
        for recovered_at in itertools.count() if again else [-1]:
            if not steps.run(recovered_at, partial(recover, shop)):
                break
        ends.append(manifest(shop))
        assert files(shop / "site") == SITES[ends[-1]], at
        assert not (shop / ".state/journal").exists()
        with Output(shop / "site", shop / ".state") as site:
            assert site.intact() or not exchanging, at
        shutil.rmtree(shop)
        if not cut_off:
            break
    assert ends == sorted(ends) and set(ends) == {"1", "2"}


@pytest.mark.parametrize("way", ["files", "tree", "whole"])
def test_what_is_lost_after_a_death_has_the_whole_site_made(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The staging folder, the site, its content, the next manifest, or the journal's bytes."""

    def emptied(shop: Path) -> None:
        for entry in (shop / "site").iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def copied(shop: Path) -> None:
        shutil.copytree(shop, shop.with_name("copy"))
        shutil.rmtree(shop)
        shop.with_name("copy").rename(shop)

    harms: list[Callable[[Path], object]] = [
        lambda shop: [shutil.rmtree(path) for path in shop.glob(".site.next-*")],
        lambda shop: shutil.rmtree(shop / "site", ignore_errors=True),
        lambda shop: (shop / ".state/manifest.next").unlink(missing_ok=True),
        lambda shop: (shop / ".state/journal").write_bytes((shop / ".state/journal").read_bytes()[:-9]),
        lambda shop: (shop / ".state/journal").write_bytes(b""),
        emptied,
        copied,
    ]
    steps = Steps(monkeypatch, exchanging=True)
    for first, harm in enumerate(harms):
        for at in itertools.count(first % 3, 3):
            shop = tmp_path / str(at)
            publish(shop, OLD)
            cut_off = steps.run(at, partial(go_on, shop, way))
            if (shop / ".state/journal").exists():
                harm(shop)
                with Output(shop / "site", shop / ".state") as site:
                    if site.intact():
                        assert files(shop / "site") == SITES[manifest(shop)], at
                publish(shop, NEXT, "2")
                assert files(shop / "site") == NEXT
            shutil.rmtree(shop)
            if not cut_off:
                break
