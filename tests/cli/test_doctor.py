"""This machine and a shop -> what the doctor says of them."""

from pathlib import Path

import pytest

from engine.cli import main
from engine.cli.doctor import Sign, catalog, database, disk, output
from engine.config.load import load
from engine.config.schema import ShopConfig


def shop(folder: Path, source: str = "catalog") -> ShopConfig:
    """Return the configuration of a shop with a catalog."""
    (folder / "shop.toml").write_text('[shop]\nname = "A"\nbase_url = "https://a.example"\n')
    return load(folder, None, [f'catalog.source="{source}"'], {})


def test_every_line_begins_with_a_state_and_a_subject(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = main(["doctor"])
    lines = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert {state for state, _ in lines} <= {"ok", "warn", "fail"}
    assert code == (1 if any(state == "fail" for state, _ in lines) else 0)
    assert [subject for _, subject in lines if subject != "packages"] == [
        "python",
        "cores",
        "memory",
        "system",
        "native",
        "libvips",
        "avif",
        "disk",
        "exchange",
    ]


def test_looking_at_the_disk_leaves_nothing_on_it(tmp_path: Path) -> None:
    config = shop(tmp_path)
    assert [sign.subject for sign in disk(config)] == ["disk", "exchange"]
    assert [path.name for path in tmp_path.iterdir()] == ["shop.toml"]


def test_a_shop_of_files_needs_no_database(tmp_path: Path) -> None:
    assert list(database(shop(tmp_path))) == []


def test_a_database_that_answers_is_told_with_its_version(tmp_path: Path, mongod: str) -> None:
    (sign,) = database(shop(tmp_path, f"{mongod.rstrip('/')}/shop"))
    assert (sign.state, sign.text.split(" answers, version ")[1][0].isdigit()) == ("ok", True)


def test_a_database_that_is_away_is_told_without_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.cli.doctor.ANSWER_MS", 50)
    (sign,) = database(shop(tmp_path, "mongodb://root:secret@127.0.0.1:1/shop"))
    assert sign[:2] == Sign("fail", "mongodb", "")[:2]
    assert sign.text == "mongodb://***@127.0.0.1:1/shop: 127.0.0.1:1: [Errno 111] Connection refused"
    assert list(catalog(shop(tmp_path, "mongodb://root:secret@127.0.0.1:1/shop"))) == []


@pytest.mark.parametrize(
    "address", ["mongodb://root:secret@db:99999/shop", "mongodb://root:secret@db/shop?tls=true&tlsCAFile=/nowhere.pem"]
)
def test_an_address_that_cannot_be_is_told_and_no_traceback(tmp_path: Path, address: str) -> None:
    (sign,) = database(shop(tmp_path, address))
    assert (sign.state, sign.subject, "secret" in sign.text) == ("fail", "mongodb", False)
    assert sign.text.startswith("mongodb://***@db")


def test_a_catalog_is_looked_at(tmp_path: Path, mongod: str) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog/products.jsonl").write_text('{"_id": 1}\n')
    assert list(catalog(shop(tmp_path))) == [Sign("ok", "catalog", f"JSON Lines in {tmp_path}/catalog")]
    for source, told in (
        ("nope", f"{tmp_path}/nope: expected a folder with products.jsonl, got no folder; "),
        (f"{mongod.rstrip('/')}/doctor_empty", "no product in products"),
        (f"{mongod.rstrip('/')}/shop?readPrefernece=x", "got: Unknown option: readprefernece."),
    ):
        (sign,) = catalog(shop(tmp_path, source))
        assert (sign.state, told in sign.text) == ("fail", True)


def test_the_place_of_the_site_is_looked_at(tmp_path: Path) -> None:
    config = shop(tmp_path)
    (tmp_path / "site").mkdir()
    assert list(output(config)) == [Sign("ok", "output", f"{tmp_path}/site")]
    (tmp_path / "site/mine.txt").touch()
    assert [(sign.state, "mine.txt" in sign.text) for sign in output(config)] == [("fail", True)]
    told = [sign[:3] for sign in disk(load(tmp_path, None, ['output.folder="/proc/x"'], {}))]
    assert told[-1] == ("fail", "disk", "/proc cannot be written: No such file or directory")
