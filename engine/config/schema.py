"""Every option of shop.toml: its type, its default and one line of what it does.

The structs are the truth: the loader validates with them, `storeloom config schema` prints them as JSON Schema and
`storeloom init` writes their descriptions as comments.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

Text = Annotated[str, Meta(max_length=400)]
Path = Annotated[str, Meta(min_length=1, max_length=1024)]
Pattern = Annotated[str, Meta(pattern=r"^/[A-Za-z0-9_\-/{}.]*$", max_length=200)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
Limit = Annotated[str, Meta(pattern=r"^\d+(\.\d+)?%?$")]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of shop.toml; an unknown key in it is an error."""


class Link(Section):
    """A link of the navigation or the footer."""

    label: Annotated[str, Meta(min_length=1, max_length=60, description="What the link says")]
    href: Annotated[
        str,
        Meta(min_length=1, max_length=500, description="A path of this shop (/categories/sunglasses) or an address"),
    ]


class Contact(Section):
    """[shop.contact]: how customers reach the shop; empty values are not shown."""

    email: Annotated[str, Meta(max_length=200, description="Shown on the contact page and in structured data")] = ""
    phone: Annotated[str, Meta(max_length=60, description="In international form: +49 30 1234567")] = ""
    street: Text = ""
    postal_code: Annotated[str, Meta(max_length=20)] = ""
    city: Annotated[str, Meta(max_length=100)] = ""
    region: Annotated[str, Meta(max_length=100)] = ""
    country: Annotated[str, Meta(pattern=r"^([A-Z]{2})?$", description="ISO 3166-1 alpha-2: DE, US")] = ""
    hours: Annotated[tuple[str, ...], Meta(description="Opening hours, a line each")] = ()


class Shipping(Section):
    """[shop.shipping]: one flat rate, told to customers and to search engines."""

    countries: Annotated[tuple[str, ...], Meta(description="ISO 3166-1 alpha-2 codes; none: no shipping facts")] = ()
    rate: Annotated[float, Meta(ge=0, description="Price of a delivery in shop.currency")] = 0.0
    free_from: Annotated[float | None, Meta(description="Free at or above this order value")] = None
    handling_days: Annotated[tuple[int, int], Meta(description="Working days to hand over: least, most")] = (0, 1)
    transit_days: Annotated[tuple[int, int], Meta(description="Days on the way: least, most")] = (2, 5)


class Returns(Section):
    """[shop.returns]: the return policy, told to customers and to search engines."""

    days: Annotated[int, Meta(ge=0, le=3650, description="Days to return; 0: no statement")] = 0
    free: Annotated[bool, Meta(description="Whether sending back costs the customer nothing")] = False
    countries: Annotated[tuple[str, ...], Meta(description="Where it applies; none: shop.shipping.countries")] = ()


class Shop(Section):
    """[shop]: the facts about the shop that every page may show."""

    name: Annotated[str, Meta(min_length=1, max_length=80, description="The shop's name")]
    base_url: Annotated[
        str,
        Meta(
            pattern=r"^https?://[^/?#\s]+(/[^?#\s]*)?$",
            description="Where the shop will be: https://shop.example or, in a folder, https://shop.example/eyewear",
        ),
    ]
    tagline: Annotated[str, Meta(max_length=120, description="One line under the name, also the home page's title")] = ""
    description: Annotated[str, Meta(max_length=400, description="What the shop is, for search engines")] = ""
    legal_name: Annotated[str, Meta(max_length=200)] = ""
    locale: Annotated[str, Meta(pattern=r"^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", description="en-US, de-DE")] = "en-US"
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$", description="ISO 4217; used where a product has none")] = "USD"
    logo: Annotated[str, Meta(description="An SVG or PNG file in the shop's folder; none: the name is set in type")] = ""
    colour: Annotated[Colour, Meta(description="The shop's colour, for icons and the browser's bar")] = "#101315"
    announcement: Annotated[str, Meta(max_length=160, description="A line above the header; none: no line")] = ""
    navigation: Annotated[tuple[Link, ...], Meta(description="Main menu; none: the root categories")] = ()
    footer: Annotated[tuple[Link, ...], Meta(description="More links of the footer")] = ()
    social: Annotated[tuple[str, ...], Meta(description="Addresses of the shop's profiles elsewhere")] = ()
    contact: Contact = field(default_factory=Contact)
    shipping: Shipping = field(default_factory=Shipping)
    returns: Returns = field(default_factory=Returns)


class Catalog(Section):
    """[catalog]: where the products come from and which of them are published."""

    source: Annotated[
        str, Meta(min_length=1, description="A folder of JSON Lines files, or a mongodb:// or mongodb+srv:// URI")
    ] = "catalog"
    database: Annotated[str, Meta(description="MongoDB database; none: the one that the URI names")] = ""
    products: Annotated[str, Meta(description="Collection, or file without .jsonl")] = "products"
    brands: str = "brands"
    categories: str = "categories"
    face_shapes: str = "face_shape_compatibility"
    category: Annotated[tuple[str, ...], Meta(description="Only products in one of these category slugs")] = ()
    brand: Annotated[tuple[str, ...], Meta(description="Only products of one of these brand slugs")] = ()
    price_min: Annotated[float | None, Meta(description="Only products that cost at least this much")] = None
    price_max: Annotated[float | None, Meta(description="Only products that cost at most this much")] = None
    in_stock: Annotated[bool, Meta(description="Leave out what is sold out or discontinued")] = False
    min_quality: Annotated[float, Meta(ge=0, le=1, description="Least quality.data_quality_score, 0 to 1")] = 0.0
    sort: Annotated[
        Literal["popularity", "newest", "price", "-price", "rating", "name"],
        Meta(description="Order of the lists; sort_order of a document goes before"),
    ] = "popularity"
    limit: Annotated[int, Meta(ge=0, description="At most this many products, in that order; 0: all")] = 0
    pipeline: Annotated[
        tuple[dict[str, Any], ...], Meta(description="MongoDB: a read-only aggregation that yields the products")
    ] = ()
    fields: Annotated[dict[str, str], Meta(description="Our field = the catalog's field, both dotted")] = field(
        default_factory=dict
    )
    max_excluded: Annotated[
        Limit, Meta(description="Stop when more products than this are left out: a number or a percentage")
    ] = "50%"
    strict: Annotated[bool, Meta(description="Leave out products with any critical quality issue of their own")] = False


class Theme(Section):
    """[theme]: which theme, and its own settings."""

    name: Annotated[str, Meta(min_length=1, max_length=80)] = "modern-minimal"
    settings: Annotated[dict[str, Any], Meta(description="As the theme's theme.toml declares them")] = field(
        default_factory=dict
    )


class Urls(Section):
    """[urls]: the address of each page kind; {slug} is filled in."""

    product: Pattern = "/products/{slug}"
    category: Pattern = "/categories/{slug}"
    brand: Pattern = "/brands/{slug}"
    frame_shape: Pattern = "/shapes/{slug}"
    face_shape: Pattern = "/faces/{slug}"
    guide: Pattern = "/guides/{slug}"
    page: Pattern = "/{slug}"
    style: Annotated[
        Literal["folder", "file"],
        Meta(description="folder: /products/a/ is products/a/index.html; file: /products/a is products/a.html"),
    ] = "folder"


class Pages(Section):
    """[pages]: which kinds of pages are made, and how long lists are."""

    category: bool = True
    brand: bool = True
    frame_shape: bool = True
    face_shape: bool = True
    guide: bool = True
    content: Annotated[bool, Meta(description="Pages of content/*.md: about, contact, policies")] = True
    per_page: Annotated[int, Meta(ge=1, le=500, description="Products on a page of a list")] = 24
    related: Annotated[int, Meta(ge=0, le=12, description="Related products on a product page")] = 4
    featured: Annotated[int, Meta(ge=0, le=48, description="Featured products on the home page")] = 8
    newest: Annotated[int, Meta(ge=0, le=48, description="New products on the home page")] = 8


class Images(Section):
    """[images]: where pictures come from and what is made of them."""

    mode: Annotated[
        Literal["local", "external", "off"],
        Meta(description="local: make them here; external: addresses by url_pattern; off: pages without pictures"),
    ] = "local"
    roots: Annotated[tuple[str, ...], Meta(description="Folders that picture paths start from; none: the catalog's")] = ()
    hosts: Annotated[tuple[str, ...], Meta(description="Hosts that pictures may be fetched from")] = ()
    url_pattern: Annotated[
        str, Meta(description="mode external: https://img.example/{width}/{path} with {path}, {url}, {width}, {format}")
    ] = ""
    formats: Annotated[
        tuple[Literal["avif", "webp", "jpeg"], ...], Meta(min_length=1, description="Best first; one JPEG is always made")
    ] = ("avif", "jpeg")
    widths: Annotated[
        tuple[Annotated[int, Meta(ge=16, le=4096)], ...], Meta(min_length=1, max_length=12, description="Pixels")
    ] = (320, 640, 1024, 1440)
    fallback_width: Annotated[int, Meta(ge=16, le=4096, description="Width of the one JPEG")] = 640
    avif_quality: Annotated[int, Meta(ge=1, le=100)] = 52
    avif_effort: Annotated[int, Meta(ge=0, le=9)] = 0
    webp_quality: Annotated[int, Meta(ge=1, le=100)] = 76
    webp_effort: Annotated[int, Meta(ge=0, le=6)] = 2
    jpeg_quality: Annotated[int, Meta(ge=1, le=100)] = 72
    background: Annotated[Colour, Meta(description="Under transparent pictures where the format has no alpha")] = "#ffffff"
    max_megapixels: Annotated[int, Meta(ge=1, le=1000, description="Larger sources are refused by their header")] = 150
    max_megabytes: Annotated[int, Meta(ge=1, le=1000, description="Larger files are refused")] = 50
    timeout_s: Annotated[float, Meta(gt=0, description="Time for one picture, fetching and encoding each")] = 60.0
    allow_private_hosts: Annotated[bool, Meta(description="Fetch from private and loopback addresses too")] = False


class Output(Section):
    """[output]: where the shop goes and in what form."""

    folder: Annotated[Path, Meta(description="Relative to the shop's folder")] = "site"
    compress: Annotated[
        tuple[Literal["br", "gz"], ...], Meta(description="Pre-compressed copies beside text files")
    ] = ()
    feed: Annotated[bool, Meta(description="feed.xml for Merchant Center")] = True


class Redirect(Section):
    """A moved address."""

    source: Annotated[str, Meta(pattern=r"^/\S*$")]
    target: Annotated[str, Meta(min_length=1)]


class Build(Section):
    """[build]: what a build may use."""

    workers: Annotated[int, Meta(ge=0, le=256, description="Worker processes; 0: one a core")] = 0
    state: Annotated[Path, Meta(description="Folder of snapshot, pictures and locks; relative to the shop's")] = (
        ".storeloom"
    )


class ShopConfig(Section):
    """All of shop.toml."""

    shop: Shop
    catalog: Catalog = field(default_factory=Catalog)
    theme: Theme = field(default_factory=Theme)
    urls: Urls = field(default_factory=Urls)
    pages: Pages = field(default_factory=Pages)
    images: Images = field(default_factory=Images)
    output: Output = field(default_factory=Output)
    build: Build = field(default_factory=Build)
    redirects: tuple[Redirect, ...] = ()
    folder: Annotated[str, Meta(description="Set by the loader: the folder that holds shop.toml, absolute")] = ""
