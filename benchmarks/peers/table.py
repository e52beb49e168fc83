"""The results of a run -> a Markdown table; of several builds of one phase the least counts, since noise only adds."""

from collections.abc import Iterable
from typing import Any

PHASES = {"unchanged": "unchanged", "one": "one changed", "many": "1 % changed", "theme": "theme edited"}
Rows = list[dict[str, Any]]


def table(results: Rows) -> str:
    """Return the tables of a run: cold builds with ratios, those after them, and stages where a tool tells them."""
    return "\n\n".join(part for part in (cold_table(results), later_table(results), stage_table(results)) if part)


def cold_table(results: Rows) -> str:
    """Return the cold builds, with how many times less than Hugo and more than the write limit they take."""
    cold = {row["column"]: row for row in results if row["phase"] == "cold"}
    hugo, limit = cold.get("hugo"), cold.get("write-limit")
    lines = [
        "| cold | wall s | CPU s | memory MiB | pages | MB | Hugo is x: wall | CPU | x the write limit: CPU | check |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, row in cold.items():
        if row["right"] is False:
            lines.append(_line([name, *["-"] * 8, "wrong"]))
            continue
        wall, cpu = min(row["wall_s"]), min(row["cpu_s"])
        cells = [
            name,
            f"{wall:.2f}",
            f"{cpu:.2f}",
            f"{max(row['memory_mib']):.0f}",
            str(row["pages"] or "-"),
            f"{row['bytes'] / 1e6:.0f}" if row["bytes"] else "-",
            _ratio(_least(hugo, "wall_s"), wall),
            _ratio(_least(hugo, "cpu_s"), cpu),
            _ratio(cpu, _least(limit, "cpu_s")),
            "right" if row["right"] else "-",
        ]
        lines.append(_line(cells))
    return "\n".join(lines)


def later_table(results: Rows) -> str:
    """Return wall and processor time of every further phase."""
    columns = list(dict.fromkeys(row["column"] for row in results if row["phase"] in PHASES))
    shown = [phase for phase in PHASES if any(row["phase"] == phase for row in results)]
    if not shown:
        return ""
    lines = [
        _line(["wall / CPU s", *(PHASES[phase] for phase in shown)]),
        _line(["---", *("---:" for _ in shown)]),
    ]
    for name in columns:
        found = {row["phase"]: row for row in results if row["column"] == name}
        lines.append(_line([name, *(_pair(found.get(phase)) for phase in shown)]))
    return "\n".join(lines)


def stage_table(results: Rows) -> str:
    """Return what each stage costs a piece: a product that is read, a page that is rendered and written."""
    told = {row["column"]: row["stages"] for row in results if row.get("stages")}
    names = list(dict.fromkeys(name for stages in told.values() for name, (count, _) in stages.items() if count))
    if not told:
        return ""
    lines = [_line(["CPU us a piece", *names]), _line(["---", *("---:" for _ in names)])]
    for column, stages in told.items():
        lines.append(_line([column, *(_each(*stages.get(name, (0, 0.0))) for name in names)]))
    return "\n".join(lines)


def faults(results: Rows) -> list[str]:
    """Return a line for whatever was not right."""
    return [f"{row['column']}, {row['phase']}: {fault}" for row in results for fault in row["faults"]]


def _each(count: int, cpu_s: float) -> str:
    return f"{cpu_s / count * 1e6:.1f}" if count else "-"


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


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
