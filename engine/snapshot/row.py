"""A vetted product -> its row: the few values that the plan needs, and where the whole record stands."""

from collections.abc import Mapping

import xxhash
from msgspec import Struct

from engine.catalog.product import AVAILABILITY, FACE_SHAPES, Product, Reference
from engine.catalog.slugs import slugify
from engine.snapshot.pack import Place

# Texts that differ only after so many characters would be cut to the same.
TITLE_APART = 60
DESCRIPTION_APART = 110


class Row(Struct, frozen=True, gc=False, array_like=True):
    """What the plan knows of a product; brands and categories are numbers of the Reference, -1: none."""

    id: str
    product_id: str
    name: str
    wish: str  # the slug it would have if it were alone
    brand: int
    categories: tuple[int, ...]  # the primary one first
    kind: str
    gender: str
    shape: str
    group: str  # colour siblings share it
    colour: str  # as the document says it; siblings differ in it, whatever the case
    price: float  # 0: on request
    available: int  # number in AVAILABILITY
    fits: tuple[float, ...]  # a score a face shape, in the order of FACE_SHAPES; 0: unknown
    frame_width: float  # mm, 0: unknown
    sort_order: float | None
    popularity: float
    rating: float
    created: int
    updated: int
    pictures: tuple[str, ...]  # sources, the primary one first
    title: int  # digest of its title, to find those that are not alone
    description: int
    place: Place


class Numbers(Struct, frozen=True):
    """Keys of brands and categories -> their numbers in the Reference."""

    brands: Mapping[str, int]
    categories: Mapping[str, int]


def numbers(reference: Reference) -> Numbers:
    """Return the numbers of a Reference."""
    return Numbers(
        {brand.key: number for number, brand in enumerate(reference.brands)},
        {category.key: number for number, category in enumerate(reference.categories)},
    )


def title_text(product: Product) -> str:
    """Return the title a product's page has when no other page has the same: the document's, else brand and name."""
    brand, name = product.brand_name, product.name
    return product.meta_title or (name if name.casefold().startswith(brand.casefold()) else f"{brand} {name}")


def description_text(product: Product) -> str:
    """Return the description of a product's page from its document; empty when it has none."""
    return product.meta_description or product.summary


def make_row(product: Product, place: Place, known: Numbers) -> Row:
    """Return the row of a product whose record stands at `place`."""
    scores = {fit.face_shape: fit.score for fit in product.fits}
    return Row(
        id=product.id,
        product_id=product.product_id,
        name=product.name,
        wish=product.slug
        or slugify(f"{product.brand_name} {product.name}")
        or slugify(product.product_id)
        or "product",
        brand=known.brands.get(product.brand, -1),
        categories=tuple(known.categories[key] for key in product.categories if key in known.categories),
        kind=product.kind,
        gender=product.gender,
        shape=product.shape,
        group=f"{product.brand or product.brand_name.casefold()}\t{(product.model_code or product.name).casefold()}",
        colour=product.colour,
        price=float(product.price or 0),
        available=AVAILABILITY.index(product.availability),
        fits=tuple(scores.get(shape, 0.0) for shape in FACE_SHAPES),
        frame_width=product.frame_width or 0.0,
        sort_order=product.sort_order,
        popularity=product.popularity,
        rating=product.rating or 0.0,
        created=product.created,
        updated=product.updated,
        pictures=tuple(picture.source for picture in product.pictures),
        title=xxhash.xxh3_64_intdigest(title_text(product).casefold()[:TITLE_APART].encode()),
        description=xxhash.xxh3_64_intdigest(description_text(product).casefold()[:DESCRIPTION_APART].encode()),
        place=place,
    )
