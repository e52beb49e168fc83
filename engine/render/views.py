"""All that a template sees: flat, precomputed, frozen records, made once a product; texts ready to be shown.

Names that end in `html` hold markup that is safe to insert; every other text is escaped by the template. Paths start
with the shop's base path (`/eyewear/products/a/`), addresses (`url`) are absolute. A tuple may be empty and a text may
be empty; a field that may be None says so.

Context of a template, by page kind:
    every page      shop: ShopView · page: PageView · theme: the theme's settings · t: the theme's texts
    home            home: HomeView
    product         product: ProductView
    category, brand, frame_shape, face_shape    listing: ListView
    brands, shapes  index: IndexView (all brands; all frame shapes)
    faces           guide: FaceGuideView (the face-shape guide; guide_views.py)
    sizes           sizes: SizeGuideView (the size guide; guide_views.py)
    guide, page     entry: EntryView (content/*.md)
    not_found       nothing more
    outputs of a theme (theme.toml [[outputs]])    cards: all cards of the shop
"""

from msgspec import Struct


class LinkView(Struct, frozen=True, gc=False):
    """A link."""

    label: str
    path: str
    count: int = 0  # products behind it, 0: not counted
    external: bool = False
    key: str = ""  # of the frame or face shape it leads to, for its drawing
    summary: str = ""  # of a category or brand: its description as plain text


class SourceView(Struct, frozen=True, gc=False):
    """One `<source>`: a MIME type and its srcset."""

    type: str
    srcset: str


class PictureView(Struct, frozen=True, gc=False):
    """A picture in all its formats; the theme gives `sizes` and class."""

    src: str  # the JPEG that every browser can show
    alt: str
    sources: tuple[SourceView, ...]  # best format first
    width: int  # of the original, upright; 0 when unknown (mode external without a hint)
    height: int
    role: str  # primary, angle, detail, lifestyle
    blur: str  # data: address of a 16 px WebP, or empty
    colour: str  # dominant colour #rrggbb, or empty
    url: str  # absolute address of a JPEG, for Open Graph and structured data
    src_width: int = 0  # of the JPEG, 0 when unknown
    src_height: int = 0
    srcset: str = ""  # of the JPEG in all its widths, empty when there is one
    url_width: int = 0  # of the JPEG at `url`, 0 when unknown
    url_height: int = 0


class PriceView(Struct, frozen=True, gc=False):
    """What is charged; all empty and `on_request` when the catalog has no believable price."""

    text: str  # $184.10, in the shop's locale
    amount: str  # 184.10, plain decimal
    currency: str
    regular_text: str  # struck through when on sale, else empty
    regular_amount: str
    saving_percent: int  # 0: not on sale
    on_request: bool
    minor: int = 0  # 18410, in the smallest unit of the currency


class MeasureView(Struct, frozen=True, gc=False):
    """A measurement in millimetres (weight: grams)."""

    key: str  # frame_width, lens_width, bridge, temple, lens_height, frame_height, weight
    value: float
    text: str  # 126 mm, in the shop's locale


class FactView(Struct, frozen=True, gc=False):
    """A row of the specifications; the theme's texts name the key."""

    key: str  # sku, shape, rim, material, colour, hinge, lens_material, lens_colour, coating, uv, polarized ...
    value: str
    path: str = ""  # a list of the same, or empty


class SpecsView(Struct, frozen=True, gc=False):
    """The specifications by name, for a table that names its rows itself; short labels, empty where unknown."""

    kind: str = ""
    shape: str = ""
    rim: str = ""  # Full-rim, where the facts say "Full rim" in the shop's language
    material: str = ""
    colour: str = ""
    hinge: str = ""  # Spring
    weight: str = ""  # 24 g; this and the measures in the shop's locale
    frame_width: str = ""
    frame_height: str = ""
    lens_width: str = ""
    lens_height: str = ""
    bridge: str = ""
    temple: str = ""
    lens_material: str = ""
    lens_colour: str = ""
    uv: str = ""
    gender: str = ""
    style: str = ""
    age_group: str = ""
    polarized: bool = False
    prescription: bool = False


class FitView(Struct, frozen=True, gc=False):
    """How well the product suits a face shape."""

    face_shape: str  # key: oval, round, square, heart, diamond, oblong
    label: str
    percent: int  # 0 to 100
    reason: str  # may be empty
    path: str  # its list page, or empty when there is none
    best: bool  # on the best one only


class RatingView(Struct, frozen=True, gc=False):
    """Real ratings."""

    text: str  # 4.6
    value: str  # 4.6, plain decimal
    count: int


class CardView(Struct, frozen=True, gc=False):
    """What lists, search and related products show of a product."""

    name: str
    brand: str
    path: str
    picture: PictureView | None
    price: PriceView
    shape: str  # key
    shape_label: str
    material: str  # label, may be empty
    colour: str
    size: str  # 54–16–150, or empty
    badge: str  # sale, new, sold_out, low_stock or empty; the strongest one
    colours: tuple[str, ...]  # names of all colours it comes in, its own first; one: no siblings
    swatches: tuple[str, ...]  # #rrggbb for those of them that are known colours
    gtin: str
    sku: str
    id: str  # product_id
    slug: str = ""
    category: str = ""  # label of the primary one
    swatch: str = ""  # #rrggbb of its own colour, if it is a known one
    rating: RatingView | None = None


class SiblingView(Struct, frozen=True, gc=False):
    """The same model in another colour; the product itself is among them with current=True."""

    colour: str
    path: str
    picture: PictureView | None
    current: bool
    available: bool


class VideoView(Struct, frozen=True, gc=False):
    """A film about the product, at its own address."""

    url: str
    thumbnail: str
    kind: str
    duration_s: int


class ModelView(Struct, frozen=True, gc=False):
    """A 3D model at its own address."""

    url: str
    format: str


class ProductView(Struct, frozen=True, gc=False):
    """A product page."""

    id: str  # product_id
    name: str
    brand: LinkView | None  # path empty when there are no brand pages
    path: str
    url: str
    sku: str
    gtin: str
    summary: str
    description_html: str
    price: PriceView
    availability: str  # in_stock, low_stock, out_of_stock, discontinued
    badge: str
    pictures: tuple[PictureView, ...]  # primary first; may be empty
    siblings: tuple[SiblingView, ...]  # empty without other colours
    colour: str
    material: str
    shape: str  # key
    shape_link: LinkView | None
    size: str  # 54–16–150
    measures: tuple[MeasureView, ...]  # those that are known, in a fixed order
    facts: tuple[FactView, ...]
    features: tuple[str, ...]
    fits: tuple[FitView, ...]  # best first
    fits_derived: bool  # from rules, not measured for this product
    videos: tuple[VideoView, ...]
    models: tuple[ModelView, ...]
    rating: RatingView | None
    category: LinkView | None  # the primary one
    related: tuple[CardView, ...]
    group: str  # id that colour siblings share, empty without siblings
    kind: str  # eyeglasses, sunglasses ...
    gender: str
    delivery: str  # what it costs to have this one sent, plain decimal; empty where the shop does not say
    slug: str = ""
    available: bool = True  # in stock, and be it low
    swatch: str = ""  # #rrggbb of its colour, if it is a known one
    specs: SpecsView = SpecsView()
    coatings: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    faces: tuple[FitView, ...] = ()  # the fits in a fixed order of face shapes


class PageLinkView(Struct, frozen=True, gc=False):
    """A number of the pagination; number 0 is a gap."""

    number: int
    path: str
    current: bool


class ListView(Struct, frozen=True, gc=False):
    """A page of a list of products: category, brand, frame shape or face shape."""

    kind: str
    name: str
    slug: str
    intro_html: str  # first page only
    cards: tuple[CardView, ...]
    total: int
    first: int  # number of the first card shown, from 1; 0 when empty
    number: int  # of this page, from 1
    pages: int
    previous: str  # path, or empty
    next: str
    pagination: tuple[PageLinkView, ...]  # empty with one page
    children: tuple[LinkView, ...]  # categories below
    siblings: tuple[LinkView, ...]  # other lists of the kind at the same level, the current one among them
    facts: tuple[FactView, ...]  # of a brand: country, established ...; of a face shape: jaw, width ...
    rules: tuple[FitView, ...]  # of a face shape: its frame shapes, best first; of a frame shape: its faces
    summary: str = ""  # of a category or brand: its description as plain text, on every page


class IndexView(Struct, frozen=True, gc=False):
    """All lists of a kind: brands, frame shapes."""

    kind: str  # brands or shapes
    links: tuple[LinkView, ...]


class HeadingView(Struct, frozen=True, gc=False):
    """A heading of an entry, for a list of contents."""

    level: int
    text: str
    anchor: str


class EntryView(Struct, frozen=True, gc=False):
    """A page of prose."""

    slug: str
    title: str
    body_html: str
    headings: tuple[HeadingView, ...]


class HomeView(Struct, frozen=True, gc=False):
    """The home page."""

    hero: ProductView | None  # the best picture of the shop
    featured: tuple[CardView, ...]
    newest: tuple[CardView, ...]
    kinds: tuple[CardView, ...]  # one card for each root category, in the order of `categories`
    categories: tuple[LinkView, ...]  # root categories with counts
    brands: tuple[LinkView, ...]
    shapes: tuple[LinkView, ...]  # frame shapes with counts, in a fixed order
    faces: tuple[LinkView, ...]
    guides: tuple[LinkView, ...]
    products: int  # published
    makers: int  # brands with products
    entry: EntryView | None  # content/home.md, if there is one


class ContactView(Struct, frozen=True, gc=False):
    """How customers reach the shop; empty values are not shown."""

    email: str
    phone: str
    phone_link: str  # tel: digits
    street: str
    postal_code: str
    city: str
    region: str
    country: str
    hours: tuple[str, ...]


class ShopView(Struct, frozen=True, gc=False):
    """The same on every page: constants of the shop."""

    name: str
    tagline: str
    description: str
    legal_name: str
    language: str  # en
    locale: str  # en-US
    direction: str  # ltr or rtl
    currency: str
    base_url: str  # https://shop.example/eyewear, no slash at the end
    home: str  # /eyewear/
    logo: str  # path of the published file, or empty
    colour: str
    announcement: str
    navigation: tuple[LinkView, ...]
    categories: tuple[LinkView, ...]  # root categories
    help: tuple[LinkView, ...]  # guides, delivery, returns: content and guide pages
    about: tuple[LinkView, ...]  # about, contact ...
    legal: tuple[LinkView, ...]  # privacy, terms, imprint and shop.footer
    social: tuple[str, ...]
    contact: ContactView
    shipping_text: str  # "Free delivery from $50" or empty
    shipping_countries: tuple[str, ...]
    handling_days: tuple[int, int]
    transit_days: tuple[int, int]
    returns_days: int  # 0: no statement
    returns_free: bool
    returns_countries: tuple[str, ...]
    brands_path: str  # index of brands, or empty
    shapes_path: str
    faces_path: str  # the face-shape guide, or empty
    sizes_path: str  # the size guide, or empty
    contact_path: str  # the contact page, or empty
    icon_path: str = ""  # an SVG for the tab, or empty
    touch_icon_path: str = ""  # a PNG for the home screen of a phone, or empty
    manifest_path: str = ""  # the web manifest, or empty


class PageView(Struct, frozen=True, gc=False):
    """What the head of the page and the layout need."""

    kind: str
    title: str  # for <title>, with the shop's name
    heading: str
    description: str
    path: str
    url: str  # canonical
    crumbs: tuple[LinkView, ...]  # from the home page to this one, itself last; empty on the home page
    robots: str  # empty, or noindex
    picture: str  # absolute address for Open Graph, or empty
    picture_width: int
    picture_height: int
    previous: str  # absolute, or empty
    next: str
    css: str  # what this page kind needs, minified; for one <style>
    scripts: tuple[str, ...]  # paths of ES modules, loaded only where used
