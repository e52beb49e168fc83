"""[catalog] of the configuration -> the source that it names: a folder of JSON Lines or a MongoDB database."""

import os

from engine.catalog.source import Source
from engine.config.schema import ShopConfig
from engine.errors import OptionError


def open_source(config: ShopConfig) -> Source:
    """Return the source that the configuration names; nothing is read yet."""
    catalog = config.catalog
    place = catalog.source
    if place.startswith(("mongodb://", "mongodb+srv://")):
        from engine.catalog.mongo import MongoSource

        return MongoSource(catalog)
    if "://" in place:
        scheme = place.partition("://")[0]
        raise OptionError(
            "catalog.source",
            "expected a folder or an address that begins with mongodb:// or "
            f"mongodb+srv://, got one that begins with {scheme}://",
        )
    if catalog.pipeline:
        raise OptionError("catalog.pipeline", "expected a MongoDB source, got a folder; remove the pipeline")
    from engine.catalog.jsonl import JsonLinesSource

    folder = os.path.abspath(os.path.join(config.folder, os.path.expanduser(place)))
    return JsonLinesSource(folder, catalog.products, catalog.brands, catalog.categories, catalog.face_shapes)
