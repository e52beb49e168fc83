"""A body of the tree -> what it reads: each path, each twin, each fragment."""

from collections.abc import Iterable, Iterator

from engine.render.compiler.tree import (
    After,
    And,
    Body,
    CallOut,
    CallSet,
    CallTruth,
    Capture,
    Equal,
    Find,
    For,
    Fragment,
    If,
    Length,
    LengthOut,
    LoopCompare,
    LoopOut,
    LoopSet,
    LoopTruth,
    Memo,
    Move,
    Node,
    Not,
    Or,
    Out,
    Path,
    SumOut,
    SumSet,
    Test,
    Truth,
    Twin,
    Unpack,
)


def walk(body: Body) -> Iterator[Node | Test]:
    """Yield every node and every test of a body, in order."""
    for node in body:
        yield node
        if isinstance(node, If):
            yield from walk_test(node.test)
            yield from walk(node.body)
            yield from walk(node.orelse)
        elif isinstance(node, For):
            yield from walk(node.body)
            yield from walk(node.orelse)
        elif isinstance(node, Capture | Memo):
            yield from walk(node.body)


def walk_test(test: Test) -> Iterator[Node | Test]:
    """Yield every part of a test."""
    yield test
    if isinstance(test, And | Or):
        yield from walk_test(test.left)
        yield from walk_test(test.right)
    elif isinstance(test, Not):
        yield from walk_test(test.test)
    elif isinstance(test, After):
        yield from walk(test.body)
        yield from walk_test(test.test)


def twin_of(node: Node | Test) -> Twin | None:
    """Return the twin that a node or a test calls, or may call."""
    if isinstance(node, CallOut | CallSet | CallTruth | SumOut | SumSet):
        return node.twin
    return node.source if isinstance(node, For) and isinstance(node.source, Twin) else None


def paths(body: Iterable[Node]) -> Iterator[Path]:
    """Yield every path that a body reads."""
    for node in walk(list(body)):
        if isinstance(node, Out | LengthOut | Fragment | Move | Truth | Equal | Length | Find):
            yield node.path
        elif isinstance(node, For) and isinstance(node.source, Path):
            yield node.source
        elif isinstance(node, Unpack):
            yield Path(node.slot)
        elif isinstance(node, Memo):
            yield node.key
        twin = twin_of(node)
        if twin is not None:
            yield from twin.reads
            yield from twin.counted


def loops(body: Iterable[Node]) -> tuple[set[int], set[int]]:
    """Return the loops that a body runs and those that it asks for their attributes."""
    run: set[int] = set()
    asked: set[int] = set()
    for node in walk(list(body)):
        if isinstance(node, For):
            run.add(node.loop)
        elif isinstance(node, LoopOut | LoopSet | LoopTruth | LoopCompare):
            asked.add(node.loop)
    return run, asked


def pure(body: Iterable[Node]) -> bool:
    """Return whether what a body writes depends on the values of its paths alone."""
    nodes = list(body)
    run, asked = loops(nodes)
    if not asked <= run:
        return False
    for node in walk(nodes):
        twin = twin_of(node)
        if isinstance(node, Fragment) or (twin is not None and not twin.pure):
            return False
    return True
