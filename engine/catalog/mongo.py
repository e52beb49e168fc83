"""A MongoDB database -> reference data, and ranges of _id over the products, read as raw BSON."""

import os
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from xxhash import xxh3_128_digest

from engine.catalog.blocks import Known
from engine.catalog.findings import OPEN_END
from engine.catalog.pipeline import check_pipeline
from engine.catalog.projection import projection
from engine.catalog.raw import Kind, RawReference
from engine.catalog.source import Batch, Mark, Range, Row
from engine.config.schema import Catalog
from engine.errors import CatalogError, ConfigError, EngineError, SourceLostError
from native import bson_find, bson_split, bson_to_msgpack

if TYPE_CHECKING:
    from pymongo import MongoClient
    from pymongo.collection import Collection
    from pymongo.database import Database

BATCH_ROWS = 250
RANGE_ROWS = 2000
SAMPLES = 12  # ids drawn for each range: enough that the largest range is seldom twice the mean
LARGEST_BLOCK = 24 * 1024 * 1024
TIMEOUT_MS = 10_000
# Together these stay below build.job_timeout_s: a server that hangs would else look like a document that kills workers.
SOCKET_MS = 15_000
AGGREGATION_MS = 40_000  # until its first batch an aggregation may sort and group all there is
ATTEMPTS = 5
RETRY_S = 25.0
_DENIED = (13, 18, 8000)
_DATE = "metadata.updated_at"


class MongoSource:
    """The collections of one database, over one connection pool a process."""

    kind: Kind = "msgpack"

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._pipeline = check_pipeline(catalog.pipeline)
        self._projection = projection(catalog.fields.values())
        self._date = catalog.fields.get(_DATE, _DATE)
        self._client: MongoClient[dict[str, Any]] | None = None
        self._process = 0
        self._ordered: bool | None = None

    def __reduce__(self) -> tuple[type["MongoSource"], tuple[Catalog]]:
        return MongoSource, (self.catalog,)

    def describe(self) -> str:
        """Return the hosts and the database that the URI names, without user, password and options."""
        uri = self.catalog.source.partition("://")[2].partition("?")[0]
        return f"MongoDB {uri.rpartition('@')[2]}"

    def close(self) -> None:
        """Close the connections of this process."""
        if self._client is not None and self._process == os.getpid():
            self._client.close()
        self._client = None

    def reference(self) -> RawReference:
        """Return the brands, categories and face shapes; a collection that is missing is named."""
        catalog = self.catalog
        found: list[tuple[Row, ...]] = []
        missing: list[str] = []
        with self._explained():
            database = self._database()
            names = self._names(database)
            self._check_products(names)
            for name in (catalog.brands, catalog.categories, catalog.face_shapes):
                if name not in names:
                    missing.append(f"mongodb {name}")
                batches = _raw(database[name].find_raw_batches())
                found.append(tuple(row for raw in batches for row in self._batch(name, bson_split(raw))))
        brands, categories, face_shapes = found
        return RawReference(self.kind, brands, categories, face_shapes, tuple(missing))

    def stamp(self) -> tuple[int, ...]:
        """Return nothing: a collection does not tell whether it has changed."""
        return ()

    def count(self) -> int | None:
        """Return about how many products there are; None for a pipeline or a view, whose documents have no dates."""
        with self._explained():
            database = self._database()
            return database[self.catalog.products].estimated_document_count() if self._is_ordered() else None

    def changed(self, since: int, most: int) -> list[bytes]:
        """Return the products of a date and later ones."""
        from bson.datetime_ms import DatetimeMS

        with self._explained():
            collection = self._database()[self.catalog.products]
            chosen = {self._date: {"$gte": DatetimeMS(since)}}
            return bson_split(b"".join(_raw(collection.find_raw_batches(chosen, self._projection, limit=most))))

    def ranges(self, count: int, known: Known | None = None) -> tuple[Range, ...]:  # noqa: ARG002 (no file)
        """Return ranges of _id with boundaries sampled from the collection; one for a pipeline or a view."""
        name = self.catalog.products
        with self._explained():
            database = self._database()
            self._check_products(self._names(database))
            if database[name].find_one({}, {"_id": 1}) is None:
                raise CatalogError(f"{self.describe()}: collection {name} is empty; expected products")
            rows = database[name].estimated_document_count()
            wanted = min(max(count, -(-rows // RANGE_ROWS)), rows // 50)
            bounds = [b"", b""]
            if wanted > 1 and self._is_ordered():
                bounds[1:1] = _boundaries(database[name], wanted)
        rows //= len(bounds) - 1
        return tuple(Range(f"mongodb {name}", lower=low, upper=high, rows=rows) for low, high in pairwise(bounds))

    def read(self, part: Range) -> Iterator[Batch]:
        """Yield the documents of a range; a connection that is lost is taken up where it broke."""
        import stamina
        from pymongo.errors import AutoReconnect, CursorNotFound

        if part.held:
            end = part.skip + part.take if part.take else None
            yield self._batch(self.catalog.products, bson_split(part.held)[part.skip : end])
            return
        last, seen = b"", 0
        lost = (AutoReconnect, CursorNotFound)
        with self._explained():
            for attempt in stamina.retry_context(on=lost, attempts=ATTEMPTS, timeout=RETRY_S):
                with attempt:
                    if not self._is_ordered():
                        for raw in self._stream(part, last):
                            last = raw
                            yield self._batch(self.catalog.products, bson_split(raw))
                        return
                    for raw in self._batches(part, last):
                        documents = bson_split(raw)
                        if documents and last and _id(documents[0]) == _id(last):
                            del documents[0]
                        if not documents:
                            continue
                        last = documents[-1]
                        end = max(part.skip + part.take - seen, 0) if part.take else None
                        wanted = documents[max(part.skip - seen, 0) : end]
                        seen += len(documents)
                        if wanted:
                            yield self._batch(self.catalog.products, wanted)
                        if part.take and seen >= part.skip + part.take:
                            return

    def sample(self, count: int) -> list[Row]:
        """Return the first products by _id, without the projection that a build asks for."""
        name = self.catalog.products
        with self._explained():
            collection = self._database()[name]
            if self._pipeline:
                cursor = collection.aggregate_raw_batches([*self._pipeline, {"$limit": count}])
            else:
                cursor = collection.find_raw_batches({}, sort=[("_id", 1)], limit=count)
            return [row for raw in _raw(cursor) for row in self._batch(name, bson_split(raw))]

    def _batches(self, part: Range, last: bytes) -> Iterator[bytes]:
        collection = self._database()[self.catalog.products]
        cursor = collection.find_raw_batches({}, self._projection, batch_size=BATCH_ROWS)
        # Bounds of the index, unlike $gt and $lt, cross from one type of _id to the next.
        cursor = cursor.hint([("_id", 1)])
        if last or part.lower:
            cursor = cursor.min([("_id", _id(last or part.lower))])
        if part.upper:
            cursor = cursor.max([("_id", _id(part.upper))])
        yield from _raw(cursor)

    def _batch(self, name: str, documents: Sequence[bytes]) -> Batch:
        source_id, path = f"mongodb {name}{OPEN_END}", tuple(self._date.encode().split(b"."))

        def row(number: int) -> Row:
            return source_id, bson_to_msgpack(documents[number])[0]

        def mark(number: int) -> Mark:
            return _mark(documents[number], path)

        digests = b"".join(map(xxh3_128_digest, documents))
        return Batch(digests, sum(map(len, documents)), row, mark=mark)

    def _stream(self, part: Range, last: bytes) -> Iterator[bytes]:
        """Yield what a pipeline or a view gives, or the part of it that a range was split to."""
        if last:
            raise SourceLostError(f"{self.describe()}: lost the connection within a pipeline or a view; try again")
        stages = list(self._pipeline)
        if part.skip or part.take:
            # Parts of one whole are only parts of it when each counts in the same order.
            stages.append({"$sort": {"_id": 1, "product_id": 1}})
            stages += [{"$skip": part.skip}] if part.skip else []
            stages += [{"$limit": part.take}] if part.take else []
        stages.append({"$project": self._projection})
        collection = self._database()[self.catalog.products]
        yield from _raw(collection.aggregate_raw_batches(stages, batchSize=BATCH_ROWS, allowDiskUse=True))

    def _is_ordered(self) -> bool:
        """Return whether the products come by the index of _id, which views and clustered collections do not have."""
        if self._ordered is None:
            found = self._database().list_collections(
                filter={"name": self.catalog.products}, authorizedCollections=True
            )
            self._ordered = not self._pipeline and any(
                facts.get("type") == "collection" and "clusteredIndex" not in facts.get("options", {})
                for facts in found
            )
        return self._ordered

    def _database(self) -> "Database[dict[str, Any]]":
        from pymongo import MongoClient
        from pymongo.errors import ConfigurationError

        if self._client is None or self._process != os.getpid():
            # The C library gives the memory of each batch back and takes it anew, which doubles the time that reading
            # takes, until it has seen a larger block come and go.
            bytes(LARGEST_BLOCK)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("error", UserWarning)
                    self._client = MongoClient(self.catalog.source, **self._timeouts())
            except (ValueError, OSError) as error:  # of a port, and of files with certificates
                raise ConfigError(f"`catalog.source`: {self._told(error)}") from None
            except UserWarning as warning:  # the driver goes on without the option
                told = self._told(warning).partition(" or maybe a camelCase")[0]
                raise ConfigError(f"`catalog.source`: expected options that the driver knows, got: {told}") from None
            self._process = os.getpid()
        if self.catalog.database:
            return self._client[self.catalog.database]
        try:
            return self._client.get_default_database()
        except ConfigurationError as error:
            raise ConfigError(
                f"`catalog.source`: expected a database after the host of {self.describe()}, got none; "
                "write mongodb://host/DATABASE or set `catalog.database`"
            ) from error

    def _timeouts(self) -> dict[str, Any]:
        """Return the driver's timeouts that the URI leaves open; its own default is to wait for an answer for ever."""
        query = self.catalog.source.partition("?")[2].lower()
        named = {option.partition("=")[0] for option in re.split("[&;]", query)}
        timeouts = {
            "serverSelectionTimeoutMS": TIMEOUT_MS,
            "connectTimeoutMS": TIMEOUT_MS,
            "socketTimeoutMS": AGGREGATION_MS if self._pipeline else SOCKET_MS,
        }
        return {name: limit for name, limit in timeouts.items() if named.isdisjoint((name.lower(), "timeoutms"))}

    def _names(self, database: "Database[dict[str, Any]]") -> list[str]:
        return sorted(database.list_collection_names(authorizedCollections=True, nameOnly=True))

    def _check_products(self, names: list[str]) -> None:
        if self.catalog.products not in names:
            found = ", ".join(names) or "none"
            raise CatalogError(
                f"{self.describe()}: expected a collection {self.catalog.products}, found {found}; "
                "name it in `catalog.products`, or the database in `catalog.database`"
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what the driver raises into errors that say where, and what to do, and never a password."""
        from pymongo.errors import PyMongoError

        try:
            yield
        except EngineError:
            self.close()
            raise
        except PyMongoError as error:
            self.close()
            raise self._explanation(error) from None

    def _explanation(self, error: Exception) -> EngineError:
        from pymongo.errors import (
            ConfigurationError,
            ConnectionFailure,
            InvalidURI,
            NetworkTimeout,
            OperationFailure,
            ServerSelectionTimeoutError,
        )

        told = self._told(error)
        if isinstance(error, (InvalidURI, ConfigurationError)):
            return ConfigError(f"`catalog.source`: {told}")
        if isinstance(error, ServerSelectionTimeoutError):
            return SourceLostError(
                f"{self.describe()}: no server answered ({told}); is it running, is the address right, "
                "does it accept connections from here? `serverSelectionTimeoutMS` in the URI sets how long to wait"
            )
        if isinstance(error, NetworkTimeout):
            return SourceLostError(
                f"{self.describe()}: the server did not answer in time ({told}); "
                "`socketTimeoutMS` in the URI sets how long to wait for each answer"
            )
        if isinstance(error, ConnectionFailure):
            return SourceLostError(f"{self.describe()}: lost the connection ({told}); try again")
        if isinstance(error, OperationFailure):
            what = "the user may not read this" if error.code in _DENIED else "the server refused"
            return CatalogError(f"{self.describe()}: {what} ({told})")
        return CatalogError(f"{self.describe()}: {told}")

    def _told(self, error: Exception) -> str:
        """Return the driver's message without the URI or its user and password, and not the dump of the topology."""
        text = brief(error)
        credentials = self.catalog.source.partition("://")[2].rpartition("@")[0]
        password = credentials.partition(":")[2]
        # A password that holds a slash is torn where the driver looks for the name of the database.
        torn = [piece for piece in password.split("/") if len(piece) > 2]
        for secret in (self.catalog.source, credentials, password, *torn):
            if secret:
                text = text.replace(secret, "…")
        return text[:400]


def brief(error: Exception) -> str:
    """Return the driver's message without what it repeats of timeouts, of the topology and of its answer."""
    text = str(error).partition(", Timeout:")[0].partition(", full error:")[0]
    return re.sub(r" \(configured timeouts: [^)]*\)", "", text)


def _raw(cursor: Any) -> Iterator[bytes]:
    """Yield the raw batches of a cursor, which the driver types as documents."""
    yield from cursor


def _mark(document: bytes, path: tuple[bytes, ...]) -> Mark:
    """Return the _id, in a form in which those of one type stand in the server's order, and the date, 0 for none."""
    found, moment = bson_find(document, (b"_id",)), bson_find(document, path)
    kind, raw = found[:1], found[1:]
    if kind in (b"\x10", b"\x12"):
        found = b"\x12" + (int.from_bytes(raw, "little", signed=True) + 2**63).to_bytes(8, "big")
    elif kind == b"\x02":
        found = kind + raw[4:-1]
    return found, int.from_bytes(moment[1:], "little", signed=True) if moment[:1] == b"\x09" else 0


def _id(document: bytes) -> Any:
    """Return the _id of a raw document in a form that goes back to the server as it came."""
    from bson.codec_options import CodecOptions, DatetimeConversion
    from bson.raw_bson import RawBSONDocument

    options: CodecOptions[Any] = CodecOptions(RawBSONDocument, datetime_conversion=DatetimeConversion.DATETIME_MS)
    return RawBSONDocument(document, options)["_id"]


def _boundaries(collection: "Collection[dict[str, Any]]", count: int) -> list[bytes]:
    """Return `count` - 1 documents of nothing but an _id, in the order of the server."""
    stages = [{"$sample": {"size": count * SAMPLES}}, {"$project": {"_id": 1}}, {"$sort": {"_id": 1}}]
    batches = _raw(collection.aggregate_raw_batches(stages))
    drawn = list(dict.fromkeys(document for raw in batches for document in bson_split(raw)))
    return [drawn[at * len(drawn) // count] for at in range(1, count)] if len(drawn) >= 2 * count else []
