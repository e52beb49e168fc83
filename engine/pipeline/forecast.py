"""ShopConfig -> what a build would change, before it does: nothing is published and nothing is kept."""

from msgspec import Struct

from engine.config.schema import ShopConfig
from engine.pipeline.manifest import CONTENT, FIRST
from engine.pipeline.reasons import remade
from engine.pipeline.rehearsal import Rehearsed, rehearse
from engine.snapshot.ledger import parse_ledger
from engine.telemetry.events import Listener, ignore


class Products(Struct, frozen=True, kw_only=True):
    """Products with a page, against the site that stands there."""

    published: int
    added: int
    changed: int  # their documents say something else
    removed: int


class Moved(Struct, frozen=True):
    """An address that will redirect."""

    source: str
    target: str


class Forecast(Struct, frozen=True, kw_only=True, tag_field="event", tag="forecast"):
    """What a build would do."""

    shop: str
    output: str  # the folder of the site, absolute
    whole: str  # why all of the site would be made, empty when what still holds is taken over
    cut_off: bool  # an earlier build was cut off while it published, which the next one completes first
    products: Products
    pages: dict[str, int]  # of the next site, by kind
    files: int  # of the next site, but for pictures that are not made yet
    remade: dict[str, dict[str, int]]  # kind -> why -> files that would be made; they may turn out the same
    pictures: int  # that would be made
    removed: tuple[str, ...]  # files that would go
    redirects: tuple[Moved, ...]  # that the site before has not

    @property
    def made(self) -> int:
        """Files that would be made; they may turn out the same."""
        return sum(sum(why.values()) for why in self.remade.values())

    def idle(self) -> bool:
        """Return whether a build would find nothing to do."""
        return not (self.whole or self.remade or self.pictures or self.removed or self.cut_off)


def forecast(
    config: ShopConfig,
    *,
    listen: Listener = ignore,
    limit: int | None = None,
    workers: int | None = None,
    full: bool = False,
    compare: bool = False,
) -> Forecast:
    """Return what `build` would change with the same arguments; raises what it would raise before it renders."""
    return rehearse(config, _told, listen=listen, limit=limit, workers=workers, full=full, compare=compare)


def _told(found: Rehearsed) -> Forecast:
    site, old = found.site, found.earlier.manifest
    whys = bytes(site.products.why)
    added = sum(1 for why in whys if why & FIRST)
    here = len(site.products.rows)
    return Forecast(
        shop=found.config.shop.name,
        output=found.output,
        whole=found.earlier.why,
        cut_off=found.cut_off,
        products=Products(
            published=here,
            added=added,
            changed=sum(1 for why in whys if why & CONTENT),
            removed=max(0, len(old.products) - (here - added)) if old is not None else 0,
        ),
        pages=dict(site.head.told.pages),
        files=len(site.files) + here,
        remade=remade(site),
        pictures=site.pictures.counts.made,
        removed=tuple(sorted(site.gone)),
        redirects=_redirects(found),
    )


def _redirects(found: Rehearsed) -> tuple[Moved, ...]:
    before = parse_ledger(found.ledger, found.config.folder).moved
    urls, plan = found.site.head.urls, found.site.plan
    fresh = ((urls.path(old), urls.path(new)) for old, new in plan.redirects.items())
    known = {urls.path(old) for old in before} | set(before)
    return tuple(Moved(old, new) for old, new in fresh if old not in known)
