"""Rows for tests of the plan, which say nothing unless told to, and plans of them as plain Python has them."""

from collections.abc import Sequence
from math import nan
from typing import Any

from engine.catalog.product import Reference
from engine.config.schema import ShopConfig
from engine.plan.model import SAME_DESCRIPTION, SAME_TITLE, Before, Plan
from engine.plan.order import published
from engine.plan.plan import make_plan
from engine.plan.singles import EntryHead
from engine.plan.urls import addresses
from engine.snapshot.columns import Builder, Table
from engine.snapshot.ledger import Ledger, ledger_bytes, parse_ledger
from engine.snapshot.row import SCHEMA, Row, blank_row, hash_text
from tests.plan.oracle.plan import RowPlan

HASHED = ("kind", "gender", "group", "title", "description")
PLAIN = blank_row(0)._replace(price=100.0, fits=(0.0,) * 6, sort_order=nan)


def row(name: str, **values: Any) -> Row:
    """Return a row whose id, slug, group and texts follow from its name; hashes are made of texts."""
    texts = {"id": name, "product_id": name, "name": name.casefold(), "wish": name, "kind": "eyeglasses"}
    facts = {**texts, "shape": "round", "group": name, "title": name, "description": name, **values}
    facts |= {key: hash_text(facts[key]) for key in HASHED if isinstance(facts.get(key), str)}
    facts |= {"shape_hash": hash_text(facts["shape"]), "colour_hash": hash_text(facts.get("colour", "").casefold())}
    return PLAIN._replace(**facts)


def table_of(rows: Sequence[Row]) -> Table:
    """Return rows as a table."""
    builder = Builder(SCHEMA)
    for one in rows:
        builder.append(one)
    return builder.draft().table()


def plan_of(
    rows: Sequence[Row],
    reference: Reference,
    entries: Sequence[EntryHead],
    config: ShopConfig,
    ledger: Ledger | bytes = b"",
    before: Before | None = None,
) -> RowPlan:
    """Return the plan that the columns of some rows give, as plain Python has it."""
    table = table_of(rows)
    raw = ledger if isinstance(ledger, bytes) else ledger_bytes(ledger)
    return spelled(make_plan(table, published(table), reference, entries, config, raw, before), rows, config)


def spelled(plan: Plan, rows: Sequence[Row], config: ShopConfig) -> RowPlan:
    """Return a plan with places in the order of lists where it has rows."""
    places = {number: place for place, number in enumerate(plan.shown)}
    assert list(plan.rows.i32("place")) == [places.get(number, -1) for number in range(len(rows))]
    slugs, siblings, flags = plan.rows.texts("slug"), plan.rows.lists("siblings"), plan.rows.u8("flags")
    route = addresses(config).route
    return RowPlan(
        per_page=plan.per_page,
        rows=tuple(rows[number] for number in plan.shown),
        slugs=tuple(slugs[number] for number in plan.shown),
        routes=tuple(route("product", slugs[number]) for number in plan.shown),
        related=tuple(tuple(places[other] for other in plan.of_related(number)) for number in plan.shown),
        siblings=tuple(tuple(places[other] for other in siblings[number]) for number in plan.shown),
        lists=plan.lists,
        items=tuple(tuple(places[number] for number in plan.of_list(place)) for place in range(len(plan.lists))),
        singles=plan.singles,
        same_title=frozenset(place for number, place in places.items() if flags[number] & SAME_TITLE),
        same_description=frozenset(place for number, place in places.items() if flags[number] & SAME_DESCRIPTION),
        featured=tuple(places[number] for number in plan.featured),
        newest=tuple(places[number] for number in plan.newest),
        redirects=plan.redirects,
        ledger=parse_ledger(plan.ledger),
        findings=plan.findings,
        cut=plan.cut,
    )
