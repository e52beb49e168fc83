"""The frozen records that vetting yields and everything after it reads: products, brands, categories, face shapes.

A record holds only what may be published or what decides; what docs/catalog.md lists as never published has no place
to stand here. Texts are clean: no control characters, no unpaired surrogates, rich text sanitised and minified.
"""

from decimal import Decimal

from msgspec import Struct

FACE_SHAPES = ("oval", "round", "square", "heart", "diamond", "oblong")
AVAILABILITY = ("in_stock", "low_stock", "out_of_stock", "discontinued")


class Picture(Struct, frozen=True, gc=False, array_like=True):
    """A reference to a picture, in the order of the gallery; the primary one is first."""

    source: str  # path under an image root, or an http(s) address, as the document has it
    alt: str  # plain text, never empty: the product's name when the document has none
    role: str  # primary, angle, detail or lifestyle
    width: int  # the document's hint in pixels, 0: none; the decoded file is what counts
    height: int


class Video(Struct, frozen=True, gc=False, array_like=True):
    """A film about the product; shown as a link with its thumbnail."""

    url: str
    thumbnail: str
    kind: str  # product_demo, try_on, 360_view
    duration_s: int


class Model(Struct, frozen=True, gc=False, array_like=True):
    """A 3D model for augmented reality."""

    url: str
    format: str  # glb or usdz


class Fit(Struct, frozen=True, gc=False, array_like=True):
    """How well the product suits one face shape."""

    face_shape: str  # one of FACE_SHAPES
    score: float  # 0 to 1
    reasons: tuple[str, ...]
    derived: bool  # from the rules of the face shape, not from the document


class Offer(Struct, frozen=True, gc=False, array_like=True):
    """What lists show of a product: the first fields of its record, which costs half as much to read as an offer."""

    id: str  # the document's _id as text, the order of last resort
    product_id: str
    sku: str = ""
    gtin: str = ""  # upc with a right check digit, else empty
    name: str = ""  # never empty; the default is for those that follow sku
    brand: str = ""  # key of the Brand record, empty: none
    brand_name: str = ""
    categories: tuple[str, ...] = ()  # keys of published Category records, the primary one first
    price: Decimal | None = None  # what is charged; None: price on request
    regular_price: Decimal | None = None  # higher than price when on sale, else None
    currency: str = ""
    availability: str = "in_stock"
    rating: float | None = None  # None without real ratings
    rating_count: int = 0
    pictures: tuple[Picture, ...] = ()
    material: str = ""  # by one name where we know several: acetate; else as the document says it
    colour: str = ""  # as the document says it
    shape: str = ""  # key: round, cat-eye ...; unknown ones keep their label's slug
    shape_label: str = ""
    lens_width: float | None = None  # millimetres, all; None where missing or not believable
    bridge: float | None = None
    temple: float | None = None


class Product(Offer, frozen=True, gc=False, array_like=True):
    """A product that is published; vetting fills it by position, a tenth of the price of names."""

    rim: str = ""  # full-rim, semi-rimless, rimless
    hinge: str = ""
    weight_g: float | None = None
    lens_height: float | None = None  # millimetres, as above
    frame_width: float | None = None
    frame_height: float | None = None
    lens_material: str = ""
    lens_colour: str = ""
    uv_protection: str = ""
    coatings: tuple[str, ...] = ()
    polarized: bool = False
    prescription: bool = False
    fits: tuple[Fit, ...] = ()  # best first, ties in the order of FACE_SHAPES
    kind: str = "eyeglasses"  # eyeglasses, sunglasses, reading-glasses, computer-glasses, accessories
    description: str = ""  # sanitised HTML
    summary: str = ""  # plain text, one or two sentences
    videos: tuple[Video, ...] = ()
    models: tuple[Model, ...] = ()
    slug: str = ""  # the document's wish, sanitised; may be empty or taken
    meta_title: str = ""
    meta_description: str = ""
    gender: str = ""  # men, women, unisex, kids
    age_group: str = ""
    style: str = ""
    features: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    model_code: str = ""  # colour siblings share it; empty: brand and name decide
    popularity: float = 0.0
    sort_order: float | None = None
    created: int = 0  # milliseconds since 1970, 0: unknown
    updated: int = 0


class Brand(Struct, frozen=True, gc=False, kw_only=True):
    """A brand that is published."""

    key: str  # the document's _id as text
    name: str
    slug: str = ""
    description: str = ""  # sanitised HTML
    summary: str = ""  # the same as plain text
    story: str = ""  # sanitised HTML
    country: str = ""
    established: int | None = None
    website: str = ""
    price_range: str = ""
    meta_title: str = ""
    meta_description: str = ""
    featured: bool = False
    updated: int = 0


class Category(Struct, frozen=True, gc=False, kw_only=True):
    """A category that is published; hidden and inactive ones are not here."""

    key: str
    name: str
    slug: str = ""
    parent: str = ""  # key of a published category, empty: a root
    level: int = 0
    description: str = ""  # sanitised HTML
    summary: str = ""  # the same as plain text
    kind: str = ""  # product_type, style, material, feature
    order: float = 0.0
    meta_title: str = ""
    meta_description: str = ""
    featured: bool = False
    updated: int = 0


class ShapeRule(Struct, frozen=True, gc=False, array_like=True):
    """How one frame shape goes with a face shape."""

    shape: str
    score: float
    reasons: tuple[str, ...]
    tips: tuple[str, ...]


class FaceShape(Struct, frozen=True, gc=False, kw_only=True):
    """The rules for one face shape."""

    key: str  # one of FACE_SHAPES
    jaw: str = ""
    forehead: str = ""
    cheeks: str = ""
    chin: str = ""
    rules: tuple[ShapeRule, ...] = ()  # best first
    frame_width: tuple[float, float, float] | None = None  # least, most, ideal: mm
    frame_height: tuple[float, float, float] | None = None
    bridge: tuple[float, float, float] | None = None
    avoid: tuple[str, ...] = ()
    enhance: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    updated: int = 0


class Reference(Struct, frozen=True):
    """What products refer to: loaded once, whole, before the products are read."""

    brands: tuple[Brand, ...] = ()  # by name
    categories: tuple[Category, ...] = ()  # parents before children, siblings by order then name
    face_shapes: tuple[FaceShape, ...] = ()  # in the order of FACE_SHAPES


class Finding(Struct, frozen=True, gc=False, kw_only=True):
    """Something about one document that was repaired, left out or only noticed."""

    product_id: str  # of a brand or category: its id; empty when the document has none
    source_id: str  # where it stands: products.jsonl:17, or mongodb products/_id 66f0...
    field: str  # dotted, as in docs/catalog.md
    code: str  # snake_case, stable
    found: str  # what came, cut at 200 characters
    done: str  # what became of it
    severity: str  # low, medium, high or critical; critical: the product is not published
