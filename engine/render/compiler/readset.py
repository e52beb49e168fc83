"""A tree -> the paths of parameters that its program can read, and whether it opens a card."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from engine.render.compiler.reads import twin_of, walk
from engine.render.compiler.statics import along, present
from engine.render.compiler.tree import (
    Body,
    CallSet,
    Equal,
    Find,
    For,
    Fragment,
    Length,
    LengthOut,
    Memo,
    Move,
    Node,
    Out,
    Path,
    Test,
    Tree,
    Truth,
    Twin,
    Unpack,
)

Steps = tuple[str, ...]


def read_set(tree: Tree) -> tuple[Steps, ...]:
    """Return what a program can read of its parameters: names from a parameter on, `[]` for an item.

    A path that ends in `*` is read with all that is below it; of another one only whether and how many there are.
    """
    origins: dict[int, set[Steps]] = {number: {(name,)} for number, name in enumerate(tree.params)}
    found: set[Steps] = set()
    # A slot may be filled further down than it is read only in a loop; twice is enough for what moves between slots.
    for _ in range(2):
        _origins(tree.body, origins)
    for node in walk(tree.body):
        for path, whole in _read(node):
            found.update((*steps, "*") if whole else steps for steps in _from(path, origins))
    return tuple(sorted(found))


def _read(node: Node | Test) -> Iterator[tuple[Path, bool]]:
    """Yield each path that a node reads, and whether it reads what is below it."""
    if isinstance(node, Truth | Length | LengthOut | Move | Fragment):
        yield node.path, False
    elif isinstance(node, Out | Equal):
        yield node.path, True
    elif isinstance(node, Find):
        yield node.path, False
        yield Path(node.path.slot, (*node.path.steps, 0, "key")), True
    elif isinstance(node, For) and isinstance(node.source, Path):
        yield node.source, False
    elif isinstance(node, Unpack):
        yield Path(node.slot), False
    elif isinstance(node, Memo):
        yield node.key, True
    elif (twin := twin_of(node)) is not None:
        for path in twin.reads:
            yield path, True
        for path in twin.counted:
            yield path, False


def _from(path: Path, origins: Mapping[int, set[Steps]]) -> Iterator[Steps]:
    steps = tuple("[]" if isinstance(step, int) else step for step in path.steps)
    for origin in origins.get(path.slot, ()):
        yield (*origin, *steps)


def _origins(body: Body, origins: dict[int, set[Steps]]) -> None:
    for node in walk(body):
        if isinstance(node, Move):
            origins.setdefault(node.slot, set()).update(_from(node.path, origins))
        elif isinstance(node, Find):
            origins.setdefault(node.slot, set()).update((*one, "[]") for one in _from(node.path, origins))
        elif isinstance(node, For):
            sources = [node.source] if isinstance(node.source, Path) else node.source.reads
            for source in sources:
                origins.setdefault(node.slot, set()).update((*one, "[]") for one in _from(source, origins))
        elif isinstance(node, CallSet):
            for source in node.twin.reads:
                origins.setdefault(node.slot, set()).update(_from(source, origins))
        elif isinstance(node, Unpack):
            for slot in range(node.first, node.first + node.count):
                held = ((*one, "[]") for one in origins.get(node.slot, ()))
                origins.setdefault(slot, set()).update(held)


def opens(tree: Tree, types: Mapping[int, Any], card: type) -> bool:
    """Return whether a program reads a card otherwise than by a fragment, so that a row number would not do."""
    for node in walk(tree.body):
        if isinstance(node, Fragment) or (isinstance(node, CallSet | For) and _is_slice(node, types, card)):
            continue
        if any(_touches(path, types, card, whole=not below) for path, below in _read(node)):
            return True
    return False


def _is_slice(node: CallSet | For, types: Mapping[int, Any], card: type) -> bool:
    """Return whether an expression takes some of a tuple of cards and asks them nothing."""
    if isinstance(node, For):
        return isinstance(node.source, Twin) and present(types[node.slot]) is card and len(node.source.reads) == 1
    kind = types[node.slot]
    return get_origin(kind) is tuple and card in get_args(kind) and len(node.twin.reads) == 1


def _touches(path: Path, types: Mapping[int, Any], card: type, *, whole: bool) -> bool:
    """Return whether a path leads to cards or through one; `whole`: a tuple of cards is left as it is."""
    for length in range(len(path.steps)):
        if present(along(types[path.slot], path.steps[:length])) is card:
            return True
    kind = present(along(types[path.slot], path.steps))
    if get_origin(kind) is tuple and card in get_args(kind):
        return not whole
    return kind is card
