"""What programs can read of views -> which facts of the shop, and which fields of links, their pages are made of.

A program tells its paths: names from a parameter on, `[]` for an item; one that ends in `*` is read with all below it,
of another one only whether and how many there are. None stands for a page that Jinja renders, which may read all.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from engine.config.schema import Images
from engine.render.reads import Steps
from engine.render.scene import Scene

Paths = Sequence[Steps] | None

LINKS = (("product", "brand"), ("product", "category"), ("product", "shape_link"), ("page", "crumbs", "[]"))
FITS = tuple(("product", view, "[]", field) for view in ("fits", "faces") for field in ("label", "path"))
SHARED = tuple(("page", field) for field in ("picture", "picture_width", "picture_height"))
HEROES = (("home", "hero"), ("sizes", "example"))
HELD = tuple((view, "*") for view, _ in HEROES)
# What a value of the configuration reaches in a product's page; addresses, locale and pictures reach nearly all.
REACHES: tuple[tuple[tuple[Steps, ...], Callable[[Scene], object]], ...] = (
    ((("page", "title"),), lambda scene: scene.config.shop.name),
    ((("product", "delivery"),), lambda scene: (scene.config.shop.currency, scene.config.shop.shipping)),
    ((("product", "swatch"),), lambda scene: scene.config.catalog.swatches),
    (FITS, lambda scene: [(link.key, link.label, link.path) for link in scene.lists_of("face_shape")]),
    (SHARED, lambda scene: scene.icon),
)


def reads(paths: Paths, steps: Steps) -> bool:
    """Return whether a value, or anything below it, can be shown."""
    return paths is None or any(_covers(path, steps) for path in paths)


def _covers(path: Steps, steps: Steps) -> bool:
    whole = path[-1] == "*"
    known = path[:-1] if whole else path
    shared = min(len(known), len(steps))
    return known[:shared] == steps[:shared] and (whole or len(known) >= len(steps))


def link_fields(paths: Paths) -> tuple[bool, bool]:
    """Return whether product pages can show how many products a list has, and its description."""
    counts, summaries = (any(reads(paths, (*link, field)) for link in LINKS) for field in ("count", "summary"))
    return counts, summaries


def alone(paths: Paths) -> Paths:
    """Return what a page that shows one product in full reads of it, as if it were the product's page."""
    if paths is None:
        return None
    shown = [("product", *path[2:]) for path in paths if path[:2] in HEROES]
    everything = [("product", "*") for path in paths if path in HELD]
    return [*(path for path in paths if path[0] == "page"), *shown, *everything]


def common_facts(scene: Scene) -> object:
    """Return what reaches whatever is said of a product."""
    urls = scene.urls
    return (
        (scene.config.shop.locale, urls.origin, urls.base, urls.folders, urls.patterns["product"]),
        _pictures(scene.config.images),
    )


def card_facts(scene: Scene) -> object:
    """Return what reaches cards of products."""
    return (common_facts(scene), scene.config.catalog.swatches)


def product_facts(scene: Scene, paths: Paths) -> object:
    """Return what reaches pages of products that read these paths."""
    found = [value(scene) if any(reads(paths, steps) for steps in where) else None for where, value in REACHES]
    return (common_facts(scene), found)


def picked(context: Mapping[str, Any], paths: Paths) -> object:
    """Return what can be shown of a context, as plain values."""
    if paths is None:
        return context
    return [_at(context.get(path[0]), path[1:]) for path in paths]


def _at(value: Any, steps: Steps) -> Any:
    if not steps:
        return len(value) if isinstance(value, tuple | list | str | dict) else bool(value)
    if steps[0] == "*":
        return value
    if steps[0] == "[]":
        return [_at(one, steps[1:]) for one in value or ()]
    # A step from what is no view is a method or an item: all of it counts.
    return _at(getattr(value, steps[0], None), steps[1:]) if isinstance(value, Struct) else value


def _pictures(images: Images) -> object:
    """Return what decides how pictures are named and offered; how they were encoded shows in the made ones."""
    if images.mode != "external":
        return images.mode, images.card_widths
    widths = (images.widths, images.fallback_width, images.card_widths, images.card_fallback_width, images.share_width)
    return images.mode, images.url_pattern, images.formats, widths
