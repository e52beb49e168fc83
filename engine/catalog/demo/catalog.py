"""A folder, a number of products and a seed -> a demo catalog: JSON Lines files and the pictures they name."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from engine.catalog.demo.album import Album, Shot
from engine.catalog.demo.brands import brands
from engine.catalog.demo.deck import stamp
from engine.catalog.demo.documents import Document, Totals, brand_document, date, product_document
from engine.catalog.demo.faces import FACES, face_documents
from engine.catalog.demo.facts import OPENED, TODAY, facts
from engine.catalog.demo.models import variants
from engine.catalog.demo.studio import make_pictures
from engine.catalog.demo.taxonomy import Taxonomy, category_documents
from engine.catalog.demo.texts import Writer
from engine.errors import CatalogError

BATCH = 500
Progress = Callable[[int, int], None]


class DemoReport(msgspec.Struct, frozen=True):
    """What was written."""

    folder: Path
    products: int
    brands: int
    categories: int
    pictures: int


class _Figures(msgspec.Struct):
    """What the products left behind for the files that follow them."""

    totals: dict[str, Totals]
    shots: dict[str, Shot]


def _grow_taxonomy(products: int, seed: int) -> Taxonomy:
    counts: Counter[tuple[str, str, str]] = Counter()
    for variant in variants(products, seed):
        counts[variant.model.kind, variant.model.gender, variant.model.shape] += 1
    return Taxonomy(counts, seed)


def _write_lines(path: Path, documents: Iterable[Document]) -> int:
    encoder = msgspec.json.Encoder()
    count = 0
    with path.open("wb") as out:
        for document in documents:
            out.write(encoder.encode(document) + b"\n")
            count += 1
    return count


def _product_documents(
    products: int, seed: int, size: tuple[int, int], album: Album, taxonomy: Taxonomy, left: _Figures, tick: Progress
) -> Iterable[Document]:
    writer = Writer(seed)
    for variant in variants(products, seed):
        figures = facts(variant, products, seed)
        page = album.page(variant)
        nodes = taxonomy.of(variant.model)
        document = product_document(
            variant, figures, writer.write(variant), [node.oid for node in nodes], page, size, seed
        )
        for shot in page.shots if page.own else ():
            left.shots[shot.name] = shot
        for node in nodes:
            if page.shots and not node.cover:
                node.cover = f"pictures/{page.shots[0].name}.jpg"
                node.cover_alt = node.title
        left.totals.setdefault(variant.brand.name, Totals()).add(figures)
        if variant.number % BATCH == BATCH - 1:
            tick(variant.number + 1, products)
        yield document


def write_catalog(
    folder: Path,
    products: int = 200,
    seed: int = 7,
    pictures: int | None = None,
    width: int = 1024,
    progress: Progress | None = None,
) -> DemoReport:
    """Write a demo catalog into the folder; equal arguments write equal bytes.

    Args:
        folder: where the JSON Lines files and `pictures/` go; made if it is not there.
        products: how many, from 1; two to five colours of a model are products of their own.
        seed: chooses names, colours, figures and texts.
        pictures: at most so many picture files, shared by products alike; None gives each product its own.
        width: of a picture in pixels; the height is three quarters of it.
        progress: told what is done and how much there is, products and pictures together.

    """
    if products < 1 or width < 64 or (pictures or 0) < 0:
        raise CatalogError(
            "demo catalog: expected at least 1 product, pictures from 64 px and no negative count of them, "
            f"got products={products}, width={width}, pictures={pictures}"
        )
    size = (width, width * 3 // 4)
    try:
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogError(
            f"{folder}: expected a folder that can be written to, got {error.strerror}; name another"
        ) from error
    taxonomy = _grow_taxonomy(products, seed)
    album = Album(variants(products, seed), seed, pictures)
    left = _Figures({}, {})
    tell = progress or (lambda _done, _whole: None)
    _write_lines(folder / "products.jsonl", _product_documents(products, seed, size, album, taxonomy, left, tell))
    houses = brands(products, seed)
    documents = (
        brand_document(brand, left.totals.get(brand.name, Totals()), at < 6, seed) for at, brand in enumerate(houses)
    )
    _write_lines(folder / "brands.jsonl", documents)
    born, today = date(OPENED), date(TODAY)
    _write_lines(folder / "categories.jsonl", category_documents(taxonomy, born, today))
    face_ids = [stamp(seed, "face", face, size=12) for face in FACES]
    _write_lines(folder / "face_shape_compatibility.jsonl", face_documents(face_ids, today))
    shots = list(left.shots.values())
    whole = products + len(shots)
    tell(products, whole)
    for done in make_pictures(shots, folder / "pictures", size):
        tell(products + done, whole)
    return DemoReport(folder, products, len(houses), len(taxonomy.nodes), len(shots))
