"""Everything that a site is made of -> one digest: while it stays, the site stays, and there is nothing to plan."""

import os

from msgspec import msgpack
from msgspec.structs import replace
from xxhash import xxh3_128

from engine.config.schema import Build
from engine.pipeline.sources import Sources, own_files
from engine.snapshot.edition import edition


def with_ledger(basis: bytes, ledger: bytes) -> bytes:
    """Return the digest of a site's sources and of a ledger; empty when only a plan can tell."""
    if not basis:
        return b""
    state = xxh3_128(basis)
    state.update(ledger)
    return state.digest()


def basis_of(sources: Sources) -> bytes:
    """Return the digest of a site's sources but for the ledger, which a build changes; empty: only a plan can tell.

    Pictures that are made here are files of their own, of which each is looked at.
    """
    config, catalog = sources.config, sources.catalog
    if config.images.mode == "local":
        return b""
    told = replace(config, build=Build(), origins={})
    state = xxh3_128(msgpack.encode((edition(), told, sources.theme.digest, sources.entries), order="deterministic"))
    meta = catalog.meta
    state.update(msgpack.encode((meta.vetting, meta.raw, meta.findings)))
    for part in (catalog.table.u8("raw"), _logo(config.folder, config.shop.logo)):
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    for path, body in sorted(own_files(config).items()):
        state.update(f"\0{path}\0{len(body)}\0".encode())
        state.update(body)
    return state.digest()


def _logo(folder: str, logo: str) -> bytes:
    if not logo:
        return b""
    try:
        with open(os.path.join(folder, logo), "rb") as file:
            return file.read()
    except OSError:
        return b""  # the build says so
