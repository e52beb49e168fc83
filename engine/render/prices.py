"""What is charged for a product -> its price in all the forms that pages show, the same wherever it stands."""

from decimal import Decimal

from engine.config.schema import Shop
from engine.render.numbers import Numbers
from engine.render.views import PriceView

NO_PRICE = PriceView("", "", "", "", "", 0, True)
MOST_KEPT = 20_000  # prices repeat, so few are made twice
Key = tuple[Decimal, Decimal | None, str]


class Prices:
    """How one shop writes prices."""

    def __init__(self, shop: Shop, numbers: Numbers) -> None:
        self._numbers = numbers
        self._kept: dict[Key, PriceView] = {}
        shipping = shop.shipping
        self._ships = bool(shipping.countries)
        self._currency = shop.currency
        self._free_from = None if shipping.free_from is None else Decimal(str(shipping.free_from))
        self._rate = numbers.plain(Decimal(str(shipping.rate)), shop.currency)
        self._free = numbers.plain(Decimal(0), shop.currency)

    def view(self, price: Decimal | None, regular: Decimal | None, currency: str) -> PriceView:
        """Return a price in all its forms."""
        if price is None:
            return NO_PRICE
        key = (price, regular, currency)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._view(price, regular, currency)
        return found

    def delivery(self, price: Decimal | None, currency: str) -> str:
        """Return the flat rate, nothing for another currency than the shop's, zero from the value that is sent free."""
        if not self._ships or price is None or currency != self._currency:
            return ""
        return self._free if self._free_from is not None and price >= self._free_from else self._rate

    def _view(self, price: Decimal, regular: Decimal | None, currency: str) -> PriceView:
        numbers = self._numbers
        amount = numbers.plain(price, currency)
        minor = int(amount.replace(".", ""))
        if not regular:
            text = numbers.money_of(amount, price, currency)
            return PriceView(text, amount, currency, "", "", 0, False, minor)
        before = numbers.plain(regular, currency)
        whole = int(before.replace(".", ""))
        return PriceView(
            text=numbers.money_of(amount, price, currency),
            amount=amount,
            currency=currency,
            regular_text=numbers.money_of(before, regular, currency),
            regular_amount=before,
            saving_percent=(200 * (whole - minor) + whole) // (2 * whole),  # the half goes up
            on_request=False,
            minor=minor,
        )
