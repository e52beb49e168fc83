"""Rows' picture references -> made pictures by source: each distinct file is encoded once, whatever refers to it."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.assets.picture import Picture, Refusal
from engine.assets.recipe import Recipe, recipe_from
from engine.catalog.product import Finding
from engine.config.schema import ShopConfig
from engine.pipeline.crew import Crew
from engine.pipeline.jobs import Encode
from engine.pipeline.watch import Watch
from engine.snapshot.columns import Table
from engine.telemetry.report import PictureCounts

if TYPE_CHECKING:
    from engine.assets.store import Store

PICTURE_S = 1.0  # never in the parent: files of strangers are decoded in workers, which may die of them


class Pictures(Struct, frozen=True):
    """What became of every reference."""

    made: dict[str, Picture] = {}
    refused: dict[str, Refusal] = {}
    aged: dict[str, Refusal] = {}  # made of an older copy, and why
    counts: PictureCounts = PictureCounts()
    local: bool = True  # False: nothing was to be made

    def cover(self, table: Table, rows: Iterable[int]) -> bool:
        """Return whether every reference of the rows was looked at."""
        known = self.made.keys() | self.refused.keys()
        return not self.local or all(source in known for _, source in references(table, rows))


def references(table: Table, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield each row and each picture that it refers to."""
    pictures = table.texts("pictures")
    for row in rows:
        if text := pictures[row]:
            yield from ((row, source) for source in text.split("\n"))


class _File(Struct, frozen=True):
    path: str
    digest: str


def make_pictures(table: Table, rows: Iterable[int], config: ShopConfig, crew: Crew, watch: Watch) -> Pictures:
    """Find, fetch and encode the pictures of the rows; nothing at all unless images.mode is local."""
    if config.images.mode != "local":
        return Pictures(local=False)
    from engine.assets.store import Store

    sources = list(dict.fromkeys(source for _, source in references(table, rows)))
    state = os.path.join(config.folder, config.build.state)
    with watch.stage("find pictures", "references", len(sources)) as progress:
        files, refused, aged = _find(sources, config, state)
        progress.add(len(sources))
    recipe = recipe_from(config.images)
    distinct = {file.digest: file.path for file in files.values()}
    with watch.stage("make pictures", "pictures", len(distinct)) as progress:
        store = Store(Path(state, "pictures"))
        store.tidy()
        known, counts = _make(distinct, recipe, store, crew, progress.add)
    made: dict[str, Picture] = {}
    for source, file in files.items():
        result = known[file.digest]
        if isinstance(result, Picture):
            made[source] = result
        else:
            refused[source] = result
    return Pictures(made, refused, {source: why for source, why in aged.items() if source in made}, counts)


def picture_findings(table: Table, rows: Iterable[int], pictures: Pictures) -> list[Finding]:
    """Return a finding for each product and each of its pictures that is left out or old."""
    findings: list[Finding] = []
    if not pictures.refused and not pictures.aged:
        return findings
    names, ids = table.texts("product_id"), table.texts("id")
    for row, source in references(table, rows):
        if refusal := pictures.refused.get(source):
            findings.append(_finding(names[row], ids[row], source, refusal, "picture left out"))
        elif refusal := pictures.aged.get(source):
            findings.append(_finding(names[row], ids[row], source, refusal, "the last good copy is used"))
    return findings


def _finding(product_id: str, key: str, source: str, why: Refusal, done: str) -> Finding:
    return Finding(
        product_id=product_id,
        source_id=f"_id {key}",
        field="media.images",
        code=why.code,
        found=source.partition("?")[0][:200],  # an address may carry a token
        done=f"{done}: {why.message}",
        severity="medium",
    )


def image_roots(config: ShopConfig) -> list[Path]:
    """Return the folders that picture paths start from: images.roots, else the catalog's folder, else the shop's."""
    if config.images.roots:
        return [Path(config.folder, root) for root in config.images.roots]
    if "://" in config.catalog.source:
        return [Path(config.folder)]
    return [Path(config.folder, config.catalog.source)]


def _find(
    sources: Sequence[str], config: ShopConfig, state: str
) -> tuple[dict[str, _File], dict[str, Refusal], dict[str, Refusal]]:
    """Return files by source, refusals by source, and why a file is an older copy."""
    from engine.assets.sources import Fingerprints, LocalFile, RemoteUrl, resolve

    files: dict[str, _File] = {}
    refused: dict[str, Refusal] = {}
    aged: dict[str, Refusal] = {}
    remote: dict[str, str] = {}
    os.makedirs(state, exist_ok=True)
    prints = Fingerprints(Path(state, "fingerprints"))
    roots = image_roots(config)
    for source in sources:
        place = resolve(source, roots, config.images.hosts)
        if isinstance(place, LocalFile):
            try:
                files[source] = _File(str(place.path), prints.digest(place.path))
            except OSError as error:
                refused[source] = Refusal("image_missing", f"expected a readable file: {error.strerror}")
        elif isinstance(place, RemoteUrl):
            remote[source] = place.url
        else:
            refused[source] = place
    prints.save()
    if remote:
        from engine.assets.fetch import Fetcher, fetch_limits_from

        fetcher = Fetcher(Path(state, "fetched"), config.images.hosts, fetch_limits_from(config.images))
        try:
            fetched = fetcher.fetch_all(sorted(set(remote.values())))
        finally:
            fetcher.close()
        for source, url in remote.items():
            copy = fetched[url]
            if isinstance(copy, Refusal):
                refused[source] = copy
                continue
            files[source] = _File(str(copy.path), copy.digest)
            if copy.finding:
                aged[source] = copy.finding
    return files, refused, aged


def _make(
    distinct: dict[str, str], recipe: Recipe, store: "Store", crew: Crew, add: Callable[[int, int], None]
) -> tuple[dict[str, Picture | Refusal], PictureCounts]:
    known: dict[str, Picture | Refusal] = {}
    key = recipe.key()
    for digest in distinct:
        found = store.find(digest, key)
        if found is not None:
            known[digest] = found
    reused = sum(1 for found in known.values() if isinstance(found, Picture))
    add(len(known), 0)

    def handle(job: Encode, result: Picture | Refusal) -> None:
        known[job.digest] = result
        add(1, sum(variant.bytes for variant in result.variants) if isinstance(result, Picture) else 0)

    def lost(job: Encode, reason: str) -> None:
        known[job.digest] = Refusal("image_kills_workers", f"expected a picture that can be decoded: {reason}")
        add(1, 0)

    # The largest file first: one long job at the end would leave all other workers idle.
    todo = sorted((digest for digest in distinct if digest not in known), key=lambda one: (-_size(distinct[one]), one))
    memory = crew.memory
    jobs = (Encode(distinct[digest], digest, recipe, memory.picture) for digest in todo)
    crew.run(jobs, handle, on_lost=lost, cost_s=len(todo) * PICTURE_S, in_flight=1, most=memory.encoders)
    if memory.alone > memory.picture:
        large = [digest for digest in todo if _is_too_large(known[digest])]
        jobs = (Encode(distinct[digest], digest, recipe, memory.alone) for digest in large)
        crew.run(jobs, handle, on_lost=lost, cost_s=len(large) * PICTURE_S, in_flight=1, most=1)
    made = sum(1 for found in known.values() if isinstance(found, Picture)) - reused
    return known, PictureCounts(made=made, reused=reused, refused=len(known) - made - reused)


def _is_too_large(known: Picture | Refusal) -> bool:
    """Return whether a picture may still be made when no other is."""
    return isinstance(known, Refusal) and known.code == "image_too_large"


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
