"""Kept results of several sizes -> an SVG with time and memory of cold builds against products, on logarithmic axes.

The colours are readable on a light and on a dark page alike; a line is named where it ends, so no legend is needed.
"""

import math
from collections.abc import Iterable
from typing import Any

# About as far from white as from black.
COLORS = {
    "storeloom": "#0c8558",
    "modern-minimal": "#557f2a",
    "hugo": "#c4521c",
    "eleventy": "#7f60d6",
    "astro": "#d62f83",
    "jinja": "#2d78c4",
    "write-limit": "#777777",
}
WIDTH, HEIGHT, LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 930, 360, 56, 34, 260, 270
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600}.grid{stroke:#8884;stroke-width:1}"
    ".line{fill:none;stroke-width:2}@media(prefers-color-scheme:dark){text{fill:#ddd}}"
)


def draw(kept: list[dict[str, Any]]) -> str:
    """Return the picture: wall time on the left, memory of all processes on the right."""
    left = _panel("Wall time of a cold build, s", _series(kept, "wall_s", min), 0)
    memory = {name: line for name, line in _series(kept, "memory_mib", max).items() if name != "write-limit"}
    right = _panel("Peak memory of all processes, MiB", memory, WIDTH // 2)
    label = "Wall time and memory of cold builds against the number of products"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f"<style>{STYLE}</style>{left}{right}</svg>\n"
    )


def _series(kept: list[dict[str, Any]], key: str, choose: Any) -> dict[str, list[tuple[int, float]]]:
    series: dict[str, list[tuple[int, float]]] = {}
    for run in sorted(kept, key=lambda run: run["products"]):
        for row in run["results"]:
            if row["phase"] == "cold" and row["right"] is not False and row["column"] in COLORS:
                series.setdefault(row["column"], []).append((run["products"], choose(row[key])))
    longest = max(map(len, series.values()), default=0)
    return {name: line for name, line in series.items() if len(line) > 1 or longest == 1}


def _panel(title: str, series: dict[str, list[tuple[int, float]]], shift: int) -> str:
    sizes = [size for line in series.values() for size, _ in line]
    values = [value for line in series.values() for _, value in line]
    across = _axis(min(sizes), max(sizes))
    up = _axis(min(values), max(values))
    parts = [f'<g transform="translate({shift + LEFT} {TOP})"><text class="title" y="-14">{title}</text>']
    for size in _powers(*across):
        x = _along(size, across) * PLOT_WIDTH
        parts.append(f'<path class="grid" d="M{x:.1f} 0V{PLOT_HEIGHT}"/>')
        parts.append(f'<text x="{x:.1f}" y="{PLOT_HEIGHT + 18}" text-anchor="middle">{size:,.0f}</text>')
    for value in _powers(*up):
        y = (1 - _along(value, up)) * PLOT_HEIGHT
        parts.append(f'<path class="grid" d="M0 {y:.1f}H{PLOT_WIDTH}"/>')
        parts.append(f'<text x="-8" y="{y + 4:.1f}" text-anchor="end">{value:,g}</text>')
    ends = {name: (1 - _along(line[-1][1], up)) * PLOT_HEIGHT for name, line in series.items()}
    names = _apart(ends)
    for name, line in series.items():
        points = [(_along(size, across) * PLOT_WIDTH, (1 - _along(value, up)) * PLOT_HEIGHT) for size, value in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path class="line" stroke="{COLORS[name]}" d="M{path}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLORS[name]}"/>' for x, y in points]
        said = f"{name} {line[-1][1]:,.3g}" if line[-1][1] < 1000 else f"{name} {line[-1][1]:,.0f}"
        x, y = points[-1][0] + 8, names[name] + 4
        parts.append(f'<text x="{x:.1f}" y="{y:.1f}" style="fill:{COLORS[name]}">{said}</text>')
    return "".join([*parts, "</g>"])


def _axis(low: float, high: float) -> tuple[float, float]:
    """Return the whole powers of ten that hold all values."""
    below, above = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))
    return below, above if above > below else 10 * below


def _powers(low: float, high: float) -> Iterable[float]:
    return (10.0**power for power in range(round(math.log10(low)), round(math.log10(high)) + 1))


def _along(value: float, axis: tuple[float, float]) -> float:
    return math.log(value / axis[0]) / math.log(axis[1] / axis[0])


def _apart(places: dict[str, float], gap: float = 14.0) -> dict[str, float]:
    """Return where names may stand so that none covers another."""
    moved: dict[str, float] = {}
    last = -gap
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        last = moved[name] = max(place, last + gap)
    return moved
