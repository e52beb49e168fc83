"""A ShopConfig of the right types -> the values in it that cannot be."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from engine.config.options import nearest
from engine.config.problems import Path, Problem, shown
from engine.config.schema import Link, ShopConfig

PARTS = ("path", "folder", "stem", "url", "width", "format", "ext")  # of images.url_pattern
KINDS = ("product", "category", "brand", "frame_shape", "face_shape", "guide", "page")
_HREF = re.compile(r"(/(?!/)|https?://|mailto:|tel:|#)\S*")
NO_MONEY = {"XXX", "XTS"}  # of ISO 4217 too: no currency, and one for tests
_OURS = ("assets", "images")  # hosts are told to keep what is in these folders for ever
_HOST = re.compile(r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d+)?")


def impossible(config: ShopConfig) -> Iterator[Problem]:
    """Yield every value that has the right type and yet cannot be."""
    yield from _shop(config)
    yield from _countries(config)
    yield from _catalog(config)
    yield from _urls(config)
    yield from _images(config)
    yield from _folders(config)
    yield from _redirects(config)


def _problem(path: Path, expected: str, got: Any, hint: str = "") -> Problem:
    return Problem(path, expected, shown(got), hint)


def _shop(config: ShopConfig) -> Iterator[Problem]:
    shop = config.shop
    yield from _locale(shop.locale)
    yield from _currency(shop.currency)
    if "@" in shop.base_url.split("/")[2]:
        yield _problem(("shop", "base_url"), "an address without credentials", shop.base_url)
    if "." in shop.base_url.split("/")[3:] or ".." in shop.base_url.split("/")[3:]:
        yield _problem(("shop", "base_url"), "a path without . and ..", shop.base_url)
    if shop.contact.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", shop.contact.email):
        yield _problem(("shop", "contact", "email"), "an e-mail address", shop.contact.email)
    for name in ("handling_days", "transit_days"):
        least, most = getattr(shop.shipping, name)
        if least > most:
            yield _problem(("shop", "shipping", name), "the least first, then the most", [least, most])
    for place, address in enumerate(shop.social):
        if not re.fullmatch(r"https?://\S+", address):
            yield _problem(("shop", "social", place), "an address that begins with https://", address)
    yield from _links(("shop", "navigation"), shop.navigation)
    yield from _links(("shop", "footer"), shop.footer)
    if shop.logo:
        file = os.path.join(config.folder, shop.logo)
        if not shop.logo.lower().endswith((".svg", ".png")) or not os.path.isfile(file):
            yield _problem(("shop", "logo"), "an SVG or PNG file that exists, relative to the shop's folder", shop.logo)


def _links(path: Path, links: Sequence[Link]) -> Iterator[Problem]:
    for place, link in enumerate(links):
        if not _HREF.fullmatch(link.href):
            expected = "a path such as /about, or a whole address"
            yield _problem((*path, place, "href"), expected, link.href)


def _locale(name: str) -> Iterator[Problem]:
    from babel import Locale, UnknownLocaleError
    from babel.localedata import locale_identifiers

    try:
        Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        known = [each.replace("_", "-") for each in locale_identifiers()]
        yield _problem(("shop", "locale"), "a locale that Babel knows, such as en-US", name, nearest(name, known))


def _currency(code: str) -> Iterator[Problem]:
    from babel.numbers import list_currencies

    known = list_currencies() - NO_MONEY
    if code not in known:
        hint = nearest(code, sorted(known))
        yield _problem(("shop", "currency"), "a currency of ISO 4217, such as USD", code, hint)


def _countries(config: ShopConfig) -> Iterator[Problem]:
    from babel import Locale

    shop = config.shop
    listed: list[tuple[Path, str]] = [(("shop", "contact", "country"), shop.contact.country)]
    listed += [(("shop", "shipping", "countries", place), code) for place, code in enumerate(shop.shipping.countries)]
    listed += [(("shop", "returns", "countries", place), code) for place, code in enumerate(shop.returns.countries)]
    if not any(code for _, code in listed):
        return
    known = {str(code) for code in Locale("en").territories if len(str(code)) == 2} - {
        "EU",
        "EZ",
        "UN",
        "ZZ",
        "XA",
        "XB",
        "QO",
    }
    for path, code in listed:
        if code and code not in known:
            yield _problem(path, "a country of ISO 3166-1", code, nearest(code, sorted(known)))


def _catalog(config: ShopConfig) -> Iterator[Problem]:
    catalog = config.catalog
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", catalog.source)
    if scheme and scheme[1] not in ("mongodb", "mongodb+srv"):
        yield _problem(("catalog", "source"), "a folder, or a mongodb:// or mongodb+srv:// URI", catalog.source)
    if catalog.pipeline and not scheme:
        hint = "set catalog.source to a MongoDB URI or take the pipeline out"
        yield _problem(("catalog", "pipeline"), "no pipeline with a folder of files", list(catalog.pipeline), hint)
    if catalog.price_min is not None and catalog.price_max is not None and catalog.price_min > catalog.price_max:
        expected = f"at most catalog.price_max, which is {catalog.price_max}"
        yield _problem(("catalog", "price_min"), expected, catalog.price_min)
    if catalog.max_excluded.endswith("%") and float(catalog.max_excluded[:-1]) > 100:
        yield _problem(("catalog", "max_excluded"), "a percentage from 0% to 100%", catalog.max_excluded)


def _urls(config: ShopConfig) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for kind in KINDS:
        pattern: str = getattr(config.urls, kind)
        path = ("urls", kind)
        if pattern.count("{slug}") != 1 or re.search(r"[{}]", pattern.replace("{slug}", "")):
            yield _problem(path, "a path that holds {slug} once", pattern)
        elif pattern.endswith("/"):
            yield _problem(path, "a path without / at its end (urls.style decides about that)", pattern)
        elif re.search(r"//|/\.{1,2}(/|$)", pattern):
            yield _problem(path, "a path without //, . and ..", pattern)
        elif pattern.split("/")[1] in _OURS:
            got = f"a path that does not begin with /{pattern.split('/')[1]}/, which holds the site's own files"
            yield _problem(path, got, pattern)
        elif pattern in taken:
            yield _problem(path, f"a pattern of its own, not that of urls.{taken[pattern]}", pattern)
        taken.setdefault(pattern, kind)


def _images(config: ShopConfig) -> Iterator[Problem]:
    images = config.images
    ascending = sorted(set(images.widths))
    if list(images.widths) != ascending:
        yield _problem(("images", "widths"), f"ascending widths: {ascending}", list(images.widths))
    if len(set(images.formats)) != len(images.formats):
        yield _problem(("images", "formats"), "each format once", list(images.formats))
    if images.mode == "external" and not images.url_pattern:
        hint = 'such as "https://img.example/{width}/{path}"'
        expected = 'a pattern, as images.mode is "external"'
        yield Problem(("images", "url_pattern"), expected, shown(""), hint, because=("images", "mode"))
    names = re.findall(r"{([^}]*)}", images.url_pattern)
    for name in dict.fromkeys(names):
        if name not in PARTS:
            expected = f"only {', '.join(f'{{{part}}}' for part in PARTS)}"
            yield _problem(("images", "url_pattern"), expected, "{" + name + "}", nearest(name, PARTS))
    if re.match(r"https?:(?!//[A-Za-z0-9\[])", images.url_pattern):
        hint = 'such as "https://img.example/{width}/{path}"'
        yield _problem(("images", "url_pattern"), "a host after http:// or https://", images.url_pattern, hint)
    if images.url_pattern and not {"path", "stem", "url"} & set(names):
        yield _problem(("images", "url_pattern"), "a pattern that holds {path}, {stem} or {url}", images.url_pattern)
    if odd := [width for width in images.card_widths if width not in images.widths]:
        yield _problem(("images", "card_widths"), f"some of images.widths, {list(images.widths)}", odd)
    if len(set(images.card_widths)) != len(images.card_widths):
        yield _problem(("images", "card_widths"), "each width once", list(images.card_widths))
    if len(set(config.output.extras)) != len(config.output.extras):
        yield _problem(("output", "extras"), "each name once", list(config.output.extras))
    for place, host in enumerate(images.hosts):
        if not _HOST.fullmatch(host):
            yield _problem(("images", "hosts", place), "a host such as img.example, without https://", host)


def _folders(config: ShopConfig) -> Iterator[Problem]:
    shop = config.folder
    output, state = (os.path.realpath(os.path.join(shop, each)) for each in (config.output.folder, config.build.state))
    inputs = {"content": "content", "theme": "theme", "static": "static"}
    if "://" not in config.catalog.source:
        inputs["catalog"] = config.catalog.source
    keep = {name: os.path.realpath(os.path.join(shop, path)) for name, path in inputs.items()}
    for key, folder in ((("output", "folder"), output), (("build", "state"), state)):
        if _within(os.path.realpath(shop), folder):
            yield _problem(key, "a folder of its own, not the shop's folder or one above it", folder)
            continue
        for place, root in enumerate(config.images.roots):
            if _within(os.path.realpath(os.path.join(shop, root)), folder):
                yield _problem(key, f"a folder that does not hold images.roots[{place}]", folder)
        for name, path in keep.items():
            if _within(folder, path) or _within(path, folder):
                yield _problem(key, f"a folder apart from that of {name} ({path})", folder)
    if _within(output, state) or _within(state, output):
        yield _problem(("build", "state"), f"a folder apart from output.folder ({output})", state)


def _within(path: str, folder: str) -> bool:
    return os.path.commonpath((path, folder)) == folder


def _redirects(config: ShopConfig) -> Iterator[Problem]:
    counts = Counter(_plain(each.source) for each in config.redirects)
    targets = {_plain(each.source): _plain(each.target) for each in config.redirects}
    for place, redirect in enumerate(config.redirects):
        if counts[_plain(redirect.source)] > 1:
            yield _problem(("redirects", place, "source"), "each address once", redirect.source)
            continue
        seen = [_plain(redirect.source)]
        while seen[-1] in targets and targets[seen[-1]] not in seen:
            seen.append(targets[seen[-1]])
        if targets.get(seen[-1]) == seen[0]:
            way = " -> ".join([*seen, seen[0]])
            yield _problem(
                ("redirects", place, "target"), "a way that ends", redirect.target, f"it goes in a circle: {way}"
            )


def _plain(address: str) -> str:
    return address.rstrip("/") or "/"
