"""What `engine.build` returns: the figures of the build and every finding."""

from collections.abc import Iterable

from engine.catalog.product import Finding
from engine.telemetry.report import SEVERITIES, BuildSummary


class BuildReport(BuildSummary, frozen=True, kw_only=True):
    """A finished build."""

    findings: tuple[Finding, ...] = ()  # of a code the first thousand, or ten thousand that are critical
    all_findings: Iterable[Finding] = ()  # every one, made anew from the snapshot each time it is iterated over

    def summary(self) -> BuildSummary:
        """Return the figures without the findings, which may be many."""
        return BuildSummary(**{name: getattr(self, name) for name in BuildSummary.__struct_fields__})


def order(finding: Finding) -> tuple[int, str, str, str, str, str]:
    """Return what findings are sorted by: the most severe first, the rest so that it never changes."""
    place = SEVERITIES.index(finding.severity)
    return (place, finding.code, finding.product_id, finding.source_id, finding.field, finding.found)
