"""The pages of docs/ and the program -> nothing that one says and the other does not have."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from engine.cli.app import app, main
from tests.docs.options import parted, table

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"[a-z]+(_[a-z]+)+")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def test_the_table_of_options_is_that_of_the_schema() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert parted(page)[1] == table(), "run `python -m tests.docs.options`"


def test_every_finding_has_a_row_and_every_row_a_finding() -> None:
    page = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", page.partition("## Findings")[2], re.MULTILINE)
    assert sorted(rows) == sorted(set(_codes()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_one_that_the_program_has(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r"^\s*(?:\.venv/bin/)?(storeloom .*)$", "\n".join(FENCED.findall(text)), re.MULTILINE)
    inline = re.findall(r"`(?:\.venv/bin/)?(storeloom [^`]*)`", FENCED.sub("", text))
    assert [(command, fault) for command in (*shown, *inline) if (fault := _fault(command))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_target_of_make_is_there(page: Path) -> None:
    wanted = set(re.findall(r"(?:`|^|&& )make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    targets = re.findall(r"^([a-z-]+(?: [a-z-]+)*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert wanted <= {name for line in targets for name in line.split()}


def test_the_shop_of_the_tutorial_is_as_the_tutorial_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    files = re.findall(r"^`(optics/\S+)`\n\n```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    told = re.findall(r"^  \w+ .*$", page.partition("## 3. Check")[2].partition("## 4.")[0], re.MULTILINE)
    assert main(["init", "optics", "--name", "Harbour Optics", "--base-url", "https://harbour.example"]) == 0
    for name, text in files:
        Path(name).write_text(text, encoding="utf-8")
    assert (len(files), len(told), main(["check", "optics", "--set", "images.mode=off"])) == (3, 5, 1)
    shown = capsys.readouterr().out.splitlines()
    assert [line for line in told if line not in shown] == []


def _anchors(file: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", FENCED.sub("", file.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _fault(command: str) -> str:
    """Return what the program does not know of a command line, nothing when it knows all."""
    words = [word for word in shlex.split(command, comments=True)[1:] if word != "|"]
    place: click.Command = app
    while isinstance(place, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        context = click.Context(place)
        if name not in place.list_commands(context):
            return name
        place = place.get_command(context, name) or place
    known = {option for parameter in place.params for option in parameter.opts} | {"--help"}
    return next((word for word in words if word.startswith("--") and word not in known), "")


def _codes() -> Iterator[str]:
    """Yield the text of every code that a finding can have, read out of the sources."""
    for file in sorted((ROOT / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for place in _places(node):
                for value in ast.walk(place):
                    if isinstance(value, ast.Constant) and CODE.fullmatch(str(value.value)):
                        yield str(value.value)


def _places(node: ast.AST) -> list[ast.expr]:
    """Return the expressions of a node in which the code of a finding may stand."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "add" and len(node.args) > 3:
            return [node.args[1]]
        if name in ("Refusal", "_refused"):
            return node.args[:1]
        return [word.value for word in node.keywords if name == "Finding" and word.arg == "code"]
    if isinstance(node, ast.Assign):
        names = {getattr(part, "id", "") for target in node.targets for part in ast.walk(target)}
        return [node.value] if names & {"code", "damage"} else []
    if isinstance(node, ast.FunctionDef) and "code" in (ast.get_docstring(node) or ""):
        return [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
    return []
