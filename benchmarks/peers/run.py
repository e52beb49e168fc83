"""Columns and a number of products -> what each build took, phase by phase, one after the other on a quiet machine.

A figure stands only when the site says what the data says: after the last build of each phase the site is checked.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from benchmarks.peers import install, limit
from benchmarks.peers.check import Verdict, check_site
from benchmarks.peers.columns import Column, Command, Place
from benchmarks.peers.edit import edit_products, spread
from benchmarks.peers.expect import RELATED_TITLE
from benchmarks.peers.generate import SEED, write_data

OTHER_TITLE = "Goes well with it"
LIMIT = "write-limit"


@dataclass(frozen=True)
class Result:
    """The builds of one column in one phase; `right` is nothing where the checker has nothing to say."""

    column: str
    phase: str
    wall_s: list[float]
    cpu_s: list[float]
    memory_mib: list[float]
    processes: int
    right: bool | None
    faults: list[str]
    pages: int = 0
    bytes: int = 0
    stages: dict[str, tuple[int, float]] = field(default_factory=dict)  # count and CPU seconds, as the tool tells them


@dataclass(frozen=True)
class Data:
    """Three states of one shop: as it was made, one product edited, and one in a hundred edited on top of that."""

    base: Path
    one: Path
    many: Path
    slugs_one: list[str]
    slugs_many: list[str]


@dataclass(frozen=True)
class Options:
    """How a run is taken."""

    size: int
    repeat: int
    phases: tuple[str, ...]
    cache: Path
    scratch: Path
    timeout_s: float
    seed: int = SEED


class BuildFailedError(Exception):
    """A build that ended with an error or not at all; the rest of its column is left out."""


def prepare(options: Options) -> Data:
    """Make the data of a size, or take what an earlier run has made."""
    above, name = options.cache / "data", f"{options.size}-{options.seed}"
    folder = above / f"{name}-{_digest()}"
    if not (folder / "slugs.json").exists():
        for other in above.glob(f"{name}-*"):
            shutil.rmtree(other)
        write_data(folder / "base", options.size, options.seed)
        shutil.copytree(folder / "base", folder / "one")
        one = edit_products(folder / "one", spread(options.size, 1))
        shutil.copytree(folder / "one", folder / "many")
        many = edit_products(folder / "many", spread(options.size, max(1, options.size // 100), turn=1))
        (folder / "slugs.json").write_text(json.dumps([one, many]), encoding="utf-8")
    one, many = json.loads((folder / "slugs.json").read_bytes())
    return Data(folder / "base", folder / "one", folder / "many", one, many)


def run_column(column: Column, data: Data, options: Options, packed: Path | None) -> list[Result]:
    """Measure one column; its first site is packed for the write limit when a folder is given for that."""
    place = Place(options.scratch / column.name)
    results: list[Result] = []
    try:
        results.append(_cold(column, place, data, options))
        if packed is not None and results[0].right:
            limit.pack(place.site, packed)
        for phase in options.phases:
            if phase != "theme" or column.product_template:
                results.append(PHASES[phase](column, place, data, options))
    except BuildFailedError as error:
        results.append(Result(column.name, "failed", [], [], [], 0, False, [str(error)]))
    finally:
        shutil.rmtree(place.root, ignore_errors=True)
    return results


def run_limit(packed: Path, options: Options) -> Result:
    """Measure how long it takes to write a packed site, and nothing else."""
    place, measures = Place(options.scratch / LIMIT), []
    for _ in range(options.repeat):
        _empty(place.root)
        place.site.mkdir()
        measures.append(measured(limit.command(options.cache, packed, place.site), place, options))
    shutil.rmtree(place.root)
    return result_of(LIMIT, "cold", measures, None)


def measured(command: Command, place: Place, options: Options) -> dict[str, float]:
    """Run a command with the clock on."""
    log = place.root.with_suffix(".log")
    script = Path(__file__).with_name("measure.py")
    words = [sys.executable, "-I", "-S", str(script), "--timeout", str(options.timeout_s), "--log", str(log), "--"]
    done = subprocess.run(
        [*words, *command.words],
        cwd=command.folder,
        env={**os.environ, **command.environment},
        capture_output=True,
        text=True,
        check=True,
    )
    measure: dict[str, float] = json.loads(done.stdout)
    if measure["code"] != 0:
        said = log.read_text(encoding="utf-8", errors="replace")[-1500:]
        raise BuildFailedError(f"{' '.join(command.words)}: ended with {measure['code']}\n{said}")
    return measure


def _cold(column: Column, place: Place, data: Data, options: Options) -> Result:
    measures = []
    for _ in range(options.repeat):
        _empty(place.root)
        place.kept.mkdir()
        column.lay(place)
        column.feed(place, data.base)
        measures.append(measured(column.command(place), place, options))
    result = result_of(column.name, "cold", measures, check_site(data.base, place.site, column.rules))
    told = Place(place.root / "told")
    told.kept.mkdir(parents=True)
    column.lay(told)
    column.feed(told, data.base)
    stages = column.stages(told)
    shutil.rmtree(told.root)
    return replace(result, stages=stages)


def _unchanged(column: Column, place: Place, data: Data, options: Options) -> Result:
    measures = [measured(column.command(place), place, options) for _ in range(options.repeat)]
    return result_of(column.name, "unchanged", measures, check_site(data.base, place.site, column.rules))


def _one(column: Column, place: Place, data: Data, options: Options) -> Result:
    return _to_and_fro(column, place, "one", (data.base, data.one), data.slugs_one, options)


def _many(column: Column, place: Place, data: Data, options: Options) -> Result:
    return _to_and_fro(column, place, "many", (data.one, data.many), data.slugs_many, options)


def _to_and_fro(
    column: Column, place: Place, phase: str, states: tuple[Path, Path], slugs: list[str], options: Options
) -> Result:
    """Build an edit, take it back, build it again; end with the edit."""
    measures = []
    for turn in range(options.repeat | 1):
        column.feed(place, states[1 - turn % 2])
        measures.append(measured(column.command(place), place, options))
    return result_of(column.name, phase, measures, check_site(states[1], place.site, column.rules, slugs))


def _theme(column: Column, place: Place, data: Data, options: Options) -> Result:
    """Build an edit of one word of the product page's template, and take it back, ending with the edit."""
    path, measures = place.project / column.product_template, []
    text = path.read_text(encoding="utf-8")
    assert RELATED_TITLE in text, f"{path}: expected {RELATED_TITLE!r} in it"
    for turn in range(options.repeat | 1):
        path.write_text(text if turn % 2 else text.replace(RELATED_TITLE, OTHER_TITLE), encoding="utf-8")
        measures.append(measured(column.command(place), place, options))
    state = data.many if "many" in options.phases else data.one if "one" in options.phases else data.base
    verdict = check_site(state, place.site, replace(column.rules, related_title=OTHER_TITLE))
    return result_of(column.name, "theme", measures, verdict)


PHASES: dict[str, Callable[[Column, Place, Data, Options], Result]] = {
    "unchanged": _unchanged,
    "one": _one,
    "many": _many,
    "theme": _theme,
}


def result_of(column: str, phase: str, measures: list[dict[str, float]], verdict: Verdict | None) -> Result:
    """Return the result of a phase out of its measures; what a faulty site took is kept and never shown."""
    result = Result(
        column,
        phase,
        wall_s=[each["wall_s"] for each in measures],
        cpu_s=[each["cpu_s"] for each in measures],
        memory_mib=[each["memory_mib"] for each in measures],
        processes=int(max(each["processes"] for each in measures)),
        right=None,
        faults=[],
    )
    if verdict is None:
        return result
    faults = list(verdict.faults[:12])
    left = int(sum(each["left_behind"] for each in measures))
    if left:
        faults.append(f"{left} processes did not end with the command")
    return replace(result, right=not faults, faults=faults, pages=verdict.pages, bytes=verdict.bytes)


def as_json(result: Result) -> dict[str, object]:
    """Return a result as it is kept."""
    return asdict(result)


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _digest() -> str:
    """Return what tells data of one generator from that of another."""
    here, names = Path(__file__).parent, ("dice", "documents", "edit", "generate", "goods", "vocabulary")
    return hashlib.sha256(b"".join((here / f"{name}.py").read_bytes() for name in names)).hexdigest()[:12]


def versions(columns: list[Column]) -> dict[str, str]:
    """Return the pinned version of every package that these columns use."""
    return {name: install.PINS[name] for column in columns for name in column.pins}
