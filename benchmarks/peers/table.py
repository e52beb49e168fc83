"""The results of a run -> a Markdown table; of several builds of one phase the least counts, since noise only adds."""

from collections.abc import Iterable
from typing import Any

PHASES = {"unchanged": "unchanged", "one": "one changed", "many": "1 % changed", "theme": "theme edited"}
Rows = list[dict[str, Any]]


def table(results: Rows) -> str:
    """Return both tables of a run: the cold build with ratios, and the builds after it."""
    return f"{cold_table(results)}\n\n{later_table(results)}\n"


def cold_table(results: Rows) -> str:
    """Return the cold builds, with how many times less than Hugo and more than the write limit they take."""
    cold = {row["column"]: row for row in results if row["phase"] == "cold"}
    hugo, limit = cold.get("hugo"), cold.get("write-limit")
    lines = [
        "| cold | wall s | CPU s | memory MiB | pages | MB | Hugo is x: wall | CPU | x the write limit: CPU | check |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, row in cold.items():
        wall, cpu = min(row["wall_s"]), min(row["cpu_s"])
        cells = [
            name,
            f"{wall:.2f}",
            f"{cpu:.2f}",
            f"{max(row['memory_mib']):.0f}",
            str(row["pages"] or ""),
            f"{row['bytes'] / 1e6:.0f}" if row["bytes"] else "",
            _ratio(_least(hugo, "wall_s"), wall),
            _ratio(_least(hugo, "cpu_s"), cpu),
            _ratio(cpu, _least(limit, "cpu_s")),
            _said(row),
        ]
        lines.append(_line(cells))
    return "\n".join(lines)


def later_table(results: Rows) -> str:
    """Return wall and processor time of every further phase."""
    columns = list(dict.fromkeys(row["column"] for row in results if row["phase"] in PHASES))
    shown = [phase for phase in PHASES if any(row["phase"] == phase for row in results)]
    lines = [
        _line(["wall / CPU s", *(PHASES[phase] for phase in shown)]),
        _line(["---", *("---:" for _ in shown)]),
    ]
    for name in columns:
        found = {row["phase"]: row for row in results if row["column"] == name}
        lines.append(_line([name, *(_pair(found.get(phase)) for phase in shown)]))
    return "\n".join(lines)


def faults(results: Rows) -> list[str]:
    """Return a line for whatever was not right."""
    return [f"{row['column']}, {row['phase']}: {fault}" for row in results for fault in row["faults"]]


def _pair(row: dict[str, Any] | None) -> str:
    if row is None:
        return "-"
    if row["right"] is False:
        return "wrong"
    return f"{min(row['wall_s']):.2f} / {min(row['cpu_s']):.2f}"


def _least(row: dict[str, Any] | None, key: str) -> float:
    return min(row[key]) if row and row["right"] is not False else 0.0


def _ratio(above: float, below: float) -> str:
    return f"{above / below:.1f}" if above and below else "-"


def _said(row: dict[str, Any]) -> str:
    return {None: "-", True: "right", False: "wrong"}[row["right"]]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
