"""What was found in documents -> counts that are exact, lines that are right, and as many objects as a report shows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import json

from tests.shop.builder import LEAVE_OUT, Document, build_shop, product, run, write_products

ODD = {"specifications.frame.shape": "Pilot"}  # one finding: read as aviator


def frame(name: str, changes: Mapping[str, Any] = {}) -> Document:
    """Return a product in which nothing is found but what is changed."""
    return product(name, {"seo.slug": name.lower().replace(" ", "-"), **changes})


def test_a_report_holds_the_first_of_each_code_and_counts_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.pipeline.found.MOST", 2)
    report = build_shop(tmp_path, [frame(f"Frame {number}", ODD) for number in range(5)]).report
    assert [(one.code, one.severity, one.count) for one in report.found] == [("enum_normalised", "low", 5)]
    assert [finding.source_id for finding in report.findings] == ["products.jsonl:1", "products.jsonl:2"]
    assert [finding.source_id for finding in report.all_findings] == [f"products.jsonl:{line}" for line in range(1, 6)]


def test_findings_follow_their_lines_without_being_made_anew(tmp_path: Path) -> None:
    odd = [frame("Alder", ODD), frame("Birch"), frame("Cedar", ODD | {"description": LEAVE_OUT})]
    build_shop(tmp_path, odd)
    write_products(tmp_path, [frame("Ash"), b"", b"  ", *odd])
    found = [(one.source_id, one.code) for one in run(tmp_path).report.findings]
    assert found == [
        ("products.jsonl:6", "description_missing"),
        ("products.jsonl:4", "enum_normalised"),
        ("products.jsonl:6", "enum_normalised"),
    ]
    assert found == [(one.source_id, one.code) for one in run(tmp_path, full=True).report.findings]


def test_lines_are_right_whoever_reads_which_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [frame(f"Frame {number}", ODD if number % 7 == 0 else {}) for number in range(40)]
    padded = [one for line in lines for one in (json.encode(line), b"")]
    monkeypatch.setattr("engine.catalog.jsonl.SMALLEST_BYTES", 4096)
    monkeypatch.setattr("engine.catalog.jsonl.BLOCK_BYTES", 2500)
    build_shop(tmp_path, padded)
    expected = [f"products.jsonl:{2 * number + 1}" for number in range(0, 40, 7)]
    assert [one.source_id for one in run(tmp_path, full=True).report.all_findings] == expected
    assert [one.source_id for one in run(tmp_path, workers=2, full=True).report.all_findings] == expected


@pytest.mark.parametrize(
    ("spelt", "shown", "told"),
    [("TR-90 nylon", "TR-90 nylon", False), ("Stainless Steel", "Stainless steel", False), ("Alloy", "Metal", True)],
)
def test_a_material_is_told_of_when_it_is_read_as_another_word(
    tmp_path: Path, spelt: str, shown: str, told: bool
) -> None:
    built = build_shop(tmp_path, [frame("Alder", {"specifications.frame.material": spelt})])
    assert ("enum_normalised" in built.codes) == told
    assert any(shown.encode() in body for name, body in built.files.items() if name.startswith("products/"))
