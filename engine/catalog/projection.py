"""The fields that vetting reads -> the projection that a database is asked for."""

from collections.abc import Iterable

from msgspec.structs import fields

from engine.catalog.documents import Document

# What older shapes of a document keep at its top. `price`, `media` and the like change their type from one shape to
# another, so a path into them would lose a value: each is asked for whole.
OLDER = [
    "active",
    "ai_enhanced",
    "availability_status",
    "brand",
    "brand_name",
    "bridge_width",
    "categories",
    "category_id",
    "compare_at_price",
    "created_at",
    "currency",
    "frame_color",
    "frame_height",
    "frame_material",
    "frame_shape",
    "frame_type",
    "frame_width",
    "gallery_images",
    "gender_target",
    "image",
    "image_url",
    "images",
    "in_stock",
    "inventory_quantity",
    "is_active",
    "lens_height",
    "lens_width",
    "measurements",
    "model_number",
    "original_price",
    "pricing",
    "primary_image",
    "quality_score",
    "rating",
    "review_count",
    "temple_length",
    "temples_length",
    "total_width",
    "updated_at",
    "weight",
    "weight_grams",
    "slug",
]
PATHS = ("shopify.handle", "html_store.url_path")


def projection(foreign: Iterable[str]) -> dict[str, int]:
    """Return the projection for documents some of whose fields have foreign names."""
    tops = {field.encode_name for field in fields(Document)} | set(OLDER) | {name.partition(".")[0] for name in foreign}
    paths = [path for path in PATHS if path.partition(".")[0] not in tops]
    return dict.fromkeys(sorted(tops) + paths, 1)
