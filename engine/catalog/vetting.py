"""Configuration and reference data -> all that vetting one product needs, made once a worker and never changed."""

import re
from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from engine.catalog.fits import rules_of
from engine.catalog.names import Names
from engine.catalog.product import Fit, Reference
from engine.catalog.shapes import kind_of
from engine.catalog.slugs import slugify
from engine.config.check import NO_MONEY
from engine.config.options import nearest
from engine.config.schema import ShopConfig
from engine.errors import OptionError


class Vetting(Struct, frozen=True):
    """What decides about a product besides itself."""

    currency: str
    digits: dict[str, int]  # of each currency that ISO 4217 knows
    brands: dict[str, str]  # key -> name
    levels: dict[str, int]  # category key -> level
    kinds: dict[str, str]  # category key -> product type of its root, empty: none
    rules: dict[str, tuple[Fit, ...]]  # frame shape -> fits
    names: Names
    strict: bool = False
    only_categories: frozenset[str] | None = None
    only_brands: frozenset[str] | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    min_quality: float = 0.0
    fields: tuple[tuple[str, str], ...] = ()  # ours, theirs


def open_vetting(config: ShopConfig, reference: Reference, names: Names) -> Vetting:
    """Return the context of vetting; OptionError when a filter names what the catalog does not have."""
    from engine.catalog.fields import check_mapping

    catalog = config.catalog
    categories = {category.key: category for category in reference.categories}
    levels: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for category in reference.categories:  # parents come before their children
        slug = category.slug or slugify(category.name)
        levels[category.key] = category.level
        kinds[category.key] = kinds[category.parent] if category.parent in kinds else kind_of(slug)
    slugs = {key: category.slug or slugify(category.name) for key, category in categories.items()}
    wanted = _wanted("catalog.category", catalog.category, slugs)
    if wanted is not None:
        inside = set(wanted)
        for category in reference.categories:
            if category.parent in inside:
                inside.add(category.key)
        wanted = frozenset(inside)
    return Vetting(
        currency=config.shop.currency,
        digits=currency_digits(),
        brands={brand.key: brand.name for brand in reference.brands},
        levels=levels,
        kinds=kinds,
        rules=rules_of(reference.face_shapes),
        names=names,
        strict=catalog.strict,
        only_categories=wanted,
        only_brands=_wanted(
            "catalog.brand", catalog.brand, {brand.key: brand.slug or slugify(brand.name) for brand in reference.brands}
        ),
        price_min=None if catalog.price_min is None else Decimal(repr(catalog.price_min)),
        price_max=None if catalog.price_max is None else Decimal(repr(catalog.price_max)),
        in_stock=catalog.in_stock,
        min_quality=catalog.min_quality,
        fields=check_mapping(catalog.fields),
    )


def currency_digits() -> dict[str, int]:
    """Return the digits after the point of each currency, as prices are shown."""
    from babel.core import get_global

    fractions = get_global("currency_fractions")
    default = fractions["DEFAULT"][0]
    return {
        code: fractions[code][0] if code in fractions else default
        for code in sorted(get_global("all_currencies"))
        if re.fullmatch("[A-Z]{3}", code) and code not in NO_MONEY
    }


def _wanted(option: str, slugs: Iterable[str], known: dict[str, str]) -> frozenset[str] | None:
    keys: set[str] = set()
    asked = tuple(slugs)
    for slug in asked:
        found = {key for key, name in known.items() if name == slug}
        if not found:
            hint = nearest(slug, tuple(known.values()))
            raise OptionError(option, f"expected slugs of the catalog, got `{slug}`{hint and '; '}{hint}")
        keys |= found
    return frozenset(keys) if asked else None
