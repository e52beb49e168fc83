"""References that an address can be made of as they stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native import links, pure_links
from native.pure_links import FOLDER, PATH, STEM

PIECES = [
    "http://",
    "https://",
    "x.example",
    ":80",
    ":",
    "/",
    "/",
    "a",
    "B9",
    "-",
    "_",
    "~",
    ".",
    ".jpg",
    "%20",
    "é",
    "?",
    " ",
]
REFERENCES = st.lists(st.sampled_from(PIECES), max_size=9).map("".join) | st.text(max_size=6)


@settings(max_examples=1000)
@given(REFERENCES, st.sampled_from((STEM, FOLDER, PATH)))
def test_a_part_is_that_of_the_plain_twin(reference, part):
    assert links.plain_part(reference, part) == pure_links.plain_part(reference, part)


@pytest.mark.parametrize("twin", [links, pure_links], ids=["compiled", "plain"])
@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("https://x.example/img/a/000123-2.jpg", ("000123-2", "img/a/000123-2", "img/a/000123-2.jpg")),
        ("http://x-1.example:80/a.jpg", ("a", "a", "a.jpg")),
        ("_a/~b/c.d/e.webp", ("e", "_a/~b/c.d/e", "_a/~b/c.d/e.webp")),
        ("a.b.jpg", (None, None, None)),
        (".a/b.jpg", (None, None, None)),
        ("https://x.example:/a.jpg", (None, None, None)),
        ("https://x.example", (None, None, None)),
        ("a/", (None, None, None)),
        ("a_b.jpg", (None, None, None)),
        ("é.jpg", (None, None, None)),
        ("a", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_parts_of_what_needs_no_encoding_are_taken_as_they_stand(twin, reference, parts):
    assert tuple(twin.plain_part(reference, part) for part in (STEM, FOLDER, PATH)) == parts


def test_what_is_no_text_is_refused():
    with pytest.raises(TypeError):
        links.plain_part(None, STEM)
