"""Files that only grow -> which of their ranges are believed."""

from pathlib import Path

import pytest

from engine.errors import DamagedError
from engine.snapshot.proof import BLOCK, Proof, digest_blocks

WHOLE = bytes(number % 251 for number in range(3 * BLOCK + 7))


def proof(path: Path, size: int, digests: bytes) -> Proof:
    return Proof(str(path), memoryview(path.read_bytes()), size, digests)


def test_a_range_is_believed_while_its_blocks_are_what_they_were(tmp_path: Path) -> None:
    path = tmp_path / "cards.0"
    path.write_bytes(WHOLE)
    digests = digest_blocks(str(path), len(WHOLE))
    path.write_bytes(WHOLE[:BLOCK] + b"x" + WHOLE[BLOCK + 1 :])
    found = proof(path, len(WHOLE), digests)
    assert len(found) == 4
    found.check(0, BLOCK)
    found.check(2 * BLOCK, len(WHOLE))
    found.check(BLOCK, BLOCK)
    with pytest.raises(DamagedError, match=f"cards.0 is damaged: the block at {BLOCK}"):
        found.check(BLOCK - 1, BLOCK + 1)
    with pytest.raises(DamagedError, match="the block at"):
        found.check_all()


def test_what_was_never_noted_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "cards.0"
    path.write_bytes(WHOLE)
    found = proof(path, BLOCK + 3, digest_blocks(str(path), BLOCK + 3))
    found.check_all()
    found.check(BLOCK, BLOCK + 3)
    with pytest.raises(DamagedError, match="were noted"):
        found.check(BLOCK, BLOCK + 4)


@pytest.mark.parametrize("size", [0, 5, BLOCK, BLOCK + 5, 3 * BLOCK])
def test_what_is_appended_is_noted_too_unless_it_follows_on_something_else(tmp_path: Path, size: int) -> None:
    path = tmp_path / "cards.0"
    path.write_bytes(WHOLE[:size])
    known = digest_blocks(str(path), size)
    path.write_bytes(WHOLE)
    assert digest_blocks(str(path), len(WHOLE), size, known) == digest_blocks(str(path), len(WHOLE))
    if size % BLOCK:
        path.write_bytes(WHOLE[: size - 1] + b"x" + WHOLE[size:])
        with pytest.raises(DamagedError, match="the block at"):
            digest_blocks(str(path), len(WHOLE), size, known)


def test_a_file_that_did_not_grow_keeps_what_was_noted_of_it(tmp_path: Path) -> None:
    path = tmp_path / "cards.0"
    path.write_bytes(WHOLE)
    known = digest_blocks(str(path), len(WHOLE))
    assert digest_blocks(str(path), len(WHOLE), len(WHOLE), known) == known
