"""Amounts in every locale, held to what Babel writes."""

import random
from decimal import Decimal

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from babel.numbers import format_currency

from engine.render.numbers import Numbers

CURRENCIES = ("USD", "EUR", "JPY", "KWD", "CHF", "INR", "BRL")


@pytest.mark.parametrize("currency", CURRENCIES)
def test_amounts_are_written_as_babel_writes_them(currency: str) -> None:
    dice = random.Random(currency)
    for name in sorted(locale_identifiers())[:: 1 if currency == "USD" else 9]:
        locale, numbers = Locale.parse(name), Numbers(name)
        for length in range(1, 10):
            amount = Decimal(dice.randrange(10 ** (length + 1), 10 ** (length + 2))) / 1000
            assert numbers.money(amount, currency) == format_currency(amount, currency, locale=locale), name


def test_most_locales_are_not_asked_for_each_amount(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("en-US", "de-CH", "fr", "pt-BR", "pl", "hi", "he", "ja", "ar", "sv"):
        numbers = Numbers(name)
        written = numbers.money(Decimal("1234.50"), "EUR")
        monkeypatch.setattr(numbers, "by_babel", None)
        assert numbers.money(Decimal("1234.50"), "EUR") == written


@pytest.mark.parametrize("amount", ["0", "0.004", "0.995", "1e9", "1e12", "-5", "1.005", "2.675", "999.999"])
def test_amounts_that_no_catalog_has_are_right_too(amount: str) -> None:
    written = format_currency(Decimal(amount), "USD", locale="en_US")
    assert Numbers("en-US").money(Decimal(amount), "USD") == written


def test_plain_amounts_have_the_digits_of_their_currency() -> None:
    numbers = Numbers("de-DE")
    assert [numbers.plain(Decimal("1200.5"), code) for code in ("EUR", "JPY", "KWD")] == ["1200.50", "1200", "1200.500"]
