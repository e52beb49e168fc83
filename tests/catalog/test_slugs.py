"""Slugs hold a to z, 0 to 9 and single dashes, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalog.slugs import MOST, is_slug, slugify


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ray-Ban RB5489F", "ray-ban-rb5489f"),
        ("Women's Größe №5", "womens-grosse-no5"),
        ("../../etc/passwd", "etc-passwd"),
        (".", ""),
        ("CON", ""),
        ("index", ""),
        ("\U0001f576", "dark-sunglasses"),
        ("word " * 40, ("word-" * 16)[:-1]),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_text_becomes_a_slug(text: str, expected: str) -> None:
    assert slugify(text) == expected


@given(st.text())
def test_any_text_gives_a_slug_that_stays(text: str) -> None:
    slug = slugify(text)
    assert not slug or (is_slug(slug) and len(slug) <= MOST and slugify(slug) == slug)
