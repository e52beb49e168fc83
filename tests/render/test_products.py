"""A product's record -> its card and its view: what they share, and what each has for itself."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from engine.catalog.product import Brand, Category, Fit, Picture, Product, Reference
from engine.config.schema import Catalog, Images, Output, Shop, ShopConfig
from engine.plan.model import List
from engine.render.facts import Facts
from engine.render.page import product_page
from engine.render.products import Standing, card_view, product_view
from engine.render.scene import Scene, Stage
from engine.render.shown import Shown, shown_of
from engine.render.views import LinkView, PriceView, RatingView

SHOP = Shop(name="Alder", base_url="https://shop.example")
REFERENCE = Reference(
    brands=(Brand(key="b", name="Lind & Co", summary="Since 1921."),), categories=(Category(key="c", name="Sun"),)
)
LISTS = (
    List("brand", "lind", "Lind & Co", "lind", "/brands/lind", 3, subject=0),
    List("category", "sun", "Sun", "sun", "/categories/sun", 3, subject=0),
    List("face_shape", "oval", "Oval", "oval", "/faces/oval", 3),
)
FITS = (Fit("heart", 0.91, ("soft lines",), False), Fit("oval", 0.655, (), False))
PRODUCT = Product(
    id="1",
    product_id="p-1",
    sku="LIN-1",
    name="Birch",
    brand="b",
    brand_name="Lind & Co",
    categories=("c",),
    price=Decimal("1184.10"),
    regular_price=Decimal("1480.00"),
    currency="USD",
    material="stainless-steel",
    colour="Smoke",
    shape="cat-eye",
    shape_label="Cat-eye",
    rim="full-rim",
    lens_width=52.0,
    bridge=18.0,
    temple=140.0,
    coatings=("hydrophobic", "polarised"),
    fits=FITS,
    pictures=(Picture("https://cdn.example/i/1-1.jpg", "The front", "primary", 1600, 1200),),
    rating=4.5,
    rating_count=12,
    occasions=("everyday",),
)
IMAGES = Images(
    mode="external",
    url_pattern="/i/{stem}-{width}.{ext}",
    formats=("avif", "jpeg"),
    widths=(320, 640),
    card_widths=(320,),
    card_fallback_width=320,
    share_width=640,
)


def scene(**options: Any) -> Scene:
    """Return the scene of a shop with a brand and a category."""
    return Scene(Stage(ShopConfig(shop=SHOP, images=IMAGES, **options), REFERENCE, LISTS))


def test_what_no_page_reads_is_not_made() -> None:
    where, place = Standing("/products/a"), scene()
    shown = shown_of([("page", "*"), ("product", "specs", "rim", "*"), ("product", "faces")])
    view, whole = product_view(PRODUCT, where, {}, place, shown=shown), product_view(PRODUCT, where, {}, place)
    assert view == replace(whole, facts=(), measures=())
    assert product_view(PRODUCT, where, {}, place, shown=shown_of([("product", "*")])) == whole
    assert shown_of([("product", "fits_derived", "*")]) == Shown(False, False, False, True, False)


def test_a_card_is_what_the_page_says_in_short() -> None:
    place, where = scene(catalog=Catalog(swatches={"smoke": "#8b8f94"})), Standing("/products/lind-birch")
    card, view = card_view(PRODUCT, where, {}, place), product_view(PRODUCT, where, {}, place)
    shared = ("name", "path", "slug", "price", "material", "colour", "swatch", "size", "badge", "rating", "sku", "id")
    assert [getattr(card, name) for name in shared] == [getattr(view, name) for name in shared]
    assert (card.brand, card.category, card.slug) == ("Lind & Co", "Sun", "lind-birch")
    assert (card.colours, card.swatches, card.swatch) == (("Smoke",), ("#8b8f94",), "#8b8f94")
    assert view.price == PriceView("$1,184.10", "1184.10", "USD", "$1,480.00", "1480.00", 20, False, 118410)
    assert view.rating == RatingView("4.5", "4.5", 12)


def test_cards_may_offer_fewer_widths_than_pages() -> None:
    where = Standing("/products/lind-birch")
    card = card_view(PRODUCT, where, {}, scene()).picture
    page = product_view(PRODUCT, where, {}, scene()).pictures[0]
    assert card is not None
    assert (card.src, card.src_width, card.src_height) == ("/i/1-1-320.jpg", 320, 240)
    assert card.sources[0].srcset == "/i/1-1-320.avif 320w"
    assert page.srcset == "/i/1-1-320.jpg 320w, /i/1-1-640.jpg 640w"
    assert card.url == page.url == "https://shop.example/i/1-1-640.jpg"


def test_specifications_can_be_read_by_name() -> None:
    view = product_view(PRODUCT, Standing("/products/a"), {}, scene())
    specs = view.specs
    assert (specs.shape, specs.rim, specs.material) == ("Cat-eye", "Full-rim", "Stainless steel")
    assert (specs.lens_width, specs.lens_height, specs.prescription) == ("52\N{NO-BREAK SPACE}mm", "", False)
    assert {fact.key: fact.value for fact in view.facts}["rim"] == "Full rim"
    assert (view.coatings, view.occasions) == (("Hydrophobic", "Polarised"), ("Everyday",))
    assert [measure.key for measure in view.measures] == ["lens_width", "bridge", "temple"]


def test_fits_stand_best_first_and_in_a_fixed_order() -> None:
    view = product_view(PRODUCT, Standing("/products/a"), {}, scene())
    assert [(fit.label, fit.percent, fit.best, fit.path) for fit in view.fits] == [
        ("Heart", 91, True, ""),
        ("Oval", 66, False, "/faces/oval/"),
    ]
    assert view.faces == view.fits[::-1]


def test_others_go_into_a_view_as_they_are_given() -> None:
    card = card_view(PRODUCT, Standing("/products/a"), {}, scene())
    numbers: Any = (4, 7)
    view = product_view(PRODUCT, Standing("/products/a"), {}, scene(), numbers, (card,))
    assert view.related is numbers
    assert [sibling.current for sibling in view.siblings] == [True]


@pytest.mark.parametrize(("extras", "picture"), [(("icons",), "https://shop.example/icon-512.png"), (("robots",), "")])
def test_a_page_without_a_picture_shares_the_icon_if_there_is_one(extras: Any, picture: str) -> None:
    place, where = scene(output=Output(extras=extras)), Standing("/products/a")
    bare = Product(id="1", product_id="p", name="Bare")
    page = product_page(product_view(bare, where, {}, place), bare, where, place)
    assert (page.picture, page.picture_width) == (picture, 512 if picture else 0)


def test_what_is_remembered_does_not_grow_without_end() -> None:
    place = scene()
    facts: Facts = place.facts
    for number in range(9_000):
        facts.colours[f"colour {number}"]
    assert 0 < len(facts.colours) <= 4_000


def test_a_brand_without_a_page_is_a_name() -> None:
    other = Product(id="2", product_id="p-2", name="Elm", brand_name="Nobody")
    assert scene().brand_link(other) == LinkView("Nobody", "")
    assert scene().brand_link(PRODUCT) == LinkView("Lind & Co", "/brands/lind/", 3, summary="Since 1921.")
