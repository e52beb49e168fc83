"""Errors -> the exit code that each has."""

from collections.abc import Iterable

from engine.errors import CatalogError, ConfigError, EngineError

OK = 0
FAILED = 1
USAGE = 2
CATALOG = 3
INTERRUPTED = 130
TERMINATED = 143

EPILOG = (
    "Exit codes: 0 done; 1 failed (theme, pictures, output, or several reasons); 2 usage or configuration; "
    "3 the catalog cannot be read or loses too many products; 130 interrupted; 143 terminated."
)
CHECK_EPILOG = (
    "Findings, critical ones too, are told and end with 0 as long as no more products are left out than "
    f"catalog.max_excluded allows; blanks that are left to fill in end with 1. {EPILOG}"
)


def code_of(error: EngineError) -> int:
    """Return the exit code of an error."""
    if isinstance(error, ConfigError):
        return USAGE
    return CATALOG if isinstance(error, CatalogError) else FAILED


def together(codes: Iterable[int]) -> int:
    """Return the code of several shops: that of the one reason, or FAILED for several."""
    reasons = set(codes) - {OK}
    return reasons.pop() if len(reasons) == 1 else FAILED if reasons else OK
