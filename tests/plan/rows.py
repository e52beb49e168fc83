"""Rows for tests of the plan: everything has a default that says nothing."""

from typing import Any

import xxhash
from msgspec.structs import replace

from engine.snapshot.pack import Place
from engine.snapshot.row import Row

PLAIN = Row(
    id="",
    product_id="",
    name="",
    wish="",
    brand=-1,
    categories=(),
    kind="eyeglasses",
    gender="",
    shape="round",
    group="",
    colour="",
    price=100.0,
    available=0,
    fits=(0.0,) * 6,
    frame_width=0.0,
    sort_order=None,
    popularity=0.0,
    rating=0.0,
    created=0,
    updated=0,
    pictures=(),
    title=0,
    description=0,
    place=Place(0, 0, 0),
)


def row(name: str, **values: Any) -> Row:
    """Return a row whose id, slug, group and texts follow from its name."""
    digest = xxhash.xxh3_64_intdigest(name.encode())
    texts = {"id": name, "product_id": name, "name": name, "wish": name, "group": name}
    return replace(PLAIN, **{**texts, "title": digest, "description": digest, **values})
