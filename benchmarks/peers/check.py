"""A built site and the data -> whether it says what the data says, and the first differences when it does not.

Every file's name, every byte (for what must stay inside), the whole sitemap and all search records are looked at; of
the pages a sample is parsed, and after an edit every changed page, every page that shows one of them, and their lists.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.expect import (
    RELATED_TITLE,
    Facts,
    Listing,
    Shop,
    home_facts,
    listing_facts,
    load_shop,
    path_of,
    product_facts,
    search_facts,
    sitemap_facts,
)
from benchmarks.peers.extract import local, read_page

INSIDE = re.compile(rb"INTERNAL-|cost_price")
SHOWN = re.compile(rb"/p/([a-z0-9-]+)/")
OF_ANY_THEME = ("canonical", "ld_product")


@dataclass(frozen=True)
class Verdict:
    """What was found: differences, and how large the site is."""

    faults: tuple[str, ...]
    files: int
    pages: int
    bytes: int
    parsed: int


@dataclass(frozen=True)
class Rules:
    """What a column may do in its own way."""

    own_related: bool = False  # recommends four products of its own choice
    own_theme: bool = False  # shows the shop in another form: held to what machines read of a page alone
    related_title: str = RELATED_TITLE
    sample: int = 200


def check_site(data: Path, site: Path, rules: Rules | None = None, changed: Sequence[str] = ()) -> Verdict:
    """Hold a site to a data folder; `changed` are the slugs that an edit has touched."""
    shop, rules = load_shop(data), rules or Rules()
    faults: list[str] = []
    files, total, showing = _files(site, {slug.encode() for slug in changed}, faults)
    expected = {"", *(path.strip("/") for path in (*shop.by_path, *(page.path for page in shop.listings)))}
    missing = sorted(path for path in expected if os.path.join(path, "index.html").lstrip("/") not in files)
    faults += [f"/{path}: no page" for path in missing[:5]]
    parsed = 0
    for path, kind in _chosen(shop, rules.sample, set(changed), showing):
        if path.strip("/") in missing:
            continue
        parsed += 1
        try:
            got = read_page((site / path.strip("/") / "index.html").read_bytes())
        except (ValueError, AttributeError) as error:
            faults.append(f"{path}: {error}")
            continue
        wanted = _wanted(shop, kind, path, got, rules)
        if rules.own_theme:
            wanted = {key: wanted[key] for key in OF_ANY_THEME if key in wanted}
        faults += _compare(path, wanted, got)
        assets = [asset for asset in got["assets"] if asset or not rules.own_theme]
        faults += [f"{path}: {asset!r} is no file" for asset in assets if asset.lstrip("/") not in files]
    faults += _sitemap(shop, site)
    faults += [] if rules.own_theme else _search(shop, site)
    pages = sum(name.endswith(".html") for name in files)
    return Verdict(tuple(faults), len(files), pages, total, parsed)


def _files(site: Path, changed: set[bytes], faults: list[str]) -> tuple[set[str], int, set[str]]:
    """Read every file; return their names, their bytes together, and the pages that show a changed product."""
    names: set[str] = set()
    showing: set[str] = set()
    total = 0
    for folder, _, found in os.walk(site):
        for name in found:
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, site)
            names.add(relative)
            raw = Path(path).read_bytes()
            total += len(raw)
            if leak := INSIDE.search(raw):
                faults.append(f"{relative}: shows {leak[0].decode()!r}, which is not to be published")
            if changed and name == "index.html" and not changed.isdisjoint(SHOWN.findall(raw)):
                showing.add(f"/{relative.removesuffix('index.html')}")
    return names, total, showing


def _chosen(
    shop: Shop, sample: int, changed: set[str], showing: set[str]
) -> Iterator[tuple[str, Listing | Facts | None]]:
    """Yield the pages to parse: an even sample, and of those that an edit must have reached at most five samples."""
    yield "/", None
    reached = sorted(showing)
    near = set(reached[:: max(1, len(reached) // (5 * sample))])
    step = max(1, len(shop.products) // sample)
    for number, record in enumerate(shop.products):
        path = path_of(record)
        if number % step == 0 or path in near or record["slug"] in changed:
            yield path, record
    step = max(1, len(shop.listings) // sample)
    for number, page in enumerate(shop.listings):
        held = changed and any(record["slug"] in changed for record in page.items)
        if number % step == 0 or page.path in near or held:
            yield page.path, page


def _wanted(shop: Shop, kind: Listing | Facts | None, path: str, got: Facts, rules: Rules) -> Facts:
    if kind is None:
        return home_facts(shop)
    if isinstance(kind, Listing):
        return listing_facts(shop, kind)
    listed = [f"/p/{slug}/" for slug in kind["related"]]
    if rules.own_related:
        shown = [card["path"] for card in got["related"]]
        if len(set(shown)) == len(listed) and path not in shown and set(shown) <= shop.by_path.keys():
            listed = shown
    return product_facts(shop, kind, listed, rules.related_title)


def _compare(path: str, wanted: Facts, got: Facts) -> list[str]:
    """Return a line for each fact that differs."""
    return [f"{path}: {key}: {_first(got[key], value)}" for key, value in wanted.items() if got[key] != value]


def _first(got: Any, wanted: Any) -> str:
    """Return the smallest difference that names what is wrong."""
    if isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        return next(_first(one, other) for one, other in zip(got, wanted, strict=True) if one != other)
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        key = next(key for key, value in wanted.items() if got[key] != value)
        return f"{key}: {_first(got[key], wanted[key])}"
    return f"{str(got)[:200]!r} in place of {str(wanted)[:200]!r}"


def _sitemap(shop: Shop, site: Path) -> list[str]:
    found = dict(_addresses(site, "sitemap.xml"))
    wanted = sitemap_facts(shop)
    faults = [f"sitemap: {address} is missing" for address in sorted(wanted.keys() - found.keys())[:3]]
    faults += [
        f"sitemap: {address} leads nowhere"
        for address in sorted(found.keys() - wanted.keys())
        if not (site / local(address).strip("/") / "index.html").exists()
    ][:3]
    late = [address for address, day in wanted.items() if day and found.get(address, "")[:10] != day]
    return faults + [
        f"sitemap: {address} is of {found.get(address)!r} in place of {wanted[address]!r}" for address in late[:3]
    ]


def _addresses(site: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield addresses and days of a sitemap, its parts included."""
    path = site / name
    raw = path.read_text(encoding="utf-8") if path.exists() else ""
    if "<sitemapindex" in raw:
        for part in re.findall(r"<loc>\s*(.*?)\s*</loc>", raw):
            yield from _addresses(site, local(part).lstrip("/"))
        return
    for entry in re.findall(r"<url>(.*?)</url>", raw, re.DOTALL):
        days = re.findall(r"<lastmod>\s*(.*?)\s*</lastmod>", entry)
        yield re.findall(r"<loc>\s*(.*?)\s*</loc>", entry)[0], days[0] if days else ""


def _search(shop: Shop, site: Path) -> list[str]:
    path = site / "search-index.json"
    found = json.loads(path.read_bytes()) if path.exists() else []
    if len(found) != len(shop.products):
        return [f"search-index.json: {len(found)} records in place of {len(shop.products)}"]
    for got, record in zip(found, shop.products, strict=True):
        wanted = search_facts(record)
        if {**{key: got.get(key) for key in wanted}, "i": local(got.get("i"))} != wanted:
            return [f"search-index.json: {record['slug']}: {_first({key: got.get(key) for key in wanted}, wanted)}"]
    return []
