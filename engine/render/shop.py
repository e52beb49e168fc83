"""shop.toml, lists and single pages -> the constants of the shop that every page may show."""

from decimal import Decimal

from engine.config.schema import Contact
from engine.render.direction import direction_of
from engine.render.scene import Scene
from engine.render.views import ContactView, LinkView, ShopView

HELP = ("shipping", "delivery", "returns", "faq")
LEGAL = ("privacy", "terms", "imprint", "cookies")


def shop_view(scene: Scene, logo: str) -> ShopView:
    """Return the constants of a shop; `logo` is the path of the published file, or empty."""
    shop = scene.config.shop
    categories = scene.lists_of("category")
    extras = scene.config.output.extras
    return ShopView(
        name=shop.name,
        tagline=shop.tagline,
        description=shop.description,
        legal_name=shop.legal_name,
        language=scene.numbers.language,
        locale=shop.locale.replace("_", "-"),
        direction=direction_of(shop.locale.replace("_", "-")),
        currency=shop.currency,
        base_url=scene.urls.address(scene.urls.base),
        home=scene.urls.path("/"),
        logo=logo,
        colour=shop.colour,
        announcement=shop.announcement,
        navigation=tuple(_link(scene, link.label, link.href) for link in shop.navigation) or _navigation(scene),
        categories=categories,
        help=_guides(scene) + _pages(scene, HELP),
        about=_pages(scene, _others(scene)),
        legal=_pages(scene, LEGAL) + tuple(_link(scene, link.label, link.href) for link in shop.footer),
        social=shop.social,
        contact=_contact(shop.contact),
        shipping_text=_shipping(scene),
        shipping_countries=shop.shipping.countries,
        handling_days=shop.shipping.handling_days,
        transit_days=shop.shipping.transit_days,
        returns_days=shop.returns.days,
        returns_free=shop.returns.free,
        returns_countries=shop.returns.countries or shop.shipping.countries,
        brands_path=scene.single_path("brands"),
        shapes_path=scene.single_path("shapes"),
        faces_path=scene.single_path("faces"),
        sizes_path=scene.single_path("sizes"),
        contact_path=scene.single_path("page", "contact"),
        icon_path=scene.urls.asset("favicon.svg") if "icons" in extras else "",
        touch_icon_path=scene.urls.asset("apple-touch-icon.png") if "icons" in extras else "",
        manifest_path=scene.urls.asset("manifest.webmanifest") if "manifest" in extras else "",
    )


def _link(scene: Scene, label: str, href: str) -> LinkView:
    return LinkView(label, scene.urls.link(href), external=not href.startswith("/") or href.startswith("//"))


def _navigation(scene: Scene) -> tuple[LinkView, ...]:
    """Return the menu of a shop that states none: the largest root categories, brands and the face-shape guide."""
    roots = sorted(scene.lists_of("category"), key=lambda link: -link.count)[:4]
    links = [link for link in scene.lists_of("category") if link in roots]
    if path := scene.single_path("brands"):
        links.append(LinkView(scene.texts["crumbs"]["brands"], path))
    if path := scene.single_path("faces"):
        links.append(LinkView(scene.texts["titles"]["faces_short"], path))
    return (*links, *_main(scene))


def _guides(scene: Scene) -> tuple[LinkView, ...]:
    links = [
        LinkView(scene.texts["titles"][kind], path) for kind in ("faces", "sizes") if (path := scene.single_path(kind))
    ]
    own = (single.route for single in scene.stage.singles if single.kind == "guide")
    return (*links, *(_entry_link(scene, route) for route in own))


def _entry_link(scene: Scene, route: str) -> LinkView:
    return LinkView(scene.stage.entries[route].title, scene.urls.path(route))


def _main(scene: Scene) -> tuple[LinkView, ...]:
    """Return the pages of prose that ask for a place in the main menu."""
    singles = (single.route for single in scene.stage.singles if single.entry)
    return tuple(_entry_link(scene, route) for route in singles if scene.stage.entries[route].menu == "main")


def _others(scene: Scene) -> tuple[str, ...]:
    slugs = [single.entry for single in scene.stage.singles if single.kind == "page"]
    return tuple(slug for slug in slugs if slug not in HELP + LEGAL)


def _pages(scene: Scene, slugs: tuple[str, ...]) -> tuple[LinkView, ...]:
    """Return the pages of prose of these slugs that ask for a place in the footer."""
    routes = {single.entry: single.route for single in scene.stage.singles if single.kind == "page"}
    shown = (routes[slug] for slug in slugs if slug in routes)
    return tuple(_entry_link(scene, route) for route in shown if scene.stage.entries[route].menu == "footer")


def _contact(contact: Contact) -> ContactView:
    digits = "".join(mark for mark in contact.phone if mark.isdigit())
    return ContactView(
        email=contact.email,
        phone=contact.phone,
        phone_link=("tel:+" if contact.phone.strip().startswith("+") else "tel:") + digits if digits else "",
        street=contact.street,
        postal_code=contact.postal_code,
        city=contact.city,
        region=contact.region,
        country=contact.country,
        hours=contact.hours,
    )


def _shipping(scene: Scene) -> str:
    shop, words = scene.config.shop, scene.texts["shipping"]
    if not shop.shipping.countries:
        return ""
    if not shop.shipping.rate:
        return words["free"]
    if shop.shipping.free_from is not None:
        return words["free_from"].format(
            amount=scene.numbers.money(Decimal(str(shop.shipping.free_from)), shop.currency)
        )
    return words["rate"].format(amount=scene.numbers.money(Decimal(str(shop.shipping.rate)), shop.currency))
