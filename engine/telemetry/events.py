"""What a build tells while it runs: a tagged union of structs that the terminal, --json and the log all read."""

from collections.abc import Callable

from msgspec import Struct

from engine.telemetry.report import BuildSummary, FindingCount


class _Event(Struct, frozen=True, tag_field="event", tag=True):
    build_id: str


class BuildStarted(_Event, frozen=True, tag="build_started"):
    """A shop is about to be built."""

    shop: str
    folder: str
    source: str  # redacted
    output: str
    workers: int


class StageStarted(_Event, frozen=True, tag="stage_started"):
    """A stage begins; several may run at once."""

    stage: str
    total: int | None = None  # None: not known ahead
    unit: str = ""  # plural: products, pages, pictures


class StageProgress(_Event, frozen=True, tag="stage_progress"):
    """How far a stage is; the total may grow."""

    stage: str
    done: int
    total: int | None = None
    bytes: int = 0


class StageFinished(_Event, frozen=True, tag="stage_finished"):
    """A stage is over."""

    stage: str
    seconds: float
    cpu_seconds: float
    count: int
    bytes: int = 0
    unit: str = ""


class FindingsSummary(_Event, frozen=True, tag="findings"):
    """What vetting, planning or pictures found, by code."""

    found: tuple[FindingCount, ...]


class Warned(_Event, frozen=True, tag="warning"):
    """Something the build could do without, said in a sentence."""

    message: str


class BuildFailed(_Event, frozen=True, tag="build_failed"):
    """The build ended without a site; the previous one stands."""

    shop: str
    error: str  # class of the error: ConfigError, CatalogError ...
    message: str


class BuildFinished(_Event, frozen=True, tag="build_finished"):
    """The site is in place."""

    summary: BuildSummary


Event = (
    BuildStarted | StageStarted | StageProgress | StageFinished | FindingsSummary | Warned | BuildFailed | BuildFinished
)
Listener = Callable[[Event], None]


def ignore(_: Event) -> None:
    """Listen to nothing."""
