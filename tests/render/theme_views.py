"""Nothing -> views made by hand: a full one and a bare one of each page kind, for the tests of themes."""

from typing import Any

from engine.render.guide_views import FaceGuideView, SizeGuideView
from engine.render.views import (
    CardView,
    ContactView,
    EntryView,
    FactView,
    FitView,
    HomeView,
    IndexView,
    LinkView,
    ListView,
    MeasureView,
    ModelView,
    PageLinkView,
    PageView,
    PictureView,
    PriceView,
    ProductView,
    RatingView,
    ShopView,
    SiblingView,
    SourceView,
    VideoView,
)
from tests.render.guide_views import FACES, SHAPES, entry, face_guide, size_guide

BASE = "https://shop.example/eyewear"
NO_PRICE = PriceView("", "", "", "", "", 0, True)
PRICE = PriceView("$184.10", "184.10", "USD", "", "", 0, False)
SALE = PriceView("$184.10", "184.10", "USD", "$263.00", "263.00", 30, False)


def shop(**changes: Any) -> ShopView:
    """Return a shop that states everything."""
    values: dict[str, Any] = {
        "name": "Clearview",
        "tagline": "Eyewear, measured to the millimetre",
        "description": "Frames for every face.",
        "legal_name": "Clearview Optics Ltd",
        "language": "en",
        "locale": "en-US",
        "direction": "ltr",
        "currency": "USD",
        "base_url": BASE,
        "home": "/eyewear/",
        "logo": "",
        "colour": "#101315",
        "announcement": "Free delivery from $50 and 30 days to return.",
        "navigation": (
            LinkView("Optical", "/eyewear/categories/optical/"),
            LinkView("Sun", "/eyewear/categories/sun/"),
            LinkView("Brands", "/eyewear/brands/"),
            LinkView("Find your fit", "/eyewear/guides/faces/"),
        ),
        "categories": (
            LinkView("Optical", "/eyewear/categories/optical/", 588),
            LinkView("Sun", "/eyewear/categories/sun/", 412),
        ),
        "help": (LinkView("Size guide", "/eyewear/guides/sizes/"), LinkView("Delivery", "/eyewear/delivery/")),
        "about": (LinkView("About", "/eyewear/about/"), LinkView("Contact", "/eyewear/contact/")),
        "legal": (LinkView("Privacy", "/eyewear/privacy/"), LinkView("Imprint", "/eyewear/imprint/")),
        "social": ("https://social.example/clearview",),
        "contact": ContactView(
            "hello@shop.example",
            "+1 555 0100",
            "+15550100",
            "1 High Street",
            "10001",
            "New York",
            "NY",
            "US",
            ("Mo–Fr 10–18",),
        ),
        "shipping_text": "Free delivery from $50",
        "shipping_countries": ("US", "CA"),
        "handling_days": (0, 1),
        "transit_days": (2, 4),
        "returns_days": 30,
        "returns_free": True,
        "returns_countries": ("US",),
        "brands_path": "/eyewear/brands/",
        "shapes_path": "/eyewear/shapes/",
        "faces_path": "/eyewear/guides/faces/",
        "sizes_path": "/eyewear/guides/sizes/",
        "contact_path": "/eyewear/contact/",
        "icon_path": "/eyewear/favicon.svg",
        "touch_icon_path": "/eyewear/apple-touch-icon.png",
        "manifest_path": "/eyewear/manifest.webmanifest",
    }
    return ShopView(**(values | changes))


def bare_shop() -> ShopView:
    """Return a shop that states nothing but its name."""
    texts = "tagline description legal_name logo announcement shipping_text brands_path shapes_path"
    empty: dict[str, Any] = dict.fromkeys([*texts.split(), "faces_path", "sizes_path", "contact_path"], "")
    lists = "navigation categories help about legal social shipping_countries returns_countries"
    empty |= dict.fromkeys(lists.split(), ())
    contact = ContactView("", "", "", "", "", "", "", "", ())
    return shop(**empty, contact=contact, returns_days=0, returns_free=False)


def picture(name: str = "front", role: str = "primary", width: int = 1600, height: int = 1200) -> PictureView:
    """Return a picture in two formats."""
    start = f"/eyewear/images/{name}"
    return PictureView(
        src=f"{start}-640.jpg",
        alt=f"Halden in tortoise, {name}",
        sources=(
            SourceView("image/avif", f"{start}-320.avif 320w, {start}-640.avif 640w, {start}-1440.avif 1440w"),
            SourceView("image/jpeg", f"{start}-640.jpg 640w"),
        ),
        width=width,
        height=height,
        role=role,
        blur="",
        colour="#eeeeee",
        url=f"https://shop.example{start}-640.jpg",
    )


def card(number: int = 1, **changes: Any) -> CardView:
    """Return a card that has everything."""
    values: dict[str, Any] = {
        "name": f"Halden {number}",
        "brand": "Brambeck",
        "path": f"/eyewear/products/halden-{number}/",
        "picture": picture(f"halden-{number}"),
        "price": SALE,
        "shape": SHAPES[number % 6],
        "shape_label": SHAPES[number % 6].capitalize(),
        "material": "Acetate",
        "colour": "Tortoise",
        "size": "48–20–150",
        "badge": "sale",
        "colours": ("Tortoise", "Black"),
        "swatches": ("#8a5426", "#15171a"),
        "gtin": "",
        "sku": f"BRA-{number}",
        "id": f"p-{number}",
    }
    return CardView(**(values | changes))


def bare_card(number: int = 1) -> CardView:
    """Return a card with a name and a path only."""
    return CardView(
        f"Frame {number}",
        "",
        f"/eyewear/products/frame-{number}/",
        None,
        NO_PRICE,
        "",
        "",
        "",
        "",
        "",
        "",
        (),
        (),
        "",
        "",
        f"b-{number}",
    )


def product(**changes: Any) -> ProductView:
    """Return a product that has everything."""
    fits = tuple(
        FitView(
            key, key.capitalize(), 90 - 9 * place, "Curves soften angular lines.", f"/eyewear/faces/{key}/", not place
        )
        for place, key in enumerate(FACES)
    )
    measures = (
        MeasureView("frame_width", 126.0, "126 mm"),
        MeasureView("lens_width", 48.0, "48 mm"),
        MeasureView("bridge", 20.0, "20 mm"),
        MeasureView("temple", 150.0, "150 mm"),
        MeasureView("lens_height", 44.0, "44 mm"),
        MeasureView("weight", 25.6, "25.6 g"),
    )
    values: dict[str, Any] = {
        "id": "p-1",
        "name": "Halden",
        "brand": LinkView("Brambeck", "/eyewear/brands/brambeck/"),
        "path": "/eyewear/products/halden/",
        "url": f"{BASE}/products/halden/",
        "sku": "BRA-1",
        "gtin": "4006381333931",
        "summary": "A small round frame cut from a single block of acetate.",
        "description_html": "<p>A small round frame cut from a single block of <b>acetate</b>.</p>",
        "price": SALE,
        "availability": "in_stock",
        "badge": "sale",
        "pictures": (
            picture("front"),
            picture("hinge", "detail", 1200, 1200),
            picture("side", "angle", 1200, 800),
            picture("desk", "lifestyle", 900, 1400),
        ),
        "siblings": (
            SiblingView("Tortoise", "/eyewear/products/halden/", picture("front"), True, True),
            SiblingView("Black", "/eyewear/products/halden-black/", picture("black"), False, True),
            SiblingView("Clear", "/eyewear/products/halden-clear/", None, False, False),
        ),
        "colour": "Tortoise",
        "material": "Acetate",
        "shape": "round",
        "shape_link": LinkView("Round", "/eyewear/shapes/round/", 180, key="round"),
        "size": "48–20–150",
        "measures": measures,
        "facts": (
            FactView("sku", "BRA-1"),
            FactView("shape", "Round", "/eyewear/shapes/round/"),
            FactView("material", "Acetate"),
            FactView("frosted_tips", "Yes"),
        ),
        "features": ("Spring hinges", "Anti-reflective"),
        "fits": fits,
        "fits_derived": False,
        "videos": (VideoView("https://film.example/a.mp4", "", "product_demo", 30),),
        "models": (ModelView("https://film.example/a.glb", "glb"),),
        "rating": RatingView("4.6", "4.6", 23),
        "category": LinkView("Optical", "/eyewear/categories/optical/", 588),
        "related": tuple(card(number) for number in range(1, 5)),
        "group": "halden",
        "kind": "eyeglasses",
        "gender": "unisex",
        "delivery": "4.90",
    }
    return ProductView(**(values | changes))


def bare_product() -> ProductView:
    """Return a product of which only the name is known."""
    names = "sku gtin summary description_html badge colour material shape size group kind gender delivery"
    lists = "pictures siblings measures facts features fits videos models related"
    empty: dict[str, Any] = dict.fromkeys(names.split(), "") | dict.fromkeys(lists.split(), ())
    nothing = dict.fromkeys(["brand", "shape_link", "rating", "category"], None)
    return product(**empty, **nothing, price=NO_PRICE, fits_derived=False)


def page(kind: str, path: str = "/eyewear/", crumbs: tuple[LinkView, ...] = (), **changes: Any) -> PageView:
    """Return what the head and the layout need."""
    values: dict[str, Any] = {
        "kind": kind,
        "title": f"A {kind} page · Clearview",
        "heading": f"A {kind} page",
        "description": "What is to be seen here.",
        "path": path,
        "url": "https://shop.example" + path,
        "crumbs": crumbs,
        "robots": "",
        "picture": "",
        "picture_width": 0,
        "picture_height": 0,
        "previous": "",
        "next": "",
        "css": "",
        "scripts": (),
    }
    return PageView(**(values | changes))


def listing(kind: str, **changes: Any) -> ListView:
    """Return the first of two pages of a list."""
    keys = FACES if kind == "face_shape" else SHAPES
    links = tuple(
        LinkView(key.capitalize(), f"/eyewear/{kind}/{key}/", 100 + place, key=key) for place, key in enumerate(keys)
    )
    rules = tuple(
        FitView(key, key.capitalize(), 88 - 7 * place, "It softens straight lines.", f"/eyewear/to/{key}/", not place)
        for place, key in enumerate(SHAPES if kind == "face_shape" else FACES)
    )
    start = f"/eyewear/{kind}/{keys[0]}/"
    values: dict[str, Any] = {
        "kind": kind,
        "name": keys[0].capitalize(),
        "slug": keys[0],
        "intro_html": "<p>Two true circles and a low bridge.</p>",
        "cards": tuple(card(number) for number in range(24)),
        "total": 30,
        "first": 1,
        "number": 1,
        "pages": 2,
        "previous": "",
        "next": f"{start}2/",
        "pagination": (PageLinkView(1, start, True), PageLinkView(0, "", False), PageLinkView(2, f"{start}2/", False)),
        "children": links[:3] if kind == "category" else (),
        "siblings": links,
        "facts": (FactView("country", "Denmark"), FactView("jaw", "Soft")) if kind in ("brand", "face_shape") else (),
        "rules": rules if kind in ("frame_shape", "face_shape") else (),
    }
    return ListView(**(values | changes))


def bare_listing(kind: str) -> ListView:
    """Return a list of one product that says nothing more."""
    lists = dict.fromkeys(["pagination", "children", "siblings", "facts", "rules"], ())
    return listing(kind, **lists, intro_html="", cards=(bare_card(),), total=1, pages=1, next="")


def home(**changes: Any) -> HomeView:
    """Return a home page that has everything."""
    shapes = tuple(LinkView(key.capitalize(), f"/eyewear/shapes/{key}/", 90, key=key) for key in SHAPES)
    faces = tuple(LinkView(key.capitalize(), f"/eyewear/faces/{key}/", 90, key=key) for key in FACES)
    values: dict[str, Any] = {
        "hero": product(),
        "featured": tuple(card(number) for number in range(8)),
        "newest": tuple(card(number) for number in range(8, 13)),
        "kinds": (card(20), card(21)),
        "categories": shop().categories,
        "brands": tuple(
            LinkView(name, f"/eyewear/brands/{name.lower()}/", 9) for name in ("Brambeck", "Orrelune", "Sorvane")
        ),
        "shapes": shapes,
        "faces": faces,
        "guides": (LinkView("Size guide", "/eyewear/guides/sizes/"),),
        "products": 1000,
        "makers": 40,
        "entry": EntryView("home", "Welcome", "<p>Made with care.</p>", ()),
    }
    return HomeView(**(values | changes))


def contexts(bare: bool = False) -> dict[str, dict[str, Any]]:
    """Return a context for each page kind."""
    home_link = LinkView("Home", "/eyewear/")
    index = tuple(LinkView(name, f"/eyewear/brands/{name.lower()}/", 9) for name in ("Brambeck", "Orrelune", "Sorvane"))
    shapes = tuple(LinkView(key.capitalize(), f"/eyewear/shapes/{key}/", 90, key=key) for key in SHAPES)
    parts = "featured newest kinds categories brands shapes faces guides"
    nothing: dict[str, Any] = dict.fromkeys([*parts.split()], ())
    empty_home = home(hero=None, entry=None, products=0, makers=0, **nothing)
    shown: dict[str, dict[str, Any]] = {
        "home": {"home": empty_home if bare else home()},
        "product": {"product": bare_product() if bare else product()},
        "brands": {"index": IndexView("brands", () if bare else index)},
        "shapes": {"index": IndexView("shapes", () if bare else shapes)},
        "faces": {"guide": FaceGuideView((), ()) if bare else face_guide()},
        "sizes": {"sizes": SizeGuideView((), None) if bare else size_guide(product())},
        "guide": {"entry": EntryView("care", "Care", "", ()) if bare else entry()},
        "page": {"entry": EntryView("about", "About", "", ()) if bare else entry()},
        "not_found": {},
    }
    for kind in ("category", "brand", "frame_shape", "face_shape"):
        shown[kind] = {"listing": bare_listing(kind) if bare else listing(kind)}
    for kind, context in shown.items():
        path = "/eyewear/" if kind == "home" else f"/eyewear/{kind}/"
        crumbs = (home_link, LinkView(f"A {kind} page", path)) if kind not in ("home", "not_found") and not bare else ()
        context["shop"] = bare_shop() if bare else shop()
        context["page"] = page(kind, path, crumbs, **({"robots": "noindex"} if kind == "not_found" else {}))
    return shown
