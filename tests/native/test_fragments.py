"""Prebuilt bytes of rows: where they are found, and what a damaged column gives."""

from array import array

import pytest

from native import opcodes as op
from native.machine import Fragments, Page
from tests.native.programs import program, render

PACKS = [b"abbccc", memoryview(b"..DEEFFF")]


def fragments(pack=(0, 1), offset=(0, 2), sizes=(1, 2, 3, 1, 2, 3), kinds=3):
    return Fragments(PACKS, array("I", pack), array("q", offset), array("I", sizes), kinds)


def test_a_row_has_one_fragment_of_each_kind():
    found = fragments()
    assert len(found) == 2
    assert [found.read(row, kind) for row in (0, 1) for kind in (0, 1, 2)] == [b"a", b"bb", b"ccc", b"D", b"EE", b"FFF"]


def test_a_program_puts_the_fragment_of_the_row_it_names():
    rows = [(op.FOR, 0, 1, 0, 4, -1), (op.FRAG, 1, 2), (op.FRAG, 1, 0), (op.NEXT, 0, 1)]
    paths = [(0, ()), (1, ())]
    assert render(*rows, args=(array("I", [1, 0, 1]),), paths=paths, fragments=fragments()) == b"FFFDcccaFFFD"


@pytest.mark.parametrize("row", [2, -1, 2**63, -(2**80)])
def test_a_row_that_is_not_there_is_an_index_error(row):
    with pytest.raises(IndexError):
        fragments().read(row, 0)
    with pytest.raises(IndexError):
        render((op.FRAG, 0, 0), args=(row,), paths=[(0, ())], fragments=fragments())


@pytest.mark.parametrize("kind", [3, -1])
def test_a_kind_that_is_not_there_is_an_index_error(kind):
    with pytest.raises(IndexError, match=f"got row 1, kind {kind}"):
        fragments().read(1, kind)


@pytest.mark.parametrize("row", [True, None, "0", 0.0])
def test_a_row_is_a_whole_number(row):
    with pytest.raises(TypeError, match=f"expected the row number of a fragment, got {type(row).__name__}"):
        render((op.FRAG, 0, 0), args=(row,), paths=[(0, ())], fragments=fragments())


def test_a_program_that_shows_fragments_needs_some():
    with pytest.raises(TypeError, match="expected fragments"):
        render((op.FRAG, 0, 0), args=(0,), paths=[(0, ())])


@pytest.mark.parametrize(
    "damage",
    [
        {"pack": (2, 0)},
        {"pack": (2**32 - 1, 0)},
        {"offset": (-1, 0)},
        {"offset": (7, 0)},
        {"offset": (2**63 - 1, 0)},
        {"offset": (4, 0)},
        {"sizes": (1, 2**32 - 1, 3, 0, 0, 0)},
        {"sizes": (2**32 - 1, 2**32 - 1, 3, 0, 0, 0)},
    ],
    ids=str,
)
def test_a_damaged_column_is_an_index_error(damage):
    with pytest.raises(IndexError, match="outside its pack"):
        fragments(**damage).read(0, 2)


@pytest.mark.parametrize("damage", [{"pack": (0,)}, {"offset": (0,)}, {"sizes": (1,)}, {"kinds": 0}, {"kinds": 2**60}])
def test_columns_that_do_not_fit_each_other_are_refused(damage):
    with pytest.raises(ValueError, match="expected a pack, an offset and"):
        fragments(**damage)


def test_columns_of_another_type_are_refused():
    with pytest.raises(ValueError, match="dtype mismatch"):
        Fragments([b""], array("Q", [0]), array("q", [0]), array("I", [0]), 1)
    with pytest.raises(TypeError):
        Fragments([b""], None, array("q", [0]), array("I", [0]), 1)
    with pytest.raises(TypeError, match="bytes-like"):
        Fragments([b"", "text"], array("I", [0]), array("q", [0]), array("I", [0]), 1)


def test_packs_are_held_as_long_as_their_fragments():
    pack = bytearray(b"abc")
    found = Fragments([pack], array("I", [0]), array("q", [0]), array("I", [3]), 1)
    with pytest.raises(BufferError):
        pack.clear()
    page = Page()
    program((op.FRAG, 0, 0), paths=[(0, ())], params=1).run((0,), page, found)
    del found
    pack.clear()
    assert bytes(page) == b"abc"
