"""Dicts and texts -> a tiny shop's folder, built by the real `engine.build`; its files and its report out."""

import copy
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct, json
from xxhash import xxh3_128_hexdigest

import engine
from engine.config.load import load
from engine.telemetry.events import Listener, ignore

Document = dict[str, Any]
LEAVE_OUT: Any = object()  # as the value of an override: the field is not there at all

ELSEWHERE = '[images]\nmode = "external"\nurl_pattern = "https://img.example/{width}/{path}"\n'
LIND: Document = {
    "_id": {"$oid": "b0b0b0b0b0b0b0b0b0b0b001"},
    "brand_id": "lind",
    "name": "Lind",
    "slug": "lind",
    "description": "Spectacles since 1921.",
    "metadata": {"status": "active", "updated_at": {"$date": "2024-01-10T00:00:00Z"}},
}
GLASSES: Document = {
    "_id": {"$oid": "c0c0c0c0c0c0c0c0c0c0c001"},
    "category_id": "glasses",
    "name": "Eyeglasses",
    "slug": "eyeglasses",
    "parent_id": None,
    "level": 0,
    "path": [],
    "attributes": {"type": "product_type", "display_order": 1, "visible": True},
    "metadata": {"status": "active"},
}
OVAL: Document = {
    "_id": {"$oid": "f0f0f0f0f0f0f0f0f0f0f001"},
    "compatibility_id": "oval",
    "face_shape": "oval",
    "compatible_frame_shapes": [
        {"frame_shape": "round", "compatibility_score": 0.9, "reasons": ["keeps the balance"], "styling_tips": []}
    ],
    "style_guidelines": {"avoid": ["tiny frames"], "enhance": ["the cheekbones"], "balance": ["width"]},
    "metadata": {"status": "active"},
}
PRODUCT: Document = {
    "sku": "SKU",
    "brand_id": LIND["_id"],
    "category_ids": [GLASSES["_id"]],
    "description": "<p>Milled from one block of acetate.</p>",
    "short_description": "A quiet frame of polished acetate for long days.",
    "price": {"base_price": 120.0, "currency": "EUR"},
    "inventory": {"quantity": 7, "low_stock_threshold": 3, "status": "in_stock"},
    "specifications": {
        "frame": {"material": "acetate", "color": "Black", "shape": "round", "style": "full-rim", "weight": 24},
        "lens": {"material": "CR-39", "prescription_ready": True, "uv_protection": "UV400"},
        "measurements": {
            "eye_size": 48,
            "bridge_size": 22,
            "temple_length": 145,
            "frame_width": 138,
            "frame_height": 44,
            "lens_height": 40,
        },
    },
    "face_shape_compatibility": {"oval": {"score": 0.9, "confidence": 0.8, "reasons": ["keeps the balance"]}},
    "media": {"images": [{"url": "images/front.jpg", "alt_text": "The front", "type": "primary", "order": 0}]},
    "attributes": {"gender": "unisex", "features": ["lightweight"]},
    "analytics": {"rating": {"average": 4.5, "count": 12}, "popularity_score": 0.5},
    "metadata": {
        "created_at": {"$date": "2024-03-01T00:00:00Z"},
        "updated_at": {"$date": "2024-05-06T00:00:00Z"},
        "version": 1,
        "status": "active",
    },
}


class Built(Struct):
    """A built shop."""

    folder: Path
    files: dict[str, bytes]  # of the site, by path
    report: engine.BuildReport

    @property
    def codes(self) -> dict[str, int]:
        """How often each code was found."""
        return {found.code: found.count for found in self.report.found}


def override(document: Mapping[str, Any], changes: Mapping[str, Any]) -> Document:
    """Return a document with some of its fields, named with dots, set or left out."""
    changed: Document = copy.deepcopy(dict(document))
    for name, value in changes.items():
        *above, last = name.split(".")
        place = changed
        for step in above:
            place = place.setdefault(step, {})
        if value is LEAVE_OUT:
            place.pop(last, None)
        else:
            place[last] = value
    return changed


def product(name: str, changes: Mapping[str, Any] = {}) -> Document:
    """Return a whole product whose ids follow from its name; `changes` name fields with dots."""
    key = xxh3_128_hexdigest(name.encode())
    identity = {"_id": {"$oid": key[:24]}, "product_id": f"id-{key[:8]}", "sku": f"SKU-{key[:6]}", "name": name}
    return override(PRODUCT | identity, changes)


def category(name: str, changes: Mapping[str, Any] = {}) -> Document:
    """Return a root category."""
    key = xxh3_128_hexdigest(name.encode())
    identity = {"_id": {"$oid": key[:24]}, "category_id": key[:8], "name": name, "slug": name.lower()}
    return override(GLASSES | identity, changes)


def brand(name: str, changes: Mapping[str, Any] = {}) -> Document:
    """Return a brand."""
    key = xxh3_128_hexdigest(name.encode())
    return override(
        LIND | {"_id": {"$oid": key[:24]}, "brand_id": key[:8], "name": name, "slug": name.lower()}, changes
    )


def write_products(folder: Path, products: Iterable[Document | bytes]) -> None:
    """Write the products of a shop; bytes are a line as they are."""
    lines = (one if isinstance(one, bytes) else json.encode(one) for one in products)
    (folder / "catalog/products.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def write_shop(
    folder: Path,
    products: Iterable[Document | bytes],
    *,
    brands: Iterable[Document] = (LIND,),
    categories: Iterable[Document] = (GLASSES,),
    faces: Iterable[Document] = (OVAL,),
    base_url: str = "https://lind.example",
    config: str = "",
    content: Mapping[str, str] = {},
    theme: Mapping[str, str] = {},
    pictures: Mapping[str, bytes] = {},
) -> None:
    """Write a shop's folder; `config` begins inside [shop], and without pictures another service has them."""
    images = "" if pictures or "[images]" in config else ELSEWHERE
    text = f'[shop]\nname = "Lind Optik"\nbase_url = "{base_url}"\n{config}\n{images}'
    references = {"brands": brands, "categories": categories, "face_shape_compatibility": faces}
    files: dict[str, bytes] = {"shop.toml": text.encode()}
    files |= {f"catalog/{name}": body for name, body in pictures.items()}
    files |= {
        f"catalog/{name}.jsonl": b"".join(json.encode(one) + b"\n" for one in references[name]) for name in references
    }
    files |= {f"content/{name}": body.encode() for name, body in content.items()}
    files |= {f"theme/{name}": body.encode() for name, body in theme.items()}
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    write_products(folder, products)
    _share_compiled_templates(folder)


def run(folder: Path, *, workers: int | None = None, listen: Listener = ignore, **options: bool) -> Built:
    """Build the shop in a folder, in this process unless workers are asked for; `options` are those of the build."""
    config = load(folder, environment={})
    report = engine.build(config, workers=workers, listen=listen, **options)
    return Built(folder, read_tree(folder / "site"), report)


def build_shop(
    folder: Path, products: Iterable[Document | bytes], *, workers: int | None = None, **parts: Any
) -> Built:
    """Write a shop (see `write_shop`) and build it."""
    write_shop(folder, products, **parts)
    return run(folder, workers=workers)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, in the order of their paths."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: files[name].read_bytes() for name in sorted(files)}


def _share_compiled_templates(folder: Path) -> None:
    """Let all shops of a run compile the theme once: it is most of the time that a tiny build takes."""
    (folder / ".storeloom").mkdir(exist_ok=True)
    if not (folder / ".storeloom/templates").exists():
        (folder / ".storeloom/templates").symlink_to(_compiled().name)


@cache
def _compiled() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="storeloom-templates-")
