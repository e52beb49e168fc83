"""The files of a shop's theme/ folder -> a refusal of the one that overrides nothing and that nothing uses."""

from collections.abc import Collection, Iterable

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
        return "settings go to shop.toml, [theme.settings]; a theme of your own goes to a folder that `theme.name` names"
    last = name.rpartition("/")[2]
    same = [one for one in sorted(known) if one.rpartition("/")[2] == last]
    if len(same) == 1:
        return f"did you mean `theme/{same[0]}`?"
    return nearest(name, same or sorted(known), "theme/") or (
        "give it the path of a file of the theme, include it in a template, or remove it"
    )
