"""What is put is found again whole, or not at all."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xxhash

from engine.assets.picture import Picture, Refusal, Variant
from engine.assets.recipe import entry_key
from engine.assets.store import META, Published, Store

DIGEST = "d" * 32
CONTENT = b"the bytes of a small picture"


def variant(width: int, content: bytes) -> Variant:
    return Variant("avif", width, 10, len(content), xxhash.xxh3_128_hexdigest(content))


PICTURE = Picture(
    DIGEST, entry_key(DIGEST, "r"), 99, 60, (variant(16, CONTENT), variant(32, b"more")), "data:", "#abcdef"
)
FILES = {PICTURE.name(PICTURE.variants[0]): CONTENT, PICTURE.name(PICTURE.variants[1]): b"more"}
FIRST = next(iter(FILES))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    store.put(DIGEST, "r", PICTURE, FILES)
    return store


def entry(store: Store) -> Path:
    return store.folder / PICTURE.key[:2] / PICTURE.key


def test_a_picture_is_found_under_its_source_and_recipe_only(store: Store) -> None:
    assert store.find(DIGEST, "r") == PICTURE
    assert store.find(DIGEST, "another recipe") is None
    assert store.find("e" * 32, "r") is None


def test_a_refusal_is_kept_too(store: Store) -> None:
    refusal = Refusal("image_broken", "expected a whole picture")
    store.put("e" * 32, "r", refusal, {})
    assert store.find("e" * 32, "r") == refusal


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def alter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


@pytest.mark.parametrize("damage", [truncate, alter, Path.unlink])
@pytest.mark.parametrize("name", [FIRST, META])
def test_a_damaged_entry_counts_as_none_and_can_be_put_again(
    store: Store, name: str, damage: Callable[[Path], None]
) -> None:
    damage(entry(store) / name)
    assert store.find(DIGEST, "r") is None
    store.put(DIGEST, "r", PICTURE, FILES)
    assert store.find(DIGEST, "r") == PICTURE


def test_putting_twice_leaves_one_entry_and_nothing_beside(store: Store) -> None:
    store.put(DIGEST, "r", PICTURE, FILES)
    assert sorted(path.name for path in store.folder.iterdir()) == [PICTURE.key[:2]]
    assert sorted(path.name for path in entry(store).iterdir()) == sorted([*FILES, META])


def test_publishing_links_the_files_and_says_what_lies_there(store: Store, tmp_path: Path) -> None:
    published = store.publish(PICTURE, tmp_path / "out")
    assert published == [
        Published(f"{PICTURE.key}-{each.width}.avif", each.bytes, each.digest) for each in PICTURE.variants
    ]
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == FILES
    assert os.path.samefile(tmp_path / "out" / FIRST, entry(store) / FIRST)


def test_publishing_again_changes_nothing_and_mends_another_file_of_the_name(store: Store, tmp_path: Path) -> None:
    store.publish(PICTURE, tmp_path / "out")
    (tmp_path / "out" / FIRST).unlink()
    (tmp_path / "out" / FIRST).write_bytes(b"something else")
    store.publish(PICTURE, tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == FILES


def test_publishing_copies_where_links_are_impossible(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    store.publish(PICTURE, tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == FILES


def test_what_a_killed_worker_left_is_tidied_after_an_hour(store: Store) -> None:
    for name in (".new-old", ".new-young"):
        (store.folder / name).mkdir()
    long_ago = time.time() - 7200
    os.utime(store.folder / ".new-old", (long_ago, long_ago))
    store.tidy()
    assert sorted(path.name for path in store.folder.iterdir()) == [".new-young", PICTURE.key[:2]]
