"""A folder of a site -> what the preview's server answers."""

import gzip
import http.client
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from engine.cli import main
from engine.cli.hosting import Redirect, headers_for, redirect_for
from engine.cli.server import Found, find, serve

RULES = """\
/eyewear/*
  X-Content-Type-Options: nosniff
  Cache-Control: public, max-age=0
# a comment
/eyewear/assets/*
  ! Cache-Control
  Cache-Control: public, immutable
"""


@contextmanager
def serving(site: Path, base: str = "") -> Iterator[http.client.HTTPConnection]:
    """Serve a folder and yield a connection to it."""
    server = serve(str(site), base, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    try:
        yield connection
    finally:
        connection.close()
        server.shutdown()
        thread.join()
        server.server_close()


def get(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body."""
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site beside a file that is nobody's business."""
    (tmp_path / "secret.html").write_text("secret")
    folder = tmp_path / "site"
    files = {
        "index.html": "home",
        "404.html": "nothing here",
        "about/index.html": "about",
        "faq.html": "faq",
        "assets/a.css": "a{}" * 200,
        "_headers": RULES,
        "_redirects": "/old /about/ 301\n/eyewear/old /eyewear/about/ 301\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "out.html").symlink_to(tmp_path / "secret.html")
    return folder


def test_headers_add_up_and_can_be_taken_away() -> None:
    assert headers_for(RULES, "/eyewear/assets/a.css") == {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, immutable",
    }
    assert headers_for(RULES, "/other") == {}


def test_redirects_fill_in_what_they_matched() -> None:
    rules = "/a /b\n/c/:slug /d/:slug 308\n/e/* /f/:splat 302!\n"
    found = [redirect_for(rules, path) for path in ("/a", "/c/x", "/e/x/y", "/g")]
    assert found == [Redirect("/b", 301), Redirect("/d/x", 308), Redirect("/f/x/y", 302), None]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", Found("index.html")),
        ("/about/", Found("about/index.html")),
        ("/about", Found(go="/about/")),
        ("/faq", Found("faq.html")),
        ("/faq/", Found(go="/faq")),
        ("/none", Found()),
        ("/_headers", Found()),
        ("/../secret.html", Found()),
        ("/about/../../secret.html", Found()),
        ("//etc/passwd", Found()),
        ("/..\\secret.html", Found()),
        ("/a\0b", Found()),
        ("/out", Found()),
    ],
)
def test_a_path_finds_a_file_of_the_site_and_no_other(site: Path, path: str, found: Found) -> None:
    expected = found._replace(file=str(site / found.file)) if found.file else found
    assert find(str(site), path) == expected


def test_a_page_comes_with_the_headers_of_the_site(site: Path) -> None:
    with serving(site, "/eyewear") as connection:
        status, headers, body = get(connection, "/eyewear/about/")
    assert (status, body, headers["Content-Type"]) == (200, b"about", "text/html; charset=utf-8")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_not_there_is_404_with_the_page_for_it(site: Path) -> None:
    with serving(site, "/eyewear") as connection:
        answers = [get(connection, path)[::2] for path in ("/eyewear/none", "/about/", "/eyewear/%2e%2e/secret.html")]
    assert answers == [(404, b"nothing here")] * 3


def test_moved_and_prefixed_paths_are_redirected(site: Path) -> None:
    with serving(site, "/eyewear") as connection:
        answers = [get(connection, path)[:2] for path in ("/eyewear/old", "/", "/eyewear", "/eyewear/about?a=b")]
    assert [(status, headers["Location"]) for status, headers in answers] == [
        (301, "/eyewear/about/"),
        (302, "/eyewear/"),
        (302, "/eyewear/"),
        (308, "/eyewear/about/?a=b"),
    ]


def test_names_that_an_address_must_escape_are_redirected_escaped(site: Path) -> None:
    for name in ("größe 眼镜", "50%?"):
        (site / name).mkdir()
        (site / name / "index.html").write_text("here")
    (site / "_redirects").write_text("/alt /größe%20眼镜/?a=b#c 301\n")
    asked = ("/gr%C3%B6%C3%9Fe%20%E7%9C%BC%E9%95%9C?q=%41", "/50%25%3F", "/alt")
    with serving(site) as connection:
        answers = [get(connection, path)[:2] for path in asked]
    assert [(status, headers["Location"]) for status, headers in answers] == [
        (308, "/gr%C3%B6%C3%9Fe%20%E7%9C%BC%E9%95%9C/?q=%41"),
        (308, "/50%25%3F/"),
        (301, "/gr%C3%B6%C3%9Fe%20%E7%9C%BC%E9%95%9C/?a=b#c"),
    ]


def test_text_is_compressed_as_the_browser_asks(site: Path) -> None:
    (site / "assets/a.css.br").write_bytes(b"made ahead")
    with serving(site) as connection:
        _, ahead, body = get(connection, "/assets/a.css", {"Accept-Encoding": "gzip, br"})
        _, here, packed = get(connection, "/assets/a.css", {"Accept-Encoding": "gzip"})
        _, plain, text = get(connection, "/assets/a.css")
    assert (ahead["Content-Encoding"], body) == ("br", b"made ahead")
    assert (here["Content-Encoding"], gzip.decompress(packed), here["Vary"]) == ("gzip", text, "Accept-Encoding")
    assert "Content-Encoding" not in plain


def test_a_coding_that_the_browser_refuses_is_not_sent(site: Path) -> None:
    refused = ("gzip;q=0", "gzip; q=0.000, br;q=0", "identity, GZIP;Q=0")
    with serving(site) as connection:
        answers = [get(connection, "/assets/a.css", {"Accept-Encoding": each})[1] for each in refused]
        _, taken, _ = get(connection, "/assets/a.css", {"Accept-Encoding": "br;q=0, gzip;q=0.5"})
    assert [each.get("Content-Encoding") for each in (*answers, taken)] == [None, None, None, "gzip"]


def test_what_the_site_says_nothing_of_is_asked_for_again(site: Path) -> None:
    with serving(site) as connection:
        _, unsaid, _ = get(connection, "/faq")
    with serving(site, "/eyewear") as connection:
        _, said, _ = get(connection, "/eyewear/assets/a.css")
    found = [headers["Cache-Control"] for headers in (unsaid, said)]
    assert found == ["public, max-age=0, must-revalidate", "public, immutable"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_site_is_only_read(site: Path, method: str) -> None:
    with serving(site) as connection:
        status, headers, body = get(connection, "/", method=method)
    assert (status, headers["Allow"], body) == (405, "GET, HEAD", b"")


def test_an_address_of_another_machine_is_told_apart_from_a_taken_port(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site.parent / "shop.toml").write_text('[shop]\nname = "Lind"\nbase_url = "https://lind.example"\n')
    with serving(site) as connection:
        taken = str(connection.port)
        codes = [main(["preview", str(site.parent), *flags]) for flags in (["--host", "192.0.2.1"], ["--port", taken])]
    errors = capsys.readouterr().err.splitlines()
    assert codes == [2, 1]
    assert errors[0].startswith("error: --host 192.0.2.1: expected an address of this machine, got: ")
    assert errors[1].startswith(f"error: 127.0.0.1:{taken}: expected a free port, got: ")


def test_what_the_browser_has_is_not_sent_again(site: Path) -> None:
    with serving(site) as connection:
        _, headers, _ = get(connection, "/faq")
        status, _, body = get(connection, "/faq", {"If-None-Match": headers["ETag"]})
        head = get(connection, "/faq", method="HEAD")
    assert (status, body, head[0], head[1]["Content-Length"], head[2]) == (304, b"", 200, "3", b"")


def test_the_command_prints_its_address_and_ends_with_ctrl_c(site: Path) -> None:
    (site.parent / "shop.toml").write_text('[shop]\nname = "Lind"\nbase_url = "https://lind.example/eyewear"\n')
    command = [sys.executable, "-m", "engine", "preview", str(site.parent), "--port", "0"]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        address = line.split()[1]
        body = urlopen(f"{address}about/", timeout=20).read()
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=20)
    assert re.fullmatch(r"Lind: http://127\.0\.0\.1:\d+/eyewear/ \(Ctrl-C ends it\)\n", line)
    assert (body, code) == (b"about", 0)
