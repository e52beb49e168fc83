"""A product's record, its place in the plan and its pictures -> its card and its view."""

from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct
from msgspec.structs import replace

from engine.catalog.product import Product
from engine.plan.lists import shape_name
from engine.render.colours import swatch
from engine.render.pictures import Made, picture_views
from engine.render.scene import Scene
from engine.render.views import (
    CardView,
    FactView,
    FitView,
    LinkView,
    MeasureView,
    ModelView,
    PriceView,
    ProductView,
    RatingView,
    SiblingView,
    VideoView,
)

NO_PRICE = PriceView("", "", "", "", "", 0, True)
BADGES = {"out_of_stock": "sold_out", "discontinued": "sold_out", "low_stock": "low_stock"}


class Standing(Struct, frozen=True, gc=False, array_like=True):
    """What the plan says of one product."""

    route: str
    colours: tuple[str, ...] = ()  # of the model, in order; empty without another colour
    new: bool = False
    same_title: bool = False  # another page has the document's title too
    same_description: bool = False


def card_view(product: Product, view: ProductView, standing: Standing) -> CardView:
    """Return the card of a product from its view."""
    names = tuple(colour for colour in standing.colours) or ((product.colour,) if product.colour else ())
    return CardView(
        name=view.name,
        brand=view.brand.label if view.brand else "",
        path=view.path,
        picture=view.pictures[0] if view.pictures else None,
        price=view.price,
        shape=view.shape,
        shape_label=product.shape_label or shape_name(product.shape),
        material=view.material,
        colour=view.colour,
        size=view.size,
        badge=view.badge,
        colours=names,
        swatches=tuple(found for name in names if (found := swatch(name))),
        gtin=view.gtin,
        sku=view.sku,
        id=view.id,
    )


def product_view(product: Product, standing: Standing, made: Made, scene: Scene) -> ProductView:
    """Return all that a product page shows, but for other products."""
    path = scene.urls.path(standing.route)
    price = price_view(product, scene)
    brand = scene.link_to("brand", _brand_slug(product, scene))
    main = scene.category_list(product.categories[0]) if product.categories else -1
    rating = product.rating if product.rating_count else None
    return ProductView(
        id=product.product_id,
        name=product.name,
        brand=brand or (LinkView(product.brand_name, "") if product.brand_name else None),
        path=path,
        url=scene.urls.address(path),
        sku=product.sku,
        gtin=product.gtin,
        summary=product.summary,
        description_html=product.description,
        price=price,
        availability=product.availability,
        badge=_badge(product, price, standing.new),
        pictures=picture_views(product.pictures, made, scene.config.images, scene.urls),
        siblings=(),
        colour=product.colour,
        material=_label(product.material),
        shape=product.shape,
        shape_link=_shape_link(product, scene),
        size=_size(product),
        measures=measures(product, scene),
        facts=_facts(product, scene),
        features=tuple(_label(feature) for feature in product.features),
        fits=_fits(product, scene),
        fits_derived=any(fit.derived for fit in product.fits),
        videos=tuple(VideoView(one.url, one.thumbnail, one.kind, one.duration_s) for one in product.videos),
        models=tuple(ModelView(one.url, one.format) for one in product.models),
        rating=RatingView(scene.numbers.decimal(round(rating, 1)), f"{rating:.1f}", product.rating_count)
        if rating
        else None,
        category=scene.list_link(main) if main >= 0 else None,
        related=(),
        group=_group(product) if standing.colours else "",
        kind=product.kind,
        gender=product.gender,
        delivery=_delivery(product, scene),
    )


def _delivery(product: Product, scene: Scene) -> str:
    """Return the flat rate, nothing where the product has another currency, zero from the value that is sent free."""
    shipping, currency = scene.config.shop.shipping, scene.config.shop.currency
    if not shipping.countries or product.price is None or product.currency != currency:
        return ""
    free = shipping.free_from is not None and product.price >= Decimal(str(shipping.free_from))
    return scene.numbers.plain(Decimal(0) if free else Decimal(str(shipping.rate)), currency)


def _group(product: Product) -> str:
    return product.model_code or f"{product.brand_name} {product.name}".strip()


def with_others(view: ProductView, related: tuple[CardView, ...], siblings: tuple[CardView, ...]) -> ProductView:
    """Return a view with the cards of other products; the product's own card is among its siblings."""
    return replace(
        view,
        related=related,
        siblings=tuple(
            SiblingView(card.colour, card.path, card.picture, card.path == view.path, card.badge != "sold_out")
            for card in siblings
        ),
    )


def price_view(product: Product, scene: Scene) -> PriceView:
    """Return a price in all its forms, the same wherever it is shown."""
    if product.price is None:
        return NO_PRICE
    numbers = scene.numbers
    amount, currency, regular = product.price, product.currency, product.regular_price
    saving = Decimal(100) * (regular - amount) / regular if regular else Decimal(0)
    return PriceView(
        text=numbers.money(amount, currency),
        amount=numbers.plain(amount, currency),
        currency=currency,
        regular_text=numbers.money(regular, currency) if regular else "",
        regular_amount=numbers.plain(regular, currency) if regular else "",
        saving_percent=int(saving.quantize(Decimal(1), ROUND_HALF_UP)),
        on_request=False,
    )


def measures(product: Product, scene: Scene) -> tuple[MeasureView, ...]:
    """Return the measurements that are known, in the order in which they are read off a frame."""
    values = (
        ("frame_width", product.frame_width, "mm"),
        ("lens_width", product.lens_width, "mm"),
        ("bridge", product.bridge, "mm"),
        ("temple", product.temple, "mm"),
        ("lens_height", product.lens_height, "mm"),
        ("frame_height", product.frame_height, "mm"),
        ("weight", product.weight_g, "g"),
    )
    return tuple(MeasureView(key, value, scene.numbers.unit(value, unit)) for key, value, unit in values if value)


def _brand_slug(product: Product, scene: Scene) -> str:
    number = scene.by_subject.get(("brand", scene.brand_numbers.get(product.brand, -2)))
    return "" if number is None else scene.lists[number].key


def _label(text: str) -> str:
    """Return a value as a label: cat-eye -> Cat-eye, cellulose acetate -> Cellulose acetate."""
    return text[:1].upper() + text[1:]


def _badge(product: Product, price: PriceView, new: bool) -> str:
    if product.availability in ("out_of_stock", "discontinued"):
        return "sold_out"
    if price.saving_percent:
        return "sale"
    return BADGES.get(product.availability) or ("new" if new else "")


def _size(product: Product) -> str:
    numbers = (product.lens_width, product.bridge, product.temple)
    return "–".join(f"{number:g}" for number in numbers if number) if all(numbers) else ""


def _shape_link(product: Product, scene: Scene) -> LinkView | None:
    if not product.shape:
        return None
    label = product.shape_label or shape_name(product.shape)
    found = scene.link_to("frame_shape", product.shape)
    return LinkView(label, found.path, found.count) if found else LinkView(label, "")


def _fits(product: Product, scene: Scene) -> tuple[FitView, ...]:
    return tuple(
        FitView(
            face_shape=fit.face_shape,
            label=fit.face_shape.capitalize(),
            percent=round(fit.score * 100),
            reason=_label(fit.reasons[0]) if fit.reasons else "",
            path=scene.path_to("face_shape", fit.face_shape),
            best=not place,
        )
        for place, fit in enumerate(product.fits)
    )


def _facts(product: Product, scene: Scene) -> tuple[FactView, ...]:
    words = scene.texts
    shape = _shape_link(product, scene)
    rows = (
        ("sku", product.sku, ""),
        ("kind", words["kinds"].get(product.kind, _label(product.kind)), ""),
        ("shape", shape.label if shape else "", shape.path if shape else ""),
        ("rim", words["rims"].get(product.rim, _label(product.rim)), ""),
        ("material", _label(product.material), ""),
        ("colour", product.colour, ""),
        ("hinge", words["hinges"].get(product.hinge, _label(product.hinge)), ""),
        ("lens_material", _label(product.lens_material), ""),
        ("lens_colour", product.lens_colour, ""),
        ("coating", ", ".join(_label(coating) for coating in product.coatings), ""),
        ("uv", product.uv_protection, ""),
        ("polarized", words["answers"]["yes"] if product.polarized else "", ""),
        ("prescription", words["answers"]["yes"] if product.prescription else "", ""),
        ("gender", words["genders"].get(product.gender, _label(product.gender)), ""),
        ("gtin", product.gtin, ""),
    )
    return tuple(FactView(key, value, path) for key, value, path in rows if value)
