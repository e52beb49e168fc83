"""A tool that only knows what has changed while it keeps running -> how long it works after each edit.

Its process is started before and is idle when an edit is written; the clock stops when it uses no processor time
anymore. So start-up and reading what is known already are not in these figures, as they are in all others.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.peers.check import check_site
from benchmarks.peers.columns import Column, Place
from benchmarks.peers.expect import RELATED_TITLE
from benchmarks.peers.measure import descendants, share_kib
from benchmarks.peers.run import OTHER_TITLE, BuildFailedError, Data, Options, Result, result_of

QUIET_S = 1.5
TICKS_S = os.sysconf("SC_CLK_TCK")


class Running:
    """A process that watches its project."""

    def __init__(self, column: Column, place: Place, timeout_s: float) -> None:
        command = column.command(place)
        self.timeout_s = timeout_s
        self.site = place.site
        self.process = subprocess.Popen(
            command.words,
            cwd=command.folder,
            env={**os.environ, **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def after(self, edit: Callable[[], object], page: str) -> dict[str, float]:
        """Make an edit and return what it took until all is quiet again; `page` is one that it must reach."""
        path = self.site / page.strip("/") / "index.html"
        before, used = _written(path), self._used_s()
        started = last = time.perf_counter()
        edit()
        spent, peak, reached = used, 0.0, False
        while not reached or time.perf_counter() - last < QUIET_S:
            time.sleep(0.02)
            reached = reached or _written(path) != before
            # A watcher at rest still takes a tick now and then.
            if (now := self._used_s()) - spent > 0.015:
                spent, last = now, time.perf_counter()
                peak = max(peak, sum(share_kib(each) for each in self._tree()) / 1024)
            if self.process.poll() is not None or time.perf_counter() - started > self.timeout_s:
                raise BuildFailedError(f"the watching process ended or took longer than {self.timeout_s:.0f} s")
        return {
            "wall_s": round(last - started, 3),
            "cpu_s": round(spent - used, 3),
            "memory_mib": round(peak, 1),
            "processes": len(self._tree()),
            "left_behind": 0,
        }

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait()

    def _tree(self) -> list[int]:
        return [self.process.pid, *descendants(self.process.pid)]

    def _used_s(self) -> float:
        total = 0
        for each in self._tree():
            try:
                fields = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            total += sum(int(field) for field in fields[11:15])
        return total / TICKS_S


def run_watch(column: Column, data: Data, options: Options) -> list[Result]:
    """Measure the edits of one column that keeps running."""
    place = Place(options.scratch / column.name)
    shutil.rmtree(place.root, ignore_errors=True)
    place.root.mkdir(parents=True)
    column.lay(place)
    column.feed(place, data.base)
    template = place.project / column.product_template
    text = template.read_text(encoding="utf-8")
    running = Running(column, place, options.timeout_s)
    results = []
    try:
        running.after(lambda: None, "/")
        for phase, states, slugs in (
            ("one", (data.base, data.one), data.slugs_one),
            ("many", (data.one, data.many), data.slugs_many),
        ):
            if phase in options.phases:
                edits = [_records(place, column, states[1 - turn % 2]) for turn in range(options.repeat | 1)]
                measures = [running.after(edit, f"/p/{slugs[0]}/") for edit in edits]
                verdict = check_site(states[1], place.site, column.rules, slugs)
                results.append(result_of(column.name, phase, measures, verdict))
        if "theme" in options.phases:
            words = [text.replace(RELATED_TITLE, OTHER_TITLE), text]
            edits = [_text(template, words[turn % 2]) for turn in range(options.repeat | 1)]
            measures = [running.after(edit, f"/p/{data.slugs_one[0]}/") for edit in edits]
            state = data.many if "many" in options.phases else data.one if "one" in options.phases else data.base
            verdict = check_site(state, place.site, replace(column.rules, related_title=OTHER_TITLE))
            results.append(result_of(column.name, "theme", measures, verdict))
    except BuildFailedError as error:
        results.append(Result(column.name, "failed", [], [], [], 0, False, [str(error)]))
    finally:
        running.stop()
        shutil.rmtree(place.root, ignore_errors=True)
    return results


def _records(place: Place, column: Column, state: Path) -> Callable[[], object]:
    """Return an edit that puts the products of a state in place in one step, and no other file."""

    def edit() -> None:
        target = place.project / column.data / "products.json"
        shutil.copyfile(state / "flat/products.json", place.root / "products.json")
        os.replace(place.root / "products.json", target)

    return edit


def _text(path: Path, text: str) -> Callable[[], object]:
    return lambda: path.write_text(text, encoding="utf-8")


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
