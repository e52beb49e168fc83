"""A page that stands alone and the scene -> what its template is given beside the shop's constants."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.pipeline.jobs import RenderSingle
from engine.render.guides import face_guide, index_view, size_guide
from engine.render.home import home_view
from engine.render.page import single_page
from engine.render.scene import Scene
from engine.render.views import ProductView

Context = dict[str, Any]
Cards = Callable[[Sequence[int]], tuple[Any, ...]]


def single_context(job: RenderSingle, scene: Scene, hero: ProductView | None, cards: Cards) -> Context:
    """Return the context of a page; `cards` gives those of rows."""
    single = job.single
    picture = hero.pictures[0] if hero and hero.pictures else None
    context: Context = {"page": single_page(single, job.title, job.description, scene, picture)}
    if single.kind == "home":
        shown = (cards(job.featured), cards(job.newest), cards(job.kinds))
        context["home"] = home_view(scene, hero, *shown, job.entry)
    elif single.kind in ("brands", "shapes"):
        context["index"] = index_view(single.kind, scene)
    elif single.kind == "faces":
        context["guide"] = face_guide(scene)
    elif single.kind == "sizes" and job.widths:
        context["sizes"] = size_guide(job.widths, hero)
    elif job.entry:
        context["entry"] = job.entry
    return context
