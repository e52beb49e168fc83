"""What a host reads beside the pages: robots.txt, _headers, _redirects, the web manifest."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256

from msgspec import json

from engine.config.schema import Shop

YEAR = 31_536_000


def robots(sitemap: str) -> bytes:
    """Return robots.txt: everything may be read; the address of the sitemap index."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n".encode()


def redirects(moved: Mapping[str, str]) -> bytes:
    """Return _redirects in the form of Netlify and Cloudflare: a line a moved path."""
    return "".join(f"{old} {new} 301\n" for old, new in sorted(moved.items())).encode()


def content_security_policy(styles: Iterable[str], pictures: Iterable[str] = (), *, scripted: bool = False) -> str:
    """Return a policy that allows the shop's own files and exactly these inline styles.

    `pictures` are further origins of pictures. Structured data is no script to a browser, so it needs no hash.
    """
    hashes = " ".join(sorted({f"'sha256-{b64encode(sha256(css.encode()).digest()).decode()}'" for css in styles}))
    directives = {
        "default-src": "'none'",
        "script-src": "'self'" if scripted else "'none'",
        "style-src": f"'self' {hashes}".strip(),
        "img-src": " ".join(["'self'", "data:", *pictures]),
        "font-src": "'self'",
        "connect-src": "'self'",
        "media-src": "'self' https:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def headers(policy: str, base: str, immutable: Iterable[str]) -> bytes:
    """Return _headers in the form of Netlify and Cloudflare.

    Files of the `immutable` folders are named by their bytes. Pages have no rule of their own: both hosts have browsers
    ask again each time, and both put the headers of all rules that match a path together, so two would contradict.
    """
    rules: dict[str, tuple[str, ...]] = {
        f"{base}/*": (
            f"Content-Security-Policy: {policy}",
            f"Strict-Transport-Security: max-age={2 * YEAR}",
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: strict-origin-when-cross-origin",
            "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy: same-origin",
        )
    }
    for folder in immutable:
        rules[f"{base}/{folder}/*"] = (f"Cache-Control: public, max-age={YEAR}, immutable",)
    return "".join(f"{path}\n" + "".join(f"  {line}\n" for line in lines) for path, lines in rules.items()).encode()


def web_manifest(shop: Shop, home: str, icons: Iterable[tuple[str, str, str]]) -> bytes:
    """Return manifest.webmanifest; `icons` are paths, sizes and MIME types."""
    return json.format(
        json.encode(
            {
                "id": home,
                "name": shop.name,
                "short_name": shop.name[:12].strip(),
                "description": shop.description,
                "lang": shop.locale,
                "start_url": home,
                "scope": home,
                "display": "browser",
                "background_color": "#ffffff",
                "theme_color": shop.colour,
                "icons": [{"src": path, "sizes": sizes, "type": kind} for path, sizes, kind in icons],
            }
        )
    )
