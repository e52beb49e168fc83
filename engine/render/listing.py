"""A list and the cards of one of its pages -> what a list page shows."""

from msgspec import Struct

from engine.catalog.product import Brand, FaceShape
from engine.plan.lists import shape_name
from engine.plan.model import EVERYTHING, List, parts
from engine.render.scene import Scene
from engine.render.views import CardView, FactView, FitView, LinkView, ListView, PageLinkView

AROUND = 1  # numbers shown on each side of the current one


class Part(Struct, frozen=True, gc=False, array_like=True):
    """One page of a list."""

    number: int  # of the list
    page: int  # from 1
    pages: int
    first: int  # place of the first card in the list, from 0


def part_of(number: int, page: int, total: int, per_page: int) -> Part:
    """Return a page of a list of so many products; pages count from 1."""
    return Part(number, page, parts(total, per_page), (page - 1) * per_page)


def list_view(part: Part, cards: tuple[CardView, ...], scene: Scene) -> ListView:
    """Return what a page of a list shows; `cards` go into the view as they are (see product_view)."""
    one = scene.lists[part.number]
    pagination = _pagination(part, one, scene)
    return ListView(
        kind=one.kind,
        name=scene.list_name(one),
        slug=one.slug,
        intro_html=_intro(one, scene) if part.page == 1 else "",
        cards=cards,
        total=one.total,
        first=part.first + 1 if cards else 0,
        number=part.page,
        pages=part.pages,
        previous=page_path(one, part.page - 1, scene) if part.page > 1 else "",
        next=page_path(one, part.page + 1, scene) if part.page < part.pages else "",
        pagination=pagination,
        children=_children(part.number, one, scene),
        siblings=scene.lists_of(one.kind, one.parent),
        facts=_facts(one, scene),
        rules=_rules(one, scene),
        summary=scene.list_link(part.number).summary,
    )


def page_path(one: List, page: int, scene: Scene) -> str:
    """Return the path of a page of a list."""
    return scene.urls.path(scene.urls.route(one.kind, one.slug, page))


def _pagination(part: Part, one: List, scene: Scene) -> tuple[PageLinkView, ...]:
    """Return first, last, current and its neighbours, with a gap where numbers are left out."""
    if part.pages < 2:
        return ()
    near = range(part.page - AROUND, part.page + AROUND + 1)
    shown = sorted({1, part.pages, *(number for number in near if 1 <= number <= part.pages)})
    links: list[PageLinkView] = []
    before = 0
    for number in shown:
        if number - before == 2:
            links.append(PageLinkView(number - 1, page_path(one, number - 1, scene), False))
        elif number - before > 2:
            links.append(PageLinkView(0, "", False))
        links.append(PageLinkView(number, page_path(one, number, scene), number == part.page))
        before = number
    return tuple(links)


def _children(number: int, one: List, scene: Scene) -> tuple[LinkView, ...]:
    if one.kind != "category":
        return ()
    return scene.lists_of("category", -1 if one.key == EVERYTHING else number)


def _intro(one: List, scene: Scene) -> str:
    if one.kind == "category" and (category := scene.category(one)):
        return category.description
    if one.kind == "brand":
        brand = scene.brand(one)
        return brand.description + brand.story
    return ""


def _facts(one: List, scene: Scene) -> tuple[FactView, ...]:
    if one.kind == "brand":
        return _brand_facts(scene.brand(one))
    if one.kind == "face_shape" and (face := scene.face(one.key)):
        return face_facts(face)
    return ()


def _brand_facts(brand: Brand) -> tuple[FactView, ...]:
    rows = (
        ("country", brand.country, ""),
        ("established", str(brand.established or ""), ""),
        ("website", brand.website.removeprefix("https://").removeprefix("http://").rstrip("/"), brand.website),
    )
    return tuple(FactView(key, value, path) for key, value, path in rows if value)


def face_facts(face: FaceShape) -> tuple[FactView, ...]:
    """Return what characterises a face shape."""
    rows = (("jaw", face.jaw), ("forehead", face.forehead), ("cheeks", face.cheeks), ("chin", face.chin))
    return tuple(FactView(key, value.capitalize()) for key, value in rows if value)


def _rules(one: List, scene: Scene) -> tuple[FitView, ...]:
    if one.kind == "face_shape" and (face := scene.face(one.key)):
        return tuple(
            FitView(
                face_shape=rule.shape,
                label=shape_name(rule.shape),
                percent=round(rule.score * 100),
                reason=_sentence(rule.reasons),
                path=scene.path_to("frame_shape", rule.shape),
                best=not place,
            )
            for place, rule in enumerate(face.rules)
        )
    if one.kind == "frame_shape":
        found = [(rule, face) for face in scene.reference.face_shapes for rule in face.rules if rule.shape == one.key]
        found.sort(key=lambda pair: -pair[0].score)
        return tuple(
            FitView(
                face_shape=face.key,
                label=face.key.capitalize(),
                percent=round(rule.score * 100),
                reason=_sentence(rule.reasons),
                path=scene.path_to("face_shape", face.key),
                best=not place,
            )
            for place, (rule, face) in enumerate(found)
        )
    return ()


def _sentence(reasons: tuple[str, ...]) -> str:
    return reasons[0][:1].upper() + reasons[0][1:] if reasons else ""
