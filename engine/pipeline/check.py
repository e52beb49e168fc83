"""ShopConfig -> everything that a build would find, and field mappings that may be missing; nothing is published.

The whole catalog is vetted, and pages of every kind are made of its first products in a folder that is thrown away, so
that a theme shows its faults too.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from engine.assets.picture import Refusal
from engine.assets.sources import resolve
from engine.catalog.extended import decode_any, unwrap
from engine.catalog.fields import suggest, unused
from engine.catalog.opening import open_source
from engine.catalog.product import Finding
from engine.catalog.source import Source
from engine.config.origins import naming_origins
from engine.config.schema import ShopConfig
from engine.pipeline.build import open_crew, prepare
from engine.pipeline.pictures import Pictures, image_roots, picture_findings, references
from engine.pipeline.reading import LostProductsError, judge, read_catalog
from engine.pipeline.report import order
from engine.pipeline.site import Place, Site, make_site
from engine.pipeline.sources import Sources
from engine.pipeline.watch import Watch
from engine.plan.order import published
from engine.snapshot.columns import Table
from engine.snapshot.folder import Catalog, Snapshots
from engine.snapshot.ledger import read_ledger
from engine.telemetry.events import Listener, ignore

SAMPLE = 200  # documents that are looked at for missing mappings
PRODUCTS = 48  # that pages are made of


def check(config: ShopConfig, *, listen: Listener = ignore) -> list[Finding]:
    """Return findings and suggestions, most severe first; raises what a build would raise, but for pictures.

    References of pictures are followed as far as this machine's disk; nothing is fetched or decoded.
    """
    with naming_origins(config), tempfile.TemporaryDirectory(prefix="storeloom-check-") as folder:
        suggestions = list(_suggestions(config))
        try:
            catalog, site = _trial(config, folder, Watch("check", listen))
        except LostProductsError as error:
            raise LostProductsError(str(error), sorted([*error.findings, *suggestions], key=order)) from error
        rows = published(catalog.table).rows
        refused = Pictures(refused=_unreachable(catalog.table, rows, config))
        pictures = picture_findings(catalog.table, rows, refused)
        judge(site.counts, site.findings, config.catalog.max_excluded)
        return sorted([*site.findings, *pictures, *suggestions], key=order)


def _trial(config: ShopConfig, folder: str, watch: Watch) -> tuple[Catalog, Site]:
    """Return the whole catalog, vetted, and a site of its first products that is to be thrown away."""
    small = replace(
        config,
        images=replace(config.images, mode="off"),
        catalog=replace(config.catalog, limit=PRODUCTS, max_excluded="100%"),
    )
    staging, state = os.path.join(folder, "site"), os.path.join(folder, "state")
    os.mkdir(staging)
    os.mkdir(state)
    with open_crew(small, state, None, watch) as crew:
        theme, entries = prepare(small, state, watch)
        catalog = read_catalog(small, Snapshots(os.path.join(state, "snapshots")), "check", crew, watch)
        sources = Sources(small, theme, entries, read_ledger(config.folder), catalog)
        place = Place(staging, staging, os.path.join(state, "templates"), None)
        return catalog, make_site(sources, place, "check", crew, watch)


def _unreachable(table: Table, rows: Iterable[int], config: ShopConfig) -> dict[str, Refusal]:
    """Return the references of pictures that lead to no file here and to no host that is allowed."""
    if config.images.mode != "local":
        return {}
    roots = image_roots(config)
    sources = dict.fromkeys(source for _, source in references(table, rows))
    places = ((source, resolve(source, roots, config.images.hosts)) for source in sources)
    return {source: place for source, place in places if isinstance(place, Refusal)}


def _suggestions(config: ShopConfig) -> Iterator[Finding]:
    source = open_source(config)
    try:
        trees = list(_trees(source))
        for ours, theirs, hint in unused(trees, config.catalog.fields):
            yield Finding(
                product_id="",
                source_id="shop.toml",
                field=f"catalog.fields.{ours}",
                code="mapping_unused",
                found=theirs,
                done=f"no document has it, of {len(trees)} looked at{hint and '; '}{hint}",
                severity="high",
            )
        for ours, theirs, share in suggest(trees):
            if ours in config.catalog.fields:
                continue
            yield Finding(
                product_id="",
                source_id="shop.toml",
                field="catalog.fields",
                code="field_unmapped",
                found=f"{share:.0%} of the documents have `{theirs}`, hardly any has `{ours}`",
                done=f'if they mean the same, add to [catalog.fields]: "{ours}" = "{theirs}"',
                severity="low",
            )
    finally:
        source.close()


def _trees(source: Source) -> Iterator[dict[str, Any]]:
    """Yield some documents of the catalog, as far as they can be read."""
    for _, document in source.sample(SAMPLE):
        if isinstance(document, bytes):
            try:
                tree = unwrap(decode_any(document, source.kind))
            except (ValueError, RecursionError):
                continue
            if isinstance(tree, dict):
                yield tree
