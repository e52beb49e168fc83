"""Digests are those of the bytes; memory saves reading, never truth."""

import os
import time
from pathlib import Path

import pytest
import xxhash

import engine.assets.fingerprint as module
from engine.assets.fingerprint import Fingerprints, fingerprint


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"one")
    return photo


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read, in order."""
    reads: list[Path] = []

    def noted(path: Path) -> str:
        reads.append(path)
        return fingerprint(path)

    monkeypatch.setattr(module, "fingerprint", noted)
    return reads


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    moment = time.time_ns() + seconds * 1_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: moment)


def test_a_fingerprint_is_the_digest_of_the_bytes(photo: Path) -> None:
    assert fingerprint(photo) == xxhash.xxh3_128_hexdigest(b"one")


def test_an_unchanged_file_is_read_once_over_two_builds(
    photo: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 10)
    for _ in range(2):
        known = Fingerprints(photo.parent / "memory")
        assert known.digest(photo) == fingerprint(photo)
        known.save()
    assert reads == [photo]


def test_a_file_changed_in_size_and_time_unchanged_is_still_read_again(
    photo: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 10)
    known = Fingerprints(photo.parent / "memory")
    known.digest(photo)
    stat = photo.stat()
    time.sleep(0.02)
    photo.write_bytes(b"two")
    os.utime(photo, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert known.digest(photo) == xxhash.xxh3_128_hexdigest(b"two")
    assert reads == [photo, photo]


def test_a_file_that_was_just_written_is_not_trusted(photo: Path, reads: list[Path]) -> None:
    known = Fingerprints(photo.parent / "memory")
    known.digest(photo)
    known.digest(photo)
    assert reads == [photo, photo]


def test_a_damaged_memory_is_an_empty_one(photo: Path) -> None:
    (photo.parent / "memory").write_bytes(b"\xc1 damaged")
    known = Fingerprints(photo.parent / "memory")
    assert known.digest(photo) == fingerprint(photo)
    known.save()
    assert Fingerprints(photo.parent / "memory").digest(photo) == fingerprint(photo)


def test_a_digest_that_was_damaged_is_not_believed(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, 10)
    known = Fingerprints(photo.parent / "memory")
    digest = known.digest(photo)
    known.save()
    raw = known.memory.read_bytes()
    known.memory.write_bytes(raw.replace(digest.encode(), bytes(reversed(digest.encode()))))
    assert Fingerprints(known.memory).digest(photo) == digest
