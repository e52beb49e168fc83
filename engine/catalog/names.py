"""How documents refer to brands and categories."""

from msgspec import Struct


class Names(Struct, frozen=True):
    """How documents may refer to brands and categories other than by _id; in lower case."""

    brands: dict[str, str] = {}  # brand_id, slug or name -> key
    categories: dict[str, str] = {}  # category_id, slug or name -> key
    hidden_brands: dict[str, str] = {}  # key -> name of a brand that is not published
    hidden_categories: frozenset[str] = frozenset()
