"""What `engine.build` returns: the figures of the build and every finding."""

from engine.catalog.product import Finding
from engine.telemetry.report import BuildSummary


class BuildReport(BuildSummary, frozen=True, kw_only=True):
    """A finished build."""

    findings: tuple[Finding, ...] = ()

    def summary(self) -> BuildSummary:
        """Return the figures without the findings, which may be many."""
        return BuildSummary(**{name: getattr(self, name) for name in BuildSummary.__struct_fields__})
