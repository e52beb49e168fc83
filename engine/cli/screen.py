"""Events of a build -> a live display on a terminal, plain lines elsewhere, JSON lines for machines."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from msgspec import json

from engine.cli.figures import rate, size
from engine.telemetry.events import (
    BuildFailed,
    BuildStarted,
    Event,
    StageFinished,
    StageProgress,
    StageStarted,
    Warned,
)

if TYPE_CHECKING:
    from rich.progress import Progress


class Screen:
    """Shows how far a build is; a context manager."""

    def __init__(self, live: "Progress | None") -> None:
        """Draw on a live display, or print lines without one."""
        self._live = live
        self._tasks: dict[str, Any] = {}

    @classmethod
    def open(cls) -> Self:
        """Return a screen that is live on a terminal."""
        return cls(live() if sys.stdout.isatty() else None)

    def __enter__(self) -> Self:
        """Take the terminal; drawing begins with the first stage."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the terminal back."""
        if self._live:
            self._live.stop()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        match event:
            case BuildStarted():
                self._say(f"{event.shop}: {event.source} -> {event.output}, build {event.build_id}")
            case StageStarted():
                self.progress(event.stage, 0, event.total, event.unit)
            case StageProgress():
                self.progress(event.stage, event.done, event.total)
            case StageFinished():
                self._finish(event)
            case Warned():
                self._say(f"warning: {event.message}")
            case _:
                pass

    def progress(self, stage: str, done: int, total: int | None, unit: str = "") -> None:
        """Show how far a stage is; silent without a live display."""
        if self._live is None:
            return
        if stage not in self._tasks:
            self._live.start()  # a thread, which a process that is to be copied should not have
            self._tasks[stage] = self._live.add_task(stage, total=total, unit=unit)
        if total is None:
            self._live.update(self._tasks[stage], completed=done)
        else:
            self._live.update(self._tasks[stage], completed=done, total=total)

    def _finish(self, event: StageFinished) -> None:
        if self._live and event.stage in self._tasks:
            self._live.remove_task(self._tasks.pop(event.stage))
        parts = [f"{event.count:,} {event.unit}".strip(), f"{event.seconds:.2f} s", rate(event.count, event.seconds)]
        if event.bytes:
            parts.append(size(event.bytes))
        self._say(f"  {event.stage:<14} {', '.join(parts)}")

    def _say(self, line: str) -> None:
        if self._live:
            self._live.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, flush=True)


def live() -> "Progress":
    """Return a live display: a line a stage with bar, count, rate and time."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.text import Text

    class Rate(TextColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    return Progress(
        TextColumn("  {task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unit]}"),
        Rate(""),
        TimeElapsedColumn(),
        transient=True,
    )


def print_json(event: Event) -> None:
    """Print an event as one line of JSON."""
    print(json.encode(event).decode(), flush=True)


def failures(event: Event) -> None:
    """Print what ended a build and nothing else."""
    if isinstance(event, BuildFailed):
        for line in event.message.splitlines():
            place = "" if line.startswith(event.shop) else f"{event.shop}: "
            print(f"error: {place}{line}", file=sys.stderr, flush=True)


class Complaints:
    """Prints what builds warn of and what ended one, to stderr; nothing else."""

    def __init__(self, shop: str = "") -> None:
        """Take the name of a shop, where no event of a build will tell it."""
        self._shop = shop

    def __call__(self, event: Event) -> None:
        """Print an event that calls for somebody."""
        match event:
            case BuildStarted():
                self._shop = event.shop
            case Warned():
                for line in event.message.splitlines():
                    print(f"warning: {self._shop}: {line}", file=sys.stderr, flush=True)
            case _:
                failures(event)


def both(first: Callable[[Event], None], second: Callable[[Event], None]) -> Callable[[Event], None]:
    """Return a listener that tells both."""

    def listen(event: Event) -> None:
        first(event)
        second(event)

    return listen
