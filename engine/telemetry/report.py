"""The figures of a finished build: what it made, what it left out, and what each stage cost."""

from msgspec import Struct, field

SEVERITIES = ("critical", "high", "medium", "low")  # of findings, the most severe first


class StageReport(Struct, frozen=True, gc=False):
    """What one stage of a build did and cost."""

    name: str
    seconds: float
    cpu_seconds: float  # user and system, of this process and the workers
    count: int  # of what the stage works on: products, pages, pictures, files
    bytes: int  # written


class ProductCounts(Struct, frozen=True, gc=False, kw_only=True):
    """What became of the documents of the catalog; the five add up to what was read."""

    published: int = 0
    filtered: int = 0  # by [catalog]: category, brand, price, stock, quality, limit
    withdrawn: int = 0  # by the documents themselves: inactive, draft, archived
    excluded: int = 0  # broken; each has a critical finding, and max_excluded counts these
    crashed: int = 0  # isolated because workers died on them


class PictureCounts(Struct, frozen=True, gc=False, kw_only=True):
    """What became of the distinct pictures."""

    made: int = 0
    reused: int = 0  # the store held them
    refused: int = 0


class FindingCount(Struct, frozen=True, gc=False):
    """How often a code was found."""

    code: str
    severity: str
    count: int


class BuildSummary(Struct, frozen=True, kw_only=True):
    """A build in figures."""

    build_id: str
    shop: str
    output: str  # the folder of the site, absolute
    stages: tuple[StageReport, ...] = ()
    pages: dict[str, int] = field(default_factory=dict)  # by kind
    products: ProductCounts = ProductCounts()
    pictures: PictureCounts = PictureCounts()
    found: tuple[FindingCount, ...] = ()  # most severe first, then most frequent
    bytes: int = 0  # of the whole site
    files: int = 0
    changed: int = 0  # files that were written since the site before had others or none
    removed: int = 0  # files of the site before that are gone
    whole: str = ""  # why all of the site was made, empty when what still holds was taken over
    remade: dict[str, dict[str, int]] = field(default_factory=dict)  # kind -> why -> files that were made for it
    seconds: float = 0.0
    slowest_page: str = ""
    slowest_page_seconds: float = 0.0  # to render and write it
