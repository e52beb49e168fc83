"""What CI holds every change to: the only place where absolute time decides. Exits with 1 and names what failed.

Run as `python -m benchmarks.gate`; the limits are for 2 cores. Catalogs and pictures are made before any clock starts.
Ratios are of CPU time in one run, which hold on a busy machine too; what no clock sees is counted in instructions.
"""

import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from msgspec import Struct

from benchmarks import bench_machine, bench_native, instructions
from benchmarks.data import scratch, write_shop
from benchmarks.desk import make
from engine.config.schema import ShopConfig
from engine.pipeline.build import build
from engine.pipeline.report import BuildReport

FLOORS = {"bson": 30.0, "split": 3.0, "json": 8.0, "json-ascii": 15.0, "minify": 30.0}  # compiled to plain, in one run
MACHINE = {"product": 15.0, "list": 40.0}  # stock Jinja2 to the machine
UNCHANGED = 20.0  # all anew to nothing changed
ONE_PRICE = 2.5  # all anew to one price changed
LOSS = 3.0  # percent of instructions
PAGE_S = 0.1  # the slowest page
TRIES = 3  # a machine shared with others is now and then half as fast as it is


class Check(Struct, frozen=True):
    """One limit and what was measured."""

    name: str
    measured: float
    limit: float
    unit: str
    least: bool = False  # the limit is the least that passes, else the most

    @property
    def passed(self) -> bool:
        """Whether the limit was kept."""
        return self.measured >= self.limit if self.least else self.measured <= self.limit

    def line(self) -> str:
        """Return a row of the table."""
        sign = ">=" if self.least else "<="
        verdict = "ok  " if self.passed else "FAIL"
        return f"{verdict} {self.name:58} {self.measured:9.2f} {sign} {self.limit:g} {self.unit}"


def main() -> int:
    """Measure everything, print a table, and return the exit code."""
    folder = Path(tempfile.mkdtemp(prefix="storeloom-gate-", dir=scratch()))
    checks = []
    parts = (_ratios(), _machine(folder), _counted(), _incremental(folder), _hundred(folder), _thousand(folder))
    try:
        for check in chain(*parts):
            print(check.line(), flush=True)
            checks.append(check)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    failed = [check.name for check in checks if not check.passed]
    print(f"gate: {len(checks) - len(failed)} passed, {len(failed)} failed" + "".join(f"\n  {name}" for name in failed))
    return 1 if failed else 0


def _ratios() -> Iterator[Check]:
    for name, ratio in bench_native.ratios().items():
        yield Check(f"native {name}: compiled to plain", ratio, FLOORS[name], "times", least=True)


def _hundred(folder: Path) -> Iterator[Check]:
    report, seconds = _build(folder / "hundred", 100, 10.0, pictures=None, width=1024)
    yield Check("100 products, cold, pictures too", seconds, 10.0, "s")
    yield Check(f"slowest page ({report.slowest_page})", report.slowest_page_seconds * 1000, PAGE_S * 1000, "ms")


def _thousand(folder: Path) -> Iterator[Check]:
    report, seconds = _build(folder / "thousand", 1_000, 30.0, pictures=400, width=1600)
    yield Check(f"1,000 products, cold, {report.pictures.made} pictures of 1,600 px", seconds, 30.0, "s")
    yield Check(
        f"slowest page of 1,000 ({report.slowest_page})", report.slowest_page_seconds * 1000, PAGE_S * 1000, "ms"
    )


def _machine(folder: Path) -> Iterator[Check]:
    made = make(folder / "machine", bench_machine.PRODUCTS, "external")
    for _ in range(TRIES):
        times = bench_machine.microseconds(made)
        ratios = {kind: jinja / machine for kind, (machine, jinja) in times.items()}
        if all(ratios[kind] >= least for kind, least in MACHINE.items()):
            break
    for kind, (machine, jinja) in times.items():
        print(f"     a {kind} page: {machine:.1f} us by the machine, {jinja:.1f} us by Jinja2 (CPU)")
        yield Check(f"{kind} page: stock Jinja2 to the machine", ratios[kind], MACHINE[kind], "times", least=True)


def _counted() -> Iterator[Check]:
    """Count instructions where it is possible and where there are figures to compare with."""
    if lacks := instructions.missing():
        print(f"     instructions: not counted, this machine lacks {lacks}")
        return
    recorded = instructions.recorded()
    if not recorded:
        print(f"     instructions: not counted, no figures are recorded for {instructions.environment()}")
        return
    for name, count in instructions.count().items():
        more = 100 * (count / recorded[name] - 1) if name in recorded else 0.0
        if more < -LOSS or name not in recorded:
            print(f"     {name}: {count:,} instructions; `python -m benchmarks.instructions --record` writes that down")
        yield Check(f"{name}: instructions above those recorded", more, LOSS, "%")


def _incremental(folder: Path) -> Iterator[Check]:
    config = write_shop(folder / "incremental", 1_000, pictures=1, width=64, mode="off")
    build(config)
    prices = iter(range(90, 90 + TRIES))

    def reprice() -> None:
        path = folder / "incremental" / config.catalog.source / f"{config.catalog.products}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lines[700] = re.sub(r'"base_price":[\d.]+', f'"base_price":{next(prices)}.0', lines[700])
        path.write_text("".join(lines), encoding="utf-8")

    whole = _least(config, lambda: None, range(1_000, 10_000), full=True)
    same = _least(config, lambda: None, range(1))
    price = _least(config, reprice, range(1, 100))
    print(f"     1,000 products: all anew {whole:.3f} s, nothing changed {same:.4f} s, one price {price:.3f} s (CPU)")
    yield Check("1,000 products: all anew to nothing changed", whole / same, UNCHANGED, "times", least=True)
    yield Check("1,000 products: all anew to one price changed", whole / price, ONE_PRICE, "times", least=True)


def _least(config: ShopConfig, edit: Callable[[], None], files: range, *, full: bool = False) -> float:
    """Return the least CPU time of some builds, each after an edit, that write as many files as they should."""
    spent = []
    for _ in range(TRIES):
        edit()
        began = _cpu()
        report = build(config, full=full)
        spent.append(_cpu() - began)
        if report.changed not in files or bool(report.whole) != full:
            raise SystemExit(f"gate: not the build to be measured: {report.changed} files, {report.whole!r}")
    return min(spent)


def _cpu() -> float:
    """Return the CPU seconds of this process and of the workers that it has had."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _build(
    folder: Path, products: int, limit_s: float, *, pictures: int | None, width: int
) -> tuple[BuildReport, float]:
    """Build a fresh shop cold; again, up to TRIES times, while it is over its limit, and take the quickest."""
    config = write_shop(folder, products, pictures=pictures, width=width)
    runs = []
    for _ in range(TRIES):
        runs.append(_cold(folder, config, products))
        if runs[-1][1] <= limit_s and runs[-1][0].slowest_page_seconds <= PAGE_S:
            break
    return min(runs, key=lambda run: max(run[1] / limit_s, run[0].slowest_page_seconds / PAGE_S))


def _cold(folder: Path, config: ShopConfig, products: int) -> tuple[BuildReport, float]:
    """Build once from nothing; a build that did not make what it should is no measurement."""
    for made in (config.build.state, config.output.folder):
        shutil.rmtree(folder / made, ignore_errors=True)
    (folder / "urls.ledger").unlink(missing_ok=True)
    began = time.perf_counter()
    report = build(config, workers=2)
    seconds = time.perf_counter() - began
    if report.products.published != products or report.pictures.refused or report.pictures.reused:
        raise SystemExit(f"gate: the build is not what was to be measured: {report.products}, {report.pictures}")
    if len(list((folder / "site").rglob("*.html"))) != sum(report.pages.values()):
        raise SystemExit("gate: the site does not hold the pages that the build reports")
    stages = ", ".join(f"{stage.name} {stage.seconds:.2f} s ({stage.cpu_seconds:.2f} CPU)" for stage in report.stages)
    print(f"     {products} products: {stages}")
    return report, seconds


if __name__ == "__main__":
    sys.exit(main())
