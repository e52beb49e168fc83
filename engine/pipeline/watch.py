"""Stages of a build -> events while they run, and what each cost."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.telemetry.events import Event, Listener, StageFinished, StageProgress, StageStarted, Warned
from engine.telemetry.report import StageReport

EVERY_S = 0.1  # between two events of progress


class Progress:
    """What a stage counts while it runs."""

    def __init__(self, watch: "Watch", stage: str, total: int | None) -> None:
        self._watch = watch
        self._stage = stage
        self._told = 0.0
        self.total = total
        self.done = 0
        self.bytes = 0

    def add(self, count: int, size: int = 0) -> None:
        """Count what was done, and tell it now and then."""
        self.done += count
        self.bytes += size
        now = time.monotonic()
        if now - self._told >= EVERY_S:
            self._told = now
            self._watch.tell(StageProgress(self._watch.build_id, self._stage, self.done, self.total, self.bytes))


class Watch:
    """The listener of one build, and its stages so far."""

    def __init__(self, build_id: str, listen: Listener, worker_cpu: Callable[[], float] = lambda: 0.0) -> None:
        self.build_id = build_id
        self.tell: Callable[[Event], None] = listen
        self.worker_cpu = worker_cpu
        self.stages: list[StageReport] = []

    def warn(self, message: str) -> None:
        """Say something that the build can do without."""
        self.tell(Warned(self.build_id, message))

    @contextmanager
    def stage(self, name: str, unit: str, total: int | None = None) -> Iterator[Progress]:
        """Time a stage; what is raised in it is no finished stage."""
        progress = Progress(self, name, total)
        self.tell(StageStarted(self.build_id, name, total, unit))
        wall, cpu = time.perf_counter(), self._cpu()
        yield progress
        seconds, cpu_seconds = time.perf_counter() - wall, max(0.0, self._cpu() - cpu)
        self._add(StageReport(name, seconds, cpu_seconds, progress.done, progress.bytes))
        self.tell(StageFinished(self.build_id, name, seconds, cpu_seconds, progress.done, progress.bytes, unit))

    def _add(self, stage: StageReport) -> None:
        """Count a stage that ran before, since a product had to be left out, as one."""
        for number, earlier in enumerate(self.stages):
            if earlier.name == stage.name:
                seconds, cpu = earlier.seconds + stage.seconds, earlier.cpu_seconds + stage.cpu_seconds
                self.stages[number] = StageReport(stage.name, seconds, cpu, stage.count, stage.bytes)
                return
        self.stages.append(stage)

    def _cpu(self) -> float:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime + self.worker_cpu()
