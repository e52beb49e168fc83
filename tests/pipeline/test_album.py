"""Made pictures -> a file, and back by their source."""

from pathlib import Path

from engine.assets.picture import Picture, Variant
from engine.pipeline.album import Album, write_album


def picture(key: str) -> Picture:
    return Picture("d" * 32, key, 640, 480, (Variant("webp", 320, 240, 9000, "e" * 32),), "data:,", "#abcdef")


def test_pictures_come_back_by_their_sources(tmp_path: Path) -> None:
    made = {"b/ü.jpg": picture("b"), "a.jpg": picture("a")}
    write_album(str(tmp_path), made)
    album = Album(str(tmp_path))
    assert dict(album) == made
    assert (len(album), "a.jpg" in album, "c.jpg" in album, album.get("c.jpg")) == (2, True, False, None)


def test_a_file_follows_from_the_pictures_alone(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    write_album(str(tmp_path), {"a": picture("a"), "b": picture("b")})
    write_album(str(tmp_path / "other"), {"b": picture("b"), "a": picture("a")})
    assert (tmp_path / "pictures").read_bytes() == (tmp_path / "other/pictures").read_bytes()
