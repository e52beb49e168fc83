"""Cards and lists -> what the home page shows."""

from engine.render.scene import Scene
from engine.render.views import CardView, EntryView, HomeView, LinkView, ProductView


def home_view(
    scene: Scene,
    hero: ProductView | None,
    featured: tuple[CardView, ...],
    newest: tuple[CardView, ...],
    kinds: tuple[CardView, ...],
    entry: EntryView | None,
) -> HomeView:
    """Return what the home page shows; `kinds` holds a card for each root category, in their order."""
    brands = scene.lists_of("brand")
    return HomeView(
        hero=hero,
        featured=featured,
        newest=newest,
        kinds=kinds,
        categories=scene.lists_of("category"),
        brands=_largest(brands, scene.config.pages.home_brands),
        shapes=scene.lists_of("frame_shape"),
        faces=scene.lists_of("face_shape"),
        guides=tuple(
            LinkView(scene.texts["titles"][kind], path)
            for kind in ("faces", "sizes")
            if (path := scene.single_path(kind))
        ),
        products=scene.stage.products,
        makers=len(brands),
        entry=entry,
    )


def _largest(brands: tuple[LinkView, ...], most: int) -> tuple[LinkView, ...]:
    """Return the brands with most products, in their own order."""
    kept = sorted(brands, key=lambda link: -link.count)[:most]
    return tuple(link for link in brands if link in kept)
