"""A folder of files gives each line once, whatever the ranges, and says what is missing."""

import pickle
from pathlib import Path

import pytest

from engine.catalog.jsonl import JsonLinesSource
from engine.catalog.opening import open_source
from engine.catalog.source import Range, Row
from engine.config.schema import Catalog, Shop, ShopConfig
from engine.errors import CatalogError, ConfigError


def source(folder: Path, text: bytes) -> JsonLinesSource:
    (folder / "products.jsonl").write_bytes(text)
    return JsonLinesSource(str(folder), "products", "brands", "categories", "faces")


def read(files: JsonLinesSource, parts: tuple[Range, ...]) -> list[Row]:
    """Return the documents of ranges that follow each other, with their lines."""
    again = pickle.loads(pickle.dumps(files))
    rows, before = [], 0
    for part in parts:
        end = 0
        for batch in again.read(part):
            rows += [(f"{name}:{before + line}", body) for (name, body), line in zip(batch, batch.lines, strict=True)]
            end = batch.end
        before += end
    return rows


def test_lines_keep_their_numbers_with_any_line_end(tmp_path: Path) -> None:
    files = source(tmp_path, b'\xef\xbb\xbf{"a":1}\r\n\n  \r\n{"b":2}\n{"c":3}')
    assert read(files, files.ranges(1)) == [
        ("products.jsonl:1", b'{"a":1}'),
        ("products.jsonl:4", b'{"b":2}'),
        ("products.jsonl:5", b'{"c":3}'),
    ]


@pytest.mark.parametrize("step", [1, 7, 20, 64, 1000])
def test_each_line_is_in_one_range(tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [b'{"n":%d,"x":"%s"}' % (number, b"y" * (number * 7 % 50)) for number in range(100)]
    files = source(tmp_path, b"\n".join(lines))
    monkeypatch.setattr("engine.catalog.jsonl.SMALLEST_BYTES", step)
    monkeypatch.setattr("engine.catalog.jsonl.RANGE_BYTES", step)
    parts = files.ranges(4)
    assert len(parts) > 1 or step == 1000 * 10
    assert read(files, parts) == [(f"products.jsonl:{number}", line) for number, line in enumerate(lines, 1)]


def test_a_range_splits_down_to_single_lines(tmp_path: Path) -> None:
    files = source(tmp_path, b"".join(b'{"n":%d}\n' % number for number in range(9)))
    whole = read(files, files.ranges(1))
    parts, single = list(files.ranges(1)), []
    while parts:
        part = parts.pop(0)
        halves = part.split()
        if halves is None:
            single.append(part)
        elif read(files, (part,)):
            parts += halves
    rows = [read(files, (part,)) for part in single]
    assert sorted(row for part in rows for row in part) == sorted(whole)
    numbers = [f"products.jsonl:{part.skip + 1}" for part in single]
    assert [[source_id for source_id, _ in part] for part in rows] == [[number] for number in numbers]


def test_a_line_longer_than_any_document_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.catalog.jsonl.LARGEST_BYTES", 20)
    monkeypatch.setattr("engine.catalog.jsonl._SKIPPED_BYTES", 16)
    files = source(tmp_path, b'{"a":1}\n' + b"x" * 100 + b'\n{"b":2}\n')
    rows = read(files, files.ranges(1))
    assert rows == [
        ("products.jsonl:1", b'{"a":1}'),
        ("products.jsonl:2", b"x" * 22),
        ("products.jsonl:3", b'{"b":2}'),
    ]


def test_batches_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.catalog.jsonl.BLOCK_BYTES", 8)
    files = source(tmp_path, b"{}\n" * 5)
    assert [len(batch) for batch in files.read(files.ranges(1)[0])] == [2, 2, 1]
    assert len(files.sample(4)) == 4


def test_a_file_that_is_written_while_it_is_read_is_refused(tmp_path: Path) -> None:
    files = source(tmp_path, b'{"n":1}\n{"n":2}\n')
    halves = files.ranges(1)[0].split() or ()
    batches = files.read(halves[0])
    (tmp_path / "products.jsonl").write_bytes(b'{"longer":1}\n{"n":2}\n')
    with pytest.raises(CatalogError, match=r"products\.jsonl: expected the file that the build began with"):
        list(batches)
    with pytest.raises(CatalogError, match="build again"):
        list(files.read(halves[1]))


def test_a_file_that_grows_behind_the_reader_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.catalog.jsonl.BLOCK_BYTES", 3)
    files = source(tmp_path, b"{}\n" * 3)
    batches = files.read(files.ranges(1)[0])
    next(batches)
    with (tmp_path / "products.jsonl").open("ab") as file:
        file.write(b"{}\n")
    with pytest.raises(CatalogError, match="written since"):
        list(batches)


def test_missing_reference_files_are_named(tmp_path: Path) -> None:
    files = source(tmp_path, b"{}\n")
    (tmp_path / "brands.jsonl").write_bytes(b'{"name":"A"}\n')
    raw = files.reference()
    assert (raw.brands, raw.missing) == (
        (("brands.jsonl:1", b'{"name":"A"}'),),
        ("categories.jsonl", "faces.jsonl"),
    )


def test_a_missing_file_is_named_with_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").touch()
    files = JsonLinesSource(str(tmp_path), "products", "b", "c", "f")
    with pytest.raises(CatalogError, match=r"expected products\.jsonl, found items\.jsonl"):
        files.ranges(1)
    with pytest.raises(CatalogError, match="got no folder"):
        JsonLinesSource(str(tmp_path / "no"), "products", "b", "c", "f").reference()


def config(**catalog: object) -> ShopConfig:
    return ShopConfig(shop=Shop(name="S", base_url="https://s.example"), catalog=Catalog(**catalog), folder="/shop")  # type: ignore[arg-type]


def test_the_configuration_names_the_source() -> None:
    assert open_source(config(source="goods")).describe() == "JSON Lines in /shop/goods"
    assert open_source(config(source="mongodb://u:secret@h1,h2/eyewear?tls=true")).describe() == "MongoDB h1,h2/eyewear"


@pytest.mark.parametrize("catalog", [{"source": "postgres://x"}, {"source": "goods", "pipeline": ({"$match": {}},)}])
def test_what_no_source_can_do_is_refused(catalog: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"catalog\."):
        open_source(config(**catalog))


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("styles.csv", "convert styles.csv to JSON Lines, one JSON document a line: products.jsonl"),
        ("products.json", "convert it to JSON Lines, one document a line: jq -c '.[]' products.json > products.jsonl"),
        ("products.ndjson", "rename products.ndjson to products.jsonl"),
        ("frames.jsonl", "name the file in `catalog.products` without its .jsonl"),
    ],
)
def test_a_catalog_in_another_form_is_told_how_to_convert(tmp_path: Path, name: str, way_out: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(CatalogError) as caught:
        JsonLinesSource(str(tmp_path), "products", "b", "c", "f").ranges(1)
    assert str(caught.value) == f"{tmp_path}: expected products.jsonl, found {name}; {way_out}"
