"""Rows of operations in, a program or the bytes of a page out."""

import operator
import re
import struct
from collections.abc import Callable, Sequence
from typing import Any

from native.machine import Fragments, Page, Program
from native.opcodes import AT_LEAST, AT_MOST, END, EQUAL, LESS, MORE, OUT, RAW, UNEQUAL, WIDTH

Row = tuple[int, ...]
COMPARISONS = {
    EQUAL: operator.eq,
    UNEQUAL: operator.ne,
    LESS: operator.lt,
    AT_MOST: operator.le,
    MORE: operator.gt,
    AT_LEAST: operator.ge,
}


def named(value: object) -> str:
    """Return the name of a test's case, which has to be the same in every process."""
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))


def assemble(*rows: Row) -> bytes:
    return b"".join(struct.pack("6i", *row, *[0] * (WIDTH - len(row))) for row in rows)


def program(
    *rows: Row,
    texts: Sequence[bytes] = (),
    consts: Sequence[object] = (),
    paths: Sequence[tuple[int, Sequence[str | int]]] = (),
    twins: Sequence[tuple[Callable[..., Any], Sequence[int]]] = (),
    params: int = 0,
) -> Program:
    return Program(assemble(*rows, (END,)), texts, consts, paths, twins, slots=params + 8, params=params, loops=4)


def render(*rows: Row, args: tuple[object, ...] = (), fragments: Fragments | None = None, **parts: Any) -> bytes:
    page = Page()
    program(*rows, params=len(args), **parts).run(args, page, fragments)
    return bytes(page)


def show(value: object, *steps: str | int, mode: int = RAW, twin: Callable[..., Any] | None = None) -> bytes:
    """Return what a page shows of one path."""
    twins = [] if twin is None else [(twin, (0,))]
    return render((OUT, 0, mode, len(twins) - 1), args=(value,), paths=[(0, steps)], twins=twins)
