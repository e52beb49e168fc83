"""A vetted product -> its row."""

from decimal import Decimal

from engine.catalog.product import Brand, Category, Fit, Picture, Product, Reference
from engine.snapshot.pack import Place
from engine.snapshot.row import Row, Seen, hash_text, make_row, numbers

KNOWN = numbers(Reference(brands=(Brand(key="b", name="Lind"),), categories=(Category(key="c", name="Eyeglasses"),)))
PLACE = Place(1, 2, 3)


def made(product: Product) -> Row:
    return make_row(product, KNOWN, Seen(b"1" * 16), b"2" * 16, PLACE)


def test_a_row_has_what_the_plan_needs_and_where_the_rest_is() -> None:
    product = Product(
        id="1",
        product_id="p",
        name="Alder",
        brand="b",
        brand_name="Lind",
        categories=("c", "gone"),
        price=Decimal("89.50"),
        regular_price=Decimal(120),
        availability="out_of_stock",
        colour="Black",
        fits=(Fit("square", 0.75, (), False),),
        pictures=(Picture("a.jpg", "Alder", "primary", 0, 0),),
    )
    row = made(product)
    assert (row.brand, row.categories, row.wish, row.group) == (0, (0,), "lind-alder", hash_text("b\talder"))
    assert (row.price, row.available, row.colour, row.colour_hash) == (89.5, 2, "Black", hash_text("black"))
    assert (row.fits, row.pictures) == ((0.0, 0.0, 0.75, 0.0, 0.0, 0.0), "a.jpg")
    assert row[:6] == (0, b"1" * 16, b"2" * 16, 1, 2, 3)


def test_a_slug_is_wished_from_what_there_is() -> None:
    products = (
        Product(id="1", product_id="p-1", name="Über", brand_name="Lind", slug="own"),
        Product(id="1", product_id="p-1", name="Über", brand_name="Lind"),
        Product(id="1", product_id="p-1", name="…"),
        Product(id="1", product_id="…", name="…"),
    )
    assert [made(product).wish for product in products] == ["own", "lind-uber", "p-1", "product"]


def test_the_same_title_is_found_whatever_its_case_and_source() -> None:
    titles = [
        made(product).title
        for product in (
            Product(id="1", product_id="1", name="Alder", brand_name="Lind"),
            Product(id="2", product_id="2", name="LIND alder", brand_name="Lind"),
            Product(id="3", product_id="3", name="Other", meta_title="Lind Alder"),
            Product(id="4", product_id="4", name="Birch", brand_name="Lind"),
        )
    ]
    assert titles[0] == titles[1] == titles[2] != titles[3]
