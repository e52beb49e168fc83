"""Amounts and measures -> texts in the shop's locale, by Babel."""

from decimal import Decimal
from functools import lru_cache


class Numbers:
    """How one locale writes numbers; Babel is loaded with the first one."""

    def __init__(self, locale: str) -> None:
        from babel import Locale
        from babel.numbers import format_currency, format_decimal, get_currency_precision

        parsed = Locale.parse(locale.replace("-", "_"))
        self.language: str = parsed.language
        self.direction: str = parsed.text_direction

        # Babel reads the pattern anew for each number; prices repeat, so few are formatted twice.
        @lru_cache(maxsize=20_000)
        def money(amount: Decimal, currency: str) -> str:
            return format_currency(amount, currency, locale=parsed)

        @lru_cache(maxsize=2_000)
        def decimal(value: float) -> str:
            return format_decimal(value, format="#,##0.#", locale=parsed)

        self.money = money
        self.decimal = decimal
        self._digits = get_currency_precision

    def plain(self, amount: Decimal, currency: str) -> str:
        """Return an amount for machines: 184.10, 1200 for yen."""
        return f"{amount:.{self._digits(currency)}f}"

    def unit(self, value: float, unit: str) -> str:
        """Return a measure: 126 mm. The space does not break."""
        return f"{self.decimal(value)}\N{NO-BREAK SPACE}{unit}"
