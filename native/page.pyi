"""The types of page.pyx."""

class Page:
    """Bytes that grow: what programs put into. Its memory is kept from page to page, and lent out without a copy."""

    def __len__(self) -> int: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def clear(self) -> None:
        """Forget the bytes and keep the memory."""
