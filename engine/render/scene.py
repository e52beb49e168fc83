"""What every page of one build shares: addresses, texts, the lists to link to, the shop's constants."""

from collections.abc import Mapping

from msgspec import Struct

from engine.catalog.product import Brand, Category, FaceShape, Reference
from engine.config.schema import ShopConfig
from engine.plan.model import EVERYTHING, List, Single
from engine.plan.urls import Addresses, addresses
from engine.render.heads import list_heads, list_name
from engine.render.numbers import Numbers
from engine.render.views import LinkView
from engine.render.wording import Wording, wording


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
        self.category_numbers = {one.key: number for number, one in enumerate(stage.reference.categories)}
        self.brand_numbers = {one.key: number for number, one in enumerate(stage.reference.brands)}
        self.links = tuple(self._link(one) for one in stage.lists)
        self.by_path = {link.path: number for number, link in enumerate(self.links)}
        self.list_heads = list_heads(stage.lists, stage.reference, self.texts)
        self._below: dict[tuple[str, int], tuple[LinkView, ...]] = {}

    def _link(self, one: List) -> LinkView:
        key = one.key if one.kind in ("frame_shape", "face_shape") else ""
        return LinkView(list_name(one, self.texts), self.urls.path(one.route), one.total, key=key)

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

    def category_list(self, key: str) -> int:
        """Return the number of the list of a category, by the category's key; -1 when it is not made."""
        return self.by_subject.get(("category", self.category_numbers.get(key, -1)), -1)

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
