"""Lists and content -> the pages that stand alone: home, indexes, guides, prose, 404."""

from collections.abc import Sequence

from msgspec import Struct

from engine.catalog.product import Finding
from engine.config.schema import Pages
from engine.plan.model import List, Single
from engine.plan.urls import NOT_FOUND, Addresses

FACE_GUIDE = "face-shapes"
SIZE_GUIDE = "sizes"


class EntryHead(Struct, frozen=True, gc=False):
    """What the plan needs of an entry of content/."""

    slug: str
    kind: str  # guide or page
    source: str  # file, for findings
    updated: int


def reserved(urls: Addresses) -> set[str]:
    """Return the routes that no list, entry or product may have, whether their pages are made or not."""
    guides = {urls.route("guide", slug) for slug in (FACE_GUIDE, SIZE_GUIDE)}
    return {"/", NOT_FOUND, index_route(urls, "brand"), index_route(urls, "frame_shape")} | guides


def make_singles(
    lists: Sequence[List], entries: Sequence[EntryHead], pages: Pages, urls: Addresses, sized: bool, updated: int
) -> tuple[list[Single], list[Finding]]:
    """Return the single pages; `sized`: some frame has a width, so that a size guide has something to say."""
    kinds = {one.kind for one in lists}
    singles = [Single("home", "/", updated=updated)]
    if pages.not_found:
        singles.append(Single("not_found", NOT_FOUND))
    if pages.brands and "brand" in kinds:
        singles.append(Single("brands", index_route(urls, "brand"), updated=updated))
    if pages.shapes and "frame_shape" in kinds:
        singles.append(Single("shapes", index_route(urls, "frame_shape"), updated=updated))
    if pages.guide and any(one.kind == "face_shape" and one.subject >= 0 for one in lists):
        singles.append(Single("faces", urls.route("guide", FACE_GUIDE), updated=updated))
    if pages.guide and sized:
        singles.append(Single("sizes", urls.route("guide", SIZE_GUIDE), updated=updated))
    taken = reserved(urls) | {one.route for one in lists}
    findings = []
    for entry in entries:
        if not (pages.guide if entry.kind == "guide" else pages.content):
            continue
        route = urls.route(entry.kind, entry.slug)
        if route in taken:
            findings.append(_taken(entry, route))
            continue
        taken.add(route)
        singles.append(Single(entry.kind, route, entry.slug, entry.updated))
    return singles, findings


def index_route(urls: Addresses, kind: str) -> str:
    """Return the route of the page that names all lists of a kind: /brands/{slug} -> /brands."""
    return urls.patterns[kind].replace("{slug}", "").rstrip("/-.") or f"/{kind}s"


def _taken(entry: EntryHead, route: str) -> Finding:
    return Finding(
        product_id="",
        source_id=entry.source,
        field="slug",
        code="route_taken",
        found=route,
        done="page left out: another page has this address; give the file another name",
        severity="high",
    )
