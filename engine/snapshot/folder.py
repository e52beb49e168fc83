"""Snapshots of a shop on disk: each build writes its own, and the last whole one is named in `current`."""

import os
import shutil

from msgspec import DecodeError, Struct, msgpack

from engine.catalog.product import Finding, Reference
from engine.snapshot.row import Row
from engine.telemetry.report import ProductCounts

CURRENT = "current"
META = "catalog"
FORM = 2  # raise it when a record or a row is written in another way


class Catalog(Struct, frozen=True):
    """A vetted catalog: the records stand in the packs of the snapshot, all else is here."""

    rows: list[Row]
    reference: Reference
    findings: list[Finding]
    counts: ProductCounts
    wanted: str  # digest of the options that decide what is in it
    form: int = FORM


class Snapshots:
    """The snapshots of one shop."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def begin(self, build_id: str) -> str:
        """Return an empty folder for a build, and delete what dead builds have left."""
        os.makedirs(self._folder, exist_ok=True)
        kept = self.current()
        for name in os.listdir(self._folder):
            path = os.path.join(self._folder, name)
            if os.path.isdir(path) and path != kept:
                shutil.rmtree(path)
        fresh = os.path.join(self._folder, build_id)
        os.mkdir(fresh)
        return fresh

    def current(self) -> str:
        """Return the folder of the last whole snapshot, or nothing."""
        try:
            with open(os.path.join(self._folder, CURRENT), encoding="ascii") as file:
                path = os.path.join(self._folder, file.read().strip())
        except FileNotFoundError:
            return ""
        return path if os.path.isfile(os.path.join(path, META)) else ""

    def keep(self, folder: str, catalog: Catalog) -> None:
        """Make a snapshot the current one; its packs are whole."""
        with open(os.path.join(folder, META), "wb") as file:
            file.write(msgpack.encode(catalog))
            file.flush()
            os.fsync(file.fileno())
        pointer = os.path.join(self._folder, CURRENT)
        with open(f"{pointer}.next", "w", encoding="ascii") as file:
            file.write(os.path.basename(folder))
        os.replace(f"{pointer}.next", pointer)

    def load(self, wanted: str) -> tuple[str, Catalog] | None:
        """Return the last whole snapshot that was made by the same options, None when there is none."""
        folder = self.current()
        if not folder:
            return None
        with open(os.path.join(folder, META), "rb") as file:
            raw = file.read()
        try:
            catalog = msgpack.decode(raw, type=Catalog)
        except DecodeError:  # of another version
            return None
        if catalog.wanted != wanted or catalog.form != FORM:
            return None
        for name in os.listdir(folder):
            if not name.startswith(("records.", META)):
                os.unlink(os.path.join(folder, name))
        return folder, catalog
