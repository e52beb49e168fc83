"""A sound document -> its record, which is filled by position: each value stands in the field that it was made for."""

from decimal import Decimal

from msgspec import structs

from engine.catalog.documents import Dimensions, Faces, FaceScore, Image
from engine.catalog.fits import fits_of
from engine.catalog.pictures import gallery
from engine.catalog.product import Fit, Model, Picture, Video
from tests.catalog.shelf import BRAND, EYEGLASSES, ROUND, good, judged


def test_each_field_of_a_record_comes_from_its_own_place() -> None:
    tree = good() | {"model_code": "ARC-1", "sort_order": 3.5}
    tree["short_description"] = "An arc"
    product, findings = judged(tree)
    assert product is not None
    assert findings == []
    assert structs.asdict(product) == {
        "id": "a00000000000000000000001",
        "product_id": "p-1",
        "sku": "LUM-1-BLK",
        "gtin": "036000291452",
        "name": "Lumen Arc",
        "brand": BRAND,
        "brand_name": "Lumen",
        "categories": (ROUND, EYEGLASSES),
        "kind": "eyeglasses",
        "description": "<p>A light frame.</p><ul><li>Round</li><li>Black</li></ul>",
        "summary": "An arc",
        "price": Decimal("99.50"),
        "regular_price": Decimal("129.50"),
        "currency": "USD",
        "availability": "in_stock",
        "material": "acetate",
        "colour": "Black",
        "shape": "round",
        "shape_label": "Round",
        "rim": "full-rim",
        "hinge": "spring",
        "weight_g": 21.5,
        "lens_width": 49.0,
        "lens_height": 41.0,
        "bridge": 19.0,
        "temple": 145.0,
        "frame_width": 138.0,
        "frame_height": 44.0,
        "lens_material": "CR-39",
        "lens_colour": "Clear",
        "uv_protection": "UV400",
        "coatings": ("anti-reflective",),
        "polarized": False,
        "prescription": True,
        "fits": (Fit("square", 0.95, (), False), Fit("oval", 0.9, ("soft lines",), False)),
        "pictures": (
            Picture("photos/front.jpg", "From the front", "primary", 1200, 800),
            Picture("photos/side.jpg", "From the side", "angle", 0, 0),
        ),
        "videos": (Video("https://cdn.example/film.mp4", "photos/film.jpg", "try_on", 25),),
        "models": (Model("https://cdn.example/frame.glb", "glb"),),
        "slug": "lumen-arc",
        "meta_title": "Lumen Arc, round",
        "meta_description": "A light round frame.",
        "gender": "women",
        "age_group": "adult",
        "style": "casual",
        "features": ("lightweight",),
        "occasions": ("everyday",),
        "tags": ("classic",),
        "model_code": "ARC-1",
        "rating": 4.5,
        "rating_count": 12,
        "popularity": 0.7,
        "sort_order": 3.5,
        "created": 1709287200000,
        "updated": 1740823200000,
    }


def test_fits_of_one_score_keep_the_order_of_the_face_shapes() -> None:
    faces = Faces(round=FaceScore(0.5), square=FaceScore(0.7), heart=FaceScore(0.5), oval=FaceScore(0.7))
    assert [fit.face_shape for fit in fits_of(faces)] == ["oval", "square", "round", "heart"]


def test_pictures_of_one_place_keep_their_order_behind_the_primary_one() -> None:
    size = Dimensions(10, 20.9)
    images = (
        Image("d"),
        Image("b", type="angle", order=-1),
        Image("c", type="detail", order=-1, alt_text="text"),
        Image("a", type="primary", order=7, dimensions=size),
    )
    assert gallery(images, "name") == (
        Picture("a", "name", "primary", 10, 20),
        Picture("b", "name", "angle", 0, 0),
        Picture("c", "text", "detail", 0, 0),
        Picture("d", "name", "angle", 0, 0),
    )
