"""A product's record, its place in the plan and its pictures -> its card and its view, each by itself."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from engine.catalog.product import Offer, Product
from engine.render.facts import in_order
from engine.render.pictures import Made
from engine.render.scene import Scene
from engine.render.shown import ALL, Shown
from engine.render.views import (
    CardView,
    ModelView,
    PriceView,
    ProductView,
    SiblingView,
    VideoView,
)

SOLD_OUT = ("out_of_stock", "discontinued")


class Standing(Struct, frozen=True, gc=False, array_like=True):
    """What the plan says of one product."""

    route: str
    colours: tuple[str, ...] = ()  # of the model, in order; empty without another colour
    new: bool = False
    same_title: bool = False  # another page has the document's title too
    same_description: bool = False


def card_view(product: Offer, standing: Standing, made: Made, scene: Scene) -> CardView:
    """Return what lists and other products' pages show of a product."""
    facts = scene.facts
    price = scene.prices.view(product.price, product.regular_price, product.currency)
    colour = product.colour
    brand, category = scene.brand_link(product), scene.category_link(product)
    names, swatches = scene.palettes[standing.colours or ((colour,) if colour else ())]
    return CardView(
        product.name,
        brand.label if brand else "",
        scene.urls.path(standing.route),
        scene.gallery.card(product.pictures, made),
        price,
        product.shape,
        facts.shapes[product.shape, product.shape_label].label,
        facts.materials[product.material].text,
        colour,
        facts.sizes[product.lens_width, product.bridge, product.temple],
        _badge(product.availability, price, standing.new),
        names,
        swatches,
        product.gtin,
        product.sku,
        product.product_id,
        scene.slug(standing.route),
        category.label if category else "",
        facts.swatches[colour],
        facts.rating(product),
    )


def product_view(
    product: Product,
    standing: Standing,
    made: Made,
    scene: Scene,
    related: tuple[CardView, ...] = (),
    siblings: Sequence[CardView] = (),
    shown: Shown = ALL,
) -> ProductView:
    """Return all that a product page shows, of what costs something only what is `shown`.

    `related` goes into the view as it is, so a theme that only inserts their cards may be given rows' numbers.
    """
    facts = scene.facts
    path = scene.urls.path(standing.route)
    price = scene.prices.view(product.price, product.regular_price, product.currency)
    told = facts.describe(product, shown)
    fits = facts.fits(product.fits) if shown.fits else ()
    return ProductView(
        product.product_id,
        product.name,
        scene.brand_link(product),
        path,
        scene.urls.address(path),
        product.sku,
        product.gtin,
        product.summary,
        product.description,
        price,
        product.availability,
        _badge(product.availability, price, standing.new),
        scene.gallery.pictures(product.pictures, made),
        sibling_views(siblings, path) if siblings else (),
        product.colour,
        told.material,
        product.shape,
        told.shape.link,
        facts.sizes[product.lens_width, product.bridge, product.temple],
        told.measures,
        told.facts,
        facts.lists[product.features],
        fits,
        bool(fits) and product.fits[0].derived,  # all of them are, or none
        _videos(product) if product.videos else (),
        _models(product) if product.models else (),
        facts.rating(product),
        scene.category_link(product),
        related,
        _group(product) if standing.colours else "",
        product.kind,
        product.gender,
        scene.prices.delivery(product.price, product.currency),
        scene.slug(standing.route),
        product.availability not in SOLD_OUT,
        facts.swatches[product.colour],
        told.specs,
        told.coatings,
        facts.lists[product.occasions],
        in_order(fits) if shown.faces else (),
    )


def with_others(view: ProductView, related: tuple[CardView, ...], siblings: tuple[CardView, ...]) -> ProductView:
    """Return a view with the cards of other products; the product's own card is among its siblings."""
    return replace(view, related=related, siblings=sibling_views(siblings, view.path))


def sibling_views(cards: Sequence[CardView], path: str) -> tuple[SiblingView, ...]:
    """Return the other colours of a model and the product itself, whose path is given, from their cards."""
    return tuple(
        SiblingView(card.colour, card.path, card.picture, card.path == path, card.badge != "sold_out") for card in cards
    )


def _badge(availability: str, price: PriceView, new: bool) -> str:
    """Return the strongest of what can be said of a product."""
    if availability in SOLD_OUT:
        return "sold_out"
    if price.saving_percent:
        return "sale"
    if availability == "low_stock":
        return "low_stock"
    return "new" if new else ""


def _videos(product: Product) -> tuple[VideoView, ...]:
    return tuple(VideoView(one.url, one.thumbnail, one.kind, one.duration_s) for one in product.videos)


def _models(product: Product) -> tuple[ModelView, ...]:
    return tuple(ModelView(one.url, one.format) for one in product.models)


def _group(product: Product) -> str:
    return product.model_code or f"{product.brand_name} {product.name}".strip()
