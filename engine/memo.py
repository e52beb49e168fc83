"""A function of one value -> the same, remembered: what pages show repeats from product to product."""

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
MOST_KEPT = 4_000


class Memo(dict[Key, Value], Generic[Key, Value]):
    """A dict that makes what it does not hold; a hit costs no call. It forgets all when it is full."""

    def __init__(self, make: Callable[[Key], Value], most: int = MOST_KEPT) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: Key) -> Value:
        """Make the value of a key."""
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._make(key)
        return value
