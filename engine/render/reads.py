"""What the programs of page kinds can read -> answers for plans and digests: does anything read this field?"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

WHOLE = "*"  # the last step of a path that is read with all that is below it
ITEM = "[]"  # any item of a list

Steps = tuple[str, ...]


class Reads(Struct, frozen=True):
    """Paths from the names that a page is given, as a flat program states them, sorted and none below another one."""

    paths: tuple[Steps, ...] = ()

    def reads(self, prefix: Sequence[str]) -> bool:
        """Return whether a page can depend on what stands at a path: ("product", "related", "[]", "price").

        It does when it reads something at the path or below it, or all of something above it.
        """
        wanted = tuple(prefix)
        return any(
            path[: len(wanted)] == wanted or (path[-1] == WHOLE and wanted[: len(path) - 1] == path[:-1])
            for path in self.paths
        )

    def __or__(self, other: "Reads") -> "Reads":
        """Return what one of two reads."""
        return reads_of(*self.paths, *other.paths)

    def text(self) -> str:
        """Return a line for each path, the same for the same paths: `product.related[].price`, `product.facts.*`."""
        return "\n".join(".".join(path).replace(f".{ITEM}", ITEM) for path in self.paths)


def reads_of(*paths: Steps) -> Reads:
    """Return what is read by the paths of programs."""
    given = set(paths)
    whole = {path[:-1] for path in given if path[-1] == WHOLE}
    kept = (
        path for path in given if not any(path[:length] in whole for length in range(len(path) - (path[-1] == WHOLE)))
    )
    return Reads(tuple(sorted(path for path in kept if path[-1] == WHOLE or path not in whole)))


def everything(names: Iterable[str]) -> Reads:
    """Return what is read by a page of which nothing is known: all that it is given."""
    return reads_of(*((name, WHOLE) for name in names))
