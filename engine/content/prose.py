"""What becomes of a page of prose, and what cannot stand in one."""

from msgspec import Struct


class ProseError(ValueError):
    """A heading or a picture that a page of prose cannot have."""

    def __init__(self, line: int, text: str) -> None:
        """Tell the line of the body, from 1, and what is wrong with it."""
        super().__init__(text)
        self.line = line


class Heading(Struct, frozen=True, gc=False):
    """A heading of the prose and its anchor."""

    level: int  # 2 or 3
    id: str
    text: str


class Body(Struct, frozen=True):
    """Prose, ready to be inserted."""

    html: str
    headings: tuple[Heading, ...]
