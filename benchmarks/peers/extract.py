"""The HTML of a page -> what it says, as plain values under the names that expect.py uses.

The page is parsed, so quotes, blanks, entities and whatever else a tool adds make no difference.
"""

import json
from collections.abc import Iterator
from typing import Any

from lxml import html

from benchmarks.peers.expect import Facts, squeeze
from benchmarks.peers.vocabulary import BASE_URL, SITE

Node = Any


def read_page(raw: bytes) -> Facts:
    """Return every fact that any kind of page must have; what is not there is empty."""
    root = html.document_fromstring(raw, parser=html.HTMLParser(encoding="utf-8"))
    return {**_head(root), **_frame(root), **_list(root), **_product(root), **_structured(root)}


def _head(root: Node) -> Facts:
    meta: dict[str, str] = {}
    for node in root.iter("meta"):
        meta.setdefault(node.get("property") or node.get("name") or "", node.get("content") or "")
    links = {node.get("rel"): node for node in root.iter("link")}
    linked = {rel: node.get("href") or "" for rel, node in links.items()}
    preload = links.get("preload")
    scripts = [local(node.get("src")) for node in root.iter("script") if node.get("src")]
    return {
        "lang": root.get("lang"),
        "title": "".join(node.text_content().strip() for node in root.iter("title")),
        "description_meta": meta.get("description"),
        "canonical": linked.get("canonical"),
        "prev": local(linked.get("prev")),
        "next": local(linked.get("next")),
        "og": [
            meta.get(f"og:{key}") for key in ("title", "description", "type", "url", "site_name", "image", "locale")
        ],
        "twitter": [meta.get(f"twitter:{key}") for key in ("card", "title", "description", "image")],
        "theme_color": meta.get("theme-color"),
        "assets": [local(linked.get("stylesheet")), local(linked.get("icon")), *scripts],
        "meta_price": f"{meta.get('product:price:amount')} {meta.get('product:price:currency')}",
        "meta_stock": meta.get("product:availability"),
        "meta_brand": meta.get("product:brand"),
        "preload": _srcset(preload.get("imagesrcset")) if preload is not None else None,
    }


def _frame(root: Node) -> Facts:
    footers = list(root.iter("footer"))
    return {
        "nav": [_link(a) for header in root.iter("header") for nav in header.iter("nav") for a in nav.iter("a")],
        "footer": [_link(a) for footer in footers for a in footer.iter("a")],
        "copyright": any(squeeze(SITE["copyright"]) in text(footer) for footer in footers),
        "skip": next((node.get("href") for node in marked(root, "a", "skip")), None),
        "h1": "".join(text(node) for node in root.iter("h1")),
        "crumbs": [text(item) for nav in marked(root, "nav", "breadcrumb") for item in nav.iter("li")],
    }


def _list(root: Node) -> Facts:
    turns = list(marked(root, "nav", "pagination"))
    return {
        "lead": first(root, "p", "lead"),
        "count": first(root, "p", "count"),
        "place": "".join(text(span) for nav in turns for span in nav.iter("span")),
        "turn": [local(a.get("href")) for nav in turns for a in nav.iter("a")],
        "cards": [_card(node) for node in marked(root, "article", "card")],
        "tiles": [_link(a) for section in marked(root, "section", "tiles") for a in section.iter("a")],
        "featured": [_card(node) for part in marked(root, "section", "featured") for node in part.iter("article")],
        "brands": sorted(_link(a) for section in marked(root, "section", "brands") for a in section.iter("a")),
    }


def _product(root: Node) -> Facts:
    crumbs = [local(a.get("href")) for nav in marked(root, "nav", "breadcrumb") for a in nav.iter("a")]
    makers = [local(a.get("href")) for line in marked(root, "p", "brand") for a in line.iter("a")]
    forms = list(marked(root, "form", "add"))
    related = list(marked(root, "section", "related"))
    bodies = list(marked(root, "section", "description"))
    return {
        "links": crumbs + makers,
        "brand": first(root, "p", "brand"),
        "rating": first(root, "p", "rating"),
        "price": first(root, "p", "price"),
        "stock": first(root, "p", "stock"),
        "form": [
            *(node.get("value") for form in forms for node in form.iter("input") if node.get("name") == "sku"),
            *("disabled" not in node.attrib for form in forms for node in form.iter("button")),
        ],
        "description": "".join(text(node) for node in bodies),
        "elements": {tag: sum(1 for node in bodies for _ in node.iter(tag)) for tag in ("p", "ul", "li", "strong")},
        "gallery": [_picture(node) for part in marked(root, "section", "gallery") for node in part.iter("picture")],
        "specs": [
            [text(cell).casefold() if cell.tag == "td" else text(cell) for cell in row.iter("th", "td")]
            for part in marked(root, "section", "specs")
            for row in part.iter("tr")
        ],
        "faces": [
            [node.get("value"), node.get("aria-label")]
            for part in marked(root, "section", "faces")
            for node in part.iter("meter")
        ],
        "related_title": "".join(text(node) for part in related for node in part.iter("h2")),
        "related": [_card(node) for part in related for node in part.iter("article")],
    }


def _card(node: Node) -> Facts:
    picture = _picture(node)
    return {
        "path": next((local(a.get("href")) for a in node.iter("a")), None),
        "name": "".join(text(title) for title in node.iter("h3")),
        **{key: first(node, "p", f"card-{key}") for key in ("brand", "price", "rating")},
        **{key: picture[key] for key in ("alt", "src", "color", "sources")},
    }


def _picture(node: Node) -> Facts:
    image = next(node.iter("img"), None)
    found = {} if image is None else dict(image.attrib)
    return {
        "sources": [_srcset(source.get("srcset")) for source in node.iter("source")],
        "srcset": _srcset(found.get("srcset")),
        "src": local(found.get("src")),
        "alt": found.get("alt"),
        "size": f"{found.get('width')}x{found.get('height')}",
        "color": squeeze(found.get("style", "")).rstrip(";").lower(),
    }


def _structured(root: Node) -> Facts:
    nodes: list[Any] = []
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            loaded = json.loads(script.text or "")
            for each in loaded if isinstance(loaded, list) else [loaded]:
                nodes += each.get("@graph", [each])
    by_type = {node.get("@type"): node for node in nodes}
    crumbs = by_type.get("BreadcrumbList", {}).get("itemListElement", [])
    product = by_type.get("Product")
    return {
        "ld_product": None if product is None else _ld_product(product),
        "ld_crumbs": [[item.get("name"), item.get("item")] for item in crumbs],
    }


def _ld_product(node: Facts) -> Facts:
    offers = node.get("offers") or {}
    offer = offers[0] if isinstance(offers, list) else offers
    rating = node.get("aggregateRating") or {}
    images = node.get("image") or []
    return {
        "name": node.get("name"),
        "description": node.get("description"),
        "sku": node.get("sku"),
        "gtin": node.get("gtin13") or node.get("gtin"),
        "images": [
            each.get("url") if isinstance(each, dict) else each
            for each in ([images] if isinstance(images, str) else images)
        ],
        "brand": (node.get("brand") or {}).get("name"),
        "url": offer.get("url"),
        "price": f"{float(offer.get('price') or 0):.2f} {offer.get('priceCurrency')}",
        "availability": str(offer.get("availability")).rpartition("/")[2],
        "condition": str(offer.get("itemCondition")).rpartition("/")[2],
        "rating": f"{float(rating.get('ratingValue') or 0)} {rating.get('reviewCount') or rating.get('ratingCount')}",
    }


def marked(root: Node, tag: str, name: str) -> Iterator[Node]:
    """Yield the elements of a tag that have a class."""
    return (node for node in root.iter(tag) if name in (node.get("class") or "").split())


def first(root: Node, tag: str, name: str) -> str | None:
    """Return the text of the first element of a tag and class."""
    return next((text(node) for node in marked(root, tag, name)), None)


def text(node: Node) -> str:
    """Return the text of an element without blanks."""
    return squeeze(node.text_content())


def local(address: str | None) -> str:
    """Return an address of the shop as a path, whether it was written whole or not."""
    return (address or "").removeprefix(BASE_URL)


def _link(node: Node) -> list[str]:
    return [local(node.get("href")), text(node)]


def _srcset(value: str | None) -> str:
    return ",".join(" ".join(local(part.strip()).split()) for part in (value or "").split(","))
