"""The schema -> a shop.toml that shows every option as a comment with its default, and sets what has none."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from msgspec import inspect, json

from engine.config.options import default_of, described, fields
from engine.config.problems import words
from engine.config.schema import ShopConfig

INTRO = """\
# The configuration of this shop. Each option stands here with its default behind a #;
# take the # away to change one. `storeloom config show` prints what is in force,
# `storeloom check` says what is wrong. Every option may come from the environment too
# (STORELOOM_SHOP__BASE_URL=...), which is the place for a database's password.
"""
WIDTH = 100


def shop_toml(values: Mapping[str, str]) -> str:
    """Return the text of a shop.toml; values hold `shop.name` and others that are set."""
    root = inspect.type_info(ShopConfig)
    assert isinstance(root, inspect.StructType)
    lines = [*INTRO.splitlines(), ""]
    for field in fields(root):
        lines += _table(field, (field.encode_name,), values)
    return "\n".join(lines).rstrip() + "\n"


def _table(field: inspect.Field, path: tuple[str, ...], values: Mapping[str, str]) -> Iterator[str]:
    kind = field.type.type if isinstance(field.type, inspect.Metadata) else field.type
    if isinstance(kind, inspect.VarTupleType):
        yield from _tables(kind, path)
        return
    assert isinstance(kind, inspect.StructType)
    title = (kind.cls.__doc__ or "").partition(": ")[2].rstrip(".")
    yield from (f"# {title[:1].upper()}{title[1:]}.", f"[{'.'.join(path)}]", "")
    inner = fields(kind, path)
    for each in (each for each in inner if not _own_table(each)):
        yield from _option(each, ".".join((*path, each.encode_name)), values)
    for each in (each for each in inner if _own_table(each)):
        place = (*path, each.encode_name)
        if isinstance(each.type, inspect.StructType):
            yield from _table(each, place, values)
        else:
            yield from (*_comment(described(each)), f"# [{'.'.join(place)}]", "")


def _own_table(field: inspect.Field) -> bool:
    kind = field.type.type if isinstance(field.type, inspect.Metadata) else field.type
    return isinstance(kind, inspect.StructType | inspect.DictType)


def _tables(kind: inspect.VarTupleType, path: tuple[str, ...]) -> Iterator[str]:
    assert isinstance(kind.item_type, inspect.StructType)
    title = (kind.item_type.cls.__doc__ or "").partition(": ")[2]
    yield from (f"# {title[:1].upper()}{title[1:]}", f"# [[{'.'.join(path)}]]")
    for each in kind.item_type.fields:
        yield f'# {each.encode_name} = "..."  # {described(each)}'


def _option(field: inspect.Field, key: str, values: Mapping[str, str]) -> Iterator[str]:
    kind = field.type.type if isinstance(field.type, inspect.Metadata) else field.type
    default = default_of(field)
    yield from _comment(f"{described(field)}. {_allowed(field.type)}".strip(". ") + ".")
    name = field.encode_name
    if key in values:
        yield f"{name} = {json.encode(values[key]).decode()}"
    elif isinstance(kind, inspect.VarTupleType) and isinstance(kind.item_type, inspect.StructType):
        keys = ", ".join(f'{each.encode_name} = "..."' for each in kind.item_type.fields)
        yield f"# {name} = [{{ {keys} }}]"
    elif default is None:
        yield f"# {name} ="
    else:
        yield f"# {name} = {json.format(json.encode(default), indent=0).decode()}"
    yield ""


def _allowed(kind: inspect.Type) -> str:
    """Say which values there are, where the default does not show it."""
    inner = kind.type if isinstance(kind, inspect.Metadata) else kind
    if isinstance(inner, inspect.IntType | inspect.FloatType | inspect.LiteralType):
        text = words(kind)
    elif isinstance(inner, inspect.VarTupleType) and not isinstance(inner.item_type, inspect.StructType):
        text = words(kind) if not isinstance(inner.item_type, inspect.StrType) else ""
    else:
        text = ""
    return text[:1].upper() + text[1:]


def _comment(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)
