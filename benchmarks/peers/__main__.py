"""The command line of the comparison: sizes and columns in, tables and results.json out.

python -m benchmarks.peers 1000                          every column
python -m benchmarks.peers 10000 storeloom hugo          these
python -m benchmarks.peers 10000 --phases cold,one hugo
python -m benchmarks.peers tables                        what was measured so far
python -m benchmarks.peers plot FILE.svg                 a plot of it
python -m benchmarks.peers page                          what one page costs by the machine and by Jinja2
python -m benchmarks.peers database 100000               builds from a MongoDB that find nothing or one edit
"""

import argparse
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.data import scratch
from benchmarks.machine import facts
from benchmarks.peers import install
from benchmarks.peers.columns import ALL, Column
from benchmarks.peers.database import database
from benchmarks.peers.page import pages
from benchmarks.peers.plot import draw
from benchmarks.peers.run import LIMIT, PHASES, Options, as_json, prepare, run_column, run_limit, versions
from benchmarks.peers.table import Rows, faults, table
from benchmarks.peers.watch import run_watch

REPEATS = {1_000: 5, 10_000: 3}
EDITS = 5  # of a database, the least of them counts
PATIENCE_S = 1800.0


def main() -> int:
    """Run what was asked for and say what came of it."""
    if sys.argv[1:2] == ["plot"]:
        Path(sys.argv[2]).write_text(draw(kept()), encoding="utf-8")
        return 0
    if sys.argv[1:2] == ["tables"]:
        print("\n\n".join(f"## {run['products']:,} products\n\n{table(run['results'])}" for run in kept()))
        return 0
    if sys.argv[1:2] == ["page"]:
        print(pages())
        return 0
    if sys.argv[1:2] == ["database"]:
        with tempfile.TemporaryDirectory(prefix="storeloom-peers-", dir=scratch()) as folder:
            options = Options(int(sys.argv[2]), EDITS, (), install.cache_folder(), Path(folder), PATIENCE_S)
            print(database(options))
        return 0
    names = [column.name for column in ALL]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int, help="how many products")
    parser.add_argument("columns", nargs="*", choices=[*names, []], help=f"of {', '.join(names)}; none: all")
    parser.add_argument("--phases", default=",".join(PHASES), help="after the cold build; an empty one: none")
    parser.add_argument("--repeat", type=int, help="builds of each phase; the least counts")
    parser.add_argument("--timeout", type=float, default=PATIENCE_S, help="seconds that a build may take")
    parser.add_argument("--scratch", default=scratch(), help="where sites are built: memory, best")
    given = parser.parse_intermixed_args()
    repeat = given.repeat or next((times for size, times in REPEATS.items() if given.size <= size), 1)
    phases = tuple(phase for phase in given.phases.split(",") if phase in PHASES)
    cache = install.cache_folder()
    with tempfile.TemporaryDirectory(prefix="storeloom-peers-", dir=given.scratch) as folder:
        options = Options(given.size, repeat, phases, cache, Path(folder), given.timeout)
        return compare(options, [column(cache) for column in ALL if column.name in (given.columns or names)])


def compare(options: Options, columns: list[Column]) -> int:
    """Measure the columns one after the other, print the tables and keep the results."""
    for column in columns:
        print(f"install {column.name}", file=sys.stderr)
        column.install()
    if (load := os.getloadavg()[0]) > 0.5:
        print(
            f"this machine is at work (load {load:.1f}): processor times are too high, wall times worthless",
            file=sys.stderr,
        )
    data, packed = prepare(options), options.scratch / "packed"
    results: Rows = []
    packer = ""
    for column in columns:
        print(f"build {column.name}", file=sys.stderr)
        if column.watches:
            results += map(as_json, run_watch(column, data, options))
            continue
        first = not packer and not column.rules.own_theme
        found = run_column(column, data, options, packed if first else None)
        packer = column.name if first and found[0].right else packer
        results += map(as_json, found)
    if packer:
        results.append(as_json(run_limit(packed, options)))
    record = {
        "products": options.size,
        "seed": options.seed,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": facts(options.scratch),
        "load_before": round(load, 2),
        "versions": versions(columns),
        "limit_of": packer,
        "results": results,
    }
    target = options.cache / "results" / f"{options.size}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"{options.size:,} products, {LIMIT} of the files of {packer or 'none'}\n\n{table(results)}\n")
    wrong = faults(results)
    print("\n".join([*wrong, f"results: {target}"]), file=sys.stderr)
    return bool(wrong)


def kept() -> list[dict[str, Any]]:
    """Return the last results of every size, the smallest first."""
    paths = (install.cache_folder() / "results").glob("*.json")
    return [json.loads(path.read_bytes()) for path in sorted(paths, key=lambda path: int(path.stem))]


if __name__ == "__main__":
    sys.exit(main())
