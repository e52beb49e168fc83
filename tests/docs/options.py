"""The schema of shop.toml -> the table of options in docs/configuration.md; run it to write the page's table anew."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import inspect, json

from engine.config.options import default_of, described, fields
from engine.config.problems import words
from engine.config.schema import ShopConfig

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
BEGIN = "<!-- options: written by `python -m tests.docs.options` -->\n"
END = "<!-- end of options -->\n"


def table() -> str:
    """Return one Markdown table a section, in the order of the schema."""
    sections: dict[str, list[str]] = {}
    for section, option, field in _options(inspect.type_info(ShopConfig), ""):
        allowed, does = (text.replace("|", "\\|") for text in (_allowed(field.type), described(field)))
        sections.setdefault(section, []).append(f"| `{option}` | {allowed} | {_default(field)} | {does} |")
    head = ["| option | value | default | what it does |", "| --- | --- | --- | --- |"]
    return "\n".join("\n".join([f"### {name}", "", *head, *rows, ""]) for name, rows in sections.items())


def parted(page: str) -> tuple[str, str, str]:
    """Return what stands before the table of a page, the table, and what follows."""
    before, _, rest = page.partition(BEGIN)
    middle, _, after = rest.partition(END)
    return before + BEGIN, middle, END + after


def _options(kind: inspect.Type, section: str) -> Iterator[tuple[str, str, inspect.Field]]:
    """Yield section, name and field of every option; tables within a table come after what is beside them."""
    tables, lists = [], []
    for field in fields(kind, section.split(".") if section else ()):
        bare = _bare(field.type)
        item = _bare(bare.item_type) if isinstance(bare, inspect.VarTupleType) else None
        place = f"{section}.{field.encode_name}".lstrip(".")
        if isinstance(bare, inspect.StructType):
            tables.append((bare, place))
        elif isinstance(item, inspect.StructType):
            lists += [(f"[[{place}]]", one.encode_name, one) for one in item.fields]
        else:
            yield f"[{section}]", field.encode_name, field
    if section:
        yield from lists
    for bare, place in tables:
        yield from _options(bare, place)
    if not section:
        yield from lists


def _bare(kind: inspect.Type) -> inspect.Type:
    return _bare(kind.type) if isinstance(kind, inspect.Metadata) else kind


def _allowed(kind: inspect.Type) -> str:
    return words(kind).replace("values, each a text", "texts")


def _default(field: inspect.Field) -> str:
    if field.required:
        return "**required**"
    value = default_of(field)
    return "none" if value is None else f"`{json.encode(value).decode()}`"


if __name__ == "__main__":
    start, _, end = parted(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(start + table() + end, encoding="utf-8")
