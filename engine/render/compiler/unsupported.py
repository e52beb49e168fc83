"""A page kind that cannot be flattened -> the reason, with file and line."""


class Unsupported(Exception):  # noqa: N818  no fault of the theme's: Jinja renders such a page
    """What a template does that a flat program cannot."""

    def __init__(self, reason: str, file: str, line: int) -> None:
        """Keep reason and place."""
        super().__init__(f"{file}:{line} {reason}")
        self.reason = reason
        self.file = file
        self.line = line

    def __reduce__(self) -> tuple[type["Unsupported"], tuple[str, str, int]]:
        """Cross a process whole."""
        return Unsupported, (self.reason, self.file, self.line)
