"""The files of a shop's theme/ folder -> a refusal of the one that overrides nothing and that nothing uses."""

from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from engine.config.options import nearest
from engine.errors import ThemeError

FREE = ("assets/", "locales/")  # read by name or by language, so that a file of any name may be meant
WRITTEN_FOR_PEOPLE = (".md", ".txt")


def refuse_unused(own: Iterable[str], theirs: Iterable[str], used: Collection[str]) -> None:
    """Refuse a shop's folder that holds a file in vain.

    All are paths below a theme's folder: the shop's files, those that the theme and the shared folder have, and the
    templates and stylesheets that pages reach.
    """
    known = {name for name in theirs if name != "theme.toml" and not name.startswith(FREE)}
    unused = [name for name in own if not (name in known or name in used or name.startswith(FREE))]
    unused = [name for name in unused if "/" in name or not name.endswith(WRITTEN_FOR_PEOPLE)]
    if unused:
        more = f" (and {len(unused) - 1} more such files)" if len(unused) > 1 else ""
        raise ThemeError(f"theme/{unused[0]} overrides nothing and nothing uses it; {_meant(unused[0], known)}{more}")


def _meant(name: str, known: Collection[str]) -> str:
    if name == "theme.toml":
        return "settings go to shop.toml, [theme.settings]; a theme of your own to a folder that `theme.name` names"
    same = [one for one in sorted(known) if PurePosixPath(one).name == PurePosixPath(name).name]
    if len(same) == 1:
        return f"did you mean `theme/{same[0]}`?"
    # Paths are alike for their folders and endings alone, so the name itself has to be alike first.
    close = [one for one in sorted(known) if nearest(PurePosixPath(name).stem, [PurePosixPath(one).stem])]
    return nearest(name, close, "theme/") or (
        "give it the path of a file of the theme, include it in a template, or remove it"
    )
