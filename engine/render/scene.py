"""What every page of one build shares: addresses, texts, the lists to link to, the shop's constants."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from engine.catalog.product import Brand, Category, FaceShape, Offer, Reference
from engine.config.schema import ShopConfig
from engine.memo import Memo
from engine.plan.model import EVERYTHING, List, Single
from engine.plan.urls import Addresses, addresses
from engine.render.facts import Facts
from engine.render.heads import list_heads, list_name
from engine.render.numbers import Numbers
from engine.render.pictures import Gallery
from engine.render.prices import Prices
from engine.render.views import LinkView, PictureView
from engine.render.wording import Wording, wording

SHARED_ICON, ICON_SIZE = "icon-512.png", 512  # stands in where a page has no picture to share
NO_PICTURE = PictureView("", "", (), 0, 0, "", "", "", "")


class EntryLink(Struct, frozen=True, gc=False):
    """A page of prose as menus show it."""

    title: str
    menu: str  # main, footer or none


class Stage(Struct, frozen=True):
    """The picklable part of a scene: what the plan says of lists and single pages."""

    config: ShopConfig
    reference: Reference
    lists: tuple[List, ...] = ()
    singles: tuple[Single, ...] = ()
    entries: Mapping[str, EntryLink] = {}  # by route
    products: int = 0


class Scene:
    """A stage with what is derived from it once a worker."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.config = stage.config
        self.reference = stage.reference
        self.lists = stage.lists
        self.urls: Addresses = addresses(stage.config)
        self.numbers = Numbers(stage.config.shop.locale)
        self.texts: Wording = wording(self.numbers.language)
        self.by_subject = {
            (one.kind, one.subject): number for number, one in enumerate(stage.lists) if one.subject >= 0
        }
        self.by_key = {(one.kind, one.key): number for number, one in enumerate(stage.lists)}
        self.single_routes = {(single.kind, single.entry): single.route for single in stage.singles}
        self.links = tuple(self._link(one) for one in stage.lists)
        self.by_path = {link.path: number for number, link in enumerate(self.links)}
        self.list_heads = list_heads(stage.lists, stage.reference, self.texts)
        self._below: dict[tuple[str, int], tuple[LinkView, ...]] = {}
        self.facts = Facts(self.texts, self.numbers, self.link_to, stage.config.catalog.swatches)
        self.prices = Prices(stage.config.shop, self.numbers)
        self.gallery = Gallery(stage.config.images, self.urls)
        self.palettes: Memo[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = Memo(self._palette)
        self.crumbs: Memo[str, tuple[LinkView, ...]] = Memo(self._crumbs)
        self.styles: Mapping[str, str] = {}  # page kind -> what its pages carry, once the theme is known
        icons = "icons" in stage.config.output.extras
        self.icon = _icon(self.urls.asset(SHARED_ICON), self.urls) if icons else NO_PICTURE
        self.home = LinkView(self.texts["crumbs"]["home"], self.urls.path("/"))
        self._brands = self._by_record("brand", [one.key for one in stage.reference.brands])
        self._categories = self._by_record("category", [one.key for one in stage.reference.categories])
        self._slug_from, self._slug_to = _around_slug(self.urls.patterns["product"])

    def _by_record(self, kind: str, keys: Sequence[str]) -> dict[str, LinkView]:
        """Return the links to the lists of a kind by the key of the record that they are about."""
        return {
            keys[subject]: self.links[number] for (about, subject), number in self.by_subject.items() if about == kind
        }

    def _link(self, one: List) -> LinkView:
        key = one.key if one.kind in ("frame_shape", "face_shape") else ""
        path = self.urls.path(one.route)
        return LinkView(list_name(one, self.texts), path, one.total, key=key, summary=self._summary(one))

    def _summary(self, one: List) -> str:
        """Return the description of a category or brand as plain text."""
        if one.subject < 0 or one.kind not in ("brand", "category"):
            return ""
        subjects = self.reference.brands if one.kind == "brand" else self.reference.categories
        return subjects[one.subject].summary

    def _palette(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the colours of a model, and the swatches of those that are known."""
        return names, tuple(found for name in names if (found := self.facts.swatches[name]))

    def _crumbs(self, path: str) -> tuple[LinkView, ...]:
        """Return the way from the home page to a category, to the list of all products when `path` is empty."""
        if path:
            return (self.home, *(self.list_link(above) for above in self.ancestry(self.by_path[path])))
        everything = self.link_to("category", EVERYTHING)
        return (self.home, everything) if everything else (self.home,)

    def brand_link(self, product: Offer) -> LinkView | None:
        """Return the link to a product's brand; without a path when the brand has no page."""
        found = self._brands.get(product.brand)
        return found or (LinkView(product.brand_name, "") if product.brand_name else None)

    def category_link(self, product: Offer) -> LinkView | None:
        """Return the link to the category that a product stands in first, None when it has no page."""
        return self._categories.get(product.categories[0]) if product.categories else None

    def slug(self, route: str) -> str:
        """Return the slug in the route of a product's page."""
        return route[self._slug_from : len(route) - self._slug_to]

    def list_name(self, one: List) -> str:
        """Return what a link to a list says."""
        return list_name(one, self.texts)

    def list_link(self, number: int) -> LinkView:
        """Return the link to a list, with its count."""
        return self.links[number]

    def link_to(self, kind: str, key: str) -> LinkView | None:
        """Return the link to a list by its key, None when it is not made."""
        number = self.by_key.get((kind, key))
        return None if number is None else self.list_link(number)

    def path_to(self, kind: str, key: str) -> str:
        """Return the path of a list by its key, empty when it is not made."""
        number = self.by_key.get((kind, key))
        return "" if number is None else self.links[number].path

    def lists_of(self, kind: str, parent: int = -1) -> tuple[LinkView, ...]:
        """Return links to the lists of a kind that stand right below `parent`, but for the one of all products."""
        if (kind, parent) not in self._below:
            self._below[kind, parent] = tuple(
                link
                for link, one in zip(self.links, self.lists, strict=True)
                if one.kind == kind and one.parent == parent and (kind, one.key) != ("category", EVERYTHING)
            )
        return self._below[kind, parent]

    def single_path(self, kind: str, entry: str = "") -> str:
        """Return the path of a single page, empty when it is not made."""
        route = self.single_routes.get((kind, entry))
        return self.urls.path(route) if route else ""

    def ancestry(self, number: int) -> list[int]:
        """Return the numbers of a category list and those above it, from the root."""
        found: list[int] = []
        while number >= 0:
            found.insert(0, number)
            number = self.lists[number].parent
        return found

    def brand(self, one: List) -> Brand:
        """Return the brand that a list is about."""
        return self.reference.brands[one.subject]

    def category(self, one: List) -> Category | None:
        """Return the category that a list is about; None for the list of all products."""
        return self.reference.categories[one.subject] if one.subject >= 0 else None

    def face(self, key: str) -> FaceShape | None:
        """Return the rules of a face shape, if the catalog has them."""
        return next((face for face in self.reference.face_shapes if face.key == key), None)


def _around_slug(pattern: str) -> tuple[int, int]:
    """Return how many characters stand before and after the slug in the routes of a pattern."""
    before, _, after = pattern.partition("{slug}")
    return len(before), len(after)


def _icon(path: str, urls: Addresses) -> PictureView:
    address, size = urls.address(path), ICON_SIZE
    return PictureView(path, "", (), size, size, "", "", "", address, size, size, url_width=size, url_height=size)
