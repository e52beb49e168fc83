"""What a document says about money -> one exact regular price, perhaps a lower sale price, and a currency."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from engine.catalog.documents import Price
from engine.catalog.findings import Report
from engine.catalog.values import Tree
from engine.catalog.vetting import Vetting

MOST = Decimal(10**9)
_ALIASES = {
    "US$": "USD",
    "$US": "USD",
    "\u20ac": "EUR",
    "\xa3": "GBP",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
}
_SIGNS = {
    "\u20ac": "EUR",
    "\xa3": "GBP",
    "\u20b9": "INR",
    "\u20a9": "KRW",
    "\u20ba": "TRY",
    "\u20bd": "RUB",
    "\u20ab": "VND",
}
_PRICE = re.compile(r"(?P<head>[^\d+-]{0,8}?)\s*(?P<digits>-?\d[\d.,' \u2019\xa0\u202f]*)\s*(?P<tail>[^\d]{0,8})")
_CODE = re.compile(r"[A-Za-z]{3}")
_GROUPED = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+")
_ON_REQUEST = "price on request"


def quantised(amount: Decimal, digits: int) -> Decimal:
    """Return an amount with as many digits as its currency has."""
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=4096)  # shops ask the same few prices of many products
def exact(amount: float, digits: int) -> Decimal:
    """Return a decoded number as the decimal that it was written as, in the digits of its currency."""
    return quantised(Decimal(repr(amount)), digits)


def repair_price(tree: Tree, vetting: Vetting, report: Report) -> Price:
    """Return the price of a document of any shape; base_price is None where no offer can be made."""
    price, pricing = tree.get("price"), tree.get("pricing")
    if isinstance(price, dict) and "$numberDecimal" not in price:
        currency, sure = _currency(price.get("currency", tree.get("currency")), vetting, report)
        regular, sale = price.get("base_price"), price.get("discounted_price")
    elif isinstance(pricing, dict):
        report.legacy.append("pricing")
        currency, sure = _currency(pricing.get("currency", tree.get("currency")), vetting, report)
        regular, sale = pricing.get("base_price"), pricing.get("sale_price")
    else:
        return _charged(price, tree, vetting, report)
    return _offer(regular, sale, currency, sure, vetting, report)


def _charged(price: Any, tree: Tree, vetting: Vetting, report: Report) -> Price:
    """Read `price` as what is charged and `compare_at_price` or `original_price` as what it was before."""
    if price is None:
        report.add("price", "price_missing", None, _ON_REQUEST, "high")
        return Price(currency=vetting.currency)
    report.legacy.append("price")
    currency, sure = _currency(tree.get("currency"), vetting, report)
    before = next((tree[name] for name in ("compare_at_price", "original_price") if tree.get(name) is not None), None)
    digits = vetting.digits.get(currency, 2)
    charged, listed = amount(price, digits)[0], amount(before, digits)[0]
    if charged is not None and listed is not None and listed > charged:
        return _offer(before, price, currency, sure, vetting, report)
    return _offer(price, None, currency, sure, vetting, report)


def _offer(regular: Any, sale: Any, currency: str, sure: bool, vetting: Vetting, report: Report) -> Price:
    digits = vetting.digits.get(currency, 2)
    base, code = amount(regular, digits)
    if base is not None and not code:
        code = _conflict(regular, currency)
    if code:
        report.add("price.base_price", code, regular, _ON_REQUEST, "high")
        return Price(currency=currency)
    if not sure or base is None:
        return Price(currency=currency)
    if isinstance(regular, str):
        report.add("price.base_price", "price_parsed", regular, f"read as {base} {currency}", "medium")
    reduced, code = amount(sale, digits)
    if sale is not None and (reduced is None or reduced > base or _conflict(sale, currency)):
        report.add("price.discounted_price", "sale_price_ignored", sale, "only the regular price is shown", "medium")
        reduced = None
    return Price(
        base_price=float(base), currency=currency, discounted_price=None if reduced is None else float(reduced)
    )


def amount(value: Any, digits: int) -> tuple[Decimal | None, str]:
    """Return a positive, exact amount, or None and the code of what is wrong with it."""
    if value is None:
        return None, "price_missing"
    parsed = _decimal(value, digits)
    if parsed is None or not parsed.is_finite():
        return None, "price_not_number"
    if parsed >= MOST:
        return None, "price_out_of_range"
    if parsed <= 0:
        return None, "price_not_positive"
    result = quantised(parsed, digits)
    return (result, "") if result > 0 else (None, "price_not_positive")


def _decimal(value: Any, digits: int) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, dict) and isinstance(value.get("$numberDecimal"), str):
        try:
            return Decimal(value["$numberDecimal"][:64])
        except InvalidOperation:
            return None
    return _parsed(value, digits) if isinstance(value, str) else None


def _parsed(text: str, digits: int) -> Decimal | None:
    """Return the amount of a text such as "1.299,00" or "129,99 EUR"; None where it could mean two amounts."""
    found = _PRICE.fullmatch(text.strip()[:40])
    if found is None:
        return None
    number = re.sub("[' \u2019\xa0\u202f]", "", found["digits"]).rstrip(".,")
    dot, comma = number.rfind("."), number.rfind(",")
    if dot >= 0 and comma >= 0:
        thousands = "," if dot > comma else "."
        number = number.replace(thousands, "").replace(",", ".")
    elif _GROUPED.fullmatch(number):
        separator = "." if dot >= 0 else ","
        if number.count(separator) > 1:
            number = number.replace(separator, "")
        elif digits == 3 or (separator == "." and number.endswith("0")):
            number = number.replace(",", ".")
        elif separator == ",":
            number = number.replace(",", "")
        else:
            return None
    else:
        number = number.replace(",", ".")
    try:
        return Decimal(number)
    except InvalidOperation:
        return None


def _conflict(value: Any, currency: str) -> str:
    """Return a code when the text of an amount names another currency than the document."""
    if not isinstance(value, str):
        return ""
    named = {code for sign, code in _SIGNS.items() if sign in value}
    named.update(code.upper() for code in _CODE.findall(value))
    return "price_currency_conflict" if named - {currency} else ""


def _currency(value: Any, vetting: Vetting, report: Report) -> tuple[str, bool]:
    """Return the currency, and whether an amount in it may be shown."""
    if value is None or value == "":
        report.add("price.currency", "currency_missing", value, f"read as {vetting.currency}")
        return vetting.currency, True
    if isinstance(value, str):
        code = value.strip().upper()
        code = _ALIASES.get(code, code)
        if code in vetting.digits:
            if code != value:
                report.add("price.currency", "currency_normalised", value, f"read as {code}")
            return code, True
    report.add("price.currency", "currency_unknown", value, _ON_REQUEST, "high")
    return vetting.currency, False
