"""Remote pictures come from allowed public hosts, once, and the last good copy outlives its host."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stamina

from engine.assets.address import is_public
from engine.assets.fetch import Fetched, Fetcher, FetchLimits
from engine.assets.picture import Refusal
from tests.assets.drawn import jpeg

PHOTO = jpeg()
LIMITS = FetchLimits(max_bytes=100_000, timeout_s=5.0, allow_private_hosts=True)


class Host:
    """A host on loopback: what it answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, int]] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = host.answers.get(self.path, (404, {}, b""))
                if "ETag" in headers and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                host.asked.append((self.path, status))
                self.send_response(status)
                for name, value in (headers | {"Content-Length": str(len(body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.name = f"127.0.0.1:{self.server.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.name}{path}"


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    host.answers["/a.jpg"] = (200, {"ETag": '"1"'}, PHOTO)
    thread = threading.Thread(target=host.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with stamina.set_testing(True, attempts=2):
        yield host
    host.server.shutdown()
    host.server.server_close()
    thread.join()


def fetch(host: Host, folder: Path, path: str, limits: FetchLimits = LIMITS, hosts: tuple[str, ...] = ()) -> Any:
    """Return what one build gets of one address."""
    fetcher = Fetcher(folder, hosts or (host.name,), limits)
    try:
        return fetcher.fetch(host.url(path))
    finally:
        fetcher.close()


def test_a_picture_is_fetched_once_a_build_and_asked_after_in_the_next(host: Host, tmp_path: Path) -> None:
    first = Fetcher(tmp_path, (host.name,), LIMITS)
    urls = [host.url("/a.jpg"), host.url("/a.jpg")]
    assert first.fetch_all(urls) == first.fetch_all(urls)
    first.close()
    second = fetch(host, tmp_path, "/a.jpg")
    assert second.path.read_bytes() == PHOTO
    assert second.finding is None
    assert host.asked == [("/a.jpg", 200), ("/a.jpg", 304)]


def test_a_changed_picture_takes_the_place_of_its_copy(host: Host, tmp_path: Path) -> None:
    fetch(host, tmp_path, "/a.jpg")
    host.answers["/a.jpg"] = (200, {"ETag": '"2"'}, jpeg(50, 50))
    assert fetch(host, tmp_path, "/a.jpg").path.read_bytes() == jpeg(50, 50)


def test_a_damaged_copy_is_fetched_again_without_condition(host: Host, tmp_path: Path) -> None:
    copy = fetch(host, tmp_path, "/a.jpg").path
    copy.write_bytes(b"damaged")
    assert fetch(host, tmp_path, "/a.jpg").path.read_bytes() == PHOTO
    assert host.asked == [("/a.jpg", 200), ("/a.jpg", 200)]


@pytest.mark.parametrize("answer", [(503, {}, b""), (404, {}, b""), (200, {}, b"<html>we are closed</html>")])
def test_the_last_good_copy_is_used_with_a_finding_when_the_host_fails(
    host: Host, tmp_path: Path, answer: tuple[int, dict[str, str], bytes]
) -> None:
    fetch(host, tmp_path, "/a.jpg")
    host.answers["/a.jpg"] = answer
    old = fetch(host, tmp_path, "/a.jpg")
    assert isinstance(old, Fetched)
    assert old.path.read_bytes() == PHOTO
    assert old.finding is not None
    assert old.finding.code == "image_fetch_failed"


def test_a_host_that_fails_is_asked_again(host: Host, tmp_path: Path) -> None:
    host.answers["/b.jpg"] = (503, {}, b"")
    assert fetch(host, tmp_path, "/b.jpg").code == "image_fetch_failed"
    assert host.asked == [("/b.jpg", 503), ("/b.jpg", 503)]


def test_a_host_that_is_not_there_is_a_finding(host: Host, tmp_path: Path) -> None:
    host.server.server_close()
    assert fetch(host, tmp_path, "/a.jpg").code == "image_fetch_failed"


def test_a_private_address_is_refused_even_on_an_allowed_host(host: Host, tmp_path: Path) -> None:
    public_only = FetchLimits(max_bytes=100_000, timeout_s=5.0)
    assert fetch(host, tmp_path, "/a.jpg", public_only).code == "image_host_not_allowed"
    named = Fetcher(tmp_path, (f"localhost:{host.server.server_port}",), public_only)
    refusal = named.fetch(f"http://localhost:{host.server.server_port}/a.jpg")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "image_host_not_allowed"
    assert host.asked == []


def test_a_redirect_is_followed_within_allowed_hosts_only(host: Host, tmp_path: Path) -> None:
    host.answers["/here"] = (302, {"Location": "/a.jpg"}, b"")
    host.answers["/away"] = (302, {"Location": f"http://localhost:{host.server.server_port}/a.jpg"}, b"")
    host.answers["/round"] = (302, {"Location": "/round"}, b"")
    assert isinstance(fetch(host, tmp_path, "/here"), Fetched)
    assert fetch(host, tmp_path, "/away").code == "image_host_not_allowed"
    assert fetch(host, tmp_path, "/round").code == "image_fetch_failed"


def test_a_picture_over_the_limit_is_refused(host: Host, tmp_path: Path) -> None:
    small = FetchLimits(max_bytes=len(PHOTO) - 1, timeout_s=5.0, allow_private_hosts=True)
    assert fetch(host, tmp_path, "/a.jpg", small).code == "image_too_large"
    assert list(tmp_path.iterdir()) == []


def test_a_compressed_answer_is_refused(host: Host, tmp_path: Path) -> None:
    host.answers["/z.jpg"] = (200, {"Content-Encoding": "gzip"}, PHOTO)
    assert fetch(host, tmp_path, "/z.jpg").code == "image_fetch_failed"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses_are_told_from_the_rest(address: str, public: bool) -> None:
    assert is_public(address) is public
