"""The lines of a sitemap: both twins, against each other and for inputs that lie."""

from array import array
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native import pack_texts
from native import pure_sitemap as plain
from native import sitemap as compiled

both = pytest.mark.parametrize("twin", [compiled, plain], ids=["compiled", "plain"])
A_DAY = 86_400_000
EPOCH = date(1970, 1, 1).toordinal()
FIRST, END = -719_162 * A_DAY, 2_932_897 * A_DAY  # of the years 1 to 9999


@both
def test_a_line_tells_an_address_and_its_day(twin):
    names, times = pack_texts(["a", "é", ""]), array("q", [951_868_799_999, A_DAY - 1, -1])
    assert twin.sitemap_lines(names, array("I", [1, 0, 0, 2]), times, b"<", b">").decode() == (
        "<url><loc><é></loc></url>\n"
        "<url><loc><a></loc><lastmod>2000-02-29</lastmod></url>\n"
        "<url><loc><a></loc><lastmod>2000-02-29</lastmod></url>\n"
        "<url><loc><></loc><lastmod>1969-12-31</lastmod></url>\n"
    )
    assert twin.sitemap_lines(pack_texts([]), b"", b"", b"", b"") == b""


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=("Cs",)), max_size=5), st.integers(FIRST, END - 1))))
def test_lines_are_those_of_the_plain_twin(pages):
    names, times = pack_texts([name for name, _ in pages]), array("q", [time for _, time in pages])
    rows = array("I", reversed(range(len(pages))))
    asked = (names, rows, times, b"https://lind.example/", b"/")
    assert compiled.sitemap_lines(*asked) == plain.sitemap_lines(*asked)


@both
def test_every_day_is_that_of_the_calendar(twin):
    for year in (1, 4, 100, 400, 1600, 1900, 1970, 2000, 2024, 2100, 9999):
        first = date(year, 1, 1).toordinal()
        days = [day for day in range(first, min(first + 1500, date.max.toordinal() + 1)) if day != EPOCH]
        times = array("q", [(day - EPOCH) * A_DAY for day in days])
        lines = twin.sitemap_lines(pack_texts([""] * len(days)), array("I", range(len(days))), times, b"", b"")
        assert lines.decode().splitlines() == [
            f"<url><loc></loc><lastmod>{date.fromordinal(day)}</lastmod></url>" for day in days
        ]


@both
def test_what_lies_is_refused(twin):
    names, times = pack_texts(["a"]), array("q", [0])
    with pytest.raises(IndexError, match="expected rows below 1, got 1"):
        twin.sitemap_lines(names, array("I", [1]), times, b"", b"")
    with pytest.raises(ValueError, match="expected a time for each of 1 texts, got 0"):
        twin.sitemap_lines(names, array("I", [0]), b"", b"", b"")
    with pytest.raises(ValueError, match="offsets"):
        twin.sitemap_lines((names[0], b""), array("I", [0]), times, b"", b"")
    for time in (FIRST - 1, END, 2**63 - 1, -(2**63)):
        with pytest.raises(ValueError, match=f"expected a time between the years 1 and 9999, got {time} ms"):
            twin.sitemap_lines(names, array("I", [0]), array("q", [time]), b"", b"")
