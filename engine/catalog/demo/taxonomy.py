"""Products counted by type, gender and shape -> the category tree and its documents."""

from collections.abc import Iterable

import msgspec

from engine.catalog.demo.deck import stamp
from engine.catalog.demo.models import Model

LEAF_MINIMUM = 3
KINDS = ("eyeglasses", "sunglasses", "reading", "computer")
GENDERS = ("women", "men", "unisex", "kids")
SHAPES = ("round", "panto", "oval", "square", "rectangle", "trapezoid", "cat-eye", "aviator", "browline", "hexagonal")
TITLES = {
    "eyeglasses": "Eyeglasses",
    "sunglasses": "Sunglasses",
    "reading": "Reading Glasses",
    "computer": "Computer Glasses",
}
OWNERS = {"women": "Women's", "men": "Men's", "unisex": "Unisex", "kids": "Kids'"}
ABOUT = {
    "eyeglasses": "Frames for every day, ready for your prescription.",
    "sunglasses": "Category 3 lenses with full UV protection, with or without a prescription.",
    "reading": "Readers in powers from +1.0 to +3.0, light enough to keep in every room.",
    "computer": "Lenses tuned to the distance of a screen and coated against its glare.",
}
FIT = {
    "women": "Fronts from 122 to 138 mm, with temples to match.",
    "men": "Fronts from 130 to 148 mm, for broader faces and longer temples.",
    "unisex": "Outlines and sizes that suit whoever puts them on.",
    "kids": "Small fronts, flexible hinges and round edges everywhere.",
}
LOOK = {
    "round": "Full circles soften a strong jaw and calm angular cheekbones.",
    "panto": "Round below and level at the brow: the outline that suits the most faces.",
    "oval": "Quiet, even outlines that leave the face in charge.",
    "square": "Straight edges and deep lenses give soft faces structure.",
    "rectangle": "Low, wide lenses make a round face look longer.",
    "trapezoid": "Wide at the brow and narrow at the cheek, for a strong upper line.",
    "cat-eye": "Raised corners balance high cheekbones and lengthen a round face.",
    "aviator": "Drop-shaped lenses that cover the whole field of view.",
    "browline": "A firm acetate brow over a fine wire rim widens a narrow forehead.",
    "hexagonal": "Six softened sides for those who find round too round.",
}


class Category(msgspec.Struct, gc=False):
    """A node of the tree; the key is type, gender and shape as far as it goes."""

    oid: str
    key: tuple[str, ...]
    count: int
    children: int = 0
    cover: str = ""
    cover_alt: str = ""

    @property
    def slug(self) -> str:
        return "-".join(self.key)

    @property
    def title(self) -> str:
        kind = TITLES[self.key[0]]
        if len(self.key) == 1:
            return kind
        shape = f" {self.key[2].title()}" if len(self.key) == 3 else ""
        return f"{OWNERS[self.key[1]]}{shape} {kind}"

    @property
    def about(self) -> str:
        tables = (ABOUT, FIT, LOOK)[: len(self.key)]
        return " ".join(table[word] for table, word in zip(reversed(tables), reversed(self.key), strict=True))


class Taxonomy:
    """The tree that a count of products grows; a leaf needs three of them."""

    def __init__(self, counts: dict[tuple[str, str, str], int], seed: int) -> None:
        self.nodes: dict[tuple[str, ...], Category] = {}
        for kind in KINDS:
            for gender in GENDERS:
                for shape in SHAPES:
                    count = counts.get((kind, gender, shape), 0)
                    if count:
                        self._grow((kind, gender, shape), count, seed)

    def _grow(self, key: tuple[str, ...], count: int, seed: int) -> None:
        for depth in range(1, 4 if count >= LEAF_MINIMUM else 3):
            node = self.nodes.get(key[:depth])
            if node is None:
                node = self.nodes[key[:depth]] = Category(
                    stamp(seed, "category", *key[:depth], size=12), key[:depth], 0
                )
                if depth > 1:
                    self.nodes[key[: depth - 1]].children += 1
            node.count += count

    def of(self, model: Model) -> list[Category]:
        """A model's categories, from the root down."""
        key = (model.kind, model.gender, model.shape)
        return [self.nodes[key[:depth]] for depth in (1, 2, 3) if key[:depth] in self.nodes]


def _parents(taxonomy: Taxonomy, node: Category) -> list[dict[str, str]]:
    return [{"$oid": taxonomy.nodes[node.key[:depth]].oid} for depth in range(1, len(node.key))]


def category_documents(taxonomy: Taxonomy, born: object, today: object) -> Iterable[dict[str, object]]:
    """One document a category, parents before their children."""
    for order, node in enumerate(taxonomy.nodes.values(), 1):
        path = _parents(taxonomy, node)
        yield {
            "_id": {"$oid": node.oid},
            "category_id": f"cat_{node.slug}",
            "name": node.title,
            "display_name": node.title,
            "slug": node.slug,
            "parent_id": path[-1] if path else None,
            "level": len(path),
            "path": path,
            "children_count": node.children,
            "description": node.about,
            "icon": f"icon-{node.key[-1]}",
            "image": {"url": node.cover, "alt_text": node.cover_alt},
            "attributes": {
                "type": "style" if len(path) == 2 else "product_type",
                "filter_type": "single_select" if not path else "multi_select",
                "display_order": order,
                "visible": True,
                "filterable": True,
            },
            "seo": {
                "meta_title": node.title,
                "meta_description": node.about[:155],
                "keywords": [*node.key, "frames"],
            },
            "metrics": {"product_count": node.count, "view_count": 0, "conversion_rate": 0.0},
            "metadata": {
                "created_at": born,
                "updated_at": today,
                "created_by": "demo",
                "updated_by": "demo",
                "status": "active",
                "featured": not path,
            },
        }
