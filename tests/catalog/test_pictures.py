"""References to pictures stay within the image roots or are web addresses."""

import pytest

from engine.catalog.pictures import picture_source
from native import are_clean_links


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("photos/a b (1).jpg", "photos/a b (1).jpg"),
        ("./photos/a.jpg", "photos/a.jpg"),
        ("photos/Größe 100%.jpg", "photos/Größe 100%.jpg"),
        ("https://img.example/a.jpg?w=1", "https://img.example/a.jpg?w=1"),
        ("//img.example/a.jpg", "https://img.example/a.jpg"),
        ("photos/..a.jpg", "photos/..a.jpg"),
    ],
)
def test_a_safe_reference_is_kept(url: str, expected: str) -> None:
    assert picture_source(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/etc/passwd",
        "../a.jpg",
        "photos/../../a.jpg",
        "photos/%2e%2e/a.jpg",
        "photos\\..\\a.jpg",
        "C:\\a.jpg",
        "~root/a.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "https://user:secret@img.example/a.jpg",
        "https:///a.jpg",
        "https://img.example/a b.jpg",
        "a\x00.jpg",
        "a%00.jpg",
        "a\njpg",
        "x" * 1001,
    ],
)
def test_an_unsafe_reference_is_refused(url: str) -> None:
    assert picture_source(url) == ""
    assert len(url) > 1000 or not are_clean_links([url])
