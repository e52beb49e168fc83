"""The plan in plain Python over row objects, which the columns are held to; numbers are places in lists' order."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import nsmallest

from msgspec import Struct

from engine.catalog.product import Finding, Reference
from engine.config.schema import Pages, ShopConfig
from engine.plan.model import List, Single
from engine.plan.singles import EntryHead, make_singles, reserved
from engine.plan.urls import addresses
from engine.snapshot.ledger import Ledger
from engine.snapshot.row import Row
from tests.plan.oracle.lists import latest, make_lists
from tests.plan.oracle.order import in_order
from tests.plan.oracle.related import SOLD_OUT, related
from tests.plan.oracle.slugs import assign_slugs, update_ledger


class RowPlan(Struct, frozen=True):
    """All pages of a shop."""

    per_page: int
    rows: tuple[Row, ...]
    slugs: tuple[str, ...]
    routes: tuple[str, ...]
    related: tuple[tuple[int, ...], ...]
    siblings: tuple[tuple[int, ...], ...]
    lists: tuple[List, ...]
    items: tuple[tuple[int, ...], ...]
    singles: tuple[Single, ...]
    same_title: frozenset[int]
    same_description: frozenset[int]
    featured: tuple[int, ...]
    newest: tuple[int, ...]
    redirects: Mapping[str, str]
    ledger: Ledger
    findings: tuple[Finding, ...]
    cut: int


def make_plan(
    rows: Sequence[Row], reference: Reference, entries: Sequence[EntryHead], config: ShopConfig, ledger: Ledger
) -> RowPlan:
    """Return the plan of a shop; rows may come in any order, and each has a product_id of its own."""
    urls = addresses(config)
    ordered = in_order(list(rows), config.catalog.sort)
    shown = ordered[: config.catalog.limit] if config.catalog.limit else ordered
    lists, items = make_lists(shown, reference, config.pages, lambda kind, slug: urls.route(kind, slug), reserved(urls))
    singles, findings = make_singles(
        lists,
        entries,
        config.pages,
        urls,
        sized=any(row.frame_width for row in shown),
        updated=latest(shown, range(len(shown))),
    )
    taken = {one.route for one in lists} | {single.route for single in singles} | reserved(urls)
    by_id = sorted(range(len(shown)), key=lambda number: shown[number].id)
    found = assign_slugs(
        [shown[number] for number in by_id], ledger, lambda slug: urls.route("product", slug) not in taken
    )
    slugs = [slug for _, slug in sorted(zip(by_id, found, strict=True))]
    routes = [urls.route("product", slug) for slug in slugs]
    # By id: a merged ledger may know one path of two products, and no price decides whose it was.
    fresh = update_ledger(
        ledger, [shown[number] for number in by_id], found, [urls.route("product", slug) for slug in found]
    )
    live = dict(zip((row.product_id for row in shown), routes, strict=True))
    return RowPlan(
        per_page=config.pages.per_page,
        rows=tuple(shown),
        slugs=tuple(slugs),
        routes=tuple(routes),
        related=tuple(related(shown, config.pages.related)),
        siblings=tuple(siblings(shown)),
        lists=tuple(lists),
        items=tuple(items),
        singles=tuple(singles),
        same_title=_shared([row.title for row in shown]),
        same_description=_shared([row.description for row in shown]),
        featured=tuple(_featured(shown, config.pages)),
        newest=tuple(_newest(shown, config.pages.newest)),
        redirects={old: live[product] for old, product in fresh.moved.items() if product in live and old not in taken},
        ledger=fresh,
        findings=tuple(findings),
        cut=len(ordered) - len(shown),
    )


def siblings(rows: Sequence[Row]) -> list[tuple[int, ...]]:
    """Return for each row the rows of its model, one a colour and itself for its own; empty without another colour."""
    groups: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.colour_hash:
            groups[row.group].append(number)
    found: list[tuple[int, ...]] = [()] * len(rows)
    for members in groups.values():
        colours: dict[int, int] = {}
        for number in members:
            colours.setdefault(rows[number].colour_hash, number)
        if len(colours) > 1:
            for number in members:
                own = rows[number].colour_hash
                found[number] = tuple(number if colour == own else other for colour, other in colours.items())
    return found


def _shared(digests: Sequence[int]) -> frozenset[int]:
    """Return the rows whose digest is not theirs alone."""
    counts = Counter(digests)
    return frozenset(number for number, digest in enumerate(digests) if counts[digest] > 1)


def _sellable(row: Row) -> bool:
    return row.available < SOLD_OUT and row.price > 0 and bool(row.pictures)


def _featured(rows: Sequence[Row], pages: Pages) -> list[int]:
    """Return the most popular products, or the first that can be bought, one a model and two a brand at most."""
    count = pages.featured
    if pages.featured_by == "popularity":
        return nsmallest(count, range(len(rows)), key=lambda number: (-rows[number].popularity, number))
    chosen: list[int] = []
    groups: set[int] = set()
    brands: dict[int, int] = defaultdict(int)
    for number, row in enumerate(rows):
        if len(chosen) == count:
            break
        if _sellable(row) and row.group not in groups and brands[row.brand] < 2:
            groups.add(row.group)
            brands[row.brand] += 1
            chosen.append(number)
    return chosen


def _newest(rows: Sequence[Row], count: int) -> list[int]:
    """Return the latest products that can be bought, one a model."""
    chosen: list[int] = []
    groups: set[int] = set()
    for number in sorted(range(len(rows)), key=lambda number: (-rows[number].created, rows[number].id)):
        if len(chosen) == count:
            break
        if _sellable(rows[number]) and rows[number].created and rows[number].group not in groups:
            groups.add(rows[number].group)
            chosen.append(number)
    return chosen
