"""A folder of a site -> an HTTP server on loopback: clean addresses, headers, redirects, compression, 404 page."""

import gzip
import os
import re
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from engine.cli.hosting import headers_for, redirect_for

RULES = ("_headers", "_redirects")
TYPES = {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_TEXT = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg+xml")
_ADDRESS = "%/:?#[]@!$&'()*+,;="  # what an address may hold as it is, escapes among it
UNSAID = "public, max-age=0, must-revalidate"  # what hosts send where _headers says nothing
_SMALLEST = 256  # compressing less than this saves no packet


class Found(NamedTuple):
    """A file to send, or a path to go to instead."""

    file: str = ""
    go: str = ""


def find(site: str, path: str) -> Found:
    """Return what stands at a path of the site: folder style and file style, nothing outside of the folder."""
    segments = path.split("/")[1:]
    if any(each in (".", "..") or "\0" in each or "\\" in each for each in segments) or "" in segments[:-1]:
        return Found()
    file = os.path.join(site, *segments)
    if path.endswith("/"):
        if _inside(site, os.path.join(file, "index.html")):
            return Found(os.path.join(file, "index.html"))
        return Found(go=path.rstrip("/")) if path != "/" and _inside(site, f"{file.rstrip('/')}.html") else Found()
    if segments[-1] in RULES and len(segments) == 1:
        return Found()
    for candidate in (file, f"{file}.html"):
        if _inside(site, candidate):
            return Found(candidate)
    return Found(go=f"{path}/") if _inside(site, os.path.join(file, "index.html")) else Found()


def _inside(site: str, file: str) -> bool:
    root = os.path.realpath(site)
    return os.path.isfile(file) and os.path.realpath(file).startswith(f"{root}{os.sep}")


def serve(site: str, base: str, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server, bound and not yet running; `base` is the path prefix of the shop."""

    class Handler(_Handler):
        folder = site
        prefix = base

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    if ":" in host:
        import socket

        Server.address_family = socket.AF_INET6
    return Server((host, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    folder = ""
    prefix = ""
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        # What it sends is not read, so the connection cannot go on.
        self.close_connection = True
        self.send_response(HTTPStatus.METHOD_NOT_ALLOWED)
        for name, value in (("Allow", "GET, HEAD"), ("Connection", "close"), ("Content-Length", "0")):
            self.send_header(name, value)
        self.end_headers()

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815 (names of http.server)

    def version_string(self) -> str:
        return "storeloom"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a page of pictures would fill the terminal."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        path = unquote(parts.path, errors="replace")
        moved = redirect_for(self._rules("_redirects"), path)
        if moved:
            self._go(moved.target, moved.status)
        elif self.prefix and path in ("/", self.prefix):
            self._go(f"{self.prefix}/", HTTPStatus.FOUND)
        elif self.prefix and not path.startswith(f"{self.prefix}/"):
            self._missing()
        else:
            found = find(self.folder, path.removeprefix(self.prefix))
            if found.go:
                query = f"?{parts.query}" if parts.query else ""
                self._go(f"{self.prefix}{quote(found.go)}{query}", HTTPStatus.PERMANENT_REDIRECT)
            elif found.file:
                self._send(found.file, HTTPStatus.OK, path)
            else:
                self._missing()

    def _rules(self, name: str) -> str:
        try:
            with open(os.path.join(self.folder, name), encoding="utf-8") as stream:
                return stream.read()
        except FileNotFoundError:
            return ""

    def _go(self, target: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Location", quote(target, safe=_ADDRESS))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _missing(self) -> None:
        page = os.path.join(self.folder, "404.html")
        if os.path.isfile(page):
            self._send(page, HTTPStatus.NOT_FOUND, f"{self.prefix}/404.html")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _send(self, file: str, status: int, path: str) -> None:
        facts = os.stat(file)
        kind = TYPES.get(os.path.splitext(file)[1]) or guess_type(file)[0] or "application/octet-stream"
        body, coding = self._body(file, kind)
        tag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}-{coding}"'
        fresh = status == HTTPStatus.OK and tag in self.headers.get("If-None-Match", "")
        self.send_response(HTTPStatus.NOT_MODIFIED if fresh else status)
        sent = {
            "Content-Type": f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind,
            "ETag": tag,
            "Last-Modified": formatdate(facts.st_mtime, usegmt=True),
            **({"Content-Encoding": coding} if coding else {}),
            **({"Vary": "Accept-Encoding"} if kind.startswith(_TEXT) else {}),
            "Cache-Control": UNSAID,
            **headers_for(self._rules("_headers"), path),
        }
        if not fresh:
            sent["Content-Length"] = str(len(body))
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET" and not fresh:
            self.wfile.write(body)

    def _body(self, file: str, kind: str) -> tuple[bytes, str]:
        """Return the bytes to send and their content coding: made ahead where the site has it, else made here."""
        asked = _codings(self.headers.get("Accept-Encoding", ""))
        text = kind.startswith(_TEXT)
        for coding, ending in (("br", ".br"), ("gzip", ".gz")):
            if text and coding in asked and os.path.isfile(file + ending):
                return _read(file + ending), coding
        body = _read(file)
        if not text or len(body) < _SMALLEST:
            return body, ""
        if "br" in asked:
            import brotli

            return brotli.compress(body, quality=5), "br"
        return (gzip.compress(body, 6, mtime=0), "gzip") if "gzip" in asked else (body, "")


def _codings(header: str) -> set[str]:
    """Return the content codings that a browser takes; one of weight 0 is one that it does not."""
    offers = (each.lower().replace(" ", "").partition(";q=") for each in header.split(","))
    return {coding for coding, _, weight in offers if not re.fullmatch(r"0(\.0*)?", weight)}


def _read(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read()
