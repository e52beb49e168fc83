"""What vetting notices about one document -> its findings, with values cut and made safe to print."""

from typing import Any

import msgspec

from engine.catalog.product import Finding
from engine.catalog.texts import clean_line, cut

FOUND_MOST = 200
FINDINGS_MOST = 100  # of one document; what is critical always has its place
# A MongoDB source does not know a document's _id before it is decoded; it ends its source ids so.
OPEN_END = "/_id "


class Report:
    """The findings about one document while it is vetted."""

    __slots__ = ("findings", "key", "legacy", "product_id", "source_id")

    def __init__(self, source_id: str) -> None:
        self.source_id = source_id
        self.product_id = ""
        self.key = ""
        self.findings: list[Finding] = []
        self.legacy: list[str] = []

    def add(self, field: str, code: str, found: Any, done: str, severity: str = "low") -> None:
        """Note one thing; `found` is whatever stood in the document."""
        if len(self.findings) >= FINDINGS_MOST and severity != "critical":
            return
        if len(self.findings) == FINDINGS_MOST - 1 and severity != "critical":
            code, done = "findings_cut", "what more there is to say about this document is not listed"
        source_id = self.source_id + (self.key or "?") if self.source_id.endswith(OPEN_END) else self.source_id
        self.findings.append(
            Finding(
                product_id=self.product_id,
                source_id=source_id,
                field=field,
                code=code,
                found=shown(found),
                done=done,
                severity=severity,
            )
        )


def shown(value: Any) -> str:
    """Return a value from a document as a short text that no terminal trips over."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        text = value[: FOUND_MOST * 4]
    elif isinstance(value, float):
        text = repr(value)
    elif isinstance(value, (dict, list, int)):
        text = _encoded(value)
    else:
        text = str(value)
    return cut(clean_line(text), FOUND_MOST)


def _encoded(value: dict[str, Any] | list[Any] | int) -> str:
    try:
        return msgspec.json.encode(value)[: FOUND_MOST * 4].decode(errors="ignore")
    except (OverflowError, RecursionError, UnicodeEncodeError):
        return f"{type(value).__name__} that cannot be shown"
