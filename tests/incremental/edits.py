"""Dice -> a shop with a theme and options, and any change that its owner can make."""

from random import Random
from typing import Any

from engine.render.theme import KINDS
from tests.incremental import theme
from tests.incremental.goods import EDITS, Edit, Shop, first_shop

PICTURED = {"mode": "external", "url_pattern": "https://img.example/{width}/{path}"}
LOCAL = {"mode": "local", "widths": [16, 32], "fallback_width": 16, "formats": ["jpeg"]}
_LINKS = ({"label": "All", "href": "/categories/all"}, {"label": "Out", "href": "https://o.example"})
_PATTERNS = ("/{slug}", "/x/{slug}", "/products/{slug}", "/brands/{slug}", "/a-{slug}", "/info/{slug}")
_KINDS_OF_URLS = ("product", "category", "brand", "frame_shape", "face_shape", "guide", "page")
_FLAGS = (
    "not_found",
    "category",
    "everything",
    "brand",
    "frame_shape",
    "face_shape",
    "guide",
    "content",
    "brands",
    "shapes",
    "not_found",
)
OPTIONS: dict[str, tuple[Any, ...]] = {
    "shop.name": ("Lind Optik", "Zed & Sons"),
    "shop.base_url": ("https://lind.example", "https://lind.example/eyewear", "http://o.example"),
    "shop.tagline": ("", "One line"),
    "shop.description": ("", "What it is"),
    "shop.logo": ("", "logo.svg"),
    "shop.legal_name": ("", "Lind GmbH"),
    "shop.locale": ("en-US", "en-US", "en-GB", "de-DE"),
    "shop.currency": ("USD", "EUR", "JPY"),
    "shop.colour": ("#101315", "#aabbcc"),
    "shop.announcement": ("", "Closed on Monday"),
    "shop.navigation": ([], [_LINKS[0]], list(_LINKS)),
    "shop.footer": ([], [_LINKS[1]]),
    "shop.social": ([], ["https://s.example/lind"]),
    "shop.contact": ({}, {"email": "a@lind.example", "phone": "+49 30 1", "hours": ["9 to 5"]}),
    "shop.shipping": (
        {},
        {"countries": ["DE"]},
        {"countries": ["DE"], "rate": 5.5},
        {"countries": ["DE"], "rate": 4, "free_from": 100},
    ),
    "shop.returns": ({}, {"days": 14, "free": True}),
    "catalog.category": ([], [], ["glasses"]),
    "catalog.brand": ([], [], ["lind"]),
    "catalog.price_min": (0, 0, 15),
    "catalog.price_max": (100000, 100000, 500),
    "catalog.in_stock": (False, False, True),
    "catalog.min_quality": (0, 0, 0.5),
    "catalog.sort": ("popularity", "newest", "price", "-price", "rating", "name", "id"),
    "catalog.limit": (0, 0, 5, 3),
    "catalog.strict": (False, True),
    "catalog.fields": ({}, {}, {"short_description": "description"}),
    "catalog.swatches": ({}, {"Honey": "#c98a2b"}, {"Honey": "#000000", "Olive": "#111111"}),
    "catalog.max_excluded": ("100%", "90%"),
    "theme.minify": (True, False),
    "theme.settings": ({}, {"accent": "#000000"}, {"line": "wavy"}),
    **{f"urls.{kind}": (f"/{kind}/{{slug}}", *_PATTERNS) for kind in _KINDS_OF_URLS},
    "urls.style": ("folder", "file"),
    **{f"pages.{name}": (True, True, False) for name in _FLAGS},
    "pages.per_page": (2, 3, 24),
    "pages.related": (0, 2, 4),
    "pages.featured": (0, 3, 8),
    "pages.featured_by": ("order", "popularity"),
    "pages.newest": (0, 2, 8),
    "pages.home_brands": (0, 1, 12),
    "images": (
        {"mode": "off"},
        PICTURED,
        PICTURED,
        PICTURED | {"url_pattern": "/img/{stem}-{width}.{ext}"},
        PICTURED | {"widths": [320, 640]},
        LOCAL,
        LOCAL | {"widths": [16]},
    ),
    "output.compress": ([], [], ["gz"], ["br", "gz"]),
    "output.feed": (True, False),
    "output.switch": ("files", "tree"),
    "output.extras": (
        ["icons", "manifest"],
        [],
        ["robots", "redirects"],
        ["redirects", "headers", "manifest"],
        ["robots", "headers"],
    ),
    "redirects": ([], [{"source": "/old", "target": "/categories/all"}]),
}
_PROSE = ("content/about.md", "content/home.md", "content/guides/fit.md", "content/contact.md", "content/privacy.md")
_STATIC = (
    "static/a",
    "static/a/b.txt",
    "static/deep/er/c.html",
    "static/robots.txt",
    "static/x/index.html",
    "logo.svg",
)
_OVERRIDES = (
    "base.css",
    "locales/en.toml",
    "assets/note.txt",
    "theme.toml",
    theme.TILE,
    *(f"pages/{kind}.html" for kind in KINDS),
)


_LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'


def new_shop(dice: Random) -> Shop:
    """Return a shop before its first build."""
    shop = first_shop(dice)
    shop.options = {
        "shop.name": "Lind Optik",
        "shop.base_url": "https://lind.example",
        "theme.name": theme.FOLDER,
        "catalog.max_excluded": "100%",
        "images": PICTURED,
        "output.extras": ["robots", "redirects"],
        "pages.per_page": 3,
    }
    shop.files = {f"{theme.FOLDER}/{name}": body for name, body in theme.whole_theme(dice).items()}
    shop.files["logo.svg"] = _LOGO
    for _ in range(3):
        _prose(dice, shop)
    return shop


def edit(dice: Random, shop: Shop) -> list[str]:
    """Change a shop, mostly in one thing, and return what was changed."""
    count = dice.choice((1, 1, 1, 1, 2, 5))
    return [
        dice.choices((_goods, _option, _prose, _static, _theme), (10, 10, 1, 1, 2))[0](dice, shop) for _ in range(count)
    ]


def _goods(dice: Random, shop: Shop) -> str:
    chosen: Edit = dice.choice(EDITS)
    return chosen(dice, shop)


def _option(dice: Random, shop: Shop) -> str:
    name = dice.choice(list(OPTIONS))
    shop.options[name] = dice.choice(OPTIONS[name])
    return f"{name} = {shop.options[name]!r:.80}"


def _prose(dice: Random, shop: Shop) -> str:
    name = dice.choice(_PROSE)
    if name in shop.files and dice.random() < 0.3:
        del shop.files[name]
        return f"{name} removed"
    menu = dice.choice(("", 'navigation = "main"\n', 'navigation = "footer"\n'))
    number = dice.randrange(9)
    lines = f'title = "Title {number}"\ndescription = "D{dice.randrange(3)}"\n{menu}order = {dice.randrange(3)}\n'
    shop.files[name] = f"+++\n{lines}+++\n\n## Heading\n\nProse {number}, [all](/categories/all).\n".encode()
    return f"{name} written"


def _static(dice: Random, shop: Shop) -> str:
    name = dice.choice(_STATIC)
    if name in shop.files:
        if dice.random() < 0.6:
            del shop.files[name]
            return f"{name} removed"
    else:
        for other in [other for other in shop.files if other.startswith(f"{name}/") or name.startswith(f"{other}/")]:
            del shop.files[other]
    shop.files[name] = (
        _LOGO + b" " * dice.randrange(3) if name == "logo.svg" else dice.choice((b"one", b"two", b"three" * 99))
    )
    return f"{name} written"


def _theme(dice: Random, shop: Shop) -> str:
    own = dice.random() < 0.6
    folder = theme.FOLDER if own else "theme"
    name = dice.choice(_OVERRIDES + (("outputs/cards.txt", "components/tile.css") if own else ()))
    path = f"{folder}/{name}"
    if not own and path in shop.files and dice.random() < 0.5:
        del shop.files[path]
        return f"{path} removed"
    shop.files[path] = _fresh(dice, name).encode()
    return f"{path} written"


def _fresh(dice: Random, name: str) -> str:
    if name.startswith("pages/"):
        return theme.page(name[len("pages/") : -len(".html")], dice)
    if name.endswith(".css"):
        return theme.base(dice)
    made = {
        "locales/en.toml": theme.words,
        "theme.toml": theme.declaration,
        theme.TILE: theme.tile,
        "outputs/cards.txt": theme.output,
    }
    return made[name](dice) if name in made else str(dice.random())
