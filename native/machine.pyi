"""The types of machine.pyx."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from native.fragments import Fragments as Fragments
from native.page import Page as Page

class Program:
    """A flat program: see native/opcodes.py.

    It runs once at a time, and holds nothing of its arguments between runs but the texts and numbers of its memos.

    paths: (slot, steps) each, a step the name of an attribute or an index. twins: (function, slots of its arguments).
    params: how many slots, the first ones, are arguments of a run.
    """

    def __init__(
        self,
        ops: bytes,
        texts: Iterable[bytes],
        consts: Iterable[Any],
        paths: Iterable[tuple[int, Sequence[str | int]]],
        twins: Iterable[tuple[Callable[..., Any], Sequence[int]]],
        slots: int,
        params: int,
        loops: int,
    ) -> None: ...
    def run(self, args: tuple[Any, ...], page: Page, fragments: Fragments | None = None) -> None:
        """Put what the program makes of its arguments behind the page's bytes; an error leaves the page as it was."""
