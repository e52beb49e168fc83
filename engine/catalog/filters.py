"""A published record and the shop's filters -> the option that leaves it out, if one does."""

from engine.catalog.product import Product
from engine.catalog.vetting import Vetting


def left_out_by(product: Product, quality: float | None, vetting: Vetting) -> str:
    """Return the name of the option that a product does not meet, empty when it meets all."""
    if vetting.only_categories is not None and vetting.only_categories.isdisjoint(product.categories):
        return "catalog.category"
    if vetting.only_brands is not None and product.brand not in vetting.only_brands:
        return "catalog.brand"
    if vetting.price_min is not None and (product.price is None or product.price < vetting.price_min):
        return "catalog.price_min"
    if vetting.price_max is not None and (product.price is None or product.price > vetting.price_max):
        return "catalog.price_max"
    if vetting.in_stock and product.availability not in ("in_stock", "low_stock"):
        return "catalog.in_stock"
    # What has no score does not meet a least one.
    if vetting.min_quality > 0 and (quality is None or quality < vetting.min_quality):
        return "catalog.min_quality"
    return ""
