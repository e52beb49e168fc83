"""Amounts and measures -> texts in the shop's locale, as Babel writes them."""

import re
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

DIGITS = re.compile("([0-9]+)")
LONGEST = 9  # digits before the point that an amount of the catalog may have
Cuts = tuple[tuple[int, int, str], ...]  # from, to, and what follows those digits


class Form(Struct, frozen=True, gc=False):
    """How amounts with so many digits before the point are written: plain digits with texts between them."""

    head: str
    cuts: Cuts


class Numbers:
    """How one locale writes numbers; Babel is loaded with the first one."""

    def __init__(self, locale: str) -> None:
        from babel import Locale
        from babel.numbers import format_currency, format_decimal, get_currency_precision

        parsed = Locale.parse(locale.replace("-", "_"))
        self.language: str = parsed.language
        self._forms: dict[tuple[str, int], Form | None] = {}

        def by_babel(amount: Decimal, currency: str) -> str:
            return format_currency(amount, currency, locale=parsed)

        @lru_cache(maxsize=2_000)
        def decimal(value: float) -> str:
            return format_decimal(value, format="#,##0.#", locale=parsed)

        self.by_babel = by_babel
        self.decimal = decimal
        self.digits = lru_cache(maxsize=400)(get_currency_precision)

    def plain(self, amount: Decimal, currency: str) -> str:
        """Return an amount for machines: 184.10, 1200 for yen."""
        return f"{amount:.{self.digits(currency)}f}"

    def money(self, amount: Decimal, currency: str) -> str:
        """Return an amount with its currency: $184.10."""
        return self.money_of(self.plain(amount, currency), amount, currency)

    def money_of(self, plain: str, amount: Decimal, currency: str) -> str:
        """Return the same from an amount that is there in plain digits too.

        Babel reads its pattern anew for each number, so it is asked once for each length, how it writes such amounts.
        """
        place = plain.find(".")
        key = (currency, place if place >= 0 else len(plain))
        if key not in self._forms:
            self._forms[key] = self._form(currency, *key[1:])
        form = self._forms[key]
        if form is None or not amount >= 0:
            return self.by_babel(amount, currency)
        text = form.head
        for start, end, follows in form.cuts:
            text += plain[start:end] + follows
        return text

    def unit(self, value: float, unit: str) -> str:
        """Return a measure: 126 mm. The space does not break."""
        return f"{self.decimal(value)}\N{NO-BREAK SPACE}{unit}"

    def _form(self, currency: str, length: int) -> Form | None:
        """Return how amounts of a length are written; None where that is not by the plain digits in their order."""
        if not 0 < length <= LONGEST:
            return None
        found = []
        for digits in ("987654321", "123456789"):
            plain = self.plain(Decimal(f"{digits[:length]}.{digits[:5]}"), currency)
            found.append(_cuts(plain, self.by_babel(Decimal(plain), currency)))
        return found[0] if found[0] == found[1] else None


def _cuts(plain: str, written: str) -> Form | None:
    """Return how plain digits became what is written; None when they are not all there in their order."""
    head, *rest = DIGITS.split(written)
    cuts = []
    at = 0
    for digits, follows in zip(rest[::2], rest[1::2], strict=True):
        at += plain.startswith(".", at)
        if not plain.startswith(digits, at) or any(mark.isdigit() for mark in follows):
            return None
        cuts.append((at, at + len(digits), follows))
        at += len(digits)
    return Form(head, tuple(cuts)) if at == len(plain) and not any(mark.isdigit() for mark in head) else None
