"""Picture addresses -> local copies of their bytes, asked for once a build and conditionally when already known.

Each hop of a redirect is judged again: the host must be allowed, its addresses public, and the connection goes to the
very address that was judged. A host that fails leaves the last good copy in use, with a finding.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import msgspec
import xxhash

from engine.assets.address import judge_url, public_addresses
from engine.assets.picture import Refusal
from engine.assets.sources import SNIFFED, sniff

if TYPE_CHECKING:
    import httpx

    from engine.config.schema import Images

REDIRECTS = 5
ATTEMPTS = 3
AT_ONCE = 8
WORTH_ANOTHER_TRY = (408, 425, 429, 500, 502, 503, 504)
AGENT = "storeloom (image fetcher)"


class FetchLimits(msgspec.Struct, frozen=True, gc=False):
    """What one address may cost; private hosts are for tests and for shops that serve pictures within their network."""

    max_bytes: int = 50_000_000
    timeout_s: float = 20.0
    allow_private_hosts: bool = False


def fetch_limits_from(config: Images) -> FetchLimits:
    """Return the limits that the configuration sets."""
    return FetchLimits(config.max_megabytes * 1_000_000, config.timeout_s, config.allow_private_hosts)


class Fetched(msgspec.Struct, frozen=True, gc=False):
    """A local copy and its digest; `finding` says why it may be an old one."""

    path: Path
    digest: str
    finding: Refusal | None = None


class Kept(msgspec.Struct, frozen=True, gc=False):
    """What is remembered of a copy beside it."""

    url: str
    size: int
    digest: str
    etag: str
    last_modified: str


class TryAgainError(Exception):
    """An answer that another attempt may better."""


class Fetcher:
    """The addresses of one build, each asked for once; `fetch_all` is what uses several threads."""

    def __init__(self, folder: Path, hosts: Iterable[str], limits: FetchLimits) -> None:
        self.folder = folder
        self.hosts = tuple(hosts)
        self.limits = limits
        self._known: dict[str, Fetched | Refusal] = {}
        self._clients: dict[str, httpx.Client] = {}
        self._lock = Lock()

    def fetch_all(self, urls: Iterable[str]) -> dict[str, Fetched | Refusal]:
        """Return a copy or a refusal for each address."""
        wanted = list(dict.fromkeys(urls))
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return dict(zip(wanted, threads.map(self.fetch, wanted), strict=True))

    def fetch(self, url: str) -> Fetched | Refusal:
        """Return the copy of an address, the last good one when its host fails."""
        if url not in self._known:
            self._known[url] = self._fetch(url)
        return self._known[url]

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def _fetch(self, url: str) -> Fetched | Refusal:
        copy = self.folder / xxhash.xxh3_128_hexdigest(url.encode())
        kept = _last_copy(copy, url)
        answer = self._ask_again_and_again(url, copy, kept)
        if isinstance(answer, Refusal) and kept is not None and answer.code == "image_fetch_failed":
            old = Refusal("image_fetch_failed", f"{answer.message}; the copy of an earlier build is used")
            return Fetched(copy, kept.digest, old)
        return answer

    def _ask_again_and_again(self, url: str, copy: Path, kept: Kept | None) -> Fetched | Refusal:
        import httpx
        import stamina

        attempts = stamina.retry_context(
            on=(httpx.TransportError, TryAgainError), attempts=ATTEMPTS, wait_initial=0.2, wait_max=2.0
        )
        try:
            for attempt in attempts:
                with attempt:
                    return self._ask(url, copy, kept, attempt.num - 1)
        except (httpx.TransportError, httpx.InvalidURL, TryAgainError) as error:
            return Refusal("image_fetch_failed", f"expected a picture at {url}, got {error or type(error).__name__}")
        raise AssertionError("stamina makes one attempt at least")

    def _ask(self, url: str, copy: Path, kept: Kept | None, attempt: int) -> Fetched | Refusal:
        import httpx

        deadline = time.monotonic() + self.limits.timeout_s
        here = httpx.URL(url)
        for _ in range(REDIRECTS + 1):
            refusal = judge_url(here, self.hosts)
            if refusal is not None:
                return refusal
            addresses = public_addresses(here, self.limits.allow_private_hosts)
            if isinstance(addresses, Refusal):
                return addresses
            # Each attempt takes the next address: the first may be IPv6 on a machine without a way there.
            with self._open(here, addresses[attempt % len(addresses)], kept) as response:
                if response.has_redirect_location:
                    here = here.join(response.headers["location"]).copy_with(fragment=None)
                    continue
                return self._answer(url, response, copy, kept, deadline)
        return Refusal("image_fetch_failed", f"expected a picture at {url}, got more than {REDIRECTS} redirects")

    @contextmanager
    def _open(self, url: httpx.URL, address: str, kept: Kept | None) -> Iterator[httpx.Response]:
        # The name goes into Host and into the certificate check, the judged address is what is connected to.
        headers = {"Host": url.netloc.decode(), "Accept-Encoding": "identity", "User-Agent": AGENT}
        if kept is not None and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept is not None and kept.last_modified:
            headers["If-Modified-Since"] = kept.last_modified
        client = self._client(url)
        extensions = {"sni_hostname": url.host}
        with client.stream("GET", url.copy_with(host=address), headers=headers, extensions=extensions) as response:
            yield response

    def _client(self, url: httpx.URL) -> httpx.Client:
        import httpx

        # A client a host: connections are pooled by address, and two hosts at one address are two certificates.
        with self._lock:
            if url.host not in self._clients:
                self._clients[url.host] = httpx.Client(
                    timeout=self.limits.timeout_s, follow_redirects=False, trust_env=False
                )
            return self._clients[url.host]

    def _answer(
        self, url: str, response: httpx.Response, copy: Path, kept: Kept | None, deadline: float
    ) -> Fetched | Refusal:
        if response.status_code == 304 and kept is not None:
            return Fetched(copy, kept.digest)
        if response.status_code in WORTH_ANOTHER_TRY:
            raise TryAgainError(f"status {response.status_code}")
        if response.status_code != 200 or response.headers.get("content-encoding", "identity") != "identity":
            return Refusal("image_fetch_failed", f"expected a picture at {url}, got status {response.status_code}")
        content = self._read(url, response, deadline)
        if isinstance(content, Refusal):
            return content
        # An error page with status 200 must not take the place of a good copy.
        if sniff(content[:SNIFFED]) is None:
            return Refusal("image_fetch_failed", f"expected a picture at {url}, got other content")
        return _keep(url, response, content, copy)

    def _read(self, url: str, response: httpx.Response, deadline: float) -> bytes | Refusal:
        content = bytearray()
        for chunk in response.iter_raw(1 << 16):
            content += chunk
            if len(content) > self.limits.max_bytes:
                limit = self.limits.max_bytes
                return Refusal(
                    "image_too_large", f"expected at most {limit} bytes (images.max_megabytes) at {url}, got more"
                )
            if time.monotonic() > deadline:
                limit_s = self.limits.timeout_s
                return Refusal("image_fetch_failed", f"expected {url} within {limit_s:g} s (images.timeout_s)")
        return bytes(content)


def _last_copy(copy: Path, url: str) -> Kept | None:
    try:
        kept = msgspec.msgpack.decode(copy.with_suffix(".meta").read_bytes(), type=Kept)
        content = copy.read_bytes()
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    whole = len(content) == kept.size and xxhash.xxh3_128_hexdigest(content) == kept.digest
    return kept if whole and kept.url == url else None


def _keep(url: str, response: httpx.Response, content: bytes, copy: Path) -> Fetched:
    digest = xxhash.xxh3_128_hexdigest(content)
    headers = response.headers
    kept = Kept(url, len(content), digest, headers.get("etag", ""), headers.get("last-modified", ""))
    copy.parent.mkdir(parents=True, exist_ok=True)
    # The copy first: with another's meta beside it, it counts as none and is fetched again.
    for path, data in ((copy, content), (copy.with_suffix(".meta"), msgspec.msgpack.encode(kept))):
        beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        beside.write_bytes(data)
        beside.replace(path)
    return Fetched(copy, digest)
