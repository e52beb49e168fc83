"""A reference leads to a file under a root or to an allowed host, and nowhere else."""

from pathlib import Path

import pytest

from engine.assets.sources import LocalFile, RemoteUrl, Source, resolve, sniff
from tests.assets.drawn import jpeg, plain

HOSTS = ("img.example.com", "*.cdn.example.com", "odd.example.com:8443")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "shop" / "pictures"
    root.mkdir(parents=True)
    (tmp_path / "shop" / "secret.jpg").write_bytes(b"secret")
    (root / "link.jpg").symlink_to(tmp_path / "shop" / "secret.jpg")
    (root / "inner.jpg").symlink_to(root / "a.jpg")
    (root / "a.jpg").write_bytes(b"a")
    return root


def code(source: Source) -> str:
    return getattr(source, "code", type(source).__name__)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("a.jpg", "LocalFile"),
        ("./x/../a.jpg", "LocalFile"),
        ("inner.jpg", "LocalFile"),
        ("", "image_missing"),
        (".", "image_missing"),
        ("no.jpg", "image_missing"),
        ("a.jpg/b.jpg", "image_missing"),
        ("a\0.jpg", "image_missing"),
        ("\ud800.jpg", "image_missing"),
        ("x" * 5000, "image_missing"),
        ("../secret.jpg", "image_escapes_root"),
        ("x/../../secret.jpg", "image_escapes_root"),
        ("../pictures-of-others/a.jpg", "image_escapes_root"),
        ("/etc/passwd", "image_escapes_root"),
        ("../../../../../../etc/passwd", "image_escapes_root"),
        ("link.jpg", "image_escapes_root"),
        ("file:///etc/passwd", "image_unsupported"),
        ("data:image/png;base64,AA==", "image_unsupported"),
        ("javascript:alert(1)", "image_unsupported"),
    ],
)
def test_a_path_stays_under_its_root(root: Path, reference: str, expected: str) -> None:
    assert code(resolve(reference, (root,), ())) == expected


@pytest.mark.parametrize(
    "name", ["-dash first.jpeg", "100%25 off?#1&x=y.jpg", "Brille №1 ❤ – Größe.jpg", "a[1].jpg", "12:30.jpg", "a:b"]
)
def test_a_difficult_name_is_a_name(root: Path, name: str) -> None:
    (root / name).write_bytes(b"x")
    assert resolve(name, (root,), ()) == LocalFile(root / name)


def test_roots_are_searched_in_their_order(root: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "b.jpg").write_bytes(b"b")
    assert resolve("b.jpg", (root, tmp_path / "first", tmp_path / "second"), ()) == LocalFile(tmp_path / "first/b.jpg")


def test_an_absolute_path_under_a_root_is_that_file(root: Path) -> None:
    assert resolve(str(root / "a.jpg"), (root,), ()) == LocalFile(root / "a.jpg")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("https://img.example.com/a%20b.jpg?w=1#top", "https://img.example.com/a%20b.jpg?w=1"),
        ("HTTP://IMG.example.com/a.jpg", "http://img.example.com/a.jpg"),
        ("//img.example.com/a.jpg", "https://img.example.com/a.jpg"),
        ("https://eu.cdn.example.com/a.jpg", "https://eu.cdn.example.com/a.jpg"),
        ("https://odd.example.com:8443/a.jpg", "https://odd.example.com:8443/a.jpg"),
    ],
)
def test_an_allowed_host_is_an_address(reference: str, expected: str) -> None:
    assert resolve(reference, (), HOSTS) == RemoteUrl(expected)


@pytest.mark.parametrize(
    "reference",
    [
        "https://example.com/a.jpg",
        "https://img.example.com.evil.test/a.jpg",
        "https://evil.test/img.example.com",
        "https://img.example.com@evil.test/a.jpg",
        "https://user:pass@img.example.com/a.jpg",
        "https://img.example.com:8080/a.jpg",
        "https://odd.example.com/a.jpg",
        "https://cdn.example.com/a.jpg",
        "https://evilcdn.example.com/a.jpg",
        "http://127.0.0.1/a.jpg",
        "http:///a.jpg",
    ],
)
def test_any_other_host_is_refused(reference: str) -> None:
    assert code(resolve(reference, (), HOSTS)) == "image_host_not_allowed"


@pytest.mark.parametrize("reference", ["https://[::1/a.jpg", "https://a b.example/\n", "http://x:99999999/"])
def test_what_is_no_address_is_refused(reference: str) -> None:
    assert code(resolve(reference, (), HOSTS)) in ("image_unsupported", "image_host_not_allowed")


def test_kinds_are_told_by_content() -> None:
    picture = plain(9, 9)
    assert [
        sniff(content)
        for content in (
            jpeg(9, 9),
            picture.pngsave_buffer(),
            picture.gifsave_buffer(),
            picture.webpsave_buffer(),
            picture.heifsave_buffer(compression="av1", effort=0),
            picture.tiffsave_buffer(),
            b"<svg",
            b"",
        )
    ] == ["jpeg", "png", "gif", "webp", "avif", "tiff", None, None]
