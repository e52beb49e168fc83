"""A view and its place -> what the head of the page and the layout need, but for the styles that the theme adds."""

from engine.catalog.product import Product
from engine.plan.model import Single
from engine.plan.urls import NOT_FOUND
from engine.render.heads import SHORT, cut, list_heading
from engine.render.listing import Part, page_path
from engine.render.products import Standing
from engine.render.scene import Scene
from engine.render.views import LinkView, ListView, PageView, PictureView, ProductView
from engine.snapshot.row import description_text, title_text

DESCRIPTION = 155  # characters that search engines show
TITLE = 70
NUMBER = 12  # characters of ", page 1234"


def product_page(view: ProductView, product: Product, standing: Standing, scene: Scene) -> PageView:
    """Return the page of a product; what another page says too is told apart by article number."""
    mark = view.sku or view.id
    title = title_text(product)
    if standing.same_title:
        title = f"{cut(title, TITLE - len(mark) - 3)} ({mark})"
    description = cut(description_text(product), DESCRIPTION)
    if len(description) < SHORT:
        description = _told(view, description, scene)
    if standing.same_description:
        apart = ", ".join(fact for fact in (view.colour, view.size, mark) if fact)
        description = cut(f"{apart}: {description}", DESCRIPTION)
    category, shared = view.category, view.pictures[0] if view.pictures else scene.icon
    # By position, in the order of the fields: of the pages of a shop nearly all are products'.
    return PageView(
        "product",
        _whole_title(title, scene),
        view.name,
        description,
        view.path,
        view.url,
        (*scene.crumbs[category.path if category else ""], LinkView(view.name, view.path)),
        "",
        shared.url,
        shared.url_width,
        shared.url_height,
        "",
        "",
        scene.styles.get("product", ""),
        (),
    )


def _whole_title(title: str, scene: Scene) -> str:
    """Return a title with the shop's name, where there is room for it."""
    name = scene.config.shop.name
    return cut(f"{title} | {name}" if len(title) + len(name) + 3 <= TITLE else title, TITLE)


def _told(view: ProductView, description: str, scene: Scene) -> str:
    """Return a description that says too little with the facts of the product after it."""
    facts = (view.colour, view.material, view.size and f"{view.size} mm", view.price.text)
    words = scene.texts["descriptions"]
    listed = ", ".join(fact for fact in facts if fact) or view.sku or view.id
    made = words["product"].format(name=view.name, brand=view.brand.label) if view.brand else view.name
    return cut(f"{description} {made}: {listed}.", DESCRIPTION).strip()


def list_page(view: ListView, part: Part, scene: Scene, picture: PictureView | None) -> PageView:
    """Return a page of a list; from the second page on the number tells it apart. `picture` is its first card's."""
    one = scene.lists[part.number]
    title, description = scene.list_heads[part.number]
    if part.page > 1:
        numbered = scene.texts["titles"]["number"]
        title = numbered.format(title=cut(title, TITLE - NUMBER), number=part.page)
        description = numbered.format(title=cut(description, DESCRIPTION - NUMBER), number=part.page)
    return _page(
        scene,
        one.kind,
        title=title,
        heading=list_heading(one, scene.texts),
        description=description,
        path=page_path(one, part.page, scene),
        crumbs=_list_crumbs(part.number, scene),
        picture=picture,
        previous=view.previous,
        following=view.next,
    )


def single_page(
    single: Single, title: str, description: str, scene: Scene, picture: PictureView | None = None
) -> PageView:
    """Return a page that is no product and no list; title and description of an entry are its own."""
    words, shop = scene.texts, scene.config.shop
    path = scene.urls.path(single.route)
    if single.kind == "home":
        title = title or shop.tagline or shop.name
        page_title = f"{shop.name}: {title}" if title != shop.name else title
        return _page(
            scene,
            "home",
            title=page_title,
            heading=title,
            description=description or shop.description or title,
            path=path,
            crumbs=(),
            picture=picture,
            branded=False,
        )
    title = title or words["titles"][single.kind]
    counts = {"brands": len(scene.lists_of("brand")), "shapes": len(scene.lists_of("frame_shape"))}
    if not description and single.kind in words["descriptions"]:
        description = words["descriptions"][single.kind].format(count=counts.get(single.kind, 0), shop=shop.name)
    return _page(
        scene,
        single.kind,
        title=title,
        heading=title,
        description=description or title,
        path=path,
        crumbs=(scene.home, LinkView(title, path)),
        picture=picture,
        robots="noindex" if single.route == NOT_FOUND else "",
    )


def _page(
    scene: Scene,
    kind: str,
    *,
    title: str,
    heading: str,
    description: str,
    path: str,
    crumbs: tuple[LinkView, ...],
    picture: PictureView | None,
    robots: str = "",
    previous: str = "",
    following: str = "",
    branded: bool = True,
) -> PageView:
    shared = picture or scene.icon
    return PageView(
        kind=kind,
        title=_whole_title(title, scene) if branded else cut(title, TITLE),
        heading=heading,
        description=cut(description, DESCRIPTION),
        path=path,
        url=scene.urls.address(path),
        crumbs=crumbs,
        robots=robots,
        picture=shared.url,
        picture_width=shared.url_width,
        picture_height=shared.url_height,
        previous=scene.urls.address(previous) if previous else "",
        next=scene.urls.address(following) if following else "",
        css=scene.styles.get(kind, ""),
        scripts=(),
    )


def _list_crumbs(number: int, scene: Scene) -> tuple[LinkView, ...]:
    one = scene.lists[number]
    if one.kind == "category":
        return (scene.home, *(scene.list_link(above) for above in scene.ancestry(number)))
    index = {"brand": "brands", "frame_shape": "shapes", "face_shape": "faces"}[one.kind]
    label = scene.texts["titles"]["faces_short"] if index == "faces" else scene.texts["crumbs"][index]
    path = scene.single_path(index)
    above = (LinkView(label, path),) if path else ()
    return (scene.home, *above, scene.list_link(number))
