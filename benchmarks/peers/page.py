"""The measured shop, by both of its themes -> what one page costs by the machine and by Jinja2, as a table.

Views are made before the clock starts, and both must give the same bytes with minifying off, else nothing is timed.
"""

import shutil
import tempfile
from pathlib import Path

from benchmarks.bench_machine import microseconds
from benchmarks.data import scratch
from benchmarks.desk import make_of
from benchmarks.peers.generate import write_data
from engine.config.load import load

PROJECTS = {"storeloom": "shop", "modern-minimal": "projects/modern-minimal"}
PRODUCTS = 1_000


def pages() -> str:
    """Return a table of microseconds of CPU time a page."""
    lines = ["| theme | page | the machine, us | stock Jinja2, us |", "| --- | --- | --- | --- |"]
    with tempfile.TemporaryDirectory(prefix="storeloom-page-", dir=scratch()) as folder:
        data = Path(folder, "data")
        write_data(data, PRODUCTS)
        for name, project in PROJECTS.items():
            shop = Path(folder, name)
            shutil.copytree(Path(__file__).parent / project, shop)
            shutil.copytree(data / "catalog", shop / "catalog")
            made = make_of(load(shop, environment={}), shop)
            for kind, (machine, jinja) in microseconds(made).items():
                lines.append(f"| {name} | {kind} | {machine:.1f} | {jinja:.0f} |")
    return "\n".join(lines)
