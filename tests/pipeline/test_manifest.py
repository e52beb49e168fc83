"""What stands in a site -> a file, and back; none when it is not whole."""

from pathlib import Path

import pytest

from engine.errors import DamagedError
from engine.pipeline.manifest import FILES, PRODUCTS, Head, Told, read_manifest, write_manifest
from engine.plan.urls import Addresses
from engine.snapshot.columns import Builder, Draft
from engine.telemetry.report import PictureCounts, ProductCounts

TOLD = Told({"product": 1}, ProductCounts(published=1), PictureCounts(), (), files=2, bytes=30)
HEAD = Head(
    "build", "edition", Addresses("https://lind.example", "", True, {"product": "/p/{slug}"}), {"home": b"1"}, TOLD
)
MADE_OF = (b"c" * 16, b"p" * 16, b"r" * 16)


def products() -> Draft:
    rows = Builder(PRODUCTS)
    rows.append(("alder", b"k" * 16, b"o" * 16, 7, 1, *MADE_OF))
    return rows.draft()


def files() -> Draft:
    rows = Builder(FILES)
    rows.append(("index.html", "home", b"i" * 16, 2**40, 0, *MADE_OF))
    return rows.draft()


def test_a_manifest_comes_back_and_tells_of_every_file(tmp_path: Path) -> None:
    path = str(tmp_path / "manifest")
    write_manifest(path, HEAD, products(), files())
    manifest = read_manifest(path)
    assert manifest is not None
    assert (manifest.head.build_id, manifest.head.urls, manifest.head.programs) == ("build", HEAD.urls, HEAD.programs)
    assert [(one.path, one.size, one.digest) for one in manifest.written()] == [
        ("p/alder/index.html", 7, (b"o" * 16).hex()),
        ("index.html", 2**40, (b"i" * 16).hex()),
    ]


def test_a_manifest_that_is_cut_off_anywhere_or_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "manifest"
    assert read_manifest(str(path)) is None
    write_manifest(str(path), HEAD, products(), files())
    whole = path.read_bytes()
    for size in range(0, len(whole) - 64, 7):
        path.write_bytes(whole[:size])
        with pytest.raises(DamagedError, match="manifest"):
            read_manifest(str(path))
    path.write_bytes(b"x" + whole[1:])
    with pytest.raises(DamagedError, match="manifest"):
        read_manifest(str(path))


@pytest.mark.parametrize("at", ["products", "files"])
def test_a_manifest_of_other_columns_is_none(tmp_path: Path, at: str) -> None:
    path = str(tmp_path / "manifest")
    one = Builder({"slug": "text"}).draft()
    write_manifest(path, HEAD, one if at == "products" else products(), one if at == "files" else files())
    assert read_manifest(path) is None
