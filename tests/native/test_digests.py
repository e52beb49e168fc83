"""Digests folded and compared by the compiled module, held to the plain one."""

from array import array
from random import Random

import pytest

from native import digests as compiled
from native import pure_digests as plain


def column(random: Random, rows: int) -> bytes:
    return random.randbytes(rows * 16)


@pytest.mark.parametrize("seed", range(20))
def test_compiled_and_plain_folds_are_the_same(seed: int) -> None:
    random = Random(seed)
    rows, width = random.randrange(1, 40), random.randrange(1, 6)
    columns = [column(random, rows) for _ in range(random.randrange(1, 4))]
    chosen = array("I", (random.choice([random.randrange(rows), 0xFFFFFFFF]) for _ in range(rows * width)))
    runs = array("I", [0, *sorted(random.randrange(rows) for _ in range(5)), rows])
    items = array("I", (random.randrange(rows) for _ in range(rows)))
    assert compiled.fold_columns(columns) == plain.fold_columns(columns)
    assert compiled.fold_chosen(columns[0], chosen, width) == plain.fold_chosen(columns[0], chosen, width)
    assert compiled.fold_runs(columns[0], items, runs) == plain.fold_runs(columns[0], items, runs)


@pytest.mark.parametrize("seed", range(20))
def test_compiled_and_plain_marks_are_the_same(seed: int) -> None:
    random = Random(seed)
    rows = random.randrange(1, 40)
    old = column(random, rows)
    index = array("i", (random.randrange(-1, rows) for _ in range(rows)))
    new = b"".join(
        old[number * 16 : number * 16 + 16] if number >= 0 and random.random() < 0.7 else random.randbytes(16)
        for number in index
    )
    one, other = bytearray(rows), bytearray(rows)
    compiled.mark_changed(one, 4, new, old, index)
    plain.mark_changed(other, 4, new, old, index)
    assert one == other


@pytest.mark.parametrize("seed", range(20))
def test_compiled_and_plain_buckets_are_the_same(seed: int) -> None:
    random = Random(seed)
    rows, bits = random.randrange(40), random.randrange(17)
    digests, keys = column(random, rows), column(random, rows)
    numbers = array("q", (random.randrange(-(2**63), 2**63) for _ in range(rows)))
    assert compiled.widen(numbers) == plain.widen(numbers)
    assert compiled.fold_buckets(digests, keys, bits) == plain.fold_buckets(digests, keys, bits)
    assert compiled.most_in_buckets(numbers, keys, bits) == plain.most_in_buckets(numbers, keys, bits)
    for bucket in {0, *(int.from_bytes(keys[at : at + 2], "big") >> (16 - bits) for at in range(0, 16 * rows, 16))}:
        assert compiled.in_bucket(keys, bits, bucket) == plain.in_bucket(keys, bits, bucket)


def test_a_bucket_does_not_ask_for_the_order_of_its_rows() -> None:
    random = Random(1)
    one, other = random.randbytes(16), random.randbytes(16)
    keys = bytes(32)
    assert compiled.fold_buckets(one + other, keys, 0) == compiled.fold_buckets(other + one, keys, 0)


def test_the_order_of_digests_counts() -> None:
    one, other = bytes(range(16)), bytes(range(16, 32))
    assert compiled.fold_columns([one, other]) != compiled.fold_columns([other, one])


def test_a_digest_of_none_is_not_that_of_nothing() -> None:
    none = array("I", [0xFFFFFFFF])
    assert compiled.fold_chosen(b"", none, 1) != bytes(16)


@pytest.mark.parametrize("module", [compiled, plain])
def test_numbers_out_of_range_are_refused(module: object) -> None:
    digests = bytes(32)
    with pytest.raises(IndexError):
        module.fold_chosen(digests, array("I", [2]), 1)  # type: ignore[attr-defined]
    with pytest.raises(IndexError):
        module.fold_runs(digests, array("I", [0, 1]), array("I", [0, 3]))  # type: ignore[attr-defined]
    with pytest.raises(IndexError):
        module.fold_runs(digests, array("I", [0, 7]), array("I", [0, 2]))  # type: ignore[attr-defined]
    with pytest.raises(IndexError):
        module.mark_changed(bytearray(1), 1, bytes(16), digests, array("i", [2]))  # type: ignore[attr-defined]


@pytest.mark.parametrize("module", [compiled, plain])
def test_columns_of_other_lengths_are_refused(module: object) -> None:
    for call in (
        lambda: module.fold_columns([]),  # type: ignore[attr-defined]
        lambda: module.fold_columns([bytes(16), bytes(32)]),  # type: ignore[attr-defined]
        lambda: module.fold_columns([bytes(15)]),  # type: ignore[attr-defined]
        lambda: module.fold_chosen(bytes(16), array("I", [0]), 2),  # type: ignore[attr-defined]
        lambda: module.fold_runs(bytes(16), b"", b""),  # type: ignore[attr-defined]
        lambda: module.mark_changed(bytearray(2), 1, bytes(16), bytes(16), array("i", [0])),  # type: ignore[attr-defined]
        lambda: module.mark_changed(bytearray(1), 3, bytes(16), bytes(16), array("i", [0])),  # type: ignore[attr-defined]
    ):
        with pytest.raises(ValueError):
            call()
