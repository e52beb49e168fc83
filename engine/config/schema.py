"""Every option of shop.toml: its type, its default and one line of what it does.

The structs are the truth: the loader validates with them, `storeloom config schema` prints them as JSON Schema and
`storeloom init` writes their descriptions as comments.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

Path = Annotated[str, Meta(min_length=1, max_length=1024)]
Pattern = Annotated[
    str,
    Meta(
        pattern=r"^/[A-Za-z0-9_\-/{}.]*$",
        max_length=200,
        extra={"expected": "a path of letters, digits, - and _ that holds {slug}, such as /products/{slug}"},
    ),
]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$", extra={"expected": "a colour such as #1a2b3c"})]
Limit = Annotated[
    str,
    Meta(pattern=r"^\d+(\.\d+)?%?$", extra={"expected": 'a number or a percentage in quotes, such as "20" or "5%"'}),
]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$", extra={"expected": "a country as ISO 3166-1 alpha-2, such as DE"})]
Money = Annotated[float, Meta(ge=0)]
Days = Annotated[int, Meta(ge=0, le=365)]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of shop.toml; an unknown key in it is an error."""


class Link(Section, frozen=True):
    """A link of the navigation or the footer."""

    label: Annotated[str, Meta(min_length=1, max_length=60, description="What the link says")]
    href: Annotated[
        str,
        Meta(min_length=1, max_length=500, description="A path of this shop (/categories/sunglasses) or an address"),
    ]


class Contact(Section, frozen=True):
    """[shop.contact]: how customers reach the shop; empty values are not shown."""

    email: Annotated[str, Meta(max_length=200, description="Shown on the contact page and in structured data")] = ""
    phone: Annotated[str, Meta(max_length=60, description="In international form: +49 30 1234567")] = ""
    street: Annotated[str, Meta(max_length=200, description="Street and number")] = ""
    postal_code: Annotated[str, Meta(max_length=20, description="Postal code")] = ""
    city: Annotated[str, Meta(max_length=100, description="Town")] = ""
    region: Annotated[str, Meta(max_length=100, description="State or province, where addresses have one")] = ""
    country: Annotated[
        str,
        Meta(
            pattern=r"^([A-Z]{2})?$",
            description="ISO 3166-1 alpha-2: DE, US",
            extra={"expected": "a country such as DE, or nothing"},
        ),
    ] = ""
    hours: Annotated[tuple[str, ...], Meta(description="Opening hours, a line each")] = ()


class Shipping(Section, frozen=True):
    """[shop.shipping]: one flat rate, told to customers and to search engines."""

    countries: Annotated[
        tuple[Country, ...], Meta(description="ISO 3166-1 alpha-2 codes; none: no shipping facts")
    ] = ()
    rate: Annotated[float, Meta(ge=0, description="Price of a delivery in shop.currency")] = 0.0
    free_from: Annotated[Money | None, Meta(description="Free at or above this order value")] = None
    handling_days: Annotated[tuple[Days, Days], Meta(description="Working days to hand over: least, most")] = (0, 1)
    transit_days: Annotated[tuple[Days, Days], Meta(description="Days on the way: least, most")] = (2, 5)


class Returns(Section, frozen=True):
    """[shop.returns]: the return policy, told to customers and to search engines."""

    days: Annotated[int, Meta(ge=0, le=3650, description="Days to return; 0: no statement")] = 0
    free: Annotated[bool, Meta(description="Whether sending back costs the customer nothing")] = False
    countries: Annotated[tuple[Country, ...], Meta(description="Where it applies; none: shop.shipping.countries")] = ()


class Shop(Section, frozen=True):
    """[shop]: the facts about the shop that every page may show."""

    name: Annotated[str, Meta(min_length=1, max_length=80, description="The shop's name")]
    base_url: Annotated[
        str,
        Meta(
            pattern=r"^https?://[^/?#\s]+(/[^?#\s]*)?$",
            description="Where the shop will be: https://shop.example or, in a folder, https://shop.example/eyewear",
            extra={
                "expected": "an address without ? and #, such as https://shop.example or https://shop.example/eyewear"
            },
        ),
    ]
    tagline: Annotated[str, Meta(max_length=120, description="One line under the name, also the home page's title")] = (
        ""
    )
    description: Annotated[str, Meta(max_length=400, description="What the shop is, for search engines")] = ""
    legal_name: Annotated[str, Meta(max_length=200, description="The company behind the shop, for structured data")] = (
        ""
    )
    locale: Annotated[
        str,
        Meta(
            pattern=r"^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$",
            description="Language and country of the pages: en-US, de-DE",
            extra={"expected": "a locale such as en-US"},
        ),
    ] = "en-US"
    currency: Annotated[
        str,
        Meta(
            pattern=r"^[A-Z]{3}$",
            description="ISO 4217; used where a product has none",
            extra={"expected": "a currency such as USD"},
        ),
    ] = "USD"
    logo: Annotated[str, Meta(description="An SVG or PNG file in the shop's folder; none: the name is set in type")] = (
        ""
    )
    colour: Annotated[Colour, Meta(description="The shop's colour, for icons and the browser's bar")] = "#101315"
    announcement: Annotated[str, Meta(max_length=160, description="A line above the header; none: no line")] = ""
    navigation: Annotated[tuple[Link, ...], Meta(description="Main menu; none: the root categories")] = ()
    footer: Annotated[tuple[Link, ...], Meta(description="More links of the footer")] = ()
    social: Annotated[tuple[str, ...], Meta(description="Addresses of the shop's profiles elsewhere")] = ()
    contact: Contact = field(default_factory=Contact)
    shipping: Shipping = field(default_factory=Shipping)
    returns: Returns = field(default_factory=Returns)


class Catalog(Section, frozen=True):
    """[catalog]: where the products come from and which of them are published."""

    source: Annotated[
        str, Meta(min_length=1, description="A folder of JSON Lines files, or a mongodb:// or mongodb+srv:// URI")
    ] = "catalog"
    database: Annotated[str, Meta(description="MongoDB database; none: the one that the URI names")] = ""
    products: Annotated[str, Meta(min_length=1, description="Collection, or file without .jsonl")] = "products"
    brands: Annotated[str, Meta(min_length=1, description="Collection, or file without .jsonl")] = "brands"
    categories: Annotated[str, Meta(min_length=1, description="Collection, or file without .jsonl")] = "categories"
    face_shapes: Annotated[str, Meta(min_length=1, description="Collection, or file without .jsonl")] = (
        "face_shape_compatibility"
    )
    category: Annotated[tuple[str, ...], Meta(description="Only products in one of these category slugs")] = ()
    brand: Annotated[tuple[str, ...], Meta(description="Only products of one of these brand slugs")] = ()
    price_min: Annotated[Money | None, Meta(description="Only products that cost at least this much")] = None
    price_max: Annotated[Money | None, Meta(description="Only products that cost at most this much")] = None
    in_stock: Annotated[bool, Meta(description="Leave out what is sold out or discontinued")] = False
    min_quality: Annotated[float, Meta(ge=0, le=1, description="Least quality.data_quality_score, 0 to 1")] = 0.0
    sort: Annotated[
        Literal["popularity", "newest", "price", "-price", "rating", "name", "id"],
        Meta(description="Order of the lists, id: that of _id; sort_order of a document goes before"),
    ] = "popularity"
    limit: Annotated[int, Meta(ge=0, description="At most this many products, in that order; 0: all")] = 0
    swatches: Annotated[
        dict[str, Colour], Meta(description="Colour of a frame = #rrggbb, before those known by name")
    ] = field(default_factory=dict)
    pipeline: Annotated[
        tuple[dict[str, Any], ...], Meta(description="MongoDB: a read-only aggregation that yields the products")
    ] = ()
    full_compare_hours: Annotated[
        float,
        Meta(ge=0, description="MongoDB: hours that builds may go by dates before one compares all documents; 0: none"),
    ] = 24.0
    fields: Annotated[dict[str, str], Meta(description="Our field = the catalog's field, both dotted")] = field(
        default_factory=dict
    )
    max_excluded: Annotated[
        Limit, Meta(description="Stop when more products than this are left out: a number or a percentage")
    ] = "50%"
    strict: Annotated[bool, Meta(description="Leave out products with any critical quality issue of their own")] = False


class Theme(Section, frozen=True):
    """[theme]: which theme, and its own settings."""

    name: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=80,
            description="A theme that Storeloom brings along, or a folder of this shop with a theme.toml",
        ),
    ] = "modern-minimal"
    settings: Annotated[dict[str, Any], Meta(description="As the theme's theme.toml declares them")] = field(
        default_factory=dict
    )
    minify: Annotated[
        bool, Meta(description="Leave out of templates what no reader of a page sees: comments and spare whitespace")
    ] = True


class Urls(Section, frozen=True):
    """[urls]: the address of each page kind; {slug} is filled in."""

    product: Annotated[Pattern, Meta(description="Product pages")] = "/products/{slug}"
    category: Annotated[Pattern, Meta(description="Category lists")] = "/categories/{slug}"
    brand: Annotated[Pattern, Meta(description="Brand lists")] = "/brands/{slug}"
    frame_shape: Annotated[Pattern, Meta(description="Frame-shape lists")] = "/shapes/{slug}"
    face_shape: Annotated[Pattern, Meta(description="Face-shape lists")] = "/faces/{slug}"
    guide: Annotated[Pattern, Meta(description="Guides")] = "/guides/{slug}"
    page: Annotated[Pattern, Meta(description="Pages of content/*.md")] = "/{slug}"
    style: Annotated[
        Literal["folder", "file"],
        Meta(description="folder: /products/a/ is products/a/index.html; file: /products/a is products/a.html"),
    ] = "folder"


class Pages(Section, frozen=True):
    """[pages]: which kinds of pages are made, and how long lists are."""

    category: Annotated[bool, Meta(description="Category lists")] = True
    everything: Annotated[bool, Meta(description="The category list of all products")] = True
    brand: Annotated[bool, Meta(description="Brand lists")] = True
    frame_shape: Annotated[bool, Meta(description="Lists by the shape of the frame")] = True
    face_shape: Annotated[bool, Meta(description="Lists by the shape of the face")] = True
    guide: Annotated[bool, Meta(description="The face-shape and size guides and content/guides/*.md")] = True
    content: Annotated[bool, Meta(description="Pages of content/*.md: about, contact, policies")] = True
    brands: Annotated[bool, Meta(description="The index of all brands")] = True
    shapes: Annotated[bool, Meta(description="The index of all frame shapes")] = True
    not_found: Annotated[bool, Meta(description="404.html")] = True
    per_page: Annotated[int, Meta(ge=1, le=500, description="Products on a page of a list")] = 24
    related: Annotated[int, Meta(ge=0, le=12, description="Related products on a product page")] = 4
    featured: Annotated[int, Meta(ge=0, le=48, description="Featured products on the home page")] = 8
    featured_by: Annotated[
        Literal["order", "popularity"],
        Meta(
            description="order: the first that can be bought, two a brand at most; "
            "popularity: those of the greatest popularity_score, whatever they are"
        ),
    ] = "order"
    newest: Annotated[int, Meta(ge=0, le=48, description="New products on the home page")] = 8
    home_brands: Annotated[int, Meta(ge=0, le=500, description="Brands on the home page, those with most products")] = (
        12
    )


class Images(Section, frozen=True):
    """[images]: where pictures come from and what is made of them."""

    mode: Annotated[
        Literal["local", "external", "off"],
        Meta(description="local: make them here; external: addresses by url_pattern; off: pages without pictures"),
    ] = "local"
    roots: Annotated[
        tuple[str, ...], Meta(description="Folders that picture paths start from; none: the catalog's")
    ] = ()
    hosts: Annotated[tuple[str, ...], Meta(description="Hosts that pictures may be fetched from")] = ()
    url_pattern: Annotated[
        str,
        Meta(
            description="mode external: https://img.example/{width}/{path} with {path} (its parts: {folder}, {stem}), "
            "{url}, {width}, {format}, {ext}"
        ),
    ] = ""
    formats: Annotated[
        tuple[Literal["avif", "webp", "jpeg"], ...],
        Meta(min_length=1, description="Made beside the one JPEG, which is always made; pages offer AVIF before WebP"),
    ] = ("avif", "jpeg")
    widths: Annotated[
        tuple[Annotated[int, Meta(ge=16, le=4096)], ...],
        Meta(min_length=1, max_length=12, description="In pixels, ascending"),
    ] = (320, 640, 1024, 1440)
    fallback_width: Annotated[int, Meta(ge=16, le=4096, description="Width of the one JPEG")] = 640
    card_widths: Annotated[
        tuple[Annotated[int, Meta(ge=16, le=4096)], ...],
        Meta(max_length=12, description="Those of widths that cards of lists offer; none: all"),
    ] = ()
    card_fallback_width: Annotated[
        int, Meta(ge=0, le=4096, description="mode external: width of the JPEG of cards; 0: fallback_width")
    ] = 0
    share_width: Annotated[
        int,
        Meta(
            ge=0,
            le=4096,
            description="mode external: width of the JPEG for link previews and structured data; 0: fallback_width",
        ),
    ] = 0
    avif_quality: Annotated[int, Meta(ge=1, le=100, description="Higher is better and larger")] = 52
    avif_effort: Annotated[int, Meta(ge=0, le=9, description="Higher is slower and smaller")] = 0
    webp_quality: Annotated[int, Meta(ge=1, le=100, description="Higher is better and larger")] = 76
    webp_effort: Annotated[int, Meta(ge=0, le=6, description="Higher is slower and smaller")] = 2
    jpeg_quality: Annotated[int, Meta(ge=1, le=100, description="Higher is better and larger")] = 72
    background: Annotated[Colour, Meta(description="Under transparent pictures where the format has no alpha")] = (
        "#ffffff"
    )
    max_megapixels: Annotated[int, Meta(ge=1, le=1000, description="Larger sources are refused by their header")] = 150
    max_megabytes: Annotated[int, Meta(ge=1, le=1000, description="Larger files are refused")] = 50
    timeout_s: Annotated[float, Meta(gt=0, description="To fetch one picture; build.job_timeout_s limits encoding")] = (
        60.0
    )
    allow_private_hosts: Annotated[bool, Meta(description="Fetch from private and loopback addresses too")] = False


class Output(Section, frozen=True):
    """[output]: where the shop goes and in what form."""

    folder: Annotated[Path, Meta(description="Relative to the shop's folder")] = "site"
    compress: Annotated[
        tuple[Literal["br", "gz"], ...], Meta(description="Pre-compressed copies beside text files")
    ] = ()
    feed: Annotated[bool, Meta(description="feed.xml for Merchant Center")] = True
    switch: Annotated[
        Literal["files", "tree"],
        Meta(
            description="How an incremental build turns: file by file, or all at one moment, "
            "which costs a hard link for each file of the site"
        ),
    ] = "files"
    extras: Annotated[
        tuple[Literal["robots", "redirects", "headers", "manifest", "icons"], ...],
        Meta(description="Files for hosts, crawlers and browsers: robots.txt, _redirects, _headers, manifest, icons"),
    ] = ("robots", "redirects", "headers", "manifest", "icons")


class Redirect(Section, frozen=True):
    """[[redirects]]: a moved address."""

    source: Annotated[
        str,
        Meta(pattern=r"^/\S*$", description="The old path: /old-name", extra={"expected": "a path such as /old-name"}),
    ]
    target: Annotated[
        str,
        Meta(
            pattern=r"^(/|https?://)\S*$",
            description="A path of this shop or an address",
            extra={"expected": "a path such as /new-name, or an address"},
        ),
    ]


class Build(Section, frozen=True):
    """[build]: what a build may use."""

    workers: Annotated[int, Meta(ge=0, le=256, description="Worker processes; 0: one a core")] = 0
    job_timeout_s: Annotated[
        float, Meta(gt=0, description="A worker at one piece of work for longer than this is ended and replaced")
    ] = 120.0
    state: Annotated[Path, Meta(description="Folder of snapshot, pictures and locks; relative to the shop's")] = (
        ".storeloom"
    )


class Limits(Section, frozen=True):
    """[limits]: what a build may take of the machine."""

    memory_mb: Annotated[
        int,
        Meta(
            ge=0,
            description="Memory of all its processes together; workers become fewer and smaller, and the build slower. "
            "0: as much as there is, or as the cgroup has",
        ),
    ] = 0


class ShopConfig(Section, frozen=True):
    """All of shop.toml."""

    shop: Shop
    catalog: Catalog = field(default_factory=Catalog)
    theme: Theme = field(default_factory=Theme)
    urls: Urls = field(default_factory=Urls)
    pages: Pages = field(default_factory=Pages)
    images: Images = field(default_factory=Images)
    output: Output = field(default_factory=Output)
    build: Build = field(default_factory=Build)
    limits: Limits = field(default_factory=Limits)
    redirects: Annotated[tuple[Redirect, ...], Meta(description="Addresses that moved")] = ()
    folder: Annotated[str, Meta(description="Set by the loader: the folder that holds shop.toml, absolute")] = ""
    origins: Annotated[
        dict[str, str], Meta(description="Set by the loader: option = who said it, where that is not the file")
    ] = field(default_factory=dict)
