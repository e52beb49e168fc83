"""What product pages can read -> which parts of a product's view are made for them, of those that cost something."""

from collections.abc import Iterable

from msgspec import Struct

from engine.render.reads import Reads, Steps


class Shown(Struct, frozen=True, gc=False):
    """Whether each part is made; one that is not is empty. Faces are made of fits."""

    facts: bool = True
    measures: bool = True
    specs: bool = True
    fits: bool = True
    faces: bool = True


ALL = Shown()


def shown_of(paths: Iterable[Steps]) -> Shown:
    """Return what is made for pages that can read some paths, which begin with the names that a page is given."""
    known = Reads(tuple(paths))
    derived = known.reads(("product", "fits_derived"))
    facts, measures, specs, fits, faces = (known.reads(("product", part)) for part in Shown.__struct_fields__)
    return Shown(facts, measures, specs, fits or derived or faces, faces)
