"""One product document -> typed structs that hold only what is published or decides, each bound checked while decoding.

A document that decodes into `Document` has the canonical shape and believable values; any other goes the slow way of
repair.py, which ends in the same structs.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from engine.catalog.richtext import MOST as DESCRIPTION_MOST

NAME_MOST = 200
WORD_MOST = 120
LINE_MOST = 400
REASON_MOST = 240
URL_MOST = 1000
WORDS_MOST = 40
PICTURES_MOST = 40
FILMS_MOST = 12
REASONS_MOST = 8

Word = Annotated[str, Meta(min_length=1, max_length=WORD_MOST)]
Label = Annotated[str, Meta(max_length=WORD_MOST)]
Line = Annotated[str, Meta(max_length=LINE_MOST)]
Url = Annotated[str, Meta(min_length=1, max_length=URL_MOST)]
Words = Annotated[tuple[Word, ...], Meta(max_length=WORDS_MOST)]
Reason = Annotated[str, Meta(min_length=1, max_length=REASON_MOST)]
Reasons = Annotated[tuple[Reason, ...], Meta(max_length=REASONS_MOST)]
Score = Annotated[float, Meta(ge=0, le=1)]
Pixels = Annotated[float, Meta(ge=1, le=100_000)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Moment = Annotated[datetime, Meta(tz=True)]
LensWidth = Annotated[float, Meta(ge=40, le=70)]
LensHeight = Annotated[float, Meta(ge=15, le=70)]
Bridge = Annotated[float, Meta(ge=14, le=24)]
Temple = Annotated[float, Meta(ge=120, le=160)]
FrameWidth = Annotated[float, Meta(ge=100, le=160)]
FrameHeight = Annotated[float, Meta(ge=30, le=60)]
Weight = Annotated[float, Meta(ge=1, le=200)]


class Part(Struct, gc=False):
    """A part of a document; fields that are not here are skipped without being decoded."""


class Oid(Part):
    """A reference by ObjectId."""

    value: Annotated[str, Meta(min_length=24, max_length=24)] = field(name="$oid")


class Date(Part):
    """A BSON date."""

    value: Moment = field(name="$date")


class Price(Part):
    """What is asked for a product."""

    base_price: Annotated[float, Meta(ge=1, lt=1e9)] | None = None
    currency: str | None = None
    discounted_price: Annotated[float, Meta(ge=1, lt=1e9)] | None = None


class Inventory(Part):
    """Whether there is any."""

    status: Literal["in_stock", "low_stock", "out_of_stock", "discontinued"]


class Frame(Part):
    """specifications.frame, without the sizes that measurements repeats."""

    material: Label = ""
    color: Label = ""
    shape: Label = ""
    style: Literal["full-rim", "semi-rimless", "rimless", ""] = ""
    hinge_type: Literal["standard", "spring", "flexible", ""] = ""
    weight: Weight | None = None


class Lens(Part):
    """specifications.lens."""

    material: Label = ""
    color: Label = ""
    uv_protection: Label = ""
    coating: Words = ()
    polarized: bool = False
    prescription_ready: bool = False


class Measurements(Part):
    """specifications.measurements, in millimetres."""

    eye_size: LensWidth | None = None
    bridge_size: Bridge | None = None
    temple_length: Temple | None = None
    frame_width: FrameWidth | None = None
    frame_height: FrameHeight | None = None
    lens_height: LensHeight | None = None


class Specifications(Part):
    """What the product is made of, and how big it is."""

    frame: Frame
    lens: Lens
    measurements: Measurements


class FaceScore(Part):
    """How well it suits one face shape."""

    score: Score
    reasons: Reasons = ()


class Faces(Part, forbid_unknown_fields=True):
    """face_shape_compatibility; a shape that is not here is a finding, so it may not pass unseen."""

    oval: FaceScore | None = None
    round: FaceScore | None = None
    square: FaceScore | None = None
    heart: FaceScore | None = None
    diamond: FaceScore | None = None
    oblong: FaceScore | None = None


class Dimensions(Part):
    """The size a picture is said to have."""

    width: Pixels
    height: Pixels


class Image(Part):
    """A reference to a picture."""

    url: Url
    alt_text: Line | None = None
    type: Literal["primary", "angle", "detail", "lifestyle"] | None = None
    order: Annotated[float, Meta(ge=-1e9, le=1e9)] | None = None
    dimensions: Dimensions | None = None
    alt: Any = None


class Film(Part):
    """A reference to a video."""

    url: Url
    thumbnail: Annotated[str, Meta(max_length=URL_MOST)] = ""
    type: Literal["product_demo", "try_on", "360_view"] = "product_demo"
    duration: Annotated[float, Meta(ge=0, le=86_400)] = 0


class Shape3D(Part):
    """A reference to a 3D model."""

    url: Url
    format: Literal["glb", "usdz"]


class Media(Part):
    """Pictures, films and models."""

    images: Annotated[tuple[Image, ...], Meta(min_length=1, max_length=PICTURES_MOST)]
    videos: Annotated[tuple[Film, ...], Meta(max_length=FILMS_MOST)] = ()
    ar_models: Annotated[tuple[Shape3D, ...], Meta(max_length=FILMS_MOST)] = ()


class Seo(Part):
    """What search engines are told."""

    slug: Word
    meta_title: Line | None = None
    meta_description: Line | None = None
    title: Any = None
    description: Any = None


class Attributes(Part):
    """Who wears it, and how."""

    gender: Literal["men", "women", "unisex", "kids"] | None = None
    age_group: Literal["adult", "teen", "kids"] | None = None
    style_category: Literal["fashion", "sport", "professional", "casual"] | None = None
    features: Words = ()
    occasion: Words = ()
    prescription_compatible: bool = False
    reading_glasses: bool = False
    computer_glasses: bool = False


class Issue(Part):
    """What a quality check left on the document."""

    severity: str = ""


class Quality(Part):
    """How good the document is held to be; decides, and is never published."""

    data_quality_score: Score | None = None
    quality_issues: tuple[Issue, ...] = ()


class Rating(Part):
    """What customers gave."""

    average: Annotated[float, Meta(ge=0, le=5)] = 0.0
    count: Count = 0


class Analytics(Part):
    """The rating, and the popularity that orders lists."""

    rating: Rating | None = None
    popularity_score: Annotated[float, Meta(ge=-1e12, le=1e12)] | None = None


class Metadata(Part):
    """Whether it is live, and since when."""

    status: str
    created_at: Date | None = None
    updated_at: Date | None = None
    tags: Words = ()


class Document(Part, kw_only=True):
    """A product as the catalog has it; from category_id on, older names: any of them sends it the slow way."""

    id: Oid | Word | int = field(name="_id")
    product_id: Word
    sku: Label | None = None
    upc: Label | None = None
    name: Annotated[str, Meta(min_length=1, max_length=NAME_MOST)]
    brand_id: Oid | Word | None = None
    category_ids: Annotated[tuple[Oid | Word, ...], Meta(max_length=WORDS_MOST)] = ()
    description: Annotated[str, Meta(max_length=DESCRIPTION_MOST)]
    short_description: Annotated[str, Meta(max_length=LINE_MOST)] | None = None
    price: Price
    inventory: Inventory
    specifications: Specifications
    face_shape_compatibility: Faces | None = None
    media: Media
    seo: Seo
    attributes: Attributes
    quality: Quality | None = None
    analytics: Analytics | None = None
    metadata: Metadata
    sort_order: Annotated[float, Meta(ge=-1e12, le=1e12)] | None = None
    model_code: Label | None = None
    category_id: Any = None
    categories: Any = None
    gender_target: Any = None
    ai_enhanced: Any = None
    quality_score: Any = None
    model_number: Any = None
    frame_type: Any = None
    rating: Any = None
    review_count: Any = None


decode_json = msgspec.json.Decoder(Document).decode
decode_msgpack = msgspec.msgpack.Decoder(Document).decode
