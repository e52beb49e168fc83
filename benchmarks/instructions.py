"""Fixed pieces of work -> how many instructions they take, beside recorded figures: losses too small for any clock.

valgrind's callgrind counts, in a process of its own where addresses and hashes are always the same. A figure holds for
one Python and its compilers and libraries. `python -m benchmarks.instructions` prints what it counts, `--record` writes
it down, for the change that has a reason to cost more or that has made something cheaper.
"""

import json
import os
import pickle
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from benchmarks.counted import Work
from benchmarks.data import scratch
from benchmarks.desk import Made, make
from engine.pipeline.jobs import Know, MakeCards, RenderLists, RenderProducts, Show, Vet
from native import machine

PRODUCTS = 250
PAGES = 50
PIECES = 6
RANGES = 6  # of about 16 products each
FIRST_PACK = 80  # packs from this number on are nobody else's
RECORD = Path(__file__).with_name("instructions.json")
SOURCE = Path(__file__).with_name("counted.c")
LIBRARIES = ("jinja2", "markupsafe", "msgspec", "xxhash")
HEADER = "/usr/include/valgrind/callgrind.h"


def missing() -> str:
    """Return what this machine lacks to count, empty: nothing."""
    lacks = [tool for tool in ("valgrind", "setarch", "cc") if shutil.which(tool) is None]
    if not lacks and not os.path.exists(HEADER):
        lacks = [HEADER]
    if not lacks and subprocess.run(["setarch", "-R", "true"], capture_output=True, check=False).returncode:
        lacks = ["leave to fix addresses (setarch -R)"]
    return ", ".join(lacks)


def environment() -> str:
    """Return what figures depend on beside the code of this project."""
    configured = sysconfig.get_config_var("CONFIG_ARGS") or ""
    options = re.findall(r"--(enable-optimizations|with-lto|enable-shared)", configured)
    code = Path(machine.__file__).read_bytes()
    compiler = re.findall(rb"GCC: \([^)]*\) [\d.]+|clang version [\d.]+", code)
    cython = re.findall(rb"_cython_(\d+_\d+_\w+?)\b", code)
    return "; ".join(
        (
            f"Python {platform.python_version()} of {' '.join((platform.python_compiler(), *sorted(set(options))))}",
            f"{platform.machine()} {' '.join(platform.libc_ver())}",
            f"native of {', '.join(sorted({each.decode() for each in compiler}))}",
            f"Cython {', '.join(sorted({each.decode().replace('_', '.') for each in cython}))}",
            *(f"{name} {version(name)}" for name in LIBRARIES),
        )
    )


def recorded() -> dict[str, int]:
    """Return the figures that were written down for this environment; none: it is not known."""
    return _record().get(environment(), {})


def count() -> dict[str, int]:
    """Return how many instructions each piece of work takes."""
    folder = Path(tempfile.mkdtemp(prefix="storeloom-count-", dir=scratch()))
    try:
        (folder / "work").write_bytes(pickle.dumps(_work(make(folder / "shop", PRODUCTS, "external"))))
        library = str(folder / "counted.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, str(SOURCE)], check=True)
        _valgrind(folder, library)
        found = {}
        for path in folder.glob("out.*"):
            text = path.read_text(encoding="utf-8")
            name = re.search(r"Trigger: Client Request: (.+)", text)
            total = re.search(r"^summary: (\d+)", text, re.MULTILINE)
            if name and total:
                found[name[1].strip()] = int(total[1])
        if len(found) != PIECES:
            raise SystemExit(f"instructions: expected {PIECES} pieces of work to be counted, got {sorted(found)}")
        return dict(sorted(found.items()))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _work(made: Made) -> Work:
    desk = made.desk
    vet = [job for job, _ in desk.done[Vet]][: 2 * RANGES]
    rows, pages = desk.done[RenderProducts][0]
    cards, _ = desk.done[MakeCards][0]
    parts, lists = desk.done[RenderLists][0]
    half = len(parts.parts) // 2
    return Work(
        setup=replace(desk.setup, first_pack=FIRST_PACK),
        know=desk.told[Know],
        show=desk.told[Show],
        jobs={
            "vet": (vet[:RANGES], vet[RANGES:]),
            "cards": ([_rows(cards, 0)], [_rows(cards, 1)]),
            "products": ([_rows(rows, 0)], [_rows(rows, 1)]),
            "lists": ([RenderLists(parts.parts[:half])], [RenderLists(parts.parts[half:])]),
        },
        digests={
            "products": [pages.digests[16 * PAGES : 32 * PAGES]],
            "lists": [lists.digests[16 * half :]],
        },
        machine=(_rows(rows, 0), _rows(rows, 1)),
    )


def _rows(job: Any, part: int) -> Any:
    """Return a job for some of its rows."""
    return replace(job, rows=job.rows[4 * PAGES * part : 4 * PAGES * (part + 1)])


def _valgrind(folder: Path, library: str) -> None:
    """Run the work where nothing differs from one time to the next: no addresses, no hashes, no environment."""
    command = [
        *("setarch", "-R", "valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no"),
        f"--callgrind-out-file={folder / 'out'}",
        *(sys.executable, "-m", "benchmarks.counted", str(folder / "work"), library),
    ]
    fixed = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, env=fixed, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"instructions: the counted program failed:\n{done.stderr or done.stdout}")


def _record() -> dict[str, dict[str, int]]:
    figures: dict[str, dict[str, int]] = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    return figures


def main(arguments: list[str]) -> int:
    """Count, print, and write down what was counted if asked to."""
    if lacks := missing():
        print(f"instructions: cannot count here: {lacks}")
        return 1
    found, before = count(), recorded()
    print(environment())
    for name, counted in found.items():
        beside = f"{100 * (counted / before[name] - 1):+.2f} %" if name in before else "not recorded"
        print(f"  {name:10} {counted:14,} {beside}")
    if "--record" in arguments:
        everything = {**_record(), environment(): found}
        RECORD.write_text(json.dumps(everything, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
