"""Rows that belong together: both twins against each other, and for inputs that lie."""

import random
from array import array

import pytest

from native import grouping as compiled
from native import likeness, pure_likeness
from native import pure_grouping as plain
from native.pure_columns import pack_ints

both = pytest.mark.parametrize("twin", [compiled, plain], ids=["compiled", "plain"])
twins_of_likeness = pytest.mark.parametrize("twin", [likeness, pure_likeness], ids=["compiled", "plain"])


def pack(code, *values):
    return array(code, values).tobytes()


def numbers(raw, code="I"):
    return list(array(code, raw))


@both
def test_values_are_numbered_as_they_appear(twin):
    values, others = pack("Q", 7, 9, 7, 7), pack("Q", 1, 1, 1, 2)
    found, firsts = twin.number_values(values, others, pack("I", 3, 0, 2))
    assert (numbers(found, "i"), numbers(firsts)) == ([1, -1, 1, 0], [3, 0])


@both
def test_a_value_and_the_first_item_of_a_row_are_one_number(twin):
    starts, items = pack_ints([(4, 9), (), (0,)])
    pairs = twin.pair_places(pack("i", 2, -1, 0), starts, items)
    assert numbers(pairs, "Q") == [2 << 32 | 4, 2**64 - 1, 0]
    for broken in ((pack("i", 2), starts, items), (pack("i", 2, -1, 0), pack("I", 0, 5, 2, 3), items)):
        with pytest.raises(ValueError):
            twin.pair_places(*broken)


@both
def test_the_first_row_of_a_run_that_holds_anything_is_found(twin):
    offsets, _ = pack_ints([(), (1,), (), (2, 2)])
    given = pack("I", 0, 2, 3, 1, 2)
    assert numbers(twin.first_filled(given, pack("I", 0, 4, 4, 5), offsets)) == [3, 2**32 - 1, 2**32 - 1]
    with pytest.raises(IndexError):
        twin.first_filled(pack("I", 4), pack("I", 0, 1), offsets)
    with pytest.raises(ValueError):
        twin.first_filled(given, pack("I", 0, 6), offsets)


@both
def test_a_row_stands_with_every_place_above_its_own_once(twin):
    starts, values = pack_ints([(2, 1), (), (0,), (2, 2)])
    parents = pack("i", -1, 0, 1, -1)
    begin, rows = twin.member_rows(pack("I", 3, 2, 1, 0), starts, values, parents)
    assert (numbers(begin), numbers(rows)) == ([0, 3, 5, 7, 7], [3, 2, 0, 3, 0, 3, 0])
    begin, rows = twin.member_rows(pack("I", 1, 0, 2), b"", pack("i", 1, -1, 1), pack("i", -1, -1))
    assert (numbers(begin), numbers(rows)) == ([0, 0, 2], [0, 2])


@both
def test_places_that_stand_above_themselves_end(twin):
    begin, rows = twin.member_rows(pack("I", 0), b"", pack("i", 0), pack("i", 1, 0))
    assert (numbers(begin), numbers(rows)) == ([0, 1, 2], [0, 0])


@both
def test_the_latest_date_is_that_of_an_update_or_of_a_creation(twin):
    created, updated = pack("q", 5, 9, -3), pack("q", 7, 0, 0)
    dates = twin.latest_dates(pack("I", 0, 1, 2, 0), pack("I", 0, 2, 2, 3, 4), created, updated)
    assert numbers(dates, "q") == [9, 0, -3, 7]


@both
def test_siblings_are_a_row_a_colour_and_itself_for_its_own(twin):
    groups, colours = pack("i", 0, 0, 0, 1, 0), pack("Q", 5, 6, 5, 5, 0)
    begin, rows = twin.sibling_rows(pack("I", *range(5)), groups, colours)
    assert (numbers(begin), numbers(rows)) == ([0, 2, 4, 6, 6, 6], [0, 1, 0, 1, 2, 1])


@both
def test_rows_that_share_a_value_are_marked(twin):
    marks = bytearray(b"\1\1\1\0")
    twin.mark_repeated(marks, 4, pack("Q", 8, 8, 9, 8), pack("I", 0, 1, 2))
    assert marks == b"\5\5\1\0"


@both
def test_numbers_that_lead_astray_are_refused(twin):
    two = pack("Q", 1, 2)
    for call in (
        lambda: twin.number_values(two, two, pack("I", 2)),
        lambda: twin.mark_repeated(bytearray(2), 1, two, pack("I", 2)),
        lambda: twin.mark_repeated(bytearray(1), 1, two, pack("I", 1)),
        lambda: twin.member_rows(pack("I", 2), b"", pack("i", 0, 0), pack("i", -1)),
        lambda: twin.member_rows(pack("I", 0), b"", pack("i", 1), pack("i", -1)),
        lambda: twin.member_rows(pack("I", 0), b"", pack("i", 0), pack("i", 1)),
        lambda: twin.latest_dates(pack("I", 1), pack("I", 0, 1), pack("q", 0), pack("q", 0)),
        lambda: twin.sibling_rows(pack("I", 2), pack("i", 0, 0), two),
    ):
        with pytest.raises(IndexError):
            call()
    for call in (
        lambda: twin.number_values(two, pack("Q", 1), pack("I", 0)),
        lambda: twin.member_rows(pack("I", 0), pack("I", 0, 3), pack("i", 0), pack("i", -1)),
        lambda: twin.latest_dates(pack("I", 0), pack("I", 0, 2), pack("q", 0), pack("q", 0)),
        lambda: twin.sibling_rows(pack("I", 0), pack("i", 0), two),
        lambda: twin.sibling_rows(pack("I", 0), pack("i", -1, 0), two),
    ):
        with pytest.raises(ValueError, match="expected"):
            call()


def test_both_twins_group_the_same():
    source = random.Random(5)
    for _ in range(400):
        count = source.randrange(40)
        rows = pack("I", *source.sample(range(count), source.randrange(count + 1)))
        few, many = (pack("Q", *(source.randrange(most) for _ in range(count))) for most in (4, 30))
        places = [source.randrange(-1, 6) for _ in range(6)]
        spans = pack_ints([[source.randrange(-1, 6) for _ in range(source.randrange(4))] for _ in range(count)])
        dates = [pack("q", *(source.randrange(-3, 9) for _ in range(count))) for _ in range(2)]
        found, _ = one = compiled.number_values(few, many, rows)
        assert one == plain.number_values(few, many, rows)
        begin, members = compiled.member_rows(rows, *spans, pack("i", *places))
        assert (begin, members) == plain.member_rows(rows, *spans, pack("i", *places))
        assert compiled.latest_dates(members, begin, *dates) == plain.latest_dates(members, begin, *dates)
        assert compiled.sibling_rows(rows, found, few) == plain.sibling_rows(rows, found, few)
        marks = [bytearray(count), bytearray(count)]
        for twin, into in zip((compiled, plain), marks, strict=True):
            twin.mark_repeated(into, 2, many, rows)
        assert marks[0] == marks[1]


def likeness_columns(source, count):
    def draw(code, most):
        return pack(code, *(source.randrange(most) for _ in range(count)))

    rows = list(range(count))
    fits = pack("d", *(source.choice((0.0, 0.25, 0.7, source.random())) for _ in range(6 * count)))
    prices = pack("d", *(source.choice((0.0, 10.0, 99.5, source.uniform(1, 400))) for _ in rows))
    brands = pack("i", *(source.randrange(-1, 4) for _ in rows))
    kinds, shapes, groups = draw("i", min(2, count) or 1), draw("i", min(5, count) or 1), draw("i", 12)
    ranks, genders = draw("q", count or 1), draw("Q", 2)
    stock = bytes(source.randrange(4) for _ in rows)
    return pack("I", *rows), ranks, kinds, shapes, groups, brands, prices, stock, genders, fits


def test_both_twins_relate_the_same():
    source = random.Random(6)
    for _ in range(300):
        count = source.choice((0, 1, 2, 15, 60))
        rows, *columns = likeness_columns(source, count)
        shown = pack("I", *source.sample(range(count), count))
        wanted = source.randrange(13)
        one = likeness.related_rows(rows, shown, *columns, wanted)
        assert one == pure_likeness.related_rows(rows, shown, *columns, wanted)


@twins_of_likeness
def test_columns_that_do_not_fit_are_refused(twin):
    rows, *columns = likeness_columns(random.Random(1), 3)
    for place, column in enumerate(columns):
        short = [*columns[:place], column[: -len(column) // 3], *columns[place + 1 :]]
        with pytest.raises((ValueError, IndexError)):
            twin.related_rows(rows, rows, *short, 2)
    with pytest.raises(IndexError):
        twin.related_rows(pack("I", 0, 1, 3), rows, *columns, 2)
    with pytest.raises(IndexError):
        twin.related_rows(rows, rows, columns[0], pack("i", 0, 0, 3), *columns[2:], 2)
    with pytest.raises(IndexError):
        twin.related_rows(rows, rows, columns[0], pack("i", 0, 0, -1), *columns[2:], 2)
    with pytest.raises(ValueError, match="at most 20"):
        twin.related_rows(rows, rows, *columns, 21)
    with pytest.raises(ValueError, match="each row once"):
        twin.related_rows(pack("I", 0, 1, 0), rows, *columns, 2)
