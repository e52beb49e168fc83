"""Texts with credentials -> the same texts without them."""

import pytest

from engine.config.redact import redact


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("mongodb://u:p@h:1,h2:2/db?tls=true", "mongodb://***@h:1,h2:2/db?tls=true"),
        ("mongodb://u:p/a@ss@h/db", "mongodb://***@h/db"),
        ("mongodb+srv://u:p@ss@h/db", "mongodb+srv://***@h/db"),
        (
            "cannot reach mongodb://u:p@h/db, try mongodb://v:q@h2/db",
            "cannot reach mongodb://***@h/db, try mongodb://***@h2/db",
        ),
        ("mongodb://h/db?tlsCertificateKeyFilePassword=x&w=1", "mongodb://h/db?tlsCertificateKeyFilePassword=***&w=1"),
        ("https://img.example/a.jpg?token=x", "https://img.example/a.jpg?token=***"),
        ("me@lind.example", "me@lind.example"),
        ("catalog", "catalog"),
    ],
)
def test_credentials_become_stars_and_the_rest_stays(text: str, safe: str) -> None:
    assert redact(text) == safe
